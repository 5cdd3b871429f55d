"""The rows behind an indicator: the documents, payments and clients that it is made of, with what each brings; it defines no indicator.

What a row brings is the indicator's own aggregate over that row alone: for amounts they add up to the figure, for averages and ratios they
are what is averaged. A derived indicator rests on the rows of those that it is made of.
"""

from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.frames import Frames
from fiche.analysis.metric import metrics

if TYPE_CHECKING:
    import duckdb

_ROWS = """
    SELECT n.*, c.contribution
    FROM numbered AS n
    JOIN (SELECT i.line, {sql} AS contribution FROM numbered AS i GROUP BY i.line) AS c ON c.line = n.line
    WHERE c.contribution IS NOT NULL
    ORDER BY n.line
"""
_NUMBERED = """
    CREATE OR REPLACE TEMP VIEW numbered AS
    SELECT i.*, row_number() OVER (ORDER BY i.client_id, i.document_key, i.item, i.date, i.due_date, i.unapplied) AS line FROM items AS i
"""
COLUMNS = (
    "client_id", "name", "item", "document_id", "date", "due_date", "gross", "net", "open_amount", "unapplied", "days_late", "contribution", "currency",
)  # fmt: skip


def behind(cursor: "duckdb.DuckDBPyConnection", frames: Frames, code: str) -> pl.DataFrame:
    """The rows behind `code` (COLUMNS), in the order of clients and documents; amounts are Decimal. Those that bring nothing are left out.

    `contribution`: Decimal or float, null for the rows of a derived indicator, whose formula is no sum.
    """
    listed = metrics()
    sources = [code] if listed[code].sql else [each for each in _leaves(code) if listed[each].unit != "count"]
    sources = sources or ["revenue_12m"]  # shares of clients rest on what each bought
    cursor.execute(_NUMBERED)
    parts = [fetched(cursor, _ROWS.format(sql=listed[each].sql)) for each in sources]
    kept = [part.filter(pl.col("contribution").cast(pl.String).str.contains("[1-9]")) for part in parts]
    alone = listed[code].sql is not None
    rows = pl.concat(
        [k if alone else k.with_columns(pl.lit(None, dtype=pl.Float64).alias("contribution")) for k in kept]
    ).unique("line", keep="first", maintain_order=True)
    if rows.is_empty():  # a median or a rhythm that no row has alone
        every = fetched(cursor, _ROWS.format(sql="COUNT(i.document_key)"))
        rows = every.filter(pl.col("contribution") > 0).with_columns(
            pl.lit(None, dtype=pl.Float64).alias("contribution")
        )
    numbers = frames.documents.select("document_key", "document_id")
    names = frames.clients.select("client_id", "name")
    joined = rows.join(numbers, on="document_key", how="left", maintain_order="left")
    return joined.join(names, on="client_id", how="left", maintain_order="left").select(COLUMNS)


def _leaves(code: str) -> list[str]:
    """The SQL indicators that a derived one is made of, however far down."""
    metric = metrics()[code]
    if metric.sql:
        return [code]
    return list(dict.fromkeys(leaf for each in metric.inputs for leaf in _leaves(each)))
