"""The way from dropped files to a checked Dataset, for the pages, the command line and the tests alike; it writes nothing anywhere."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import polars as pl

from fiche.blocks import stacked
from fiche.checking.companies import of_one_company
from fiche.checking.e_invoices import of_e_invoices, parties
from fiche.checking.entries import Terms, derived
from fiche.checking.joining import join
from fiche.checking.quality import findings_of
from fiche.checking.rows import TypedSheet, finding, type_sheet
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused, ReadingRefused
from fiche.findings import FINDINGS
from fiche.linking import linked, with_their_client
from fiche.matches import Choices, SheetMatch
from fiche.matching import NONE, propose
from fiche.model import TABLES
from fiche.reading.limits import Limits
from fiche.reading.raw import RawFile, RawSheet
from fiche.reading.read import Progress, read_file
from fiche.reading.read_invoices import is_invoice, read_invoices, unpacked


@dataclass(frozen=True)
class FileReading:
    """One file: loaded with its raw content, or refused with a code and a sentence."""

    name: str
    status: Literal["loaded", "refused"]
    code: str | None = None
    message: str | None = None
    raw: RawFile | None = None


@dataclass(frozen=True)
class Reading:
    """What was read, and what each table is proposed to be; `sheets` and `tables` are in the order of files, sheets and tables in a sheet.
    `invoices`: the files of electronic invoices as they came, to be kept beside what they give."""

    files: tuple[FileReading, ...]
    sheets: tuple[SheetMatch, ...]
    tables: tuple[RawSheet, ...]
    invoices: tuple[tuple[str, bytes | Path], ...] = ()

    def raw(self, match: SheetMatch) -> RawSheet:
        """The raw table that `match` speaks of."""
        return self._by_name[match.file, match.sheet]

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], RawSheet]:
        return {(s.file, s.name): s for s in self.tables}

    @property
    def loaded(self) -> tuple[RawFile, ...]:
        """The files that could be read."""
        return tuple(f.raw for f in self.files if f.raw is not None)


def prepare(
    files: Iterable[tuple[str, bytes | Path]],
    limits: Limits | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    choices: Choices = NONE,
) -> Reading:
    """Read each (name, content) in its own limited child, and propose what its tables are. A refused file does not stop the others.

    `choices`: what the reader decided for earlier files, by signature of their headers.
    """
    named = [one for file in _named_apart(files) for one in unpacked(*file, limits)]
    electronic = [(name, content) for name, content in named if is_invoice(name, content)]
    apart = {name for name, _content in electronic}
    readings = [_read(n, c, limits, on_progress, cancelled) for n, c in named if n not in apart]
    if electronic:
        readings += _read_invoices(electronic, limits, on_progress, cancelled)
    tables = tuple(t for f in readings if f.raw for s in f.raw.sheets if s.height for t in stacked(s))
    matches = linked(tables, [propose(t, choices) for t in tables])
    return Reading(tuple(readings), matches, tables, tuple(electronic))


def _named_apart(files: Iterable[tuple[str, bytes | Path]]) -> list[tuple[str, bytes | Path]]:
    """Two files of one name get a number, so that a row's origin is never in doubt."""
    seen: dict[str, int] = {}
    result = []
    for name, content in files:
        seen[name] = seen.get(name, 0) + 1
        result.append((name if seen[name] == 1 else f"{name} ({seen[name]})", content))
    return result


def _read(
    name: str,
    content: bytes | Path,
    limits: Limits | None,
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> FileReading:
    try:
        raw = read_file(name, content, limits, on_progress, cancelled)
        if not any(s.height for s in raw.sheets):
            raise ReadingRefused("empty_file", name=name)
    except ReadingRefused as refusal:
        return FileReading(name, "refused", refusal.code, refusal.message)
    return FileReading(name, "loaded", raw=raw)


def _read_invoices(
    files: list[tuple[str, bytes | Path]],
    limits: Limits | None,
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> list[FileReading]:
    """All the electronic invoices as one file of one table, and each that could not be read."""
    try:
        raw, refusals = read_invoices(files, limits, on_progress, cancelled)
    except ReadingRefused as refusal:
        return [FileReading(files[0][0], "refused", refusal.code, refusal.message)]
    refused = [FileReading(str(r.details["name"]), "refused", r.code, r.message) for r in refusals]
    return [*([FileReading(raw.name, "loaded", raw=raw)] if raw else []), *refused]


def check(
    reading: Reading,
    matches: Sequence[SheetMatch] | None = None,
    *,
    loaded_on: dt.date,
    known: Dataset | None = None,
    end_of_month_first: bool = False,
    usual_terms: int = 30,
    own_siren: str = "",
) -> Dataset:
    """Type, check and join what was read as `matches` say (the proposals when None). `loaded_on`: the day of loading, for assumed payments.
    `known`: the portfolio that these files update, if any. `end_of_month_first`: the other reading of «45 jours fin de mois» (fiche.terms). `usual_terms`: days after
    an invoice that it is due, where neither its file nor its client says anything (accounting entries say no due date).
    `own_siren`: tells sales from purchases among electronic invoices, and our ledgers from others’; «»: unknown.

    Raises MatchingRefused when nothing is recognised, or when a chosen table lacks its client or its amount.
    """
    chosen = reading.sheets if matches is None else tuple(matches)
    loaded = [m for m in chosen if m.table is not None]
    if not loaded:
        names = ", ".join(f.name for f in reading.files)
        entries = any(m.reason == "accounting_entries" for m in chosen)
        code = "no_table" if not chosen else "accounting_entries" if entries else "nothing_recognised"
        raise MatchingRefused(code, name=names)
    for match in loaded:
        _complete(match, with_lines=any(m.table == "lines" for m in loaded))
    typed = [_typed(reading, m, chosen) for m in chosen]
    typed, own = of_one_company(typed, *parties(typed), known, own_siren)
    typed = of_e_invoices(typed, known, own, usual_terms)
    typed = derived(typed, known, Terms(usual_terms, end_of_month_first))
    dataset = join(typed, loaded_on, known, end_of_month_first)
    return replace(dataset, findings=pl.concat([dataset.findings, *_file_notes(reading)]))


def _file_notes(reading: Reading) -> list[pl.DataFrame]:
    """What reading said of whole files: the sheets that hold no cells."""
    return [
        finding(n.code, f.name, n.value or "") for f in reading.loaded for n in f.notes if n.code in FINDINGS
    ]


def _typed(reading: Reading, match: SheetMatch, chosen: Sequence[SheetMatch]) -> TypedSheet:
    """The table as `match` says, with the client that another one gives where it is linked to one."""
    sheet, link = reading.raw(match), match.link
    if link is not None and match.table is not None:
        theirs = next(m for m in chosen if (m.file, m.sheet) == (link.file, link.sheet))
        sheet, match = with_their_client(sheet, match, reading.raw(theirs), theirs)
    return type_sheet(sheet, match)


def _complete(match: SheetMatch, *, with_lines: bool) -> None:
    """A table without its client or its amount cannot be loaded; amounts may come from lines."""
    assert match.table is not None
    names = set(match.mapped)
    if any(
        set(group) & {"client_id", "client_name", "name"} and "document_id" not in group
        for group in match.missing
    ):
        raise MatchingRefused("missing_client", sheet=match.sheet)
    priced = names & {"gross_amount", "net_amount", "unit_price", "open_amount"}
    unpriced = (
        match.table in ("documents", "flat")
        and not priced
        and not (with_lines and names & {"document_id", "source_id"})
    )
    if unpriced or any(set(group) & {"amount", "line_amount"} for group in match.missing):
        raise MatchingRefused("missing_amount", sheet=match.sheet)
    duplicated = [c.column for c in match.columns if c.column is not None]
    if len(duplicated) != len(set(duplicated)):
        column = next(c for c in duplicated if duplicated.count(c) > 1)
        raise MatchingRefused(
            "duplicate_choice", sheet=match.sheet, column=TABLES[match.table].by_name[column].fr
        )


def points(dataset: Dataset, as_of: dt.date, dismissed: Collection[tuple[str, str]] = ()) -> pl.DataFrame:
    """Everything to be checked (FINDINGS_SCHEMA): what was seen cell by cell when the files were read, and what the joined rows say of
    themselves at `as_of`, but for what the reader `dismissed` (fiche.checking.quality.dismissal_key). In the reader's language."""
    return pl.concat([dataset.findings, findings_of(dataset, as_of, dismissed)])
