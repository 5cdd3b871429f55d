"""The exports of QuickBooks: Online (reports, lists) and Desktop (customer list, reports); it talks to no server.

Its reports of transactions mix invoices and payments: only the rows named in `only` are sales.
"""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_SALES = ("Invoice", "Credit Memo", "Sales Receipt", "Facture", "Note de crédit", "Avoir", "Reçu de vente")

SOURCE = Source(
    "QuickBooks",
    (
        Export(
            "clients",
            N_("clients"),
            groups("Active Status", "Customer", "Balance Total|Bill to 1|Main Phone|Job Status"),
            meanings(
                client_id="Account No.",
                name="Customer|Company",
                status="Active Status",
                category="Customer Type",
                account_manager="Rep",
                contact_name="Primary Contact",
                contact_role="Job Title",
                phone="Main Phone",
                mobile="Mobile",
                email="Main Email",
                address="Bill to 2|Bill to 1",
                address_more="Bill to 3",
                delivery_address="Ship to 2|Ship to 1",
                payment_terms="Terms",
                credit_limit="Credit Limit",
            ),
            apart(
                "Balance|Balance Total|Resale Num|Sales Tax Code|Tax item|Job Status|Job Type|Start Date|Projected End|End Date|Bill to 4|Bill to 5"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "DisplayName|FullyQualifiedName",
                "CompanyName|GivenName",
                "PrimaryEmailAddr|BillAddr|SyncToken|BalanceWithJobs|PrintOnCheckName|PrimaryPhone",
            ),
            meanings(
                source_id="Id",
                name="DisplayName|CompanyName|FullyQualifiedName",
                status="Active",
                phone="PrimaryPhone",
                mobile="Mobile",
                email="PrimaryEmailAddr",
                website="WebAddr",
                address="BillAddr",
                delivery_address="ShipAddr",
                payment_terms="SalesTermRef",
                payment_method="PaymentMethodRef",
                vat_number="PrimaryTaxIdentifier",
                currency="CurrencyRef",
            ),
            apart("Balance|BalanceWithJobs|OpenBalanceDate|SyncToken"),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Customer full name|Customer|Name|Client|Nom",
                "Bill address|Billing address|Full name|Street Address|Adresse de facturation complète",
                "Open Balance|Phone Numbers|Ship address|Attachments|Solde à payer|Numéros de téléphone",
                "Phone Numbers|Company name|Ship address|Numéros de téléphone|Resale number|Attachments",
            ),
            meanings(
                name="Customer full name|Customer|Name|Client|Nom|Company name",
                contact_name="Full name|Nom complet",
                phone="Phone Numbers|Phone|Numéros de téléphone",
                email="Email|E-mail",
                address="Bill address|Billing address|Street Address",
                city="City",
                region="State",
                postal_code="Zip",
                country="Country",
                delivery_address="Ship address|Shipping address",
                notes="Notes",
            ),
            apart("Open Balance|Solde à payer|Attachments"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "Transaction Type|Type d'opération|Type d'opérations",
                "Num|N°",
                "Open Balance|Memo/Description|Mémo/Description",
                "Name|Nom|Customer|Client|Due Date|Date d'échéance",
            ),
            meanings(
                document_id="Num|N°",
                kind="Transaction Type|Type d'opération|Type d'opérations",
                client_name="Customer|Customer full name|Client|Name|Nom",
                date="Date|Transaction date|Date de l'opération",
                due_date="Due Date|Date d'échéance",
                gross_amount="Amount|Montant",
                open_amount="Open Balance|Solde à payer|Solde impayé",
                description="Memo/Description|Mémo/Description",
                payment_terms="Terms|Modalités",
            ),
            apart("Posting|Posting (Y/N)|Account|Compte|Split|Balance|Solde|Past due|A/R paid"),
            only={"Transaction Type": _SALES, "Type d'opération": _SALES, "Type d'opérations": _SALES},
        ),
        Export(
            "documents",
            N_("factures"),
            groups("Type", "Num", "Name", "Open Balance|Aging", "Due Date|Terms|P. O. #"),
            meanings(
                document_id="Num",
                kind="Type",
                client_name="Name",
                date="Date",
                due_date="Due Date",
                gross_amount="Amount",
                open_amount="Open Balance",
                order_reference="P. O. #",
                payment_terms="Terms",
                description="Memo",
            ),
            apart("Aging|Balance|Split|Account|Clr"),
            only={"Type": _SALES},
        ),
    ),
)
