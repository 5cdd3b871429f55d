"""The made-up files that tools/bench.py reads, the same for the same size; they hold nobody's data."""

import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

HEADERS = (
    "Numéro facture", "Numéro client", "Nom client", "Date facture", "Date échéance", "Montant HT", "Montant TTC", "Remise", "Statut", "Code postal",
)  # fmt: skip
Invoice = tuple[str, str, str, dt.date, dt.date, float, float, float, str, str]


def invoices(rows: int, clients: int) -> Iterator[Invoice]:
    """Made-up invoices, in the order of HEADERS."""
    draw = random.Random(1)
    for row in range(1, rows + 1):
        client = draw.randint(1, clients)
        issued = dt.date(2023, 4, 1) + dt.timedelta(days=draw.randint(0, 1090))
        net = round(draw.random() * 5000, 2)
        discount, status = draw.choice((0, 0.05, 0.1)), draw.choice(("Payée", "Payée", "Payée", "En attente"))
        yield (
            f"F{row:07d}", f"C{client:05d}", f"Société {client}", issued, issued + dt.timedelta(days=30),
            net, round(net * 1.2, 2), discount, status, f"{client % 95 + 1:02d}000",
        )  # fmt: skip


def write_book(path: Path, rows: int, clients: int) -> None:
    """A workbook of one sheet, an invoice a row, its dates real ones."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("Factures"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADERS)
        for row, invoice in enumerate(invoices(rows, clients), 1):
            sheet.write_row(row, 0, invoice[:3])
            sheet.write_datetime(row, 3, invoice[3], day)
            sheet.write_datetime(row, 4, invoice[4], day)
            sheet.write_row(row, 5, invoice[5:])


def write_csv(path: Path, rows: int, clients: int) -> None:
    """The same invoices as commas and points, so that pandas reads them without being told how; dates are written day first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADERS)
        for invoice in invoices(rows, clients):
            days = (f"{day:%d/%m/%Y}" for day in invoice[3:5])
            out.writerow((*invoice[:3], *days, *invoice[5:]))
