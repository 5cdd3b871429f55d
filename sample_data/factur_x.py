"""Three made-up Factur-X invoices (PDF/A-3, profile BASIC WL) of the made-up company: pages made by Typst, their XML embedded by factur-x; the same bytes each time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from unittest.mock import patch
from xml.sax.saxutils import escape

from sample_data.company.sheets import Company

SELLER, SIREN, VAT = "Entreprise de démonstration", "123456782", "FR11123456782"
MADE_ON = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
RATE = Decimal(20)
NAMESPACES = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)


@dataclass(frozen=True)
class Invoice:
    """One invoice, or a credit note on `credited`; `due` None: no due date, the terms say it."""

    number: str
    client: int
    day: dt.date
    due: dt.date | None
    net: Decimal
    terms: str = ""
    credited: str = ""

    @property
    def vat(self) -> Decimal:
        """20 % of the net amount."""
        return (self.net * RATE / 100).quantize(Decimal("0.01"))


INVOICES = (
    Invoice("FX-2026-001", 0, dt.date(2026, 3, 2), dt.date(2026, 4, 1), Decimal("840.00")),
    Invoice("FX-2026-002", 1, dt.date(2026, 3, 9), None, Decimal("1250.50"), terms="45 jours"),
    Invoice(
        "AX-2026-001",
        0,
        dt.date(2026, 3, 20),
        dt.date(2026, 4, 19),
        Decimal("120.00"),
        credited="FX-2026-001",
    ),
)


def files(made: Company) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each PDF."""
    from facturx import generate_from_binary

    for invoice in INVOICES:
        client = made.sheets["Clients"][invoice.client]
        with patch("facturx.facturx.datetime", _Stopped):  # it dates what it writes
            pdf = generate_from_binary(_page(invoice, client), _xml(invoice, client).encode(), lang="fr-FR")
        yield f"factur-x_{invoice.number}.pdf", bytes(pdf)


class _Stopped(dt.datetime):
    """A clock that does not move."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "_Stopped":
        return cls(MADE_ON.year, MADE_ON.month, MADE_ON.day, MADE_ON.hour, tzinfo=tz)


def _page(invoice: Invoice, client: dict[str, object]) -> bytes:
    import typst

    kind = "Avoir" if invoice.credited else "Facture"
    rows = [("Total HT", invoice.net), ("TVA 20 %", invoice.vat), ("Total TTC", invoice.net + invoice.vat)]
    table = ", ".join(f"[{name}], [{value:.2f} €]".replace(".", ",") for name, value in rows)
    due = f"À payer le {invoice.due:%d/%m/%Y}" if invoice.due else f"À payer sous {invoice.terms}"
    said = (
        f"{kind} {invoice.number} du {invoice.day:%d/%m/%Y}",
        f"{client['Raison sociale']}, {client['Ville']}",
        due,
    )
    # Strings, not markup: a name may hold signs that Typst reads.
    lines = "\n\n".join(f"#{_quoted(line)}" for line in said)
    source = (
        f'#set document(title: {_quoted(said[0])}, date: datetime(year: 2026, month: 4, day: 1))\n#set page(paper: "a4")\n#set text(lang: "fr")\n'
        f"= #{_quoted(SELLER)}\n{lines}\n#table(columns: 2, {table})\n"
    )
    return bytes(typst.compile(source.encode(), pdf_standards=["a-3b"]))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _day(day: dt.date) -> str:
    return f'<udt:DateTimeString format="102">{day:%Y%m%d}</udt:DateTimeString>'


def _xml(invoice: Invoice, client: dict[str, object]) -> str:
    legal = str(client["SIRET"] or "").replace(" ", "")
    organization = (
        f'<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{legal[:9]}</ram:ID></ram:SpecifiedLegalOrganization>'
        if legal
        else ""
    )
    due = f"<ram:DueDateDateTime>{_day(invoice.due)}</ram:DueDateDateTime>" if invoice.due else ""
    terms = f"<ram:Description>{invoice.terms}</ram:Description>" if invoice.terms else ""
    credited = (
        f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{invoice.credited}</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>"
        if invoice.credited
        else ""
    )
    gross = invoice.net + invoice.vat
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {NAMESPACES}>
  <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:factur-x.eu:1p0:basicwl</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
  <rsm:ExchangedDocument><ram:ID>{invoice.number}</ram:ID><ram:TypeCode>{381 if invoice.credited else 380}</ram:TypeCode><ram:IssueDateTime>{_day(invoice.day)}</ram:IssueDateTime></rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>{SELLER}</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{SIREN}</ram:ID></ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{VAT}</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:ID>{client["Numéro client"]}</ram:ID><ram:Name>{escape(str(client["Raison sociale"]))}</ram:Name>{organization}<ram:PostalTradeAddress><ram:PostcodeCode>{client["Code postal"]}</ram:PostcodeCode><ram:CityName>{escape(str(client["Ville"]))}</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeDelivery/>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:ApplicableTradeTax><ram:CalculatedAmount>{invoice.vat}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{invoice.net}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{RATE}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
      <ram:SpecifiedTradePaymentTerms>{terms}{due}</ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{invoice.net}</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{invoice.net}</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">{invoice.vat}</ram:TaxTotalAmount><ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount><ram:DuePayableAmount>{gross}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
      {credited}
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""
