"""What a system's export says of every row: which count, what they are, and deals that count as sales; it recognises no system."""

import polars as pl

from fiche.checking.parsed import as_text
from fiche.i18n import _
from fiche.matches import SheetMatch
from fiche.matching import speaks_of
from fiche.reading.raw import RawColumn
from fiche.words import normalised


def uncounted(match: SheetMatch, body: dict[int, RawColumn], height: int) -> pl.Series:
    """The rows that the export itself says are not to be counted: deals not won, payments that failed."""
    result = pl.Series([False]).new_from_index(0, height)
    if match.recognised is None or match.table is None or not speaks_of(match.recognised, match.table):
        return result
    export = match.recognised.export
    for header, accepted in {**export.only, **export.won}.items():
        column = next((c for c in match.columns if normalised(c.header) == normalised(header)), None)
        if column is not None and column.index in body:
            words = {normalised(word) for word in accepted}
            text = as_text(body[column.index])
            counted = {t for t in text.drop_nulls().unique().to_list() if normalised(t) in words}
            result = result | ~text.is_in(list(counted)).fill_null(False)
    return result


def completed(match: SheetMatch, frame: pl.DataFrame) -> pl.DataFrame:
    """The typed rows with what the export says of all of them. A deal that was won is no invoice: it counts as sold and paid on its day."""
    if match.recognised is None or match.table is None or not speaks_of(match.recognised, match.table):
        return frame
    if match.recognised.export.kind and "kind" in frame.columns:
        frame = frame.with_columns(pl.col("kind").fill_null(match.recognised.export.kind))
    if not match.deals:
        return frame
    return frame.with_columns(
        pl.lit("Payée").alias("payment_status"),
        pl.col("date").alias("paid_date"),
        pl.col("date").alias("due_date"),
        pl.concat_str(
            [pl.lit(_("Affaire gagnée")), pl.col("description")], separator=" · ", ignore_nulls=True
        ).alias("description"),
    )
