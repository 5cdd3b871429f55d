"""The exports of HubSpot (English, French): companies, contacts, deals, invoices; it talks to no server."""

from fiche.i18n import N_
from fiche.sources.crm import TURNOVER, won_by
from fiche.sources.source import Export, Source, apart, groups, meanings

_RECORD = "Record ID|ID de fiche d'informations|ID de l'enregistrement|Identifiant de fiche d'informations"
_FIGURES = (
    f"{TURNOVER}|Total Revenue|Chiffre d'affaires total|Revenu total|Recent Deal Amount|Montant de la dernière transaction|Montant de la transaction récente|"
    "Total open deal value|Valeur totale des transactions ouvertes|Number of Associated Deals|Nombre de transactions associées|"
    "Number of Employees|Nombre d'employés|Total Money Raised|Total des fonds levés|Recent Deal Close Date|Date de fermeture de la transaction récente"
)

SOURCE = Source(
    "HubSpot",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                _RECORD,
                "Company name|Nom de l'entreprise",
                "Company owner|Propriétaire de l'entreprise|Company Domain Name|Nom de domaine de l'entreprise|Lifecycle Stage|Phase du cycle de vie|"
                "Street Address|Adresse postale|Website URL|URL du site web|Industry|Secteur d'activité|Country/Region|Pays/Région",
            ),
            meanings(
                source_id=_RECORD,
                name="Company name|Nom de l'entreprise",
                status="Lifecycle Stage|Phase du cycle de vie|Étape du cycle de vie",
                category="Type",
                sector="Industry|Secteur d'activité",
                account_manager="Company owner|Propriétaire de l'entreprise",
                created_on="Create Date|Date de création",
                phone="Phone Number|Numéro de téléphone",
                website="Website URL|URL du site web|Company Domain Name|Nom de domaine de l'entreprise",
                address="Street Address|Adresse postale",
                address_more="Street Address 2|Adresse postale 2",
                postal_code="Postal Code|Code postal",
                city="City|Ville",
                region="State/Region|État/Région",
                country="Country/Region|Pays/Région",
                notes="Description",
            ),
            apart(_FIGURES),
            absent=apart(
                "First Name|Prénom|Last Name|Deal Name|Nom de la transaction|Amount Billed|Montant facturé"
            ),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(
                _RECORD,
                "Last Name|Nom",
                "First Name|Prénom",
                "Contact owner|Propriétaire du contact|Lead Status|Statut du lead|Associated Company IDs|Associated Company|Primary Associated Company ID|"
                "Entreprise associée|Associated Company (Primary)|Marketing contact status|Phase du cycle de vie|Lifecycle Stage",
            ),
            meanings(
                client_id="Primary Associated Company ID|Associated Company IDs (Primary)|Associated Company IDs",
                client_name="Associated Company (Primary)|Associated Company|Entreprise associée|Company Name|Nom de l'entreprise",
                contact_id=_RECORD,
                contact_name="Last Name|Nom",
                first_name="First Name|Prénom",
                role="Job Title|Intitulé du poste|Titre du poste",
                email="Email|E-mail",
                phone="Phone Number|Numéro de téléphone",
                mobile="Mobile Phone Number|Numéro de téléphone portable|Numéro de téléphone mobile",
            ),
            apart(_FIGURES),
            absent=apart("Deal Name|Nom de la transaction|Amount Billed|Montant facturé"),
        ),
        Export(
            None,
            N_("opportunités"),
            groups(
                "Deal Name|Nom de la transaction",
                "Deal Stage|Phase de la transaction",
                "Amount|Montant|Amount in company currency|Montant dans la devise de l'entreprise",
            ),
            meanings(
                document_id=_RECORD,
                client_id="Associated Company IDs (Primary)|Primary Associated Company ID|Associated Company IDs",
                client_name="Associated Company (Primary)|Associated Company|Entreprise associée (Primary)|Entreprise associée",
                date="Close Date|Date de fermeture|Date de clôture",
                net_amount="Amount|Montant|Amount in company currency|Montant dans la devise de l'entreprise",
                currency="Currency|Devise",
                description="Deal Name|Nom de la transaction",
            ),
            apart(
                f"{TURNOVER}|Weighted amount|Montant pondéré|Forecast amount|Montant prévisionnel|Annual contract value|Total contract value|Monthly recurring revenue|Annual recurring revenue|"
                "Valeur annuelle du contrat|Valeur totale du contrat|Closed Deal Amount|Montant de la transaction fermée"
            ),
            reason="crm_deals",
            won=won_by(
                "Deal Stage|Phase de la transaction",
                "Is Closed Won|Is closed won|Est fermée gagnée|A été gagnée",
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                _RECORD,
                "Invoice Number|Numéro de facture",
                "Amount Billed|Montant facturé",
                "Balance Due|Solde dû|Invoice Status|Statut de la facture",
            ),
            meanings(
                document_id="Invoice Number|Numéro de facture",
                source_id=_RECORD,
                client_name="Latest Company Name|Invoice Latest Company Name|Associated Company (Primary)|Associated Company|Entreprise associée",
                date="Invoice Date|Date de la facture|Date de facture",
                due_date="Due Date|Date d'échéance",
                gross_amount="Amount Billed|Montant facturé",
                paid_amount="Amount Paid|Montant payé",
                open_amount="Balance Due|Solde dû",
                payment_status="Invoice Status|Statut de la facture",
                currency="Currency|Devise",
            ),
        ),
    ),
)
