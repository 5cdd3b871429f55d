"""The exports of Dynamics 365 Sales (Dataverse): lists opened in Excel (English, French) and logical names; it talks to no server.

Each list opened in Excel begins with the record's own column, «(Do Not Modify) Account»: that is its signature.
"""

from fiche.i18n import N_
from fiche.sources.crm import TURNOVER, won_by
from fiche.sources.source import Export, Source, apart, groups, meanings

_BOOKKEEPING = (
    "(Do Not Modify) Row Checksum|(Do Not Modify) Modified On|(Ne pas modifier) Somme de contrôle de la ligne|(Ne pas modifier) Modifié le|"
    "(Ne pas modifier) Date de modification"
)
_ACCOUNT, _CONTACT = (
    "(Do Not Modify) Account|(Ne pas modifier) Compte",
    "(Do Not Modify) Contact|(Ne pas modifier) Contact",
)
_DEAL = "(Do Not Modify) Opportunity|(Ne pas modifier) Opportunité"
_INVOICE = "(Do Not Modify) Invoice|(Ne pas modifier) Facture"

SOURCE = Source(
    "Dynamics 365 Sales",
    (
        Export(
            "clients",
            N_("clients"),
            groups(_ACCOUNT),
            meanings(
                client_id="Account Number|Numéro de compte|Numéro du compte",
                source_id=_ACCOUNT,
                name="Account Name|Nom du compte|Name|Nom",
                status="Status|Statut",
                category="Relationship Type|Type de relation|Category|Catégorie",
                sector="Industry|Secteur d'activité",
                account_manager="Owner|Propriétaire",
                created_on="Created On|Date de création|Créé le",
                contact_name="Primary Contact|Contact principal",
                phone="Main Phone|Téléphone principal",
                email="Email|E-mail|Adresse de messagerie",
                website="Website|Site web",
                address="Address 1: Street 1|Adresse 1 : Rue 1|Adresse 1 : rue 1",
                address_more="Address 1: Street 2|Adresse 1 : Rue 2",
                postal_code="Address 1: ZIP/Postal Code|Adresse 1 : Code postal",
                city="Address 1: City|Adresse 1 : Ville",
                region="Address 1: State/Province|Adresse 1 : Département/Région",
                country="Address 1: Country/Region|Adresse 1 : Pays/Région",
                delivery_address="Address 2: Street 1|Adresse 2 : Rue 1",
                delivery_postal_code="Address 2: ZIP/Postal Code|Adresse 2 : Code postal",
                delivery_city="Address 2: City|Adresse 2 : Ville",
                delivery_country="Address 2: Country/Region|Adresse 2 : Pays/Région",
                payment_terms="Payment Terms|Conditions de paiement",
                carrier="Shipping Method|Mode de livraison",
                credit_limit="Credit Limit|Limite de crédit",
                currency="Currency|Devise",
                notes="Description",
            ),
            apart(
                f"{_BOOKKEEPING}|{TURNOVER}|Number of Employees|Nombre d'employés|Market Capitalization|Open Revenue|Revenus ouverts|Open Deals"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "accountid",
                "name",
                "address1_line1|address1_city|address1_postalcode|telephone1|emailaddress1|statecode",
            ),
            meanings(
                client_id="accountnumber",
                source_id="accountid",
                name="name",
                category="customertypecode",
                sector="industrycode",
                created_on="createdon",
                phone="telephone1",
                email="emailaddress1",
                website="websiteurl",
                address="address1_line1",
                address_more="address1_line2",
                postal_code="address1_postalcode",
                city="address1_city",
                region="address1_stateorprovince",
                country="address1_country",
                delivery_address="address2_line1",
                delivery_postal_code="address2_postalcode",
                delivery_city="address2_city",
                delivery_country="address2_country",
                credit_limit="creditlimit",
                notes="description",
            ),
            apart(
                "revenue|revenue_base|openrevenue|openrevenue_base|opendeals|numberofemployees|marketcap|creditlimit_base|statecode|statuscode"
            ),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(_CONTACT),
            meanings(
                client_name="Company Name|Nom de la société|Account|Compte",
                contact_id=_CONTACT,
                contact_name="Full Name|Nom complet|Last Name|Nom de famille",
                first_name="First Name|Prénom",
                role="Job Title|Fonction|Poste",
                email="Email|E-mail|Adresse de messagerie",
                phone="Business Phone|Téléphone (bureau)|Téléphone professionnel",
                mobile="Mobile Phone|Téléphone mobile",
            ),
            apart(f"{_BOOKKEEPING}|{TURNOVER}"),
        ),
        Export(
            None,
            N_("opportunités"),
            groups(_DEAL),
            meanings(
                document_id=_DEAL,
                client_name="Potential Customer|Client potentiel|Account|Compte|Customer|Client",
                date="Actual Close Date|Date de clôture réelle|Est. Close Date|Estimated Close Date|Date de clôture est.|Date de clôture estimée",
                net_amount="Actual Revenue|Revenu réel|Revenus réels|Est. Revenue|Est. revenue|Estimated Revenue|Revenu estimé|Revenus estimés|Revenu est.",
                currency="Currency|Devise",
                description="Topic|Rubrique|Sujet",
            ),
            apart(f"{_BOOKKEEPING}|Budget Amount|Montant du budget|Probability|Probabilité|Rating"),
            reason="crm_deals",
            won=won_by("Status|Statut|Status Reason|Raison du statut"),
        ),
        Export(
            None,
            N_("opportunités"),
            groups(
                "opportunityid", "estimatedvalue|actualvalue", "estimatedclosedate|actualclosedate|statecode"
            ),
            meanings(
                document_id="opportunityid",
                client_id="_customerid_value|_accountid_value|_parentaccountid_value",
                date="actualclosedate|estimatedclosedate",
                net_amount="actualvalue|estimatedvalue",
                description="name",
            ),
            apart("actualvalue_base|estimatedvalue_base|budgetamount|closeprobability|totalamount"),
            reason="crm_deals",
            won={"statecode": ("1", "Won", "Gagnée")},
        ),
        Export(
            "documents",
            N_("factures"),
            groups(_INVOICE),
            meanings(
                document_id="Invoice ID|Invoice Number|ID de facture|Numéro de facture",
                source_id=_INVOICE,
                client_name="Customer|Client",
                date="Invoice Date|Date de facture|Date Delivered|Date de livraison|Created On|Date de création",
                due_date="Due Date|Date d'échéance",
                gross_amount="Total Amount|Montant total",
                vat_amount="Total Tax|Total des taxes",
                open_amount="Amount Due|Montant dû",
                discount_amount="Total Discount Amount|Montant total de la remise",
                payment_terms="Payment Terms|Conditions de paiement",
                payment_status="Status|Statut",
                currency="Currency|Devise",
                description="Name|Nom",
            ),
            apart(f"{_BOOKKEEPING}|Total Detail Amount|Freight Amount|Exchange Rate|Pre-Freight Amount"),
        ),
    ),
)
