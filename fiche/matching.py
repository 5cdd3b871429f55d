"""Which sheet is which table, which row is the header, which column is which; it proposes and re-proposes, it never writes nor types a value.

Evidence: the headers against the labels and synonyms of the model (exact, then words in any order, then one misspelt word), the look of
the values below them, and the names of sheet and file. The reader confirms or corrects; each correction re-matches what depends on it.
"""

from dataclasses import dataclass, replace

import polars as pl

from fiche.checking.parsed import as_text
from fiche.headers import find_header
from fiche.likeness import looks_like
from fiche.model import STORED, TABLES, Table, TableName
from fiche.reading.raw import Kind, RawColumn, RawSheet
from fiche.synonyms import REORDERED, candidates
from fiche.words import normalised

SAMPLE = 200
MATCHED = 400  # columns that may mean something; those beyond are kept under their header and not looked into
SECOND = 0.9  # in a sheet of documents, a header that could mean either speaks of the document
SURE = 0.85
# What tells one table from another beyond the number of columns recognised.
SIGNATURES: dict[str, dict[str, float]] = {
    "clients": {
        "siret": 2,
        "vat_number": 1,
        "legal_form": 1,
        "credit_limit": 1,
        "account_manager": 0.5,
        "created_on": 0.5,
    },
    "documents": {
        "document_id": 2,
        "due_date": 2,
        "gross_amount": 1,
        "net_amount": 1,
        "date": 1,
        "payment_status": 0.5,
    },
    "lines": {"unit_price": 1.5, "quantity": 1.5, "product": 1},
    "payments": {"payment_id": 2.5, "amount": 1, "method": 0.5},
    "contacts": {"first_name": 2, "contact_id": 2, "role": 1, "title": 0.5},
    "addresses": {"address_kind": 2, "address": 1},
    "interactions": {"channel": 1, "summary": 1.5, "next_action": 2, "next_action_on": 1},
    "disputes": {"dispute_reason": 2, "opened_on": 1.5, "closed_on": 1},
}


@dataclass(frozen=True)
class ColumnMatch:
    """A header and what it was taken for. `column` is a code name of the table, None when not recognised; `confidence` is 0 to 1."""

    index: int
    header: str
    column: str | None
    confidence: float
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetMatch:
    """A sheet and what it was taken for. `table` None: not loaded, for `reason` (a code of SET_ASIDE). `header_row` is the sheet's own row number.
    `rows`: rows below the header that hold something. `chosen`: the reader decided."""

    file: str
    sheet: str
    table: TableName | None
    header_row: int | None
    columns: tuple[ColumnMatch, ...]
    confidence: float
    reason: str
    rows: int
    chosen: bool = False

    @property
    def mapped(self) -> dict[str, ColumnMatch]:
        """The recognised columns by code name."""
        return {c.column: c for c in self.columns if c.column is not None}

    @property
    def unmapped(self) -> tuple[ColumnMatch, ...]:
        """The columns nobody recognised; they are kept on the sheet all the same."""
        return tuple(c for c in self.columns if c.column is None)

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """The groups of columns, one of each being needed, of which none is known."""
        if self.table is None:
            return ()
        known = set(self.mapped)
        return tuple(group for group in TABLES[self.table].requires if not known & set(group))


def propose(sheet: RawSheet) -> SheetMatch:
    """What `sheet` most probably is."""
    header = find_header(sheet)
    if sheet.hidden:
        return _unrecognised(sheet, header, "hidden_sheet")
    if header is None:
        return _unrecognised(sheet, None, "not_recognised")
    return _best_table(sheet, header)


def _unrecognised(sheet: RawSheet, header: int | None, reason: str) -> SheetMatch:
    columns = () if header is None else _headers(sheet, header)
    row = None if header is None else sheet.first_row + header
    return SheetMatch(sheet.file, sheet.name, None, row, columns, 0.0, reason, _rows_below(sheet, header))


def _rows_below(sheet: RawSheet, header: int | None) -> int:
    start = 0 if header is None else header + 1
    return int((~sheet.blank_rows[start:]).sum())


def _headers(sheet: RawSheet, header: int) -> tuple[ColumnMatch, ...]:
    """Every column that has a header or a value below it, not yet recognised; a repeated header gets a number."""
    seen: dict[str, int] = {}
    found: list[ColumnMatch] = []
    cells = sheet.row(header)
    for index, raw in enumerate(sheet.columns):
        body = raw.slice(header + 1)
        cell = cells[index]
        text = " ".join(str(cell).split()) if cell not in (None, "") else ""
        if not text and bool((body.kinds == Kind.EMPTY).all()):
            continue
        text = text or f"Colonne {sheet.cell(header, index).rstrip('0123456789')}"
        seen[text] = seen.get(text, 0) + 1
        name = text if seen[text] == 1 else f"{text} ({seen[text]})"
        known = len(found) < MATCHED
        sample = tuple(as_text(body.slice(0, 40)).drop_nulls().head(3).to_list()) if known else ()
        found.append(ColumnMatch(index, name, None, 0.0, sample))
    return tuple(found)


# ── which table, which columns ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _best_table(sheet: RawSheet, header: int) -> SheetMatch:
    columns = _headers(sheet, header)
    body = {c.index: sheet.columns[c.index].slice(header + 1, SAMPLE) for c in columns}
    scored = []
    for name in STORED:
        assigned = _assign(TABLES[name], columns, body)
        scored.append((_table_score(sheet, name, assigned, columns), name, assigned))
    score, name, assigned = max(scored, key=lambda s: s[0])
    rows = _rows_below(sheet, header)
    if score <= 0 or rows == 0:
        return _unrecognised(sheet, header, "not_recognised")
    if name == "documents" and _has_client_columns(flat := _assign(TABLES["flat"], columns, body)):
        name, assigned = "flat", flat
    sure = [c.confidence for c in assigned if c.column]
    confidence = min(1.0, sum(sure) / max(len(sure), 1)) * (1.0 if score >= 4 else 0.7)
    return SheetMatch(sheet.file, sheet.name, name, sheet.first_row + header, assigned, confidence, "", rows)


def _has_client_columns(assigned: tuple[ColumnMatch, ...]) -> bool:
    documents = TABLES["documents"].by_name
    return any(c.column is not None and c.column not in documents for c in assigned)


def _table_score(
    sheet: RawSheet, name: TableName, assigned: tuple[ColumnMatch, ...], columns: tuple[ColumnMatch, ...]
) -> float:
    """How much speaks for this table; nothing when a column it cannot do without is missing."""
    known = {c.column: c.confidence for c in assigned if c.column}
    if any(not set(group) & set(known) for group in TABLES[name].requires) or _disqualified(
        name, set(known), assigned
    ):
        return 0.0
    signature = sum(weight * known.get(column, 0.0) for column, weight in SIGNATURES[name].items())
    coverage = sum(known.values()) / max(len(columns), 1)
    return sum(known.values()) + signature + 2.0 * coverage + _named_after(sheet, name)


def _named_after(sheet: RawSheet, name: TableName) -> float:
    """Whether the sheet, else the file, is called after the table."""
    stem = normalised(sheet.file.rsplit(".", 1)[0])
    words = TABLES[name].sheet_words
    for text, weight in ((normalised(sheet.name), 4.0), (stem, 3.0)):
        if any(f" {w} " in f" {text} " or f" {w}s " in f" {text} " for w in words):
            return weight
    return 0.0


def _disqualified(name: TableName, known: set[str], assigned: tuple[ColumnMatch, ...]) -> bool:
    """A table of documents needs a number or a date; a table of totals by client has neither. Lines have no client and no date of their own."""
    if name == "documents":
        return not known & {"document_id", "date", "source_id", "due_date"}
    if name == "lines":
        return bool(
            _named_well(TABLES["documents"], assigned) & {"client_id", "client_name", "date", "due_date"}
        )
    return False


def _named_well(table: Table, columns: tuple[ColumnMatch, ...]) -> set[str]:
    """The columns of `table` that these headers name without doubt."""
    return {
        c for m in columns[:MATCHED] for c, score in candidates(table, m.header).items() if score >= REORDERED
    }


def _assign(
    table: Table, columns: tuple[ColumnMatch, ...], body: dict[int, RawColumn]
) -> tuple[ColumnMatch, ...]:
    """Headers to columns, best first; each header and each column once; a header whose values do not look right is passed over."""
    order = {c.name: i for i, c in enumerate(table)}
    own = TABLES["documents"].by_name if table.name == "flat" else table.by_name
    offers = [
        (-score * (1.0 if name in own else SECOND), order[name], match.index, name)
        for match in columns[:MATCHED]
        for name, score in candidates(table, match.header).items()
        if looks_like(body[match.index], table.by_name[name], table.name)
    ]
    taken: dict[int, tuple[str, float]] = {}
    for negative, _order, index, name in sorted(offers):
        if index not in taken and all(name != used for used, _score in taken.values()):
            taken[index] = (name, -negative)
    return tuple(
        replace(m, column=taken[m.index][0], confidence=taken[m.index][1])
        if m.index in taken
        else replace(m, column=None, confidence=0.0)
        for m in columns
    )


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_table(match: SheetMatch, sheet: RawSheet, table: TableName | None) -> SheetMatch:
    """The same sheet taken for another table (None: not loaded); its columns are matched again."""
    if table is None:
        return replace(
            match,
            table=None,
            reason="not_chosen",
            chosen=True,
            columns=tuple(replace(c, column=None) for c in match.columns),
        )
    header = (match.header_row or sheet.first_row) - sheet.first_row
    columns = _headers(sheet, header)
    body = {c.index: sheet.columns[c.index].slice(header + 1, SAMPLE) for c in columns}
    assigned = _assign(TABLES[table], columns, body)
    return replace(
        match,
        table=table,
        reason="",
        chosen=True,
        columns=assigned,
        confidence=1.0,
        header_row=sheet.first_row + header,
    )


def with_header_row(match: SheetMatch, sheet: RawSheet, row: int) -> SheetMatch:
    """The same sheet with its header on another row (the sheet's own number); table and columns are matched again."""
    header = min(max(row - sheet.first_row, 0), max(sheet.height - 1, 0))
    if match.chosen and match.table is not None:
        moved = replace(match, header_row=sheet.first_row + header, rows=_rows_below(sheet, header))
        return with_table(moved, sheet, match.table)
    return replace(_best_table(sheet, header), chosen=True)


def with_column(match: SheetMatch, index: int, column: str | None) -> SheetMatch:
    """The column at `index` taken for `column` (None: kept, not recognised); whoever held `column` gives it up."""

    def changed(c: ColumnMatch) -> ColumnMatch:
        if c.index == index:
            return replace(c, column=column, confidence=1.0 if column else 0.0)
        return replace(c, column=None, confidence=0.0) if column is not None and c.column == column else c

    return replace(match, columns=tuple(changed(c) for c in match.columns), chosen=True)


def body_rows(sheet: RawSheet, match: SheetMatch) -> pl.Series:
    """The indexes of the rows below the header that hold something."""
    start = 0 if match.header_row is None else match.header_row - sheet.first_row + 1
    filled = (~sheet.blank_rows).arg_true()
    return filled.filter(filled >= start)
