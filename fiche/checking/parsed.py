"""What parsing a column gives, a raw column as text, and the few cells that a long column repeats; it decides no type."""

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


LONG = 1_000  # rows from which a column is looked at for cells that repeat
REPEATED = 4  # times that its cells must come, on average, to be parsed once each


@dataclass(frozen=True)
class Cells:
    """A column by its different cells: `raw` holds each once, `at` says which one each row has (None: `raw` is the column itself)."""

    raw: RawColumn
    at: pl.Series | None = None

    def spread(self, values: pl.Series) -> pl.Series:
        """`values`, one a cell of `raw`, as one a row."""
        return values if self.at is None else values.gather(self.at)

    def holds(self, found: pl.Series, height: int) -> pl.Series:
        """`found` (Boolean, one a cell of `raw`) as one a row; nothing is looked up when it is nowhere true."""
        found = found.fill_null(False)
        if not found.any():
            return pl.Series([False], dtype=pl.Boolean).new_from_index(0, height)
        return self.spread(found)


def distinct(raw: RawColumn) -> Cells:
    """`raw` by its different cells when it is text that repeats: days, names, statuses. What is said of them is said of the whole column."""
    text = raw.text
    if text is None or raw.number is not None or raw.moment is not None or len(text) < LONG:
        return Cells(raw)
    if text.len() < REPEATED * int(text.to_frame().select(pl.all().approx_n_unique()).item()) or bool(
        (raw.kinds == Kind.ERROR).any()
    ):
        return Cells(raw)
    rows = text.alias("text").to_frame()
    once = rows.unique(maintain_order=True)
    numbered = once.with_row_index("at")
    at = rows.join(numbered, on="text", how="left", nulls_equal=True, maintain_order="left")["at"]
    kinds = once["text"].is_not_null().cast(pl.UInt8) * int(Kind.TEXT)
    return Cells(RawColumn(kinds, once["text"]), at)


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
