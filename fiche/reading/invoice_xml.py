"""One electronic invoice (CII or UBL, EN 16931) as the texts of its fields, in the child; nothing that it points at is opened and no value is judged.

Source: EN 16931-1 (business terms BT-…), its CII D16B and UBL 2.1 bindings; Factur-X 1.0 and ZUGFeRD 2 are CII.
"""

from decimal import Decimal, InvalidOperation

from lxml import etree

from fiche.reading.kinds import LONGEST, Stop

CII, UBL = "CrossIndustryInvoice", ("Invoice", "CreditNote")
OLD = "CrossIndustryDocument"  # ZUGFeRD 1
CREDIT_NOTES = ("381", "396", "261", "262", "296", "308", "420", "458", "532")
SCHEMES = ("0002", "0009")  # SIREN and SIRET
# What is looked for, in CII and in UBL: paths of local names; the first that holds a text is the one.
_TRADE = "SupplyChainTradeTransaction/"
_AGREED, _SETTLED = f"{_TRADE}ApplicableHeaderTradeAgreement/", f"{_TRADE}ApplicableHeaderTradeSettlement/"
_SUM, _BUYER = f"{_SETTLED}SpecifiedTradeSettlementHeaderMonetarySummation/", f"{_AGREED}BuyerTradeParty/"
_CUSTOMER, _TOTAL = "AccountingCustomerParty/Party/", "LegalMonetaryTotal/"
PATHS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "number": (("ExchangedDocument/ID",), ("ID",)),
    "date": (("ExchangedDocument/IssueDateTime/DateTimeString",), ("IssueDate",)),
    "type": (("ExchangedDocument/TypeCode",), ("InvoiceTypeCode", "CreditNoteTypeCode")),
    "due": ((f"{_SETTLED}SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",), ("DueDate", "PaymentMeans/PaymentDueDate")),
    "terms": ((f"{_SETTLED}SpecifiedTradePaymentTerms/Description",), ("PaymentTerms/Note",)),
    "currency": ((f"{_SETTLED}InvoiceCurrencyCode",), ("DocumentCurrencyCode",)),
    "net": ((f"{_SUM}TaxBasisTotalAmount",), (f"{_TOTAL}TaxExclusiveAmount",)),
    "gross": ((f"{_SUM}GrandTotalAmount",), (f"{_TOTAL}TaxInclusiveAmount",)),
    "allowance": ((f"{_SUM}AllowanceTotalAmount",), (f"{_TOTAL}AllowanceTotalAmount",)),
    "prepaid": ((f"{_SUM}TotalPrepaidAmount",), (f"{_TOTAL}PrepaidAmount",)),
    "payable": ((f"{_SUM}DuePayableAmount",), (f"{_TOTAL}PayableAmount",)),
    "means": ((f"{_SETTLED}SpecifiedTradeSettlementPaymentMeans/TypeCode",), ("PaymentMeans/PaymentMeansCode",)),
    "credited": ((f"{_SETTLED}InvoiceReferencedDocument/IssuerAssignedID",), ("BillingReference/InvoiceDocumentReference/ID",)),
    "order": ((f"{_AGREED}BuyerOrderReferencedDocument/IssuerAssignedID",), ("OrderReference/ID",)),
    "subject": ((f"{_TRADE}IncludedSupplyChainTradeLineItem/SpecifiedTradeProduct/Name",), ("InvoiceLine/Item/Name", "CreditNoteLine/Item/Name")),
    "buyer": ((f"{_BUYER}Name",), (f"{_CUSTOMER}PartyLegalEntity/RegistrationName", f"{_CUSTOMER}PartyName/Name")),
    "buyer_number": ((f"{_BUYER}ID",), (f"{_CUSTOMER}PartyIdentification/ID",)),
    "street": ((f"{_BUYER}PostalTradeAddress/LineOne",), (f"{_CUSTOMER}PostalAddress/StreetName",)),
    "street_more": ((f"{_BUYER}PostalTradeAddress/LineTwo",), (f"{_CUSTOMER}PostalAddress/AdditionalStreetName",)),
    "postcode": ((f"{_BUYER}PostalTradeAddress/PostcodeCode",), (f"{_CUSTOMER}PostalAddress/PostalZone",)),
    "city": ((f"{_BUYER}PostalTradeAddress/CityName",), (f"{_CUSTOMER}PostalAddress/CityName",)),
    "country": ((f"{_BUYER}PostalTradeAddress/CountryID",), (f"{_CUSTOMER}PostalAddress/Country/IdentificationCode",)),
    "contact": ((f"{_BUYER}DefinedTradeContact/PersonName",), (f"{_CUSTOMER}Contact/Name",)),
    "phone": ((f"{_BUYER}DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber",), (f"{_CUSTOMER}Contact/Telephone",)),
    "email": ((f"{_BUYER}DefinedTradeContact/EmailURIUniversalCommunication/URIID",), (f"{_CUSTOMER}Contact/ElectronicMail",)),
    "seller": ((f"{_AGREED}SellerTradeParty/Name",), ("AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName", "AccountingSupplierParty/Party/PartyName/Name")),
    "profile": (("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",), ("CustomizationID",)),
}  # fmt: skip
_PARTIES = {
    "buyer": (f"{_BUYER}", "AccountingCustomerParty/Party/"),
    "seller": (f"{_AGREED}SellerTradeParty/", "AccountingSupplierParty/Party/"),
}
_MEANS = {
    "10": "Espèces", "20": "Chèque", "30": "Virement", "42": "Virement", "48": "Carte", "49": "Prélèvement", "54": "Carte", "55": "Carte", "57": "Virement",
    "58": "Virement", "59": "Prélèvement",
}  # fmt: skip
AMOUNTS = ("net", "vat", "gross", "allowance", "prepaid", "payable")
# The fields under the names that a reader of the standard knows them by.
HEADINGS = {
    "number": "Numéro (BT-1)", "date": "Date (BT-2)", "type": "Type (BT-3)", "credit_note": "Nature", "due": "Échéance (BT-9)", "terms": "Conditions (BT-20)",
    "currency": "Devise (BT-5)", "net": "Total HT (BT-109)", "vat": "TVA (BT-110)", "gross": "Total TTC (BT-112)", "allowance": "Remises (BT-107)",
    "prepaid": "Déjà payé (BT-113)", "payable": "Net à payer (BT-115)", "means": "Moyen de paiement (BT-81)", "credited": "Facture d’origine (BT-25)",
    "order": "Commande (BT-13)", "subject": "Premier article (BT-153)", "buyer": "Acheteur (BT-44)", "buyer_number": "Numéro d’acheteur (BT-46)",
    "buyer_legal": "SIREN ou SIRET de l’acheteur (BT-47)", "buyer_vat": "TVA de l’acheteur (BT-48)", "street": "Adresse (BT-50)",
    "street_more": "Adresse, suite (BT-51)", "city": "Ville (BT-52)", "postcode": "Code postal (BT-53)", "country": "Pays (BT-55)", "contact": "Contact (BT-56)",
    "phone": "Téléphone (BT-57)", "email": "E-mail (BT-58)", "seller": "Vendeur (BT-27)", "seller_legal": "SIREN du vendeur (BT-30)",
    "seller_vat": "TVA du vendeur (BT-31)", "profile": "Profil (BT-24)", "file": "Fichier",
}  # fmt: skip
FIELDS = (*PATHS, "vat", "buyer_legal", "buyer_vat", "seller_legal", "seller_vat", "credit_note")


def fields(data: bytes) -> dict[str, str]:
    """Every field of FIELDS that the invoice holds. Raises Stop: «zugferd_1», «not_an_invoice», «damaged_file»."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data:
        raise Stop("damaged_file")  # no invoice declares entities
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Stop("damaged_file") from None
    name = etree.QName(root).localname
    if name == OLD:
        raise Stop("zugferd_1")
    if name != CII and name not in UBL:
        raise Stop("not_an_invoice")
    binding = 0 if name == CII else 1
    found = {field: _first(root, paths[binding]) for field, paths in PATHS.items()}
    for party, prefixes in _PARTIES.items():
        found |= _numbers(root, party, prefixes[binding], binding)
    found["vat"] = _vat(root, binding, found["currency"])
    found["means"] = _MEANS.get(found["means"].lstrip("0") or found["means"], "")
    credit = name == "CreditNote" or found["type"] in CREDIT_NOTES
    found["credit_note"] = "Avoir" if credit else "Facture"
    found |= {name: _amount(found[name]) for name in AMOUNTS} | {"currency": found["currency"].upper()}
    return {field: " ".join(text.split())[:LONGEST] for field, text in found.items()}


def _amount(text: str) -> str:
    """An amount to the cent; what is no number stays as it is written, for its reader to say so."""
    try:
        return f"{Decimal(text).quantize(Decimal('0.01')):f}" if text else ""
    except InvalidOperation:
        return text


def _all(root: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path of local names."""
    here = [root]
    for name in path.strip("/").split("/"):
        here = [c for e in here for c in e if isinstance(c.tag, str) and etree.QName(c).localname == name]
    return here


def _first(root: etree._Element, paths: tuple[str, ...]) -> str:
    return next((text for path in paths for e in _all(root, path) if (text := (e.text or "").strip())), "")


def _numbers(root: etree._Element, party: str, prefix: str, binding: int) -> dict[str, str]:
    """The legal number (SIREN or SIRET) and the VAT number of a party."""
    if binding == 0:
        legal = _all(root, f"{prefix}SpecifiedLegalOrganization/ID")
        vat = [e for e in _all(root, f"{prefix}SpecifiedTaxRegistration/ID") if e.get("schemeID") == "VA"]
    else:
        legal = _all(root, f"{prefix}PartyLegalEntity/CompanyID")
        vat = _all(root, f"{prefix}PartyTaxScheme/CompanyID")
    texts = [(e.text or "").strip() for e in legal]
    return {
        f"{party}_legal": next(filter(None, texts), ""),
        f"{party}_vat": (vat[0].text or "").strip() if vat else "",
    }


def _vat(root: etree._Element, binding: int, currency: str) -> str:
    """The VAT in the currency of the invoice: it may be stated in another one beside."""
    found = _all(root, f"{_SUM}TaxTotalAmount" if binding == 0 else "TaxTotal/TaxAmount")
    own = [e for e in found if e.get("currencyID") in (None, "", currency)]
    return next(((e.text or "").strip() for e in own), "")
