"""Headers to the columns of a table, by what they may mean and by the values below them; it chooses no table."""

from collections.abc import Iterable
from dataclasses import replace

from fiche.checking.parsed import as_text
from fiche.headers import Header, header_cells
from fiche.likeness import looks_like
from fiche.matches import ColumnMatch
from fiche.model import TABLES, Table
from fiche.reading.raw import Kind, RawColumn, RawSheet
from fiche.sources import Recognised
from fiche.synonyms import REORDERED, candidates
from fiche.words import normalised

SAMPLE = 200
SECOND = 0.9  # in a sheet of documents, a header that could mean either speaks of the document
MATCHED = 400  # columns that may mean something; those beyond are kept under their header and not looked into
NUMBERED, EMPTY = 0.6, 0.5
SIDES = frozenset({"sens", "side"})  # headers of a column that says debit or credit
ALONE = 0.95  # what the last of two header lines is worth without the first


def headers_of(sheet: RawSheet, header: Header) -> tuple[ColumnMatch, ...]:
    """Every column that has a header or a value below it, not yet recognised; a repeated header gets a number."""
    seen: dict[str, int] = {}
    found: list[ColumnMatch] = []
    for index, (cell, raw) in enumerate(zip(header_cells(sheet, header), sheet.columns, strict=True)):
        body = raw.slice(header.row + 1)
        if not cell.text and bool((body.kinds == Kind.EMPTY).all()):
            continue
        text = cell.text or f"Colonne {sheet.cell(header.row, index).rstrip('0123456789')}"
        seen[text] = seen.get(text, 0) + 1
        name = text if seen[text] == 1 else f"{text} ({seen[text]})"
        known = len(found) < MATCHED
        sample = tuple(as_text(body.slice(0, 40)).drop_nulls().head(3).to_list()) if known else ()
        found.append(ColumnMatch(index, name, None, 0.0, sample, cell.alone))
    return tuple(found)


def body_of(sheet: RawSheet, header: Header, columns: Iterable[ColumnMatch]) -> dict[int, RawColumn]:
    return {c.index: sheet.columns[c.index].slice(header.row + 1, SAMPLE) for c in columns}


def named_well(table: Table, columns: tuple[ColumnMatch, ...]) -> set[str]:
    """The columns of `table` that these headers name without doubt."""
    return {c for m in columns[:MATCHED] for c, score in meanings(table, m).items() if score >= REORDERED}


def meanings(table: Table, column: ColumnMatch) -> dict[str, float]:
    """What a column's header may mean in `table`, with a score each; its last line alone counts less than both together."""
    found = candidates(table, column.header)
    alone = candidates(table, column.alone) if column.alone else {}
    return {**{c: score * ALONE for c, score in alone.items()}, **found}


def assign(
    table: Table,
    columns: tuple[ColumnMatch, ...],
    body: dict[int, RawColumn],
    system: Recognised | None = None,
) -> tuple[ColumnMatch, ...]:
    """Headers to columns, best first; each header and each column once; a header whose values do not look right is passed over.

    What the `system` says of its own headers comes before everything, and those it rules out are nothing.
    """
    order = {c.name: i for i, c in enumerate(table)}
    said = {columns[i].index: name for i, name in system.columns.items()} if system else {}
    nothing = {columns[i].index for i in system.ignored} if system else set()
    if table.name in ("documents", "flat"):
        nothing |= _entries(columns)
    own = TABLES["documents"].by_name if table.name == "flat" else table.by_name
    numbers = {
        c.index
        for c in columns[:MATCHED]
        if table.name == "flat" and "document_id" in meanings(TABLES["documents"], c)
    }
    offers = [
        (
            -score * _worth(body[match.index], name in own, match.index in numbers),
            order[name],
            match.index,
            name,
        )
        for match in columns[:MATCHED]
        if match.index not in nothing and match.index not in said
        for name, score in meanings(table, match).items()
        if looks_like(body[match.index], table.by_name[name], table.name)
    ]
    taken = {i: (name, 1.0) for i, name in said.items() if name in table.by_name}
    for negative, _order, index, name in sorted(offers):
        if index not in taken and all(name != used for used, _score in taken.values()):
            taken[index] = (name, -negative)
    return tuple(
        replace(m, column=taken[m.index][0], confidence=taken[m.index][1])
        if m.index in taken
        else replace(m, column=None, confidence=0.0)
        for m in columns
    )


def _worth(body: RawColumn, own: bool, number: bool) -> float:
    """What an offer is worth besides its words: less for a client's column in a sheet of documents, and where the column may be the document's
    number; less for a column that holds nothing, when another may be the one."""
    client = 1.0 if own else SECOND * (NUMBERED if number else 1.0)
    return client * (EMPTY if bool((body.kinds == Kind.EMPTY).all()) else 1.0)


def dated_entries(columns: tuple[ColumnMatch, ...]) -> bool:
    """Whether a sheet holds dated debits and credits: a ledger or a bank's statement, unless it says when each is due."""
    dated = any("date" in normalised(c.header).split() for c in columns[:MATCHED])
    due = "due_date" in named_well(TABLES["documents"], columns)
    return bool(_entries(columns)) and dated and not due


def may_be_entries(columns: tuple[ColumnMatch, ...]) -> bool:
    """Whether a sheet has what entries are written with: debits and credits, or amounts and their side."""
    words = {w for c in columns[:MATCHED] for w in normalised(c.header).split()}
    return bool(_entries(columns)) or bool(words & SIDES)


def _entries(columns: tuple[ColumnMatch, ...]) -> set[int]:
    """The debit and credit columns of a sheet that has both: amounts of accounting entries, which are no invoice's."""
    named = {
        w: c.index
        for c in columns[:MATCHED]
        for w in normalised(c.header).split()
        if w in ("debit", "credit")
    }
    return set(named.values()) if len(set(named.values())) == 2 else set()
