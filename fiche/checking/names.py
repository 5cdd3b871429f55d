"""Clients really called Null or None: which words that usually stand for nothing are a name; it changes no other column.

An export that writes NULL for what it does not know writes it in several columns; in a sheet that holds the word nowhere but among the
names, on a row that says something else too, it is the client's name.
"""

import polars as pl

from fiche.checking.parsed import EMPTY_WORDS, Parsed, stripped
from fiche.matches import SheetMatch
from fiche.reading.raw import Kind, RawColumn

NAMES = ("name", "client_name")


def keep_names(match: SheetMatch, body: dict[int, RawColumn], parsed: dict[str, Parsed]) -> dict[str, Parsed]:
    """`parsed`, the names that only looked empty put back."""
    named = {name: match.mapped[name].index for name in NAMES if name in parsed}
    words = {name: _empty_words(body[index]) for name, index in named.items()}
    if all(found.null_count() == len(found) for found in words.values()):
        return parsed
    elsewhere = {
        word
        for index, raw in body.items()
        if index not in named.values()
        for word in _empty_words(raw).drop_nulls().unique()
    }
    others = pl.DataFrame(
        [p.values.is_not_null().alias(name) for name, p in parsed.items() if name not in NAMES]
    )
    if not others.width:
        return parsed
    useful = others.select(pl.any_horizontal(pl.all())).to_series()
    return parsed | {
        name: Parsed(
            _filled(parsed[name].values, found, useful, elsewhere), parsed[name].bad, parsed[name].codes
        )
        for name, found in words.items()
    }


def _empty_words(raw: RawColumn) -> pl.Series:
    """The words of a column that usually stand for nothing; null everywhere else."""
    text = stripped(raw)
    return pl.select(pl.when((raw.kinds == Kind.TEXT) & text.is_in(EMPTY_WORDS)).then(text)).to_series()


def _filled(values: pl.Series, words: pl.Series, useful: pl.Series, elsewhere: set[str]) -> pl.Series:
    is_name = useful & ~words.is_in(list(elsewhere)).fill_null(False)
    return pl.select(pl.coalesce(values, pl.when(is_name).then(words))).to_series()
