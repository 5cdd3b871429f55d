"""Clients by place: what each department, region or country buys, owes and could buy more; it places nobody by a guess."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import polars as pl

from fiche.places import FRANCE, place_of

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["department", "region", "country"]
MEASURES = ("revenue_12m", "outstanding", "potential")
AMOUNTS = ("revenue_12m", "revenue_prev_12m", "outstanding", "overdue", "potential")
# Country codes of VAT numbers that are not those of ISO.
_VAT = {"EL": "GR", "XI": "GB"}
_PLACES = {"client_id": pl.String, "country": pl.String, "department": pl.String, "region": pl.String}


@dataclass(frozen=True)
class Areas:
    """`table`, by revenue_12m descending then key: key, clients, buyers, AMOUNTS (Decimal), growth (None where undefined). `key`: at the level of
    departments and regions their code, and a country's two letters abroad; None: the clients that nothing places there. The rows add up to the
    portfolio's figures. `people`: [client_id, key, *AMOUNTS] of each client behind them."""

    table: "pd.DataFrame"
    people: "pd.DataFrame"


def places(clients: pl.DataFrame) -> pl.DataFrame:
    """[client_id, country, department, region], null where nothing tells it. A client without a country has the one of its VAT number."""
    vat = pl.col("vat_number").str.to_uppercase().str.extract(r"^\s*([A-Z]{2})").replace(_VAT)
    named = pl.col("country").str.strip_chars().replace("", None)
    asked = clients.select(
        "client_id", "postal_code", "city", pl.coalesce(named, vat).fill_null("").alias("country")
    )
    keys = ["postal_code", "city", "country"]
    each = asked.select(keys).unique(maintain_order=True)
    found = [place_of(*row) for row in each.iter_rows()]
    told = each.with_columns(
        pl.Series("found_country", [p.country if p else None for p in found], dtype=pl.String),
        pl.Series("department", [p.department if p else None for p in found], dtype=pl.String),
        pl.Series("region", [p.region if p else None for p in found], dtype=pl.String),
    )
    joined = asked.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.select("client_id", pl.col("found_country").alias("country"), "department", "region")


def areas(rows: pl.DataFrame, more: pl.DataFrame, placed: pl.DataFrame, level: Level) -> Areas:
    """`rows`: the clients asked for, as fiche.analysis.people, in one currency; `more`: as fiche.analysis.potential; `placed`: as places()."""
    abroad = pl.when(pl.col("country") != FRANCE).then("country")
    key = pl.col("country") if level == "country" else pl.coalesce(level, abroad)
    both = rows.join(
        more.select("client_id", "potential"), on="client_id", how="left", maintain_order="left"
    ).join(placed, on="client_id", how="left", maintain_order="left")
    people = both.select("client_id", key.alias("key"), *AMOUNTS)
    table = people.group_by("key", maintain_order=True).agg(
        pl.len().alias("clients"),
        (pl.col("revenue_12m") > 0).sum().alias("buyers"),
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()) for name in AMOUNTS),
    )
    table = table.sort("revenue_12m", "key", descending=[True, False], nulls_last=True)
    growth = [_growth(now, before) for now, before in table.select("revenue_12m", "revenue_prev_12m").rows()]
    told = table.with_columns(pl.Series("growth", growth, dtype=pl.Float64))
    return Areas(_pandas(told), _pandas(people))


def _growth(now: Decimal | None, before: Decimal | None) -> float | None:
    return float(now / before) - 1 if now is not None and before is not None and before > 0 else None


def _pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    """With None, not NaN, where there is no key."""
    made: pd.DataFrame = frame.to_arrow().to_pandas()
    return made.assign(key=made["key"].astype(object).where(made["key"].notna(), None))
