"""The exports of Odoo 8 to 19, with labels (French, English) or «compatible with import» (technical names); it talks to no server.

Amounts «in currency» go with the invoice's own currency, the other signed ones with the company's: an export takes one set, never both.
"""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_INVOICE = {
    "document_id": "Numéro|Number|name",
    "source_id": "ID externe|External ID|id|.id",
    "kind": "Type|move_type|type",
    "client_id": "partner_id/ref|Partenaire/Référence|Partner/Reference|partner_id/id|Partenaire/ID externe|Partner/External ID|partner_id/.id",
    "client_name": "Entité commerciale|Commercial Entity|commercial_partner_id|Nom d'affichage du partenaire de la facture|Invoice Partner Display Name|invoice_partner_display_name|Partenaire|Partner|partner_id|Client|Customer",
    "date": "Date de facturation|Invoice/Bill Date|Invoice Date|invoice_date|date_invoice",
    "due_date": "Échéance|Date d'échéance|Due Date|invoice_date_due|date_due",
    "payment_terms": "Conditions de paiement|Payment Terms|invoice_payment_term_id|payment_term_id",
    "payment_status": "Statut en cours de paiement|Status In Payment|status_in_payment|Statut du paiement|Payment Status|payment_state|Statut|Status|state",
    "order_reference": "Origine|Origin|Document d'origine|Source Document|invoice_origin|origin",
    "related_document": "Contrepassation de|Extourne de|Reversal of|reversed_entry_id",
}
_OWN = {
    "gross_amount": "Total signé en devises|Total in Currency Signed|amount_total_in_currency_signed",
    "net_amount": "Montant hors taxes signé dans la devise|Untaxed Amount Signed Currency|Untaxed Amount in Currency Signed|amount_untaxed_in_currency_signed",
    "open_amount": "Montant dû|Amount Due|amount_residual|Montant dû signé|Amount Due Signed|amount_residual_signed",
    "currency": "Devise|Currency|currency_id",
}
_COMPANY = {
    "gross_amount": "Total signé|Total Signed|amount_total_signed|amount_total_company_signed",
    "net_amount": "Montant HT Signé|Montant hors taxes signé|Untaxed Amount Signed|amount_untaxed_signed",
    "vat_amount": "Taxe signée|Taxes signées|Tax Signed|amount_tax_signed",
    "open_amount": "Montant dû signé|Amount Due Signed|amount_residual_signed|residual_company_signed",
    "currency": "Devise de la société|Devise de l'entreprise|Company Currency|company_currency_id",
}
_TAX_SIGNED = _COMPANY["vat_amount"]

_PARTNER = {
    "client_id": "Référence|Reference",
    "source_id": "ID externe|External ID|ID",
    "name": "Nom|Name|Nom complet|Complete Name|Nom d'affichage|Display Name",
    "address": "Rue|Street",
    "address_more": "Rue 2|Rue2|Street2|Street 2",
    "postal_code": "Code postal|Zip",
    "city": "Ville|City",
    "region": "État|State",
    "country": "Pays|Country|country_id/code",
    "phone": "Téléphone|Phone",
    "mobile": "Mobile",
    "email": "E-mail|Email",
    "website": "Lien vers un site web|Site web|Website Link|Website",
    "vat_number": "N° TVA|Numéro de TVA|Tax ID",
    "siret": "ID de la société|SIRET|Company ID",
    "payment_terms": "Conditions de paiement du client|Customer Payment Terms",
    "payment_method": "Ligne de mode de paiement des biens entrants|Inbound Payment Method Line",
    "carrier": "Mode de livraison|Delivery Method",
    "credit_limit": "Limite de crédit|Credit Limit",
    "account_manager": "Vendeur|Salesperson",
    "category": "Étiquettes|Tags",
    "status": "Actif|Active",
    "created_on": "Créé le|Created on",
    "notes": "Notes",
}
_TECHNICAL_PARTNER = {
    "source_id": "id|.id",
    "name": "name|complete_name|display_name",
    "address": "street",
    "address_more": "street2",
    "postal_code": "zip",
    "city": "city",
    "region": "state_id",
    "country": "country_id/code|country_id|country_id/id",
    "phone": "phone",
    "mobile": "mobile",
    "email": "email",
    "website": "website",
    "vat_number": "vat",
    "siret": "company_registry|siret",
    "payment_terms": "property_payment_term_id|property_payment_term",
    "payment_method": "property_inbound_payment_method_line_id",
    "carrier": "property_delivery_carrier_id|property_delivery_carrier",
    "credit_limit": "credit_limit",
    "account_manager": "user_id",
    "category": "category_id",
    "status": "active",
    "created_on": "create_date",
    "notes": "comment",
}
# What Odoo adds up itself, for control, and what an identifier of another record is.
_TOTALS = apart(
    "Total du compte client|Total Receivable|Total du compte fournisseur|Total Payable|Total facturé|Total Invoiced|Total en retard|Total Overdue|"
    "Total dû|Total Due|Délai moyen de paiement|Days Sales Outstanding (DSO)"
)
_TECHNICAL_TOTALS = apart(
    "credit|debit|total_invoiced|total_overdue|total_due|days_sales_outstanding|parent_id|company_id|title"
)
_TECHNICAL = "property_payment_term_id|property_delivery_carrier_id|company_registry|complete_name|commercial_partner_id|total_invoiced|property_product_pricelist"

SOURCE = Source(
    "Odoo",
    (
        Export(
            "documents",
            N_("factures"),
            groups(_OWN["gross_amount"], _OWN["net_amount"], _INVOICE["client_name"]),
            meanings(**_INVOICE, **_OWN),
            apart(f"{_COMPANY['gross_amount']}|{_COMPANY['net_amount']}|{_TAX_SIGNED}"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                f"{_COMPANY['net_amount']}|{_COMPANY['gross_amount']}",
                _INVOICE["client_name"],
                f"{_INVOICE['date']}|{_INVOICE['due_date']}",
            ),
            meanings(**_INVOICE, **_COMPANY),
            apart("Devise|Currency|currency_id"),
        ),
        Export(
            "lines",
            N_("lignes de facture"),
            groups("move_id|invoice_line_ids/move_id", "price_subtotal", "quantity", "price_unit|product_id"),
            meanings(
                document_id="move_id|invoice_line_ids/move_id",
                source_id="id",
                product="product_id",
                description="name",
                quantity="quantity",
                unit_price="price_unit",
                discount_rate="discount",
                line_amount="price_subtotal",
                line_gross_amount="price_total",
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Conditions de paiement du client|Customer Payment Terms|Total du compte client|Total Receivable|ID de la société|Company ID|Est une société|Is a Company",
                "Lien vers un site web|Website Link|ID externe|External ID|Étiquettes|Tags",
                "Nom|Name|Nom complet|Complete Name|Nom d'affichage|Display Name",
                "Rue|Street|Ville|City|Pays|Country",
            ),
            meanings(**_PARTNER),
            _TOTALS,
        ),
        Export(
            "clients",
            N_("clients"),
            groups(_TECHNICAL, "name", "is_company|country_id|user_id|category_id", "street|zip|city|vat"),
            meanings(client_id="ref", **_TECHNICAL_PARTNER),
            _TECHNICAL_TOTALS,
        ),
        # Up to version 12: the other lists of such an export name a partner by its external identifier, which stays the client's number.
        Export(
            "clients",
            N_("clients"),
            groups("customer", "parent_id", "country_id", "name", "street|zip|city"),
            meanings(is_customer="customer", **_TECHNICAL_PARTNER),
            _TECHNICAL_TOTALS,
        ),
        Export(
            "documents",
            N_("commandes"),
            groups("partner_id", "partner_invoice_id", "partner_shipping_id"),
            meanings(
                document_id="name",
                source_id="id",
                client_id="partner_id/id|partner_id/.id|partner_id/ref",
                client_name="partner_id",
                date="date_order",
                net_amount="amount_untaxed",
                vat_amount="amount_tax",
                gross_amount="amount_total",
                payment_terms="payment_term_id",
            ),
            apart("user_id|warehouse_id|pricelist_id"),
        ),
        Export(
            "lines",
            N_("lignes de commande"),
            groups("order_id", "product_uom_qty", "price_unit"),
            meanings(
                document_id="order_id|order_id/id",
                source_id="id",
                product="product_id|product_id/id",
                description="name",
                quantity="product_uom_qty",
                unit_price="price_unit",
                discount_rate="discount",
                line_amount="price_subtotal",
                line_gross_amount="price_total",
            ),
            apart("product_uos_qty|product_uom|product_uom_id"),
        ),
        Export(
            "payments",
            N_("paiements"),
            groups(
                "payment_method_line_id|Ligne de mode de paiement|Payment Method Line|partner_type|Type de partenaire|Partner Type",
                "payment_type|Type de paiement|Payment Type",
                "amount|Montant|Amount|amount_signed|amount_company_currency_signed",
                "partner_id|Client/Fournisseur|Customer/Vendor|Partenaire|Partner",
            ),
            meanings(
                payment_id="Numéro|Number|name",
                client_id="partner_id/ref|partner_id/id",
                client_name="Client/Fournisseur|Customer/Vendor|Partenaire|Partner|partner_id",
                document_id="Factures rapprochées|Reconciled Invoices|reconciled_invoice_ids",
                date="Date|date",
                amount="Montant|Amount|amount|amount_signed",
                currency="Devise|Currency|currency_id",
                method="payment_method_line_id|Ligne de mode de paiement|Payment Method Line|Mode de paiement|Payment Method",
                reference="Mémo|Memo|memo|ref",
            ),
            only={
                "payment_type": ("inbound", "Recevoir", "Receive", "Réception"),
                "Type de paiement": ("Recevoir", "Réception", "Entrant", "inbound"),
                "Payment Type": ("Receive", "Inbound"),
            },
        ),
        Export(
            None,
            N_("opportunités"),
            groups(
                "expected_revenue|planned_revenue|Revenu escompté|Revenu espéré|Expected Revenue",
                "stage_id|Étape|Stage",
                "partner_id|Client|Customer",
                "team_id|Équipe commerciale|Sales Team|date_deadline|Clôture prévue|Expected Closing|probability|Probabilité|Probability",
            ),
            meanings(
                document_id="ID externe|External ID|id",
                client_id="partner_id/ref|partner_id/id",
                client_name="Client|Customer|partner_id",
                date="Date de clôture|Closed Date|date_closed|Clôture prévue|Expected Closing|date_deadline",
                net_amount="Revenu escompté|Revenu espéré|Expected Revenue|expected_revenue|planned_revenue",
                description="Opportunité|Opportunity|name",
            ),
            apart("Revenu au prorata|Prorated Revenue|prorated_revenue|automated_probability"),
            reason="crm_deals",
            won={
                "stage_id": ("Gagné", "Gagnée", "Won"),
                "Étape": ("Gagné", "Gagnée", "Won"),
                "Stage": ("Won", "Gagné"),
                "won_status": ("won", "Gagné", "Won"),
            },
        ),
    ),
)
