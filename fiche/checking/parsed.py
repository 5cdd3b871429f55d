"""What parsing a column gives, and a raw column as text; it decides no type."""

from dataclasses import dataclass, field

import polars as pl

from fiche.reading.raw import Kind, RawColumn

EMPTY_WORDS = ("NULL", "null", "(null)", "#N/A", "N/A", "n/a", "NaN", "nan", "None", "<NA>")


@dataclass(frozen=True)
class Parsed:
    """`values`: the typed series. `bad`: True where the cell holds something that could not be read. `codes`: findings on the column."""

    values: pl.Series
    bad: pl.Series
    codes: tuple[str, ...] = field(default=())


def stripped(raw: RawColumn) -> pl.Series:
    """The text of a column without spaces at the ends, null where it has none."""
    if raw.text is None:
        return pl.Series(values=[None], dtype=pl.String).new_from_index(0, len(raw.kinds))
    return raw.text.str.strip_chars(" \t\r\n\u00a0\u202f\u200b\ufeff")


def present(raw: RawColumn) -> pl.Series:
    """The text cells, without spaces at the ends; null where empty, where the word stands for nothing, and where the cell is no text."""
    text = stripped(raw)
    keep = (raw.kinds == Kind.TEXT) & (text != "") & ~text.is_in(EMPTY_WORDS)
    return pl.select(pl.when(keep).then(text)).to_series()


def as_text(raw: RawColumn) -> pl.Series:
    """Each cell as a person would write it: 123 not 123.0, 2024-01-31 for a date, Oui or Non; null when empty or an error."""
    parts = [present(raw)]
    if raw.number is not None:
        whole = raw.number.round(0) == raw.number
        plain = raw.number.cast(pl.Int64, strict=False).cast(pl.String)
        shown = pl.when(whole & (raw.number.abs() < 1e15)).then(plain).otherwise(raw.number.cast(pl.String))
        flag = pl.when(raw.number == 1).then(pl.lit("Oui")).otherwise(pl.lit("Non"))
        parts.append(
            pl.select(
                pl.when(raw.kinds == Kind.FLAG).then(flag).when(raw.number.is_not_null()).then(shown)
            ).to_series()
        )
    if raw.moment is not None:
        midnight = raw.moment.dt.time() == pl.Series([0]).cast(pl.Time)
        shown = (
            pl.when(midnight)
            .then(raw.moment.dt.strftime("%Y-%m-%d"))
            .otherwise(raw.moment.dt.strftime("%Y-%m-%d %H:%M"))
        )
        parts.append(pl.select(shown).to_series())
    return pl.select(pl.coalesce(parts)).to_series() if len(parts) > 1 else parts[0]
