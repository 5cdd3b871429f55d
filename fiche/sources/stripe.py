"""The exports of Stripe's dashboard: payments, customers, invoices; it talks to no server. Amounts in its CSV files are in units, not in cents."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_CREATED = "Created date (UTC)|Created (UTC)"

SOURCE = Source(
    "Stripe",
    (
        Export(
            "payments",
            N_("paiements"),
            groups(
                "id",
                _CREATED,
                "Amount",
                "Amount Refunded|Captured|Statement Descriptor|Converted Amount|Seller Message",
            ),
            meanings(
                payment_id="id",
                client_id="Customer ID",
                client_name="Customer Description|Customer Email",
                document_id="Invoice Number|Invoice ID",
                date=_CREATED,
                amount="Amount",
                currency="Currency",
                method="Payment Method Type|Payment Source Type|Card Brand",
                reference="Description|Statement Descriptor",
            ),
            apart(
                "Amount Refunded|Converted Amount|Converted Amount Refunded|Converted Currency|Fee|Taxes On Fee|Captured|Decline Reason|Seller Message|Card ID|Transfer|"
                "Refunded date (UTC)|PaymentIntent ID|Mode|Transfer Date (UTC)|Transfer Group|Destination|Application Fee"
            ),
            only={"Status": ("Paid", "Refunded", "Partially Refunded", "succeeded")},
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "id",
                "Email",
                "Created (UTC)",
                "Delinquent|Total Spend|Default Source|Payment Count|Refunded Volume|Dispute Losses",
            ),
            meanings(
                source_id="id",
                name="Name|Description",
                created_on="Created (UTC)",
                email="Email",
                phone="Phone",
                currency="Currency",
                address="Address Line1|Card Address Line1",
                address_more="Address Line2|Card Address Line2",
                postal_code="Address Postal Code|Card Address Zip",
                city="Address City|Card Address City",
                region="Address State|Card Address State",
                country="Address Country|Card Address Country",
                delivery_address="Shipping Address Line1",
                delivery_postal_code="Shipping Address Postal Code",
                delivery_city="Shipping Address City",
                delivery_country="Shipping Address Country",
                vat_number="Business Vat ID|Tax ID",
            ),
            apart(
                "Total Spend|Payment Count|Average Order|Refunded Volume|Dispute Losses|Account Balance|Delinquent|Default Source|Card ID|Card Name|Card Last4|Card Brand|Status|Plan|"
                "Cancel At Period End|Active Coupon"
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "id",
                "Number",
                "Customer|Customer ID|Customer Email",
                "Amount Due|Total|Amount Paid",
                "Date (UTC)|Finalized At (UTC)|Due Date (UTC)|Paid At (UTC)|Created (UTC)",
            ),
            meanings(
                document_id="Number",
                source_id="id",
                client_id="Customer|Customer ID",
                client_name="Customer Name|Customer Description|Customer Email",
                date="Finalized At (UTC)|Date (UTC)|Created (UTC)|Created date (UTC)",
                due_date="Due Date (UTC)",
                gross_amount="Total|Amount Due",
                net_amount="Total Excluding Tax|Total Excl Tax",
                vat_amount="Tax",
                discount_amount="Total Discount Amount",
                paid_amount="Amount Paid",
                paid_date="Paid At (UTC)",
                open_amount="Amount Remaining",
                payment_status="Status",
                currency="Currency",
                description="Description",
            ),
            apart(
                "Subtotal|Tax Percent|Percent Tax|Starting Balance|Ending Balance|Application Fee|Billing|Billing Reason|Charge|Paid|Closed|Forgiven|Attempted|Attempt Count|Subscription|"
                "Next Payment Attempt (UTC)|Minimum Line Item Period Start (UTC)|Maximum Line Item Period End (UTC)|Period Start (UTC)|Period End (UTC)|Applied Coupons|Voided At (UTC)"
            ),
        ),
    ),
)
