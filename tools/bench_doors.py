"""Measures the accounting door and the e-invoice door: CPU from a FEC of a million lines to the figures, and from a thousand Factur-X PDFs; it asserts nothing.

python -m tools.bench_doors [--lines N] [--invoices N]
"""

import argparse
import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fiche import loading
from fiche.analysis import Portfolio

AS_OF = dt.date(2026, 12, 31)
HEADER = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>F-{n}</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20260113</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Nous</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Client {client}</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount><ram:GrandTotalAmount>120.00</ram:GrandTotalAmount><ram:DuePayableAmount>120.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def ledger(lines: int) -> Iterator[str]:
    """A FEC of so many lines: sales, receipts half of which are lettered, purchases; 3,000 clients."""
    yield HEADER
    draw = random.Random(1)
    for n in range(lines // 7):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=n * 320 // (lines // 7))
        paid = day + dt.timedelta(days=draw.randrange(10, 40))
        cents, client = draw.randrange(100, 500_000), f"C{draw.randrange(3_000):05d}"
        net = round(cents / 1.2)
        letter = f"A{n}" if n % 2 else ""
        who, invoice = f"{client}|Société Élégance {client}", f"FA{n:07d}"
        for journal, on, account, aux, piece, label, signed, let in (
            ("VE", day, "411000", who, invoice, f"Facture {invoice}", cents, letter),
            ("VE", day, "707000", "|", invoice, f"Facture {invoice}", -net, ""),
            ("VE", day, "445710", "|", invoice, f"Facture {invoice}", net - cents, ""),
            ("BQ", paid, "512000", "|", f"R{n}", f"VIR Société {client}", cents, ""),
            ("BQ", paid, "411000", who, f"R{n}", f"VIR Société {client}", -cents, letter),
            ("AC", day, "607000", "|", f"X{n}", "Achat", cents, ""),
            ("AC", day, "401000", "F1|Fournisseur", f"X{n}", "Achat", -cents, ""),
        ):
            sides = [f"{max(s, 0) // 100},{max(s, 0) % 100:02d}" for s in (signed, -signed)]
            stamp = f"{on:%Y%m%d}"
            yield f"{journal}|{journal}|{journal}{n}|{stamp}|{account}|Compte|{aux}|{piece}|{stamp}|{label}|{sides[0]}|{sides[1]}|{let}||{stamp}||"


def invoice(n: int) -> bytes:
    """A PDF of one page that carries its invoice."""
    import io

    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_attachment("factur-x.xml", CII.format(n=n, client=n % 100).encode())
    writer.write(out)
    return out.getvalue()


def cpu() -> float:
    """CPU seconds of this process and of its finished children."""
    return sum(
        u.ru_utime + u.ru_stime
        for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measured(words: str, files: list[tuple[str, bytes | Path]]) -> None:
    """From the files to every figure of the portfolio, imports done."""
    started, clock = cpu(), time.perf_counter()
    dataset = loading.check(loading.prepare(files), loaded_on=AS_OF)
    portfolio = Portfolio(dataset)
    balance = portfolio.figures(AS_OF)["balance"].value
    print(
        f"{words}: {cpu() - started:.1f} s of CPU, {time.perf_counter() - clock:.1f} s; "
        f"{len(dataset.documents):,} documents, {len(dataset.payments):,} payments, balance {balance}"
    )
    portfolio.close()


def main(measure: Callable[[str, list[tuple[str, bytes | Path]]], None] = measured) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--invoices", type=int, default=1_000)
    asked = parser.parse_args()
    import duckdb  # noqa: F401 - imported before the clock starts

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "123456782FEC20261231.txt"
        path.write_text("\r\n".join(ledger(asked.lines)), "cp1252")
        measure(f"FEC of {asked.lines:,} lines to figures", [(path.name, path)])
        files: list[tuple[str, bytes | Path]] = [(f"f{n}.pdf", invoice(n)) for n in range(asked.invoices)]
        measure(f"{asked.invoices:,} Factur-X PDFs to figures", files)


if __name__ == "__main__":
    main()
