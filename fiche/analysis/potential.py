"""What clients would buy more over 12 months if each bought as much as the middle one of those alike; it foresees nothing and counts no prospect.

The middle one: the median revenue_12m of those alike (fiche.analysis.alike) who bought in the 12 months.
"""

import datetime as dt
from decimal import Decimal

import polars as pl

from fiche.analysis.alike import middles
from fiche.analysis.measure import Measure
from fiche.i18n import N_
from fiche.model import MONEY

MEASURES = (
    Measure(
        code="potential",
        unit="money",
        title=N_("Potentiel"),
        formula=N_(
            "Ce que les clients achèteraient de plus en 12 mois si chacun de ceux qui achètent moins que le client médian parmi ses comparables l’égalait. Le potentiel d’un lieu est la somme de celui de ses clients."
        ),
        limits=N_(
            "Comptent les clients qui ont déjà acheté, ceux qui n’achètent plus compris ; ni les prospects, ni les clients archivés. C’est un ordre de grandeur pour choisir où agir, pas une prévision."
        ),
        undefined=N_("Les montants sont en plusieurs devises."),
    ),
)
_COLUMNS = {"client_id": pl.String, "alike": pl.String, "peers": pl.Int64, "reference": MONEY, "potential": MONEY}  # fmt: skip


def potential(rows: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """[client_id, alike, peers, reference, potential] of every client, in their order; amounts are Decimal.

    `rows`: client_id, category, sector, revenue_12m, last_purchase, archived_on, as fiche.analysis.people. `alike`: as fiche.analysis.alike,
    null (with `reference`) where too few clients bought; `potential` is 0 for who is not counted, null where revenue is (several currencies).
    """
    cents = pl.col("revenue_12m").cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64)
    known = rows.with_columns(cents.alias("cents"), _counted(as_of).alias("counted"))
    usual = middles(known.with_columns(pl.when(cents > 0).then(cents).alias("buying")), "buying")
    both = pl.concat([known, usual.drop("client_id")], how="horizontal")
    middle = pl.col("middle").floor().cast(pl.Int64)
    own = pl.max_horizontal(pl.col("cents"), pl.lit(0))
    gap = pl.when("counted").then(pl.max_horizontal(middle.fill_null(0) - own, pl.lit(0))).otherwise(0)
    found = both.select(
        "client_id",
        "alike",
        "peers",
        middle.alias("reference"),
        pl.when(pl.col("cents").is_not_null()).then(gap).alias("potential"),
    )
    return found.with_columns(_money(found, "reference"), _money(found, "potential")).cast(_COLUMNS)  # type: ignore[arg-type]


def _counted(as_of: dt.date) -> pl.Expr:
    away = (pl.col("archived_on") <= as_of).fill_null(value=False)
    return pl.col("last_purchase").is_not_null() & ~away


def _money(frame: pl.DataFrame, name: str) -> pl.Series:
    """Cents as an amount."""
    exact = [None if each is None else Decimal(each).scaleb(-2) for each in frame[name]]
    return pl.Series(name, exact, dtype=MONEY)
