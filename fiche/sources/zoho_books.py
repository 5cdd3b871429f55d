"""The exports of Zoho Books and Zoho Invoice: customers, invoices, credit notes, payments; it talks to no server."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_CLIENT = {
    "client_id": "Customer ID|CustomerID",
    "client_name": "Customer Name",
}
_ADDRESSES = {
    "address": "Billing Address",
    "address_more": "Billing Street2",
    "postal_code": "Billing Code",
    "city": "Billing City",
    "region": "Billing State",
    "country": "Billing Country",
    "delivery_address": "Shipping Address",
    "delivery_postal_code": "Shipping Code",
    "delivery_city": "Shipping City",
    "delivery_country": "Shipping Country",
}

SOURCE = Source(
    "Zoho Books",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Display Name",
                "Customer Sub Type|Contact Type|Customer Address ID",
                "Company Name",
                "Billing Code|EmailID|MobilePhone|Payment Terms Label",
            ),
            meanings(
                client_id="Customer Number|Contact Number",
                source_id="Customer ID|Contact ID",
                name="Display Name|Company Name|Customer Name|Contact Name",
                status="Status",
                category="Customer Sub Type",
                account_manager="Owner Name",
                created_on="Created Time",
                email="EmailID",
                phone="Phone",
                mobile="MobilePhone",
                website="Website",
                payment_terms="Payment Terms Label|Payment Terms",
                credit_limit="Credit Limit",
                currency="Currency Code",
                vat_number="VAT Number|Tax Registration Number|TRN",
                contact_name="Last Name",
                notes="Notes",
                **_ADDRESSES,
            ),
            apart(
                "Opening Balance|Outstanding Receivable Amount|Unused Credits Receivable Amount|Exchange Rate|Source|Reference ID|Payment Reminder|Last Sync Time"
            ),
        ),
        Export(
            "flat",
            N_("factures"),
            groups(
                "Invoice ID",
                "Invoice Number",
                "Invoice Status",
                "Entity Discount Percent|Is Discount Before Tax|Is Inclusive Tax|Expected Payment Date|Item Price|Item Total",
            ),
            meanings(
                document_id="Invoice Number",
                source_id="Invoice ID",
                date="Invoice Date",
                due_date="Due Date",
                payment_terms="Payment Terms Label|Payment Terms",
                gross_amount="Total",
                net_amount="SubTotal",
                discount_rate="Entity Discount Percent",
                discount_amount="Entity Discount Amount",
                open_amount="Balance",
                currency="Currency Code",
                payment_status="Invoice Status",
                paid_date="Last Payment Date",
                order_reference="PurchaseOrder",
                description="Item Name",
                quantity="Quantity",
                unit_price="Item Price",
                account_manager="Sales person",
                **_CLIENT,
                **_ADDRESSES,
            ),
            apart(
                "Discount|Discount Amount|Item Total|Adjustment|Round Off|Exchange Rate|WriteOff Amount|LateFee Amount|LateFee Rate|Estimate Number|Template Name"
            ),
        ),
        Export(
            "documents",
            N_("avoirs"),
            groups(
                "CreditNotes ID|Credit Note ID|CreditNote ID",
                "Credit Note Number",
                "Credit Note Date|Credit Note Status",
            ),
            meanings(
                document_id="Credit Note Number",
                source_id="CreditNotes ID|Credit Note ID|CreditNote ID",
                date="Credit Note Date",
                gross_amount="Total",
                net_amount="SubTotal",
                open_amount="Balance",
                currency="Currency Code",
                payment_status="Credit Note Status",
                related_document="Associated Invoice Number|Invoice Number",
                description="Item Name",
                quantity="Quantity",
                unit_price="Item Price",
                **_CLIENT,
            ),
            apart(
                "Discount|Discount Amount|Entity Discount Percent|Entity Discount Amount|Item Total|Adjustment|Exchange Rate"
            ),
            kind="Avoir",
        ),
        Export(
            "payments",
            N_("paiements"),
            groups("CustomerPayment ID", "Payment Number|Unused Amount", "Amount|Amount Applied to Invoice"),
            meanings(
                payment_id="Payment Number",
                document_id="Invoice Number",
                date="Date",
                amount="Amount Applied to Invoice|Invoice Payment Applied Amount|Amount",
                currency="Currency Code",
                method="Mode",
                reference="Reference Number",
                **_CLIENT,
            ),
            apart(
                "Unused Amount|Bank Charges|Exchange Rate|Payment Number Prefix|Payment Number Suffix|Invoice Date|Payment Type"
            ),
        ),
    ),
)
