"""The exports of SAP Business One: grids (English, French) and the names of its tables; it talks to no server."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_CODE = (
    "Customer/Vendor Code|BP Code|Code du client/fournisseur|Code client/fournisseur|Code partenaire|Code PA"
)
_NAME = (
    "Customer/Vendor Name|BP Name|Nom du client/fournisseur|Nom client/fournisseur|Nom partenaire|Nom du PA"
)

SOURCE = Source(
    "SAP Business One",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "CardCode",
                "CardName",
                "CardType|GroupCode|GroupNum|PayTermsGrpCode|FederalTaxID|LicTradNum|Cellular|Phone1|CurrentAccountBalance",
            ),
            meanings(
                client_id="CardCode",
                name="CardName|CardForeignName",
                status="Valid|validFor",
                category="GroupCode",
                account_manager="SalesPersonCode|SlpCode",
                created_on="CreateDate",
                vat_number="FederalTaxID|LicTradNum",
                siret="CompanyRegistrationNumber|AdditionalID|AddID",
                email="EmailAddress|E_Mail",
                phone="Phone1",
                mobile="Cellular",
                website="Website|IntrntSite",
                address="Address|Street",
                postal_code="ZipCode",
                city="City",
                country="Country",
                delivery_address="MailAddress",
                delivery_postal_code="MailZipCode|MailZipCod",
                delivery_city="MailCity",
                delivery_country="MailCountry|MailCountr",
                carrier="ShippingType|ShipType",
                payment_terms="PayTermsGrpCode|GroupNum",
                payment_method="PeymentMethodCode|PymCode",
                granted_discount="DiscountPercent|Discount",
                credit_limit="CreditLimit|CreditLine|MaxCommitment",
                currency="Currency",
                notes="Notes|FreeText|Free_Text",
            ),
            apart(
                "CurrentAccountBalance|Balance|OrdersBal|DNotesBal|OpenOrdersBalance|OpenDeliveryNotesBalance|AvarageLate|IntrestRatePercent|DebtLine"
            ),
            absent=apart("DocNum|DocTotal|DocEntry"),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "BP Code|Code partenaire|Code PA",
                "BP Name|Nom partenaire|Nom du PA",
                "BP Type|Type de partenaire|Group Code|Code groupe|Group Name|Nom de groupe|Federal Tax ID|N° identification TVA|Account Balance|Solde du compte|Payment Terms|Conditions de paiement",
            ),
            meanings(
                client_id="BP Code|Code partenaire|Code PA",
                name="BP Name|Nom partenaire|Nom du PA",
                status="Active|Actif",
                category="Group Name|Nom de groupe|Group Code|Code groupe",
                vat_number="Federal Tax ID|N° identification TVA",
                siret="Additional ID|ID supplémentaire|Company Registration Number",
                email="E-Mail|E-mail",
                phone="Telephone 1|Téléphone 1",
                mobile="Mobile Phone|Téléphone portable",
                address="Street|Bill-to Street|Rue",
                postal_code="Zip Code|Bill-to Zip Code|Code postal",
                city="City|Bill-to City|Ville",
                country="Country|Bill-to Country|Pays",
                carrier="Shipping Type|Type d'expédition",
                payment_terms="Payment Terms|Payment Terms Code|Conditions de paiement",
                payment_method="Payment Method|Mode de paiement",
                granted_discount="Discount %|Total Discount %|% remise",
                credit_limit="Credit Limit|Limite de crédit",
                currency="BP Currency|Currency|Devise",
            ),
            apart(
                "Account Balance|Solde du compte|Deliveries|Orders|Opportunities|Livraisons|Commandes|Inactive|Inactif"
            ),
            absent=apart(
                "Document Number|Document No.|Numéro du document|N° document|Document Total|Total du document"
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups("DocNum", "CardCode", "DocTotal", "DocDueDate|DocDate"),
            meanings(
                document_id="DocNum",
                source_id="DocEntry",
                client_id="CardCode",
                client_name="CardName",
                date="DocDate",
                due_date="DocDueDate",
                gross_amount="DocTotal",
                vat_amount="VatSum",
                discount_amount="TotalDiscount|DiscSum",
                discount_rate="DiscountPercent|DiscPrcnt",
                paid_amount="PaidToDate|PaidSum",
                currency="DocCurrency|DocCur",
                payment_status="DocumentStatus|DocStatus",
                order_reference="NumAtCard",
                description="Comments|JournalMemo|JrnlMemo",
            ),
            apart(
                "DocTotalFC|DocTotalSys|VatSumFC|VatSumSys|PaidToDateFC|PaidFC|DocRate|GrosProfit|GrossProfit"
            ),
            absent=apart("CashSum|TransferSum|TrsfrSum"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                _CODE,
                "Document Number|Document No.|Numéro du document|Numéro de document|N° document",
                "Document Total|Total du document|Total document",
                "Posting Date|Date comptable|Date d'enregistrement|Due Date|Date d'échéance",
            ),
            meanings(
                document_id="Document Number|Document No.|Numéro du document|Numéro de document|N° document",
                source_id="Internal Number|Numéro interne",
                client_id=_CODE,
                client_name=_NAME,
                date="Posting Date|Date comptable|Date d'enregistrement",
                due_date="Due Date|Date d'échéance",
                gross_amount="Document Total|Total du document|Total document",
                vat_amount="Total Tax|Tax Amount|Total de la taxe|Total TVA",
                discount_amount="Total Discount|Total remise",
                paid_amount="Paid to Date|Payé à ce jour|Montant payé",
                currency="Document Currency|Devise du document",
                payment_status="Document Status|Statut du document",
                order_reference="BP Reference No.|Customer/Vendor Ref. No.|N° réf. client/fournisseur|N° de référence partenaire",
            ),
            apart(
                "Document Total (FC)|Document Total (SC)|Total Tax (FC)|Gross Profit|Profit brut|Document Rate"
            ),
        ),
        Export(
            "payments",
            N_("paiements"),
            groups("DocNum", "CardCode", "CashSum|TransferSum|TrsfrSum", "DocDate|TaxDate|TransferDate"),
            meanings(
                payment_id="DocNum",
                client_id="CardCode",
                client_name="CardName",
                date="DocDate|TransferDate|TaxDate",
                amount="DocTotal|TransferSum|TrsfrSum|CashSum",
                currency="DocCurrency|DocCurr",
                reference="TransferReference|TrsfrRef|CounterReference|CounterRef",
            ),
            apart("CheckSum|CreditSum|NoDocSum|DocTotalFC|DocRate"),
        ),
    ),
)
