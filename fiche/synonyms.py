"""What a header may mean in a table, from the model's labels and synonyms: exact, in another order, or with one misspelt word; it sees no value."""

from functools import cache, lru_cache

from fiche.columns import Column
from fiche.model import Table
from fiche.words import essential, expanded, normalised

EXACT, NEAR, REORDERED, WEAK, MISSPELT = 1.0, 0.95, 0.9, 0.6, 0.7


@cache
def _index(table: Table) -> dict[str, dict[str, float]]:
    """Normalised header → {column: score} for one table."""
    found: dict[str, dict[str, float]] = {}

    def add(header: str, column: Column, score: float) -> None:
        scores = found.setdefault(header, {})
        scores[column.name] = max(scores.get(column.name, 0.0), score)

    for column in table:
        for text in (normalised(column.fr), normalised(column.en), column.name.replace("_", " ")):
            add(text, column, EXACT)
        for text in column.synonyms:
            add(text, column, EXACT if text in (normalised(column.fr), normalised(column.en)) else NEAR)
        for text in column.weak:
            add(text, column, WEAK)
    return found


@cache
def _loose(table: Table) -> dict[frozenset[str], dict[str, float]]:
    """The same by the set of essential words, for headers with other little words or another order."""
    found: dict[frozenset[str], dict[str, float]] = {}
    for header, scores in _index(table).items():
        words = frozenset(essential(header).split())
        if words:
            slot = found.setdefault(words, {})
            for column, score in scores.items():
                slot[column] = max(slot.get(column, 0.0), score * REORDERED)
    return found


@cache
def _by_length(table: Table) -> dict[int, list[tuple[list[str], dict[str, float]]]]:
    """The same, cut into words, by their number."""
    found: dict[int, list[tuple[list[str], dict[str, float]]]] = {}
    for header, scores in _index(table).items():
        words = header.split()
        found.setdefault(len(words), []).append((words, scores))
    return found


@lru_cache(maxsize=20_000)
def candidates(table: Table, header: str) -> dict[str, float]:
    """What `header` may mean in `table`, with a score each."""
    text = normalised(header)
    for written in dict.fromkeys((text, expanded(text))):
        found = _index(table).get(written) or _loose(table).get(frozenset(essential(written).split()))
        if found:
            return found
    return _misspelt(table, expanded(text))


def _misspelt(table: Table, text: str) -> dict[str, float]:
    """Columns whose header differs by one misspelt word («montant factture», «feature id»)."""
    from rapidfuzz.distance import DamerauLevenshtein

    words = text.split()
    if not words or max(map(len, words)) < 6:
        return {}
    found: dict[str, float] = {}
    for other, scores in _by_length(table).get(len(words), ()):
        different = [(a, b) for a, b in zip(words, other, strict=True) if a != b]
        if len(different) != 1 or min(map(len, different[0])) < 6:
            continue
        allowed = 1 if len(words) == 1 else 2
        if DamerauLevenshtein.distance(*different[0], score_cutoff=allowed) <= allowed:
            for column, score in scores.items():
                found[column] = max(found.get(column, 0.0), MISSPELT * score)
    return found
