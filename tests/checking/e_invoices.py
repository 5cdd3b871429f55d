"""Made-up electronic invoices for the tests: CII and UBL, alone or in a PDF."""

import io
from typing import Any

OWN, BUYER = "123456782", "732829320"
USUAL = {
    "number": "F-1", "date": "20260113", "type": "380", "due": "20260212", "terms": "", "seller": "Nous SAS", "seller_siren": OWN, "buyer": "Alpha SARL",
    "buyer_siren": BUYER, "buyer_vat": "FR44732829320", "net": "100.00", "vat": "20.00", "gross": "120.00", "prepaid": "0.00", "payable": "120.00", "currency": "EUR",
    "credited": "",
}  # fmt: skip


def cii(**more: Any) -> bytes:
    v = USUAL | {"payable": more.get("gross", "120.00")} | more
    due = (
        f'<ram:DueDateDateTime><udt:DateTimeString format="102">{v["due"]}</udt:DateTimeString></ram:DueDateDateTime>'
        if v["due"]
        else ""
    )
    credited = (
        f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{v['credited']}</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>"
        if v["credited"]
        else ""
    )
    prepaid = f"<ram:TotalPrepaidAmount>{v['prepaid']}</ram:TotalPrepaidAmount>" if v["prepaid"] else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{v["number"]}</ram:ID><ram:TypeCode>{v["type"]}</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">{v["date"]}</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>{v["seller"]}</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{v["seller_siren"]}</ram:ID></ram:SpecifiedLegalOrganization></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>{v["buyer"]}</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{v["buyer_siren"]}</ram:ID></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Mme Martin</ram:PersonName><ram:EmailURIUniversalCommunication><ram:URIID>compta@alpha.example</ram:URIID></ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>
<ram:PostalTradeAddress><ram:PostcodeCode>69001</ram:PostcodeCode><ram:LineOne>1 rue des Lilas</ram:LineOne><ram:CityName>Lyon</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{v["buyer_vat"]}</ram:ID></ram:SpecifiedTaxRegistration></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{v["currency"]}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:Description>{v["terms"]}</ram:Description>{due}</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>{v["net"]}</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="{v["currency"]}">{v["vat"]}</ram:TaxTotalAmount><ram:GrandTotalAmount>{v["gross"]}</ram:GrandTotalAmount>{prepaid}<ram:DuePayableAmount>{v["payable"]}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{credited}</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def ubl(root: str = "Invoice", **more: Any) -> bytes:
    v = USUAL | {"payable": more.get("gross", "120.00"), "date": "2026-01-13", "due": "2026-02-12"} | more
    code = "CreditNoteTypeCode" if root == "CreditNote" else "InvoiceTypeCode"
    due = f"<cbc:DueDate>{v['due']}</cbc:DueDate>" if v["due"] and root == "Invoice" else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{v["number"]}</cbc:ID><cbc:IssueDate>{v["date"]}</cbc:IssueDate>{due}<cbc:{code}>{v["type"]}</cbc:{code}><cbc:DocumentCurrencyCode>{v["currency"]}</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{v["seller"]}</cbc:RegistrationName><cbc:CompanyID schemeID="0002">{v["seller_siren"]}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cbc:StreetName>1 rue des Lilas</cbc:StreetName><cbc:CityName>Lyon</cbc:CityName><cbc:PostalZone>69001</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>{v["buyer_vat"]}</cbc:CompanyID></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{v["buyer"]}</cbc:RegistrationName><cbc:CompanyID schemeID="0002">{v["buyer_siren"]}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="{v["currency"]}">{v["vat"]}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>{v["net"]}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>{v["gross"]}</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>{v["prepaid"]}</cbc:PrepaidAmount><cbc:PayableAmount>{v["payable"]}</cbc:PayableAmount></cac:LegalMonetaryTotal>
</{root}>""".encode()


def pdf(xml: bytes | None) -> bytes:
    """A blank page that carries an invoice, or nothing."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if xml is not None:
        writer.add_attachment("factur-x.xml", xml)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
