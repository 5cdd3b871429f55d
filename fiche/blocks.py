"""The tables that stand one below the other in a sheet, each as a sheet of its own; it recognises none of them."""

from dataclasses import replace

from fiche.headers import HEADER_SEARCH, looks_like_header
from fiche.reading.raw import RawSheet
from fiche.words import normalised

GAPS = 400  # blank lines looked at
TITLES = 2  # lines that may stand between a blank line and the header below it


def stacked(sheet: RawSheet) -> tuple[RawSheet, ...]:
    """The tables of `sheet`, in order, each with its title lines: itself alone when there is one. The second is called «name · 2».

    Another table begins below a blank line, with a line made of headers that are not those of the table above (those would only be
    repeated, as on every printed page).
    """
    starts, current = [0], None
    for start in [0, *_after_gaps(sheet)]:
        row = _header_below(sheet, start)
        if row is None or (words := _words(sheet, row)) == current:
            continue
        if start and (current is not None or _holds_a_table(sheet, starts[-1], start)):
            starts.append(start)
        current = words
    ends = [*starts[1:], sheet.height]
    return tuple(_part(sheet, n, start, end) for n, (start, end) in enumerate(zip(starts, ends, strict=True)))


def _holds_a_table(sheet: RawSheet, start: int, end: int) -> bool:
    """Whether some line of a block is more than a title."""
    return any(_filled(sheet, row) > TITLES for row in range(start, min(end, start + HEADER_SEARCH)))


def _filled(sheet: RawSheet, row: int) -> int:
    return sum(cell not in (None, "") for cell in sheet.row(row))


def _words(sheet: RawSheet, row: int) -> frozenset[str]:
    return frozenset(normalised(c) for c in sheet.row(row) if isinstance(c, str) and c)


def _after_gaps(sheet: RawSheet) -> list[int]:
    """The filled rows that follow a blank one."""
    blank = sheet.blank_rows
    begins = (~blank & blank.shift(1, fill_value=False)).arg_true()
    return begins.head(GAPS).to_list()


def _header_below(sheet: RawSheet, start: int) -> int | None:
    """The header among the first lines of a block, with something below it; the lines above it are titles, of one cell or two."""
    for row in range(start, min(start + TITLES + 1, sheet.height - 1)):
        if sheet.blank_rows[row]:
            continue
        if looks_like_header(sheet.row(row)):
            return row if not sheet.blank_rows[row + 1] else None
        if _filled(sheet, row) > TITLES:
            return None
    return None


def _part(sheet: RawSheet, position: int, start: int, end: int) -> RawSheet:
    if (start, end) == (0, sheet.height):
        return sheet
    first, last = sheet.first_row + start, sheet.first_row + end
    notes = tuple(n for n in sheet.notes if (position == 0 if n.row is None else first <= n.row < last))
    return replace(
        sheet,
        name=sheet.name if position == 0 else f"{sheet.name} · {position + 1}",
        columns=tuple(c.slice(start, end - start) for c in sheet.columns),
        height=end - start,
        first_row=first,
        notes=notes,
    )
