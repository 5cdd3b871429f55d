"""Tables under headers that the application knows, in a user's template; the rows beneath are those of fiche.excel.mapped.repeated."""

from collections.abc import Iterator

from fiche.excel.mapped.finding import LONGEST, Finding
from fiche.excel.mapped.mapping import Block
from fiche.excel.mapped.meanings import list_of, meanings
from fiche.excel.mapped.outline import SheetSeen
from fiche.excel.mapped.repeated import under
from fiche.excel.mapped.vocabulary import Kind, Listed, lists
from fiche.matching import SIGNATURES


def columns_of(listed: Listed, headers: dict[int, str]) -> dict[int, tuple[str, float]]:
    """Headers to the columns of a list, each once, best first."""
    order = {f.code: place for place, f in enumerate(listed.fields)}
    offers = sorted(
        (
            -score,
            code == "client_id",
            order[code],
            column,
            code,
        )  # «Client» alone is whoever reads it, by name
        for column, text in headers.items()
        if text and len(text) <= LONGEST
        for code, score in meanings(listed, text).items()
    )
    taken: dict[int, tuple[str, float]] = {}
    for negative, _number, _order, column, code in offers:
        if column not in taken and all(code != used for used, _score in taken.values()):
            taken[column] = (code, -negative)
    return taken


def _best_list(
    kind: Kind, headers: dict[int, str], words: str = ""
) -> tuple[Listed, dict[int, tuple[str, float]]] | None:
    """The list whose columns these headers are: two at least, half of them, and what the list cannot do without."""
    best, most = None, 0.0
    for listed in lists(kind).values():
        columns = columns_of(listed, headers)
        known = dict(columns.values())
        if (
            len(columns) < 2
            or 2 * len(columns) < len(headers)
            or any(not set(group) & set(known) for group in listed.needs)
        ):
            continue
        weights = SIGNATURES.get(listed.table or "", {})
        score = sum(known.values()) + sum(w * known.get(c, 0.0) for c, w in weights.items())
        score += 3.0 * (list_of(kind, words) is listed if words else False)
        if score > most:
            best, most = (listed, columns), score
    return best


def open_columns(
    sheet: SheetSeen, first: int, listed: Listed, columns: dict[int, tuple[str, float]]
) -> tuple[tuple[int, str], ...]:
    """What goes in the columns that are not computed by the template itself."""
    return tuple(
        (column, "{{" + f"{listed.code}:{code}" + "}}")
        for column, (code, _score) in sorted(columns.items())
        if sheet.at(first, column).what != "formula"
    )


def tables(found: Finding, sheet: SheetSeen) -> None:
    """Excel tables under headers that a list has."""
    for table in sheet.tables:
        headers = {table.left + place: text for place, text in enumerate(table.headers)}
        best = _best_list(found.kind, headers, table.name)
        if best is not None and table.first <= table.last:
            listed, columns = best
            put = open_columns(sheet, table.first, listed, columns)
            found.block(
                Block(
                    sheet.name,
                    listed.code,
                    table.first,
                    table.last,
                    table.left,
                    table.right,
                    put,
                    "table",
                    table.name,
                )
            )


def headers(found: Finding, sheet: SheetSeen) -> None:
    """Plain rows of headers with rows beneath them."""
    for row, columns in sheet.rows.items():
        for run in _runs(sheet, row, columns):
            if not all(found.free(sheet, row, c) and not _in_header(sheet, row, c) for c in run):
                continue
            best = _best_list(found.kind, run, _title(sheet, row))
            if best is None:
                continue
            listed, known = best
            left, right, last = under(sheet, row + 1, min(run), max(run), row + 1, exact=True)
            put = open_columns(sheet, row + 1, listed, known) if last else ()
            if last and all(found.free(sheet, r, c) for r in range(row + 1, last + 1) for c in (left, right)):
                found.block(
                    Block(
                        sheet.name,
                        listed.code,
                        row + 1,
                        last,
                        left,
                        right,
                        put,
                        "table",
                        ", ".join(run.values()),
                    )
                )
                found.taken |= {(sheet.name, row, c) for c in run}


def _in_header(sheet: SheetSeen, row: int, column: int) -> bool:
    return any(t.header == row and t.left <= column <= t.right for t in sheet.tables)


def _title(sheet: SheetSeen, row: int) -> str:
    """What is written above a row of headers, else the sheet's name."""
    above = [
        sheet.cells[row - 1, c].text
        for c in sheet.rows.get(row - 1, ())
        if sheet.cells[row - 1, c].what == "text"
    ]
    return above[0] if len(above) == 1 else sheet.name


def _runs(sheet: SheetSeen, row: int, columns: list[int]) -> Iterator[dict[int, str]]:
    """The texts of a row that stand side by side, two at least; a merged one counts where it begins."""
    run: dict[int, str] = {}
    end = -2
    for column in columns:
        seen = sheet.cells[row, column]
        if seen.what == "text" and seen.text.strip() and "{{" not in seen.text:
            if column > end + 1:
                if len(run) > 1:
                    yield run
                run = {}
            run[column] = " ".join(seen.text.split())
            end = sheet.merges.get((row, column), (row, column))[1]
        elif (row, column) in sheet.covered:
            continue
    if len(run) > 1:
        yield run
