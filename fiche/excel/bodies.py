"""Columns of values as the bodies of cells, all at once: what fiche.excel.values does one by one; it writes no cell."""

from typing import Any

import numpy as np
import polars as pl

from fiche.excel.values import LONGEST, clean, escaped

_RISKY = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
_SPACED = r"^[ \n\t]|[ \n\t]$|[\n\t]|  "
_MARKS = (b"_x", b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # of what only some texts that begin so must not hold
_SPACE = 0x20
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


def spaced(texts: pl.Series) -> bool:
    """Whether some texts have spaces or line ends that XML readers may throw away unless told not to."""
    content, places = _held(texts)
    filled = places[:-1] < places[1:]
    codes = np.frombuffer(content, dtype=np.uint8)
    edges = np.concatenate((codes[places[:-1][filled]], codes[places[1:][filled] - 1]))
    if not (edges <= _SPACE).any() and not any(mark in content for mark in (b"  ", b"\n", b"\t")):
        return False
    return bool(texts.str.contains(_SPACED).any())


def xml_texts(texts: pl.Series) -> pl.Series:
    """Texts as XML content, cleaned as fiche.excel.values does it; an empty text is none."""
    texts = texts.cast(pl.String)
    content, places = _held(texts)
    if content:
        codes = np.frombuffer(content, dtype=np.uint8)
        long = 2 * int(np.diff(places).max()) > LONGEST
        if long or codes.min() < _SPACE or any(mark in content for mark in _MARKS):
            texts = _hard(texts)
        elif any(mark in content for mark in (b"&", b"<", b">")):
            texts = _easy(texts)
    return pl.select(pl.when(texts != "").then(texts)).to_series()


def _held(texts: pl.Series) -> tuple[bytes, Any]:
    """The bytes of all texts end to end, and where each begins: what few texts have is looked for much faster in all of them at once."""
    held = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _nulls, offsets, content = held.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[held.offset : held.offset + len(held) + 1]
    return memoryview(content or b"")[places[0] : places[-1]].tobytes(), places - places[0]


def _easy(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


def _hard(texts: pl.Series) -> pl.Series:
    """The few texts that have characters no file may hold, or are too long, one by one."""
    hard = (texts.str.contains(_RISKY) | (texts.str.len_chars() * 2 > LONGEST)).fill_null(False)
    if not hard.any():
        return _easy(texts)
    found = {t: escaped(clean(t)) for t in texts.filter(hard).unique().to_list()}
    done = texts.replace_strict(found, default=None, return_dtype=pl.String)
    return pl.select(pl.when(hard).then(done).otherwise(_easy(texts))).to_series()
