"""The exports of Dynamics 365 Business Central: its lists opened in Excel (English, French) and the names of its services; it talks to no server."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_NO = "No.|N°"
_BALANCES = (
    "Balance (LCY)|Solde DS|Balance Due (LCY)|Balance Due|Solde dû DS|Solde dû|Sales (LCY)|Ventes DS|Payments (LCY)|Paiements DS|Règlements DS|Profit (LCY)|Marge DS|"
    "Outstanding Orders (LCY)|Cdes ouvertes DS|balanceDue|overdueAmount|totalSalesExcludingTax"
)
_SELL_TO = "Sell-to Customer No.|N° donneur d'ordre|Customer No.|N° client|customerNumber|Bill-to Customer No.|N° client facturé|billToCustomerNumber"
_SELL_TO_NAME = "Sell-to Customer Name|Nom du donneur d'ordre|Nom donneur d'ordre|Customer|Customer Name|Nom du client|Nom client|customerName|Bill-to Name|Nom facturation|billToName"
_POSTED = {
    "document_id": f"{_NO}|number",
    "source_id": "id|SystemId",
    "client_id": _SELL_TO,
    "client_name": _SELL_TO_NAME,
    "date": "Document Date|Date document|Posting Date|Date comptabilisation|Date de comptabilisation|invoiceDate|creditMemoDate|postingDate",
    "due_date": "Due Date|Date d'échéance|Date échéance|dueDate",
    "net_amount": "Amount|Montant|totalAmountExcludingTax",
    "vat_amount": "totalTaxAmount",
    "gross_amount": "Amount Including VAT|Montant TTC|totalAmountIncludingTax",
    "open_amount": "Remaining Amount|Montant restant|Montant ouvert|remainingAmount",
    "currency": "Currency Code|Code devise|currencyCode",
    "order_reference": "External Document No.|N° document externe|N° doc. externe|externalDocumentNumber|Your Reference|customerPurchaseOrderReference",
    "payment_terms": "Payment Terms Code|Code conditions paiement|Code condition paiement",
}
_NOT_OURS = apart(
    "Location Code|Code magasin|No. Printed|Nbre impressions|Nombre d'impressions|Closed|Fermé|Clôturé|Cancelled|Annulé|Corrective|Correctif|Ship-to Code|Code destinataire|"
    "discountAmount|pricesIncludeTax|discountAppliedBeforeTax"
)

SOURCE = Source(
    "Business Central",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                _NO,
                "Name|Nom",
                "Balance (LCY)|Solde DS|Balance Due (LCY)|Solde dû DS|Sales (LCY)|Ventes DS|Customer Posting Group|Groupe compta. client|Gen. Bus. Posting Group|Groupe compta. marché",
            ),
            meanings(
                client_id=_NO,
                source_id="SystemId",
                name="Name|Nom",
                status="Blocked|Bloqué",
                category="Customer Price Group|Groupe prix client|Customer Posting Group|Groupe compta. client",
                account_manager="Salesperson Code|Code vendeur",
                contact_name="Contact",
                phone="Phone No.|N° téléphone",
                email="E-Mail|Email|E-mail",
                website="Home Page|Page d'accueil",
                address="Address|Adresse",
                address_more="Address 2|Adresse (2ème ligne)|Adresse 2",
                postal_code="Post Code|Code postal|ZIP Code",
                city="City|Ville",
                region="County|Région",
                country="Country/Region Code|Code pays/région",
                vat_number="VAT Registration No.|N° identif. intracomm.|N° identification intracommunautaire",
                siret="Registration Number|Registration No.|N° SIRET|Numéro d'enregistrement",
                payment_terms="Payment Terms Code|Code conditions paiement|Code condition paiement",
                payment_method="Payment Method Code|Code mode de règlement",
                delivery_terms="Shipment Method Code|Code condition livraison|Code conditions livraison",
                carrier="Shipping Agent Code|Code transporteur",
                credit_limit="Credit Limit (LCY)|Crédit autorisé DS",
                currency="Currency Code|Code devise",
            ),
            apart(
                f"{_BALANCES}|Responsibility Center|Centre de gestion|Location Code|Code magasin|Code remise facture|Invoice Disc. Code|Groupe rem. client|Customer Disc. Group"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "number",
                "displayName",
                "taxRegistrationNumber|paymentTermsId|salespersonCode|balanceDue",
                "addressLine1|postalCode|city",
            ),
            meanings(
                client_id="number",
                source_id="id",
                name="displayName",
                status="blocked",
                account_manager="salespersonCode",
                phone="phoneNumber",
                email="email",
                website="website",
                address="addressLine1",
                address_more="addressLine2",
                postal_code="postalCode",
                city="city",
                region="state",
                country="country",
                vat_number="taxRegistrationNumber",
                credit_limit="creditLimit",
                currency="currencyCode",
            ),
            apart(
                f"{_BALANCES}|type|taxLiable|taxAreaId|currencyId|paymentTermsId|paymentMethodId|shipmentMethodId"
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                f"{_NO}|number",
                _SELL_TO,
                "Amount Including VAT|Montant TTC|totalAmountIncludingTax",
                "No. Printed|Nbre impressions|Nombre d'impressions|Corrective|Correctif|Location Code|Code magasin|remainingAmount",
                "Due Date|Date d'échéance|Date échéance|dueDate",
            ),
            meanings(**_POSTED),
            _NOT_OURS,
            absent=apart(
                "Paid|Payé|Applies-to Doc. No.|N° doc. lettrage|Applies-to Doc. Type|creditMemoDate"
            ),
        ),
        Export(
            "documents",
            N_("avoirs"),
            groups(
                f"{_NO}|number",
                _SELL_TO,
                "Amount Including VAT|Montant TTC|totalAmountIncludingTax",
                "Paid|Payé|Applies-to Doc. No.|N° doc. lettrage|creditMemoDate|Applies-to Doc. Type",
                "No. Printed|Nbre impressions|Nombre d'impressions|creditMemoDate|Cancelled|Annulé",
            ),
            meanings(related_document="Applies-to Doc. No.|N° doc. lettrage|invoiceNumber", **_POSTED),
            (*_NOT_OURS, "Paid", "Payé", "Applies-to Doc. Type"),
            kind="Avoir",
        ),
        Export(
            "documents",
            N_("écritures clients"),
            groups(
                "Document No.|N° document|documentNumber",
                "Document Type|Type document|documentType",
                "Customer No.|N° client|customerNumber",
                "Remaining Amt. (LCY)|Montant restant DS|Montant ouvert DS|Original Amt. (LCY)|Amount (LCY)|Montant DS",
                "Entry No.|N° séquence|N° écriture|Open|Ouvert|Due Date|Date d'échéance|Date échéance",
            ),
            meanings(
                document_id="Document No.|N° document|documentNumber",
                kind="Document Type|Type document|documentType",
                client_id="Customer No.|N° client|customerNumber",
                client_name="Customer Name|Nom du client|Nom client",
                date="Posting Date|Date comptabilisation|Date de comptabilisation|Document Date|Date document",
                due_date="Due Date|Date d'échéance|Date échéance",
                gross_amount="Original Amt. (LCY)|Montant initial DS|Amount (LCY)|Montant DS|Original Amount|Montant initial|Amount|Montant",
                open_amount="Remaining Amt. (LCY)|Montant restant DS|Montant ouvert DS|Remaining Amount|Montant restant|Montant ouvert",
                description="Description|Désignation",
            ),
            apart(
                "Currency Code|Code devise|Entry No.|N° séquence|N° écriture|Open|Ouvert|Sales (LCY)|Ventes DS|Profit (LCY)|Marge DS|On Hold|En attente"
            ),
            only=dict.fromkeys(
                ("Document Type", "Type document", "documentType"),
                ("Invoice", "Facture", "Credit Memo", "Avoir"),
            ),
        ),
    ),
)
