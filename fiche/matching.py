"""Which sheet is which table, which row is the header, which column is which; it proposes and re-proposes, it never writes nor types a value.

Evidence: the headers against the labels and synonyms of the model (exact, then words in any order, then one misspelt word), the look of
the values below them, and the names of sheet and file. The reader confirms or corrects; each correction re-matches what depends on it.
"""

from dataclasses import replace

from fiche.assignment import assign, body_of, dated_entries, headers_of, may_be_entries, named_well
from fiche.checking.parsed import as_text
from fiche.headers import Header, find_header, header_at
from fiche.matches import Choice, Choices, ColumnMatch, Link, SheetMatch, signature
from fiche.model import STORED, TABLES, TableName
from fiche.prose import is_markdown, is_prose
from fiche.reading.raw import RawSheet
from fiche.sources import Recognised, recognise
from fiche.words import normalised

SURE = 0.85
PAID_BY = frozenset({"date", "payment_id", "document_id", "method"})
LEDGER, ACCOUNTS = 0.9, 0.9  # how sure a ledger is; the share of its accounts that begin like one
LINKED = 0.9  # how sure a client is that another sheet gives
NONE: Choices = {}
CLIENT_NAMES = frozenset({"client_id", "client_name", "name"})
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
    "promises": {"promised_on": 2.5, "made_on": 1.5},
}


def propose(sheet: RawSheet, choices: Choices = NONE) -> SheetMatch:
    """What `sheet` most probably is; what a reader decided for the same headers (`choices`, by signature) comes first."""
    header = find_header(sheet)
    if sheet.hidden:
        return _unrecognised(sheet, header, "hidden_sheet")
    if header is None:
        return _not_recognised(sheet, None)
    columns = headers_of(sheet, header)
    choice = choices.get(signature(columns))
    if choice:
        return _as_chosen(sheet, header, choice)
    if is_markdown(sheet):
        return _unrecognised(sheet, header, "not_a_table")
    known = _of_system(sheet, header, columns)
    ledger = _ledger(sheet, header, columns) if known is None and may_be_entries(columns) else None
    if ledger is not None:
        return ledger
    if known is None and dated_entries(columns):
        return _unrecognised(sheet, header, "accounting_entries")
    return known or _best_table(sheet, header)


def _not_recognised(sheet: RawSheet, header: Header | None) -> SheetMatch:
    """A text to be read asks for no decision; a table that nothing tells does."""
    return _unrecognised(sheet, header, "not_a_table" if is_prose(sheet) else "not_recognised")


def _ledger(sheet: RawSheet, header: Header, columns: tuple[ColumnMatch, ...]) -> SheetMatch | None:
    """The accounting entries that a sheet holds, when each has its account; None for a bank's statement."""
    body = body_of(sheet, header, columns)
    assigned = assign(TABLES["entries"], columns, body)
    match = replace(_unrecognised(sheet, header, ""), table="entries", columns=assigned, confidence=LEDGER)
    if match.missing or not match.rows:
        return None
    accounts = as_text(body[match.mapped["account"].index]).drop_nulls()
    numbered = accounts.str.contains(r"^[1-9]\d\d")
    if not len(accounts) or int(numbered.sum()) < ACCOUNTS * len(accounts):
        return None
    # A list of invoices has debits, credits and due dates too: what is in the books has accounts of clients.
    return match if dated_entries(columns) or bool(accounts.str.contains("^41").any()) else None


def _of_system(sheet: RawSheet, header: Header, columns: tuple[ColumnMatch, ...]) -> SheetMatch | None:
    """The export of a system that these headers are, when it has what its table needs."""
    found = recognise([c.header for c in columns])
    if found is None:
        return None
    match = replace(_unrecognised(sheet, header, found.export.reason or "not_recognised"), recognised=found)
    if found.export.table is None or match.rows == 0:
        return match
    table = found.export.table
    assigned = assign(TABLES[table], columns, body_of(sheet, header, columns), found)
    full = replace(match, table=table, reason="", columns=assigned, confidence=1.0)
    return None if full.missing else full


def without_client(sheet: RawSheet) -> SheetMatch | None:
    """What `sheet` would be if it said who its clients are; None when it would be nothing either."""
    header = find_header(sheet)
    found = None if header is None else _best_table(sheet, header, clientless=True)
    return found if found is not None and found.table is not None else None


def _unrecognised(sheet: RawSheet, header: Header | None, reason: str) -> SheetMatch:
    columns = () if header is None else headers_of(sheet, header)
    row = None if header is None else sheet.first_row + header.row
    lines = 1 if header is None else header.lines
    rows = _rows_below(sheet, header)
    return SheetMatch(sheet.file, sheet.name, None, row, columns, 0.0, reason, rows, header_lines=lines)


def _rows_below(sheet: RawSheet, header: Header | None) -> int:
    start = 0 if header is None else header.row + 1
    return int((~sheet.blank_rows[start:]).sum())


# ── which table, which columns ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _best_table(sheet: RawSheet, header: Header, *, clientless: bool = False) -> SheetMatch:
    columns = headers_of(sheet, header)
    body = body_of(sheet, header, columns)
    scored = []
    for name in STORED:
        assigned = assign(TABLES[name], columns, body)
        score = _table_score(sheet, name, assigned, columns, clientless=clientless)
        scored.append((score, name, assigned))
    score, name, assigned = max(scored, key=lambda s: s[0])
    if score <= 0 or _rows_below(sheet, header) == 0:
        return _not_recognised(sheet, header)
    if name == "documents" and _has_client_columns(flat := assign(TABLES["flat"], columns, body)):
        name, assigned = "flat", flat
    sure = [c.confidence for c in assigned if c.column]
    confidence = min(1.0, sum(sure) / max(len(sure), 1)) * (1.0 if score >= 4 else 0.7)
    return replace(_unrecognised(sheet, header, ""), table=name, columns=assigned, confidence=confidence)


def _as_chosen(sheet: RawSheet, header: Header, choice: Choice) -> SheetMatch:
    """The sheet as its reader decided for an earlier file with the same headers."""
    match = replace(_unrecognised(sheet, header, "not_chosen"), chosen=True, remembered=True)
    if choice.table is None:
        return match
    own = TABLES[choice.table].by_name
    known = {h: c if c in own else None for h, c in choice.columns.items()}
    columns = tuple(
        replace(c, column=column, confidence=1.0 if column else 0.0)
        for c in match.columns
        for column in (known.get(normalised(c.header)),)
    )
    return replace(match, table=choice.table, reason="", columns=columns, confidence=1.0)


def _has_client_columns(assigned: tuple[ColumnMatch, ...]) -> bool:
    documents = TABLES["documents"].by_name
    return any(c.column is not None and c.column not in documents for c in assigned)


def _table_score(
    sheet: RawSheet,
    name: TableName,
    assigned: tuple[ColumnMatch, ...],
    columns: tuple[ColumnMatch, ...],
    *,
    clientless: bool,
) -> float:
    """How much speaks for this table; nothing when a column it cannot do without is missing (the client excepted, when `clientless`)."""
    known = {c.column: c.confidence for c in assigned if c.column}
    needed = [g for g in TABLES[name].requires if not (clientless and set(g) & CLIENT_NAMES)]
    named = _named_after(sheet, name)
    if any(not set(group) & set(known) for group in needed) or _disqualified(name, set(known), assigned):
        return 0.0
    if name == "disputes" and "dispute_reason" not in known and not named:
        return 0.0  # an invoice number and a date make no dispute
    if name == "payments" and not known.keys() & PAID_BY and not named:
        return 0.0  # a client and a total are an aged balance, not payments
    if clientless and name == "clients":
        return 0.0
    signature = sum(weight * known.get(column, 0.0) for column, weight in SIGNATURES[name].items())
    coverage = sum(known.values()) / max(len(columns), 1)
    return sum(known.values()) + signature + 2.0 * coverage + named


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
            named_well(TABLES["documents"], assigned) & {"client_id", "client_name", "date", "due_date"}
        )
    return False


# ── corrections ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_table(match: SheetMatch, sheet: RawSheet, table: TableName | None) -> SheetMatch:
    """The same sheet taken for another table (None: not loaded); its columns are matched again."""
    if table is None:
        bare = tuple(replace(c, column=None) for c in match.columns)
        return replace(match, table=None, reason="not_chosen", chosen=True, columns=bare)
    row = (match.header_row or sheet.first_row) - sheet.first_row
    header = Header(row, match.header_lines)
    columns = headers_of(sheet, header)
    system = match.recognised if match.recognised and speaks_of(match.recognised, table) else None
    assigned = assign(TABLES[table], columns, body_of(sheet, header, columns), system)
    return replace(
        match,
        table=table,
        reason="",
        chosen=True,
        columns=_with_link(assigned, table, match),
        confidence=1.0,
        header_row=sheet.first_row + row,
    )


def speaks_of(system: Recognised, table: TableName) -> bool:
    """Whether what a system says of its headers holds in `table`: deals speak of documents, and so do sheets of both."""
    own = system.export.table or "documents"
    return table == own or {table, own} == {"documents", "flat"}


def _with_link(
    assigned: tuple[ColumnMatch, ...], table: TableName, match: SheetMatch
) -> tuple[ColumnMatch, ...]:
    """The columns with the client that another sheet gives, where the table has one and none of its own."""
    given = next((c for c in match.columns if c.index < 0), None)
    own = {c.column for c in assigned}
    if (
        given is None
        or match.link is None
        or own & CLIENT_NAMES
        or match.link.by not in TABLES[table].by_name
    ):
        return assigned
    return (*assigned, replace(given, column=match.link.by))


def with_header_row(match: SheetMatch, sheet: RawSheet, row: int) -> SheetMatch:
    """The same sheet with its header on another row (the sheet's own number); table and columns are matched again."""
    header = header_at(sheet, min(max(row - sheet.first_row, 0), max(sheet.height - 1, 0)))
    moved = replace(
        match,
        header_row=sheet.first_row + header.row,
        header_lines=header.lines,
        rows=_rows_below(sheet, header),
    )
    if match.chosen and match.table is not None:
        return with_table(moved, sheet, match.table)
    return replace(_best_table(sheet, header), chosen=True)


def with_column(match: SheetMatch, index: int, column: str | None) -> SheetMatch:
    """The column at `index` taken for `column` (None: kept, not recognised); whoever held `column` gives it up."""

    def changed(c: ColumnMatch) -> ColumnMatch:
        if c.index == index:
            return replace(c, column=column, confidence=1.0 if column else 0.0)
        return replace(c, column=None, confidence=0.0) if column is not None and c.column == column else c

    return replace(match, columns=tuple(changed(c) for c in match.columns), chosen=True)


def with_names_from_labels(match: SheetMatch) -> SheetMatch:
    """Accounting entries whose clients are the names read in their labels, where nothing else names them; any other table as it is."""
    label = match.mapped.get("label") if match.table == "entries" else None
    return match if label is None else with_column(match, label.index, "auxiliary_name")


def with_client_from(match: SheetMatch, link: Link, words: str) -> SheetMatch:
    """The same sheet with its client found through another sheet; `words` say how."""
    given = ColumnMatch(-1, words, link.by, LINKED)
    return replace(match, columns=(*match.columns, given), link=link)
