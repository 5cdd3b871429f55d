"""The exports of SAP S/4HANA: its services' names and the lists of its apps (English, French); it talks to no server."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_SOLD_TO = "SoldToParty|Sold-to Party|Sold-To Party|Donneur d'ordre"
_PAYER = "PayerParty|Payer|Payeur"

SOURCE = Source(
    "SAP S/4HANA",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Customer|Client|Business Partner|BusinessPartner|Partenaire",
                "CustomerName|Name of Customer|BusinessPartnerFullName|BusinessPartnerName|OrganizationBPName1|Customer Full Name|CustomerFullName",
                "VATRegistration|VAT Registration No.|TaxNumber1|Tax Number 1|CustomerAccountGroup|Customer Account Group|BusinessPartnerCategory|BP Category|"
                "PostingIsBlocked|Posting Block|Central Block|BusinessPartnerIsBlocked|OrderIsBlockedForCustomer",
            ),
            meanings(
                client_id="Customer|Client|Business Partner|BusinessPartner|Partenaire",
                name="CustomerName|Name of Customer|BusinessPartnerFullName|BusinessPartnerName|OrganizationBPName1|Customer Full Name|CustomerFullName|Nom 1",
                category="CustomerGroup|Customer Group|Groupe de clients|CustomerAccountGroup|Customer Account Group|Account Group",
                sector="Industry|Industry Key",
                created_on="CreationDate|Created On|Créé le",
                siret="TaxNumber1|Tax Number 1|N° identification fiscale 1",
                siren="TaxNumber2|Tax Number 2|N° identification fiscale 2",
                vat_number="VATRegistration|VAT Registration No.|N° identification TVA",
                address="StreetName|Street|Rue",
                postal_code="PostalCode|Postal Code|Code postal",
                city="CityName|City|Ville|Localité",
                region="Region|Région",
                country="Country|Country/Region Key|Country/Region|Pays",
                phone="PhoneNumber|Telephone|Telephone 1|TelephoneNumber1|Téléphone",
                email="EmailAddress|Email Address|Adresse e-mail",
                payment_terms="PaymentTerms|Terms of Payment|CustomerPaymentTerms|Conditions de paiement",
                payment_method="PaymentMethodsList|Payment Methods|Modes de paiement",
                delivery_terms="IncotermsClassification|Incoterms|ShippingCondition|Shipping Conditions",
            ),
            apart(
                "PostingIsBlocked|Posting Block|OrderIsBlockedForCustomer|Central Order Block|BillingIsBlockedForCustomer|Annual Sales|Number of Employees|Reconciliation Account"
            ),
            absent=apart(
                "BillingDocument|Billing Document|Document de facturation|AccountingDocument|Accounting Document"
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "BillingDocument|Billing Document|Document de facturation|Doc. facturation",
                f"{_SOLD_TO}|{_PAYER}",
                "TotalNetAmount|Net Value|Net Amount|Total Net Amount|TotalGrossAmount|Valeur nette|Montant net",
            ),
            meanings(
                document_id="BillingDocument|Billing Document|Document de facturation|Doc. facturation",
                kind="BillingDocumentTypeName|Billing Type Name|Désignation du type de facture|Billing Document Category Name",
                client_id=f"{_SOLD_TO}|{_PAYER}",
                client_name="SoldToPartyName|Sold-to Party Name|Name of Sold-to Party|Nom du donneur d'ordre|PayerPartyName|Payer Name",
                date="BillingDocumentDate|Billing Date|Billing Document Date|Date de facturation|Date de facture",
                due_date="NetDueDate|Net Due Date|Échéance nette",
                net_amount="TotalNetAmount|Total Net Amount|Net Value|Net Amount|Valeur nette|Montant net",
                vat_amount="TaxAmount|TotalTaxAmount|Tax Amount|Montant de taxe|Montant taxe",
                gross_amount="TotalGrossAmount|Total Gross Amount|Gross Amount|Montant brut",
                currency="TransactionCurrency|Document Currency|Transaction Currency|Devise du document|Devise",
                payment_terms="CustomerPaymentTerms|Terms of Payment|Payment Terms|Conditions de paiement",
                payment_method="PaymentMethod|Payment Method",
                related_document="CancelledBillingDocument|Cancelled Billing Document|Canceled Billing Document",
                order_reference="PurchaseOrderByCustomer|Customer Reference|Référence client",
            ),
            apart(
                "BillingDocumentType|Billing Type|SDDocumentCategory|AccountingDocument|Accounting Document|BillingDocumentIsCancelled|Exchange Rate|AccountingExchangeRate|Overall Status"
            ),
        ),
    ),
)
