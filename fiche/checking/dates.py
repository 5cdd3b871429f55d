"""Dates in every writing a file may hold; the order of day and month is decided from the whole column, never cell by cell.

Evidence is looked for per separator within a column (a column may mix «14/02/2025» and «02-14-2025»), then in the sheet's other dates,
then French order. Excel serials and yyyymmdd numbers are dates too.
"""

import re

import polars as pl

from fiche.checking.parsed import Parsed, present
from fiche.reading.raw import Kind, RawColumn
from fiche.words import unaccented

_MONTHS = {
    1: "janvier janv jan january",
    2: "fevrier fevr fev february feb",
    3: "mars mar march",
    4: "avril avr april apr",
    5: "mai may",
    6: "juin jun june",
    7: "juillet juil jul july",
    8: "aout aou august aug",
    9: "septembre sept sep september",
    10: "octobre oct october",
    11: "novembre nov november",
    12: "decembre dec december",
}
MONTHS = {word: number for number, words in _MONTHS.items() for word in words.split()}
_NUMERIC = r"^(\d{1,4})([./\-\s])(\d{1,2})[./\-\s](\d{2,4})(?:[ T,].*)?$"
_COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
_DAY_NAME = r"^(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)"
FIRST_YEAR, LAST_YEAR = 1900, 2100


def order_evidence(raw: RawColumn) -> bool | None:
    """What the column says of the order: True day first, False month first, None nothing or both."""
    parts = _numeric_parts(present(raw))
    day = bool((parts["a"] > 12).any() and not (parts["a"] > 31).all())
    month = bool((parts["b"] > 12).any())
    return None if day == month else day


def _numeric_parts(text: pl.Series) -> pl.DataFrame:
    """The numbers a, b, c and separator of «a/b/c» dates whose year comes last (null elsewhere)."""
    found = pl.DataFrame({"t": text}).select(
        pl.col("t").str.extract(_NUMERIC, 1).alias("a"),
        pl.col("t").str.extract(_NUMERIC, 2).alias("sep"),
        pl.col("t").str.extract(_NUMERIC, 3).alias("b"),
        pl.col("t").str.extract(_NUMERIC, 4).alias("c"),
    )
    last = pl.col("a").str.len_chars() <= 2
    return found.select(
        pl.when(last).then(pl.col("a")).cast(pl.Int32, strict=False).alias("a"),
        pl.when(last).then(pl.col("b")).cast(pl.Int32, strict=False).alias("b"),
        pl.when(last).then(pl.col("c")).cast(pl.Int32, strict=False).alias("c"),
        pl.when(last).then(pl.col("sep")).alias("sep"),
    )


def parse_dates(raw: RawColumn, day_first: bool | None) -> Parsed:
    """A column of dates. `day_first`: the sheet's other evidence. Codes: ambiguous_dates, conflicting_dates."""
    moments = raw.moment.dt.date() if raw.moment is not None else _no_dates(len(raw.kinds))
    candidates = [moments, _from_numbers(raw)]
    text = present(raw)
    codes: list[str] = []
    if text.null_count() < len(text):
        candidates += [
            _year_first(text),
            _year_last(text, day_first, codes),
            _compact(text),
            _serials_as_text(text),
            _with_month_names(text),
        ]
    value = pl.select(pl.coalesce(candidates)).to_series()
    plausible = value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    value = pl.select(pl.when(plausible).then(value)).to_series()
    something = ~raw.kinds.is_in([Kind.EMPTY]) & ~((raw.kinds == Kind.TEXT) & text.is_null())
    zero = (
        (raw.number == 0).fill_null(False)
        if raw.number is not None
        else pl.Series([False]).new_from_index(0, len(value))
    )
    return Parsed(value, something & value.is_null() & ~zero, tuple(codes))


def _no_dates(length: int) -> pl.Series:
    return pl.Series(values=[None], dtype=pl.Date).new_from_index(0, length)


def _from_numbers(raw: RawColumn) -> pl.Series:
    """Excel serials between 1927 and 2119, and numbers such as 20240131."""
    if raw.number is None:
        return _no_dates(len(raw.kinds))
    serial = pl.when(raw.number.is_between(10_000, 80_000)).then(raw.number.floor())
    since = pl.lit(0).cast(pl.Date) + pl.duration(days=serial.cast(pl.Int64) - 25_569)
    written = raw.number.is_between(19_000_101, 21_001_231) & (raw.number.floor() == raw.number)
    text = pl.select(
        pl.when(written).then(raw.number.cast(pl.Int64, strict=False).cast(pl.String))
    ).to_series()
    return pl.select(pl.coalesce(_compact(text), pl.when(raw.kinds == Kind.NUMBER).then(since))).to_series()


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date from its parts, null when the calendar has no such day."""
    text = pl.concat_str(
        [year, month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2)], separator="-"
    )
    return text.str.to_date("%Y-%m-%d", strict=False)


def _year_first(text: pl.Series) -> pl.Series:
    """«2024-01-31», «2024/1/31 10:20», «2024-01-31T00:00:00Z»."""
    pattern = r"^(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[ T].*)?$"
    part = [pl.col("t").str.extract(pattern, i) for i in (1, 2, 3)]
    return pl.DataFrame({"t": text}).select(_date(*part)).to_series()


def _compact(text: pl.Series) -> pl.Series:
    """«20240131»."""
    part = [pl.col("t").str.extract(_COMPACT, i) for i in (1, 2, 3)]
    return pl.DataFrame({"t": text}).select(_date(*part)).to_series()


def _serials_as_text(text: pl.Series) -> pl.Series:
    """«45292»: the days since 1900 that a spreadsheet writes in a .csv without the date's format, when the whole column is such numbers of our time."""
    said = text.drop_nulls()
    if len(said) == 0 or not bool(said.str.contains(r"^[3-6]\d{4}(?:[.,]0+)?$").all()):
        return _no_dates(len(text))
    days = text.str.extract(r"^(\d{5})").cast(pl.Int64, strict=False) - 25_569
    return (
        pl.DataFrame({"d": days}).select(pl.lit(0).cast(pl.Date) + pl.duration(days=pl.col("d"))).to_series()
    )


def _year_last(text: pl.Series, day_first: bool | None, codes: list[str]) -> pl.Series:
    """«31/01/2024», «1/31/2024», «31.01.24»: the order decided per separator, then by the sheet, then French."""
    parts = _numeric_parts(text)
    parts = parts.with_columns(
        pl.when(pl.col("c") < 100)
        .then(pl.col("c") + pl.when(pl.col("c") < 70).then(2000).otherwise(1900))
        .otherwise(pl.col("c"))
        .alias("c")
    )
    day_by_separator: dict[str, bool] = {}
    for separator in parts["sep"].drop_nulls().unique().to_list():
        group = parts.filter(pl.col("sep") == separator)
        day_by_separator[separator] = _decide(group, day_first, codes)
    order = pl.col("sep").replace_strict(day_by_separator, default=True, return_dtype=pl.Boolean)
    a, b = pl.col("a"), pl.col("b")
    day = pl.when(a > 12).then(a).when(b > 12).then(b).when(order).then(a).otherwise(b)
    month = pl.when(a > 12).then(b).when(b > 12).then(a).when(order).then(b).otherwise(a)
    return parts.select(_date(pl.col("c").cast(pl.String), month, day)).to_series()


def _decide(group: pl.DataFrame, sheet: bool | None, codes: list[str]) -> bool:
    """Whether the day comes first in these dates of one separator; says so when it is a choice and not a fact."""
    day = int((group["a"] > 12).sum())
    month = int((group["b"] > 12).sum())
    if day and month:
        codes.append("conflicting_dates")
        return True
    if day or month:
        return day > 0
    if sheet is None and bool((group["a"] != group["b"]).any()):
        codes.append("ambiguous_dates")
    return True if sheet is None else sheet


_ANY_MONTH = re.compile(r"[a-z]{3,}")


def _with_month_names(text: pl.Series) -> pl.Series:
    """«20 Dec 2023», «Jan 28 2021», «28 janvier 2021», «lundi 3 févr. 2025»; month names in French and English."""
    named = text.filter(text.str.contains(r"\p{L}{3,}").fill_null(False)).unique().to_list()
    known = {t: d for t in named if (d := _one_named(t)) is not None}
    if not known:
        return _no_dates(len(text))
    return text.replace_strict(known, default=None, return_dtype=pl.String).str.to_date(
        "%Y-%m-%d", strict=False
    )


def _one_named(text: str) -> str | None:
    words = unaccented(text)
    found = [
        MONTHS[w]
        for w in _ANY_MONTH.findall(re.sub(_DAY_NAME, "", words)) + _ANY_MONTH.findall(words)
        if w in MONTHS
    ]
    month = (
        found[0] if found else None
    )  # «mar. 3 févr.» is a Tuesday, «mars 3» is a month: the word that is no day's name wins
    numbers = re.findall(r"\d+", re.sub(r"\d{1,2}:\d{2}.*$", "", words))
    if month is None or len(numbers) != 2 or len(words) > 40:
        return None
    day, year = (numbers[0], numbers[1]) if len(numbers[0]) <= 2 else (numbers[1], numbers[0])
    full = int(year) + (0 if len(year) == 4 else 2000)
    return f"{full:04d}-{month:02d}-{int(day):02d}" if 1 <= int(day) <= 31 else None
