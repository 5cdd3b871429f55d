"""What a user's template is to be filled with, as far as it says so itself: names, words between braces, tables, labels; the user has the last word.

In that order: what a name or braces say is meant, what a header or a label says is likely. No cell is proposed twice, none that holds a formula.
"""

from collections.abc import Iterable, Iterator

from fiche.excel.mapped.finding import Finding
from fiche.excel.mapped.headed import columns_of, headers, open_columns, tables
from fiche.excel.mapped.labels import labels
from fiche.excel.mapped.mapping import Block, Mapping, Worded, codes, resolved
from fiche.excel.mapped.meanings import column_of, list_of, value_of
from fiche.excel.mapped.outline import Outline, SheetSeen
from fiche.excel.mapped.repeated import under
from fiche.excel.mapped.vocabulary import Kind, Listed
from fiche.excel.names import Area

_NAMED_SURE = 0.9


def proposed(outline: Outline, kind: Kind) -> Mapping:
    """The mapping that a template itself suggests."""
    found = Finding(kind)
    sheets = {sheet.name: sheet for sheet in outline.sheets}
    _named(found, sheets, outline.names)
    for sheet in outline.sheets:
        _braces(found, sheet)
    for sheet in outline.sheets:
        tables(found, sheet)
        headers(found, sheet)
    for sheet in outline.sheets:
        labels(found, sheet)
    order = {name: place for place, name in enumerate(sheets)}
    places = sorted(found.places, key=lambda p: (order[p.sheet], p.at[1:]))
    blocks = sorted(found.blocks, key=lambda b: (order[b.sheet], b.first, b.left))
    return Mapping(kind, tuple(places), tuple(blocks), tuple(_captions(outline, kind)))


# ── names ──


def _named(found: Finding, sheets: dict[str, SheetSeen], names: Iterable[tuple[str, Area]]) -> None:
    """Cells called after a value; ranges called after a list, under its headers; columns called «facture.numero»."""
    columns: dict[tuple[str, str, int], list[tuple[Area, str, str]]] = {}
    for name, area in names:
        sheet = sheets.get(area.sheet)
        if sheet is None:
            continue
        single = _one_cell(sheet, area)
        listed, column = _of_list(found.kind, name)
        if listed is not None and column is not None and area.left == area.right:
            columns.setdefault((area.sheet, listed.code, area.first), []).append((area, column, name))
        elif listed is not None and column is None and not single:
            _named_block(found, sheet, area, listed, name)
        elif single and (code := value_of(found.kind, _spoken(name), _NAMED_SURE)):
            found.place(sheet, (area.first, area.left), "{{" + code + "}}", "name", name)
    for (home, code, first), group in columns.items():
        put = tuple(sorted((a.left, "{{" + code + ":" + column + "}}") for a, column, _name in group))
        last = max(a.last for a, _column, _name in group)
        left, right = put[0][0], put[-1][0]
        left, right, last = under(sheets[home], first, left, right, max(last, first))
        found.block(
            Block(home, code, first, last, left, right, put, "name", ", ".join(n for _a, _c, n in group))
        )


def _spoken(name: str) -> str:
    """A name as words: «client_raison.sociale» → «raison sociale»."""
    words = name.replace(".", " ").replace("_", " ").split()
    return " ".join(
        words[1:]
        if len(words) > 1 and words[0].lower() in {"client", "fiche", "customer"} and words[1:] != ["depuis"]
        else words
    )


def _one_cell(sheet: SheetSeen, area: Area) -> bool:
    """Whether a range is one cell, alone or merged."""
    first, last = (area.first, area.left), (area.last, area.right)
    return first == last or sheet.merges.get(first) == last


def _of_list(kind: Kind, name: str) -> tuple[Listed | None, str | None]:
    """«factures» → the list; «facture.numero», «facture_numero» → the list and its column; «solde» → nothing."""
    whole = list_of(kind, name.replace("_", " "))
    if whole is not None:
        return whole, None
    for mark in (".", "_"):
        head, _, tail = name.partition(mark)
        listed = list_of(kind, head) if tail else None
        if listed is None or (listed.code == "clients" and kind != "file"):
            continue
        column = column_of(listed, tail.replace("_", " "))
        if column is not None:
            return listed, column
    return None, None


def _named_block(found: Finding, sheet: SheetSeen, area: Area, listed: Listed, name: str) -> None:
    """A range called after a list: its headers are in its first row, or in the row above."""
    for header, first in ((area.first, area.first + 1), (area.first - 1, area.first)):
        texts = {
            c: sheet.at(header, c).text
            for c in range(area.left, area.right + 1)
            if sheet.at(header, c).what in ("text", "fixed")
        }
        columns = columns_of(listed, texts)
        if columns and first <= area.last:
            put = open_columns(sheet, first, listed, columns)
            found.block(
                Block(sheet.name, listed.code, first, area.last, area.left, area.right, put, "name", name)
            )
            return


# ── words between braces ──


def _captions(outline: Outline, kind: Kind) -> Iterator[Worded]:
    """The texts outside the cells that single values fill."""
    for sheet, one in outline.captions:
        if put := resolved(kind, one.text, alone=True):
            yield Worded(sheet, one.part, one.at, one.where, put, one.text)


def _braces(found: Finding, sheet: SheetSeen) -> None:
    for row, columns in sheet.rows.items():
        puts = {}
        for column in columns:
            seen = sheet.cells[row, column]
            put = resolved(found.kind, seen.text) if seen.what == "text" and "{{" in seen.text else None
            if put is not None and found.free(sheet, row, column):
                puts[column] = put
        groups = dict(_groups(puts))
        for code, members in groups.items():
            _repeated(found, sheet, row, code, members)
        for column, put in puts.items():
            if not any(":" in one for one in codes(put)):
                found.place(sheet, (row, column), put, "placeholder", sheet.cells[row, column].text)


def _groups(puts: dict[int, str]) -> Iterator[tuple[str, dict[int, str]]]:
    """The columns of a row that speak of a list, by list."""
    groups: dict[str, dict[int, str]] = {}
    for column, put in puts.items():
        named = [one.partition(":")[0] for one in codes(put) if ":" in one]
        if named:
            groups.setdefault(named[0], {})[column] = put
    yield from groups.items()


def _repeated(found: Finding, sheet: SheetSeen, row: int, code: str, members: dict[int, str]) -> None:
    """A row of words between braces: the block that it begins, with the texts that stand between them, repeated too."""
    left, right, last = under(sheet, row, min(members), max(members), row)
    columns = dict(members)
    for column in range(left, right + 1):
        seen = sheet.at(row, column)
        if column not in columns and seen.what in ("text", "number") and "{{" not in seen.text:
            columns[column] = seen.text
        elif column not in columns and seen.what == "text" and (put := resolved(found.kind, seen.text)):
            columns[column] = put
    label = sheet.cells[row, min(members)].text
    found.block(
        Block(sheet.name, code, row, last, left, right, tuple(sorted(columns.items())), "placeholder", label)
    )
