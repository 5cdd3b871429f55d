"""The exports of Zoho CRM (English, French): accounts, contacts, deals, invoices; it talks to no server."""

from fiche.i18n import N_
from fiche.sources.crm import TURNOVER, won_by
from fiche.sources.source import Export, Source, apart, groups, meanings

_RECORD = "Record Id|ID d'enregistrement"
_ACCOUNT = "Account Name|Nom du compte|Nom de compte|Nom Compte"

SOURCE = Source(
    "Zoho CRM",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                f"{_RECORD}|Account Owner.id|Account Owner|Propriétaire du compte|Propriétaire de Compte",
                _ACCOUNT,
                "Billing Code|Code de facturation|Modified Time|Heure de modification|Created Time|Heure de création",
            ),
            meanings(
                client_id="Account Number|Numéro de compte",
                source_id=_RECORD,
                name=_ACCOUNT,
                category="Account Type|Type de compte",
                sector="Industry|Secteur d'activité",
                account_manager="Account Owner|Propriétaire du compte|Propriétaire de Compte",
                created_on="Created Time|Heure de création",
                phone="Phone|Téléphone",
                website="Website|Site Web",
                address="Billing Street|Rue de facturation",
                postal_code="Billing Code|Code de facturation|Code postal de facturation",
                city="Billing City|Ville de facturation",
                region="Billing State|État de facturation",
                country="Billing Country|Pays de facturation",
                delivery_address="Shipping Street|Rue d'expédition",
                delivery_postal_code="Shipping Code|Code d'expédition",
                delivery_city="Shipping City|Ville d'expédition",
                delivery_country="Shipping Country|Pays d'expédition",
                notes="Description",
            ),
            apart(f"{TURNOVER}|Employees|Employés|SIC Code|Code SIC|Ticker Symbol|Exchange Rate|Rating"),
            absent=apart(
                "Deal Name|Nom de l'affaire|Nom de la transaction|Last Name|First Name|Prénom|Grand Total|Total général|Invoice Date|Subject|Objet|Closing Date"
            ),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(
                f"{_RECORD}|Contact Owner.id|Contact Owner|Propriétaire du contact",
                "Last Name|Nom",
                "Account Name|Account Name.id|Nom du compte",
                "Mailing Zip|Email Opt Out|Modified Time|Heure de modification|Created Time|Heure de création|Account Name.id|Secondary Email",
            ),
            meanings(
                client_id="Account Name.id",
                client_name=_ACCOUNT,
                contact_id=_RECORD,
                title="Salutation|Civilité",
                contact_name="Last Name|Nom",
                first_name="First Name|Prénom",
                role="Title|Titre|Fonction",
                email="Email|E-mail",
                phone="Phone|Téléphone",
                mobile="Mobile|Portable",
                notes="Description",
            ),
            absent=apart(
                "Deal Name|Nom de l'affaire|Nom de la transaction|Grand Total|Total général|Closing Date"
            ),
        ),
        Export(
            None,
            N_("opportunités"),
            groups(
                "Deal Name|Nom de l'affaire|Nom de la transaction|Nom Transaction",
                "Stage|Étape|Phase",
                "Closing Date|Date de clôture|Date de fermeture",
                f"{_RECORD}|Deal Owner|Deal Owner.id|Propriétaire de l'affaire|Propriétaire de la transaction",
            ),
            meanings(
                document_id=_RECORD,
                client_id="Account Name.id",
                client_name=_ACCOUNT,
                date="Closing Date|Date de clôture|Date de fermeture",
                net_amount="Amount|Montant",
                currency="Currency|Devise",
                description="Deal Name|Nom de l'affaire|Nom de la transaction|Nom Transaction",
            ),
            apart(f"{TURNOVER}|Expected Revenue|Revenu prévu|Revenu attendu|Probability (%)|Probabilité (%)"),
            reason="crm_deals",
            won=won_by("Stage|Étape|Phase"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                f"{_RECORD}|Invoice Owner|Propriétaire de la facture",
                "Invoice Date|Date de facture|Date de la facture",
                "Grand Total|Total général",
                "Sub Total|Sous-total|Account Name|Nom du compte",
            ),
            meanings(
                document_id="Invoice Number|Numéro de facture",
                source_id=_RECORD,
                client_id="Account Name.id",
                client_name=_ACCOUNT,
                date="Invoice Date|Date de facture|Date de la facture",
                due_date="Due Date|Date d'échéance",
                gross_amount="Grand Total|Total général",
                vat_amount="Tax|Taxe",
                discount_amount="Discount|Remise",
                order_reference="Purchase Order|Bon de commande",
                payment_status="Status|Statut",
                currency="Currency|Devise",
                description="Subject|Objet",
            ),
            apart(
                "Sales Commission|Commission de vente|Excise Duty|Adjustment|Ajustement|Sub Total|Sous-total|Exchange Rate"
            ),
        ),
    ),
)
