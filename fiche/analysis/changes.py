"""From one year's revenue to the next, client by client: who is new, back, up, down or lost; the changes add up to the difference to the cent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.i18n import N_

if TYPE_CHECKING:
    import datetime as dt

    import duckdb
    import pandas as pd

# What happened to a client, in the order of reading. Each client with a revenue in one of the two years is in one of them.
KINDS = {
    "new": N_("Nouveaux"),
    "returned": N_("Revenus"),
    "grown": N_("En hausse"),
    "shrunk": N_("En baisse"),
    "lost": N_("Perdus"),
    "same": N_("Inchangés"),
}
MEANINGS = {
    "new": N_("premier achat dans les 12 derniers mois"),
    "returned": N_("rien l’année précédente, mais des achats avant"),
    "grown": N_("plus que l’année précédente"),
    "shrunk": N_("moins que l’année précédente"),
    "lost": N_("plus rien dans les 12 derniers mois"),
    "same": N_("autant que l’année précédente"),
}
# A balance brought forward is older than its day: whoever has one had bought by then.
_FIRST = "SELECT client_id, MIN(date) AS first_purchase FROM items WHERE item = 'invoice' AND date IS NOT NULL GROUP BY client_id"


@dataclass(frozen=True)
class Changes:
    """`people`: [client_id, kind, before, now, change] of the clients with a revenue in one of the two years; amounts are Decimal. `before`: what all
    bought in the 12 months that end a year before, `now` in the 12 last ones; None with several currencies."""

    people: "pd.DataFrame"
    before: Decimal | None
    now: Decimal | None

    def total(self, kind: str) -> Decimal:
        """What a kind adds to the revenue, or takes from it."""
        return sum(self.people["change"][self.people["kind"] == kind], Decimal("0.00"))

    def count(self, kind: str) -> int:
        """How many clients are of a kind."""
        return int((self.people["kind"] == kind).sum())


def first_purchases(cursor: "duckdb.DuckDBPyConnection") -> pl.DataFrame:
    """[client_id, first_purchase] of those who bought: the day of the first invoice or balance brought forward, by which they had."""
    return fetched(cursor, _FIRST)


def changes(rows: pl.DataFrame, first: pl.DataFrame, year_ago: "dt.date") -> Changes:
    """`rows`: the clients asked for, as fiche.analysis.people, at a date; `first`: as first_purchases; `year_ago`: the last day of the year before."""
    known = rows.select("client_id", before="revenue_prev_12m", now="revenue_12m").join(
        first, on="client_id", how="left", maintain_order="left"
    )
    if known["now"].null_count():
        return Changes(_pandas(known.clear()), None, None)
    now, before = pl.col("now"), pl.col("before")
    kind = (
        pl.when((before == 0) & (pl.col("first_purchase") <= year_ago))
        .then(pl.lit("returned"))
        .when(before == 0)
        .then(pl.lit("new"))
        .when(now == 0)
        .then(pl.lit("lost"))
        .when(now > before)
        .then(pl.lit("grown"))
        .when(now < before)
        .then(pl.lit("shrunk"))
        .otherwise(pl.lit("same"))
    )
    there = known.filter((now != 0) | (before != 0)).with_columns(kind.alias("kind"))
    people = _pandas(there)
    zero = Decimal("0.00")
    return Changes(people, sum(people["before"], zero), sum(people["now"], zero))


def _pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    kind = (
        frame if "kind" in frame.columns else frame.with_columns(pl.lit(None, dtype=pl.String).alias("kind"))
    )
    made: pd.DataFrame = (
        kind.select("client_id", "kind", "before", "now", (pl.col("now") - pl.col("before")).alias("change"))
        .to_arrow()
        .to_pandas()
    )
    return made
