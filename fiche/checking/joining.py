"""Typed sheets of one load to one Dataset: clients, documents, payments and what hangs on them, joined and accounted for; pure."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from fiche.checking.beside import SETTLED, UNSETTLED
from fiche.checking.clients import Directory, Ledger, build_clients, split, stack
from fiche.checking.described import described
from fiche.checking.documents import build_documents, relate_credit_notes
from fiche.checking.openings import carried
from fiche.checking.payments import build_payments, document_owners, implied_payments
from fiche.checking.rows import TypedSheet, finding
from fiche.columns_documents import DOCUMENTS
from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset
from fiche.model import PROVENANCE, TableName, empty, schema

HANGING: tuple[TableName, ...] = ("contacts", "addresses", "interactions", "disputes", "promises")
NOT_OF_ENTRIES = (
    pl.lit(None, dtype=pl.Date).alias("opening"),
    UNSETTLED,
)
OF_AN_INVOICE = frozenset({"disputes", "promises"})


def join(
    sheets: Sequence[TypedSheet],
    loaded_on: dt.date,
    known: Dataset | None = None,
    end_of_month_first: bool = False,
) -> Dataset:
    """The Dataset of these sheets. rows_in_file = rows_loaded + rows of set_aside, always. `known`: what was loaded earlier, whose invoices
    tell the client of payments, disputes and promises that name only an invoice."""
    earlier = None if known is None else known.documents
    ledger = Ledger()
    listed = list(sheets)
    clients = build_clients(listed, ledger)
    directory = Directory(pl.concat([clients, described(listed, clients)]), ledger)
    documents, lines = build_documents(
        _documents(listed), stack(listed, "lines"), directory, ledger, end_of_month_first
    )
    documents = relate_credit_notes(documents, ledger)
    payments = build_payments(stack(listed, "payments"), documents, directory, ledger, earlier)
    payments = pl.concat(
        [_shaped(payments, "payments"), implied_payments(documents, payments, loaded_on, ledger)]
    )
    documents = carried(documents, payments)
    tables: dict[TableName, pl.DataFrame] = {
        "documents": _shaped(documents, "documents"),
        "lines": _shaped(lines, "lines"),
        "payments": payments,
    }
    for name in HANGING:
        owners = document_owners(documents, earlier)
        tables[name] = _hanging(name, listed, owners, directory, ledger)
    tables["clients"] = _shaped(directory.clients, "clients")
    _say_aggregates(listed, ledger)
    return _dataset(listed, tables, ledger, loaded_on)


def _documents(sheets: list[TypedSheet]) -> pl.DataFrame:
    """The rows of document sheets and of flat ones, with the documents' columns."""
    wanted = [c.name for c in DOCUMENTS] + list(PROVENANCE)
    wanted = [*wanted, "opening", SETTLED]
    frames = [
        (s.frame if SETTLED in s.frame.columns else s.frame.with_columns(NOT_OF_ENTRIES)).select(wanted)
        for s in sheets
        if s.match.table in ("documents", "flat")
    ]
    return pl.concat(frames) if frames else empty("documents").with_columns(NOT_OF_ENTRIES).select(wanted)


def _shaped(frame: pl.DataFrame, name: TableName) -> pl.DataFrame:
    """`frame` with exactly the columns and types of its table."""
    wanted = schema(name)
    missing = [pl.lit(None, dtype=t).alias(n) for n, t in wanted.items() if n not in frame.columns]
    return frame.with_columns(missing).select(list(wanted)).cast(wanted)  # type: ignore[arg-type]


def _hanging(
    name: TableName, sheets: list[TypedSheet], owners: pl.DataFrame, directory: Directory, ledger: Ledger
) -> pl.DataFrame:
    """Contacts, addresses, exchanges, disputes and promises with their client; the last two may name it by an invoice only."""
    rows = stack(sheets, name)
    if len(rows) == 0:
        return empty(name)
    if name in OF_AN_INVOICE:
        keys = owners.drop("client_id").filter(~pl.col("document_id").is_duplicated())
        rows = rows.join(keys, on="document_id", how="left", maintain_order="left")
    rows = directory.resolve(rows)
    if name in OF_AN_INVOICE:
        rows = rows.with_columns(pl.coalesce("client_id", "owner").alias("client_id")).drop("owner")
    nobody, rows = split(rows, pl.col("client_id").is_null())
    ledger.aside(nobody, "missing_client")
    return _shaped(rows, name)


def _say_aggregates(sheets: list[TypedSheet], ledger: Ledger) -> None:
    """A client sheet with totals that are kept on the sheet and never counted as invoices."""
    for sheet in sheets:
        if sheet.match.table == "clients" and any(
            "total" in c.header.lower() or "solde" in c.header.lower() for c in sheet.match.unmapped
        ):
            ledger.findings.append(finding("aggregated_totals", sheet.match.file, sheet.match.sheet))


def _dataset(
    sheets: list[TypedSheet], tables: dict[TableName, pl.DataFrame], ledger: Ledger, loaded_on: dt.date
) -> Dataset:
    frames = [s.set_aside for s in sheets] + ledger.set_aside
    aside = pl.concat([f for f in frames if len(f)] or [pl.DataFrame(schema=SET_ASIDE_SCHEMA)])
    aside = aside.unique(["source_file", "source_sheet", "source_row"], keep="first", maintain_order=True)
    found = [s.findings for s in sheets] + ledger.findings
    findings = pl.concat([f for f in found if len(f)] or [pl.DataFrame(schema=FINDINGS_SCHEMA)])
    rows = sum(s.rows for s in sheets)
    return Dataset(tables, aside, findings, loaded_on, rows, rows - len(aside))
