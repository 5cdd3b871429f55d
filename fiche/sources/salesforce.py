"""The exports of Salesforce: reports (English, French) and Data Loader (technical names); it talks to no server.

French names of fields follow the product's own translation where it was seen; none of them is part of a signature by itself.
"""

from fiche.i18n import N_
from fiche.sources.crm import TURNOVER, won_by
from fiche.sources.source import Export, Source, apart, groups, meanings

_ACCOUNT_FIGURES = apart(
    f"{TURNOVER}|Number Of Employees|NumberOfEmployees|Employees|Effectif|Nombre d'employés|Total Opportunity Amount|Montant total des opportunités|"
    "Total Won Opportunities|Parent Account ID|ParentId|OwnerId|MasterRecordId"
)

SOURCE = Source(
    "Salesforce",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Account Name|Nom du compte",
                "Account ID|ID du compte|Account Owner|Propriétaire du compte",
                "Billing State/Province|Billing Zip/Postal Code|Billing State/Province (text only)|Code postal de facturation|État/Province de facturation|"
                "Account Site|Site du compte|Account Source|Origine du compte|Last Activity|Dernière activité",
            ),
            meanings(
                client_id="Account Number|Numéro du compte|Numéro de compte",
                source_id="Account ID|ID du compte",
                name="Account Name|Nom du compte",
                status="Status|Statut",
                category="Type|Account Type|Type de compte",
                sector="Industry|Secteur d'activité|Secteur",
                account_manager="Account Owner|Propriétaire du compte",
                created_on="Created Date|Date de création",
                phone="Phone|Account Phone|Téléphone|Téléphone du compte",
                website="Website|Site Web",
                address="Billing Street|Billing Address Line 1|Rue de facturation|Rue (facturation)",
                postal_code="Billing Zip/Postal Code|Code postal de facturation|Code postal (facturation)",
                city="Billing City|Ville de facturation|Ville (facturation)",
                region="Billing State/Province|Billing State/Province (text only)|État/Province de facturation",
                country="Billing Country|Billing Country (text only)|Pays de facturation|Pays (facturation)",
                delivery_address="Shipping Street|Rue d'expédition|Rue de livraison",
                delivery_postal_code="Shipping Zip/Postal Code|Code postal d'expédition|Code postal de livraison",
                delivery_city="Shipping City|Ville d'expédition|Ville de livraison",
                delivery_country="Shipping Country|Pays d'expédition|Pays de livraison",
                notes="Description|Account Description",
            ),
            _ACCOUNT_FIGURES,
            absent=apart(
                "Opportunity Name|Nom de l'opportunité|Opportunity ID|ID de l'opportunité|Stage|Étape|Last Name|First Name|Prénom|Contact ID|ID du contact|Total with Tax"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Id",
                "Name",
                "BillingStreet|BillingPostalCode|BillingCity",
                "SystemModstamp|OwnerId|IsDeleted|CreatedById",
            ),
            meanings(
                client_id="AccountNumber",
                source_id="Id",
                name="Name",
                category="Type",
                sector="Industry",
                created_on="CreatedDate",
                phone="Phone",
                website="Website",
                address="BillingStreet",
                postal_code="BillingPostalCode",
                city="BillingCity",
                region="BillingState",
                country="BillingCountryCode|BillingCountry",
                delivery_address="ShippingStreet",
                delivery_postal_code="ShippingPostalCode",
                delivery_city="ShippingCity",
                delivery_country="ShippingCountryCode|ShippingCountry",
                notes="Description",
            ),
            _ACCOUNT_FIGURES,
            absent=apart("StageName|LastName|TotalAmountWithTax|TotalAmount|InvoiceDate"),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(
                "Contact ID|ID du contact|Contact Owner|Propriétaire du contact|Mailing Street|Mailing City|Mailing Zip/Postal Code",
                "Last Name|Nom|Nom de famille",
                "Account Name|Nom du compte",
                "Mailing City|Ville postale|Mailing Zip/Postal Code|Account ID|ID du compte|Contact ID|ID du contact|Reports To|Mobile|Title|Titre",
            ),
            meanings(
                client_id="Account ID|ID du compte",
                client_name="Account Name|Nom du compte",
                contact_id="Contact ID|ID du contact",
                title="Salutation|Civilité",
                contact_name="Last Name|Nom|Nom de famille",
                first_name="First Name|Prénom",
                role="Title|Titre|Fonction",
                email="Email|E-mail|Adresse e-mail",
                phone="Phone|Téléphone",
                mobile="Mobile|Mobile Phone|Mobile du contact",
            ),
            absent=apart("Opportunity Name|Nom de l'opportunité|Opportunity ID|ID de l'opportunité"),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(
                "Id",
                "AccountId",
                "LastName",
                "MailingStreet|MailingCity|SystemModstamp|ReportsToId|MobilePhone",
            ),
            meanings(
                client_id="AccountId",
                contact_id="Id",
                title="Salutation",
                contact_name="LastName",
                first_name="FirstName",
                role="Title",
                email="Email",
                phone="Phone",
                mobile="MobilePhone",
            ),
        ),
        Export(
            None,
            N_("opportunités"),
            groups(
                "Opportunity Name|Nom de l'opportunité|Opportunity ID|ID de l'opportunité",
                "Stage|Étape",
                "Amount|Montant|Amount (converted)",
                "Close Date|Date de clôture|Date de fermeture",
            ),
            meanings(
                document_id="Opportunity ID|ID de l'opportunité",
                client_id="Account ID|ID du compte",
                client_name="Account Name|Nom du compte",
                date="Close Date|Date de clôture|Date de fermeture",
                net_amount="Amount|Montant|Amount (converted)",
                currency="Amount Currency|Devise de Montant|Opportunity Currency|Devise de l'opportunité",
                description="Opportunity Name|Nom de l'opportunité",
            ),
            apart(
                f"{TURNOVER}|Expected Revenue|Revenu attendu|Chiffre d'affaires attendu|Age|Âge|Probability (%)|Probabilité (%)"
            ),
            reason="crm_deals",
            won=won_by("Stage|Étape", "Won|Gagnée"),
        ),
        Export(
            None,
            N_("opportunités"),
            groups("Id", "StageName", "CloseDate", "Amount"),
            meanings(
                document_id="Id",
                client_id="AccountId",
                date="CloseDate",
                net_amount="Amount",
                currency="CurrencyIsoCode",
                description="Name",
            ),
            apart("ExpectedRevenue|Probability|TotalOpportunityQuantity|OwnerId"),
            reason="crm_deals",
            won=won_by("StageName", "IsWon"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "BillingAccountId|Billing Account",
                "TotalAmountWithTax|Total Amount With Tax|Total with Tax",
                "InvoiceDate|Invoice Date",
            ),
            meanings(
                document_id="InvoiceNumber|Invoice Number|DocumentNumber|Document Number",
                source_id="Id",
                client_id="BillingAccountId",
                client_name="Billing Account",
                date="InvoiceDate|Invoice Date",
                due_date="DueDate|Due Date",
                gross_amount="TotalAmountWithTax|Total Amount With Tax|Total with Tax",
                net_amount="TotalAmount|Total Amount",
                open_amount="Balance",
                payment_status="Status",
                currency="CurrencyIsoCode",
            ),
        ),
    ),
)
