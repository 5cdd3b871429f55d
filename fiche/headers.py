"""Which row of a sheet holds the headers, and which words are headers at all; it gives no header a meaning."""

from collections.abc import Sequence
from functools import cache

from fiche.model import TABLES
from fiche.reading.raw import RawSheet
from fiche.words import essential, expanded, normalised

HEADER_SEARCH = 60


def find_header(sheet: RawSheet) -> int | None:
    """The index of the header row among the first rows: the one whose cells most look like headers, with data below it."""
    best, best_score = None, 0.0
    filled = [i for i in range(min(sheet.height, HEADER_SEARCH)) if not sheet.blank_rows[i]]
    for position, i in enumerate(filled):
        if position == len(filled) - 1 and sheet.height <= HEADER_SEARCH and best is not None:
            break  # a header has something below it
        score = _header_score(sheet.row(i)) - position * 0.05
        if score > best_score:
            best, best_score = i, score
    return best


def _header_score(row: Sequence[object]) -> float:
    """Known headers count most; text counts, numbers and repeated cells count against."""
    cells = [c for c in row if c not in (None, "")]
    texts = [c for c in cells if isinstance(c, str)]
    if not texts or len(texts) * 2 < len(cells):
        return 0.0
    known = sum(_is_known(normalised(t)) for t in texts)
    distinct = len(set(texts)) / len(texts)
    long_ones = sum(len(t) > 45 for t in texts)
    width = 0.3 if len(cells) == 1 and known == 0 else 1.0
    return width * (
        3.0 * known + 0.4 * len(texts) * distinct - 1.5 * (len(cells) - len(texts)) - 0.5 * long_ones
    )


@cache
def _vocabulary() -> frozenset[str]:
    words: set[str] = set()
    for table in TABLES.values():
        for column in table:
            words.update(
                (
                    *column.synonyms,
                    *column.weak,
                    normalised(column.fr),
                    normalised(column.en),
                    column.name.replace("_", " "),
                )
            )
    return frozenset(words)


def _is_known(header: str) -> bool:
    return any(
        h in _vocabulary() for h in (header, essential(header), expanded(header), essential(expanded(header)))
    )
