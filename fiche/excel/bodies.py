"""Columns of values as the bodies of cells, all at once: what fiche.excel.values does one by one; it writes no cell."""

import polars as pl

from fiche.excel.values import LONGEST, clean, escaped

_RISKY = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
_SPECIAL = r"[&<>]|" + _RISKY
_DAY_ZERO, _LEAP_BUG = 25_569, 61


def bodies(values: pl.Series, text: bool) -> pl.Series:
    """Values as the bodies of cells, null where the cell is empty: texts as XML, days as their numbers, numbers as they are."""
    kind = values.dtype
    if text:
        return xml_texts(values)
    if kind == pl.Date:
        return _serials(values)
    if kind.is_float():
        values = values.set(~values.is_finite(), None)
    return values.cast(pl.String)


def _serials(days: pl.Series) -> pl.Series:
    """Days as a workbook numbers them; «1850-01-01» for one that its calendar lacks."""
    number = days.cast(pl.Int32) + _DAY_ZERO
    if (number < _LEAP_BUG).any():
        number = pl.select(pl.when(number < _LEAP_BUG).then(number - 1).otherwise(number)).to_series()
        odd = days.cast(pl.String)
        return pl.select(pl.when(number < 1).then(odd).otherwise(number.cast(pl.String))).to_series()
    return number.cast(pl.String)


def clipped(texts: pl.Series) -> pl.Series:
    """Texts as a cell holds them: those that are too long for one, cut as fiche.excel.values cuts them."""
    long = (texts.str.len_chars() * 2 > LONGEST).fill_null(False)
    if not long.any():
        return texts
    found = {text: clean(text) for text in texts.filter(long).unique().to_list()}
    return pl.select(
        pl.when(long).then(texts.replace_strict(found, default=None)).otherwise(texts)
    ).to_series()


def xml_texts(texts: pl.Series) -> pl.Series:
    """Texts as XML content, cleaned as fiche.excel.values does it; an empty text is none."""
    texts = texts.cast(pl.String)
    if not len(texts):
        return texts
    longest = texts.str.len_chars().max() or 0
    special = texts.str.contains(_SPECIAL).any() or 2 * longest > LONGEST  # type: ignore[operator]
    if special:
        hard = texts.str.contains(_RISKY) | (texts.str.len_chars() * 2 > LONGEST)
        easy = texts.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
        texts = easy if not hard.any() else _hard(texts, easy, hard)
    return pl.select(pl.when(texts != "").then(texts)).to_series()


def _hard(texts: pl.Series, easy: pl.Series, hard: pl.Series) -> pl.Series:
    """The few texts that have characters no file may hold, or are too long, one by one."""
    found = {t: escaped(clean(t)) for t in texts.filter(hard).unique().to_list() if t is not None}
    done = texts.replace_strict(found, default=None, return_dtype=pl.String)
    return pl.select(pl.when(hard.fill_null(False)).then(done).otherwise(easy)).to_series()
