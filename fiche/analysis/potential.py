"""What clients would buy more over 12 months if each bought as much as the middle one of those alike; it foresees nothing and counts no prospect.

Alike: of the same category and sector, else of the same sector, else of the same category, else everyone: the first of these that holds
enough buyers (fiche.analysis.offers). The middle one: the median revenue_12m of those who bought in the 12 months.
"""

import datetime as dt
from decimal import Decimal

import polars as pl

from fiche.analysis.offers import ALIKE_AT_LEAST, KINDS
from fiche.i18n import N_
from fiche.model import MONEY

DEFINITION = N_(
    "Ce que les clients achèteraient de plus en 12 mois si chacun de ceux qui achètent moins que le client médian parmi ses comparables l’égalait. Comparables : même catégorie et même secteur ; à défaut, même secteur, puis même catégorie, puis tous les clients, dès qu’ils sont au moins {n} à avoir acheté en 12 mois."
)
LIMITS = N_(
    "Comptent les clients qui ont déjà acheté, ceux qui n’achètent plus compris ; ni les prospects, ni les clients archivés. C’est un ordre de grandeur pour choisir où agir, pas une prévision."
)
EVERYONE_ALIKE = "everyone"
_COLUMNS = {"client_id": pl.String, "alike": pl.String, "peers": pl.Int64, "reference": MONEY, "potential": MONEY}  # fmt: skip


def potential(rows: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """[client_id, alike, peers, reference, potential] of every client, in their order; amounts are Decimal.

    `rows`: client_id, category, sector, revenue_12m, last_purchase, archived_on, as fiche.analysis.people. `alike`: a key of KINDS or EVERYONE_ALIKE,
    null (with `reference`) where too few clients bought; `potential` is 0 for who is not counted, null where revenue is (several currencies).
    """
    cents = pl.col("revenue_12m").cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64)
    known = rows.with_columns(
        cents.alias("cents"),
        _counted(as_of).alias("counted"),
        pl.lit(0).alias("all"),
        pl.int_range(pl.len()).alias("place"),
    )
    buying = known.filter(pl.col("cents") > 0)
    kinds: dict[str, tuple[str, ...]] = {str(kind): columns for kind, columns in KINDS.items()}
    kinds[EVERYONE_ALIKE] = ("all",)
    for kind, columns in kinds.items():
        groups = buying.drop_nulls(columns).group_by(columns)
        sizes = groups.agg(
            pl.len().cast(pl.Int64).alias(f"peers_{kind}"),
            pl.col("cents").median().floor().cast(pl.Int64).alias(f"middle_{kind}"),
        )
        enough = sizes.filter(pl.col(f"peers_{kind}") >= ALIKE_AT_LEAST)
        known = known.join(enough, on=columns, how="left", maintain_order="left")
    alike = pl.coalesce(
        *(pl.when(pl.col(f"peers_{kind}").is_not_null()).then(pl.lit(kind)) for kind in kinds)
    )
    middle = pl.coalesce(*(f"middle_{kind}" for kind in kinds))
    peers = pl.coalesce(*(f"peers_{kind}" for kind in kinds))
    own = pl.max_horizontal(pl.col("cents"), pl.lit(0))
    gap = pl.when("counted").then(pl.max_horizontal(middle.fill_null(0) - own, pl.lit(0))).otherwise(0)
    found = known.sort("place").select(
        "client_id",
        alike.alias("alike"),
        peers.alias("peers"),
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
