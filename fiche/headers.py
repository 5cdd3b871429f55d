"""Which lines of a sheet hold the headers, one or two, and what they say of each column; it gives no header a meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fiche.model import TABLES
from fiche.reading.raw import Cell, RawSheet
from fiche.words import essential, expanded, normalised

HEADER_SEARCH = 60
WIDE = 400  # columns in which a header is looked for
LONG = 45  # a cell longer than that is a sentence, not a header


@dataclass(frozen=True)
class Header:
    """`row`: the index, in the sheet, of the last header line; `lines`: how many there are, 1 or 2."""

    row: int
    lines: int = 1

    @property
    def first(self) -> int:
        """The index of the first header line."""
        return self.row - self.lines + 1


@dataclass(frozen=True)
class HeaderCell:
    """What the headers say of a column: `text` in full, and `alone`, the last line only, where two lines were put together («Client Nom», «Nom»)."""

    text: str
    alone: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be known by, the fullest first."""
        return (self.text, self.alone) if self.alone else (self.text,)


def find_header(sheet: RawSheet) -> Header | None:
    """The header among the first rows: the line whose cells most look like headers, with data below; two lines when together they say more."""
    best, best_score = None, 0.0
    filled = [i for i in range(min(sheet.height, HEADER_SEARCH)) if not sheet.blank_rows[i]]
    for position, i in enumerate(filled):
        if position == len(filled) - 1 and sheet.height <= HEADER_SEARCH and best is not None:
            break  # a header has something below it
        score = _score(sheet.row(i, WIDE)) - position * 0.05
        if score > best_score:
            best, best_score = i, score
    return None if best is None else _with_neighbour(sheet, best)


def header_at(sheet: RawSheet, row: int) -> Header:
    """The header whose last line is `row`: two lines when the one above completes it."""
    above = Header(row, 2)
    return above if row and _says_more(sheet, above, Header(row)) else Header(row)


def header_cells(sheet: RawSheet, header: Header) -> tuple[HeaderCell, ...]:
    """What the header says of each column of `sheet`, «» where nothing.

    On two lines, a word of the upper one stands for the columns at its right too, as merged cells do, until the next word or a column
    that only the upper line names.
    """
    lower = [_word(cell) for cell in sheet.row(header.row)]
    if header.lines == 1:
        return tuple(HeaderCell(text) for text in lower)
    cells, group = [], ""
    for upper, word in zip((_word(c) for c in sheet.row(header.row - 1)), lower, strict=True):
        group = upper or (group if word else "")
        cells.append(_put_together(group, word))
        group = group if word else ""
    return tuple(cells)


def looks_like_header(row: Sequence[Cell]) -> bool:
    """Whether a row is made of headers only, two of them known: what begins another table below the first."""
    cells = [c for c in row if c not in (None, "")]
    texts = [c for c in cells if isinstance(c, str) and len(c) <= LONG]
    known = sum(_is_known(normalised(t)) for t in texts)
    return len(texts) == len(cells) >= 2 and known >= 2 and known * 2 >= len(texts)


def _word(cell: Cell) -> str:
    return "" if cell in (None, "") else " ".join(str(cell).split())


def _put_together(upper: str, lower: str) -> HeaderCell:
    if not upper or not lower or normalised(upper) == normalised(lower):
        return HeaderCell(lower or upper)
    return HeaderCell(f"{upper} {lower}", lower)


def _with_neighbour(sheet: RawSheet, row: int) -> Header:
    """The header at `row`, with the line above or below when the two together name more columns."""
    alone = Header(row)
    for pair in (Header(row, 2), Header(row + 1, 2)):
        if pair.first >= 0 and pair.row < sheet.height - 1 and _says_more(sheet, pair, alone):
            return pair
    return alone


def _says_more(sheet: RawSheet, pair: Header, alone: Header) -> bool:
    """Whether both lines hold words only, and name more columns together than one does."""
    lines = [[c for c in sheet.row(i, WIDE) if c not in (None, "")] for i in (pair.first, pair.row)]
    if any(not line or any(not isinstance(c, str) or len(c) > LONG for c in line) for line in lines):
        return False
    return _named(header_cells(sheet, pair)[:WIDE]) > _named(header_cells(sheet, alone)[:WIDE])


def _named(cells: Sequence[HeaderCell]) -> int:
    """How many different columns the headers name, in words that are known."""
    names = [next((n for n in map(normalised, c.names) if n and _is_known_loosely(n)), None) for c in cells]
    return len({n for n in names if n})


def _score(row: Sequence[Cell]) -> float:
    """Known headers count most; text counts, numbers and repeated cells count against."""
    cells = [c for c in row if c not in (None, "")]
    texts = [c for c in cells if isinstance(c, str)]
    if not texts or len(texts) * 2 < len(cells):
        return 0.0
    known = sum(_is_known(normalised(t)) for t in texts)
    distinct = len(set(texts)) / len(texts)
    long_ones = sum(len(t) > LONG for t in texts)
    width = 0.3 if len(cells) == 1 and known == 0 else 1.0
    return width * (
        3.0 * known + 0.4 * len(texts) * distinct - 1.5 * (len(cells) - len(texts)) - 0.5 * long_ones
    )


@cache
def _vocabulary() -> frozenset[str]:
    words: set[str] = set()
    for table in TABLES.values():
        for column in table:
            named = (normalised(column.fr), normalised(column.en), column.name.replace("_", " "))
            words.update((*column.synonyms, *column.weak, *named))
    return frozenset(words)


@cache
def _loose_vocabulary() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(essential(words).split()) for words in _vocabulary()) - {frozenset()}


def _is_known(header: str) -> bool:
    return any(
        h in _vocabulary() for h in (header, essential(header), expanded(header), essential(expanded(header)))
    )


def _is_known_loosely(header: str) -> bool:
    """The same whatever the order of the words («facture date»)."""
    return _is_known(header) or any(
        frozenset(essential(h).split()) in _loose_vocabulary() for h in (header, expanded(header))
    )
