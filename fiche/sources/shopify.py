"""The exports of Shopify: orders and customers; it talks to no shop.

An order is a row for each article; only its first row has the amounts and the client. «Subtotal» is before delivery and, in a shop whose prices
include tax, with it: no column of ours.
"""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

SOURCE = Source(
    "Shopify",
    (
        Export(
            "flat",
            N_("commandes"),
            groups(
                "Name",
                "Financial Status",
                "Lineitem name|Lineitem quantity|Lineitem price|Fulfillment Status",
            ),
            meanings(
                document_id="Name",
                source_id="Id",
                client_name="Billing Company|Billing Name|Shipping Name",
                date="Created at",
                gross_amount="Total",
                vat_amount="Taxes",
                discount_amount="Discount Amount",
                currency="Currency",
                payment_status="Financial Status",
                paid_date="Paid at",
                open_amount="Outstanding Balance",
                payment_method="Payment Method",
                payment_terms="Payment Terms Name",
                due_date="Next Payment Due At",
                description="Lineitem name",
                quantity="Lineitem quantity",
                unit_price="Lineitem price",
                email="Email",
                phone="Phone|Billing Phone|Shipping Phone",
                address="Billing Street|Billing Address1",
                address_more="Billing Address2",
                postal_code="Billing Zip",
                city="Billing City",
                region="Billing Province",
                country="Billing Country",
                delivery_address="Shipping Street|Shipping Address1",
                delivery_postal_code="Shipping Zip",
                delivery_city="Shipping City",
                delivery_country="Shipping Country",
                carrier="Shipping Method",
                notes="Notes",
            ),
            apart(
                "Subtotal|Shipping|Refunded Amount|Discount Code|Lineitem discount|Lineitem compare at price|Lineitem sku|Fulfillment Status|Fulfilled at|Cancelled at|Accepts Marketing|"
                "Tax 1 Value|Tax 2 Value|Tax 3 Value|Tax 1 Name|Duties|Risk Level|Vendor|Payment Reference|Payment ID|Payment References|Receipt Number|Device ID|Employee|Location"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Total Spent",
                "Total Orders|Orders Count",
                "Email",
                "Accepts Email Marketing|Accepts Marketing|Default Address Address1|Default Address City|Tax Exempt|Address1",
            ),
            meanings(
                source_id="Customer ID",
                name="Default Address Company|Company",
                contact_name="Last Name",
                email="Email",
                phone="Phone|Default Address Phone",
                address="Default Address Address1|Address1",
                address_more="Default Address Address2|Address2",
                postal_code="Default Address Zip|Zip",
                city="Default Address City|City",
                region="Default Address Province Code|Province",
                country="Default Address Country Code|Country Code|Country",
                category="Tags",
                notes="Note",
            ),
            apart(
                "Total Spent|Total Orders|Orders Count|Tax Exempt|Accepts Email Marketing|Accepts SMS Marketing|Accepts Marketing"
            ),
        ),
    ),
)
