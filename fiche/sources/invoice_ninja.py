"""The exports of Invoice Ninja (4 and 5): clients and invoices; it talks to no server. Its list of payments has four headers that anybody may write."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

SOURCE = Source(
    "Invoice Ninja",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Name|Client Name",
                "Paid to Date",
                "Billing Apt/Suite|Shipping Apt/Suite|Billing Postal Code|ID Number",
                "VAT Number|Private Notes|Public Notes",
            ),
            meanings(
                client_id="ID Number|Number",
                name="Name|Client Name",
                address="Billing Street",
                address_more="Billing Apt/Suite",
                city="Billing City",
                region="Billing State/Province",
                postal_code="Billing Postal Code",
                country="Billing Country",
                delivery_address="Shipping Street",
                delivery_city="Shipping City",
                delivery_postal_code="Shipping Postal Code",
                delivery_country="Shipping Country",
                vat_number="VAT Number",
                website="Website",
                phone="Phone",
                currency="Currency",
                email="Email",
                contact_name="Last Name",
                notes="Private Notes|Public Notes",
            ),
            apart("Balance|Paid to Date|Credit Balance"),
        ),
        Export(
            "flat",
            N_("factures"),
            groups(
                "Client",
                "Invoice Number",
                "Partial/Deposit|Partial Due Date",
                "Item Cost|Item Product|Item Quantity|PO Number",
            ),
            meanings(
                document_id="Invoice Number",
                client_name="Client",
                email="Email",
                date="Invoice Date",
                due_date="Due Date",
                gross_amount="Amount",
                paid_amount="Paid",
                payment_status="Status",
                order_reference="PO Number",
                description="Item Product",
                unit_price="Item Cost",
                quantity="Item Quantity",
            ),
            apart("Partial/Deposit|Partial Due Date"),
        ),
    ),
)
