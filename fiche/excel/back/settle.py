"""From what a reader kept of a proposal to what the record is to do, so that it then says what Excel says, and nothing else; it writes nothing."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.decisions import Changes
from fiche.edits import Edit, current_values
from fiche.excel.back.differences import Added, Field, Ignored, Removed
from fiche.excel.back.shown import State
from fiche.model import TableName
from fiche.overlay import Overlay
from fiche.vocabulary import kind_of

ORIGIN = "excel"
_TRIES = 3
_TIED = (
    "net_amount",
    "gross_amount",
    "before_discount_amount",
    "discount_amount",
    "due_date",
    "kind",
    "related_document",
)  # what a change of one of them may change of the others


@dataclass(frozen=True)
class Kept:
    """What the reader keeps of a proposal: fields that take Excel's value, rows to make, rows to put away, the day from which clients are."""

    fields: Sequence[Field]
    added: Sequence[Added] = ()
    removed: Sequence[Removed] = ()
    day: dt.date | None = None


@dataclass(frozen=True)
class Record:
    """The record as it is: its files, what is laid over them, both together, and the same without corrections."""

    files: Dataset
    overlay: Overlay
    present: Dataset
    uncorrected: Dataset
    settings: Settings


def settled(kept: Kept, record: Record) -> tuple[Changes, list[Ignored]]:
    """What to do, and the cells that cannot be brought back as they are: amounts of a document that do not go together."""
    away = [
        Field("clients", r.record, r.client_id, "archived_on", None, _day(kept), None, "")
        for r in kept.removed
        if r.table == "clients"
    ]
    fields = {(f.table, f.record, f.column): f for f in (*kept.fields, *away)}
    before = current_values(record.uncorrected, fields)
    edits = {at: Edit(*at, before.get(at, f.before), f.excel, ORIGIN) for at, f in fields.items()}
    lost: list[Ignored] = []
    documents = [f for f in kept.fields if f.table == "documents"]
    if documents:
        lost = _tie(edits, documents, record)
    added = tuple(sorted((a.row for a in kept.added), key=lambda row: row.table != "clients"))
    return Changes(
        tuple(edits.values()), added, tuple((r.table, r.record) for r in kept.removed if r.table != "clients")
    ), lost


def _day(kept: Kept) -> str | None:
    return kept.day.isoformat() if kept.day is not None else None


Edits = dict[tuple[TableName, str, str], Edit]


def _tie(edits: Edits, fields: Sequence[Field], record: Record) -> list[Ignored]:
    """Hold what a corrected document shows beside its corrected fields; a document whose amounts do not go together keeps those it had."""
    clients = {f.client_id for f in fields}
    wanted = _wanted(fields, record, clients)
    wrong: dict[str, list[str]] = {}
    for _try in range(_TRIES):
        wrong = _differences(edits, wanted, record, clients)
        for key, columns in wrong.items():
            for column in columns:
                at: tuple[TableName, str, str] = ("documents", key, column)
                if at not in edits:
                    before = current_values(record.uncorrected, [at]).get(at)
                    edits[at] = Edit(*at, before, wanted[key][column], ORIGIN)
        if not wrong:
            return []
    wrong = _differences(edits, wanted, record, clients)
    lost = [f for f in fields if f.record in wrong and f.column in _TIED]
    for at in [at for at in edits if at[0] == "documents" and at[1] in wrong and at[2] in _TIED]:
        del edits[at]
    return [Ignored(f.place, "amounts", f.excel or "", f.column) for f in lost]


def _wanted(
    fields: Sequence[Field], record: Record, clients: Collection[str]
) -> dict[str, dict[str, str | None]]:
    """What each document should show once corrected."""
    found = _rows(record.present, record.settings, {f.record for f in fields}, clients)
    changed: dict[str, set[str]] = {record: set() for record in found}
    for f in fields:
        if f.record in found and f.column in _TIED:
            found[f.record][f.column] = kind_of(f.excel or "") if f.column == "kind" else f.excel
            changed[f.record].add(f.column)
    for key, row in found.items():
        _agree(row, changed[key])
    return found


def _agree(row: dict[str, str | None], changed: Collection[str]) -> None:
    """What follows from the changed amounts of a document: their sign from its kind, the discount from both amounts, or the one before discount from the discount."""
    if "kind" in changed:
        for column in ("net_amount", "gross_amount", "before_discount_amount"):
            amount = Decimal(row[column] or 0).copy_abs()
            row[column] = row[column] and str(-amount if row["kind"] == "credit_note" else amount)
    net, before, discount = (row[c] for c in ("net_amount", "before_discount_amount", "discount_amount"))
    if "discount_amount" in changed and "before_discount_amount" not in changed and net and discount:
        row["before_discount_amount"] = str(Decimal(net) + Decimal(discount))
    elif "discount_amount" not in changed and net and before:
        row["discount_amount"] = str(Decimal(before) - Decimal(net))


def _rows(
    dataset: Dataset, settings: Settings, records: Collection[str], clients: Collection[str]
) -> dict[str, dict[str, str | None]]:
    mine = {
        n: t.filter(pl.col("client_id").is_in(list(clients)))
        for n, t in dataset.tables.items()
        if "client_id" in t.columns
    }
    shown = State(replace(dataset, tables={**dataset.tables, **mine}), settings).rows("documents")
    rows = shown.filter(pl.col("key").is_in(list(records))).select("key", *_TIED)
    return {row["key"]: {c: row[c] for c in _TIED} for row in rows.iter_rows(named=True)}


def _differences(
    edits: Edits, wanted: Mapping[str, Mapping[str, str | None]], record: Record, clients: Collection[str]
) -> dict[str, list[str]]:
    """The columns of each document that would not show what they should."""
    held = [e for e in record.overlay.edits if e.field not in edits]
    laid = replace(record.overlay, edits=(*held, *edits.values()))
    again = laid.again(record.overlay, record.files, record.present, clients)
    after = again[0] if again else laid.laid(record.files)
    now = _rows(after, record.settings, wanted, clients)
    found = {
        key: [c for c in _TIED if now.get(key, columns)[c] != columns[c]] for key, columns in wanted.items()
    }
    return {key: columns for key, columns in found.items() if columns}
