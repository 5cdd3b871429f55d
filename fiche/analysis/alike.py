"""What is usual among the clients alike, for any measure: the middle value of the closest group that holds enough of them; it judges nobody.

Alike: of the same category and sector, else of the same sector, else of the same category, else everyone (fiche.analysis.offers).
"""

import polars as pl

from fiche.analysis.measure import Measure
from fiche.analysis.offers import ALIKE_AT_LEAST, KINDS
from fiche.i18n import N_

EVERYONE_ALIKE = "everyone"
MEASURES = (
    Measure(
        code="alike",
        unit="count",
        title=N_("Clients comparables"),
        formula=N_(
            "Même catégorie et même secteur ; à défaut, même secteur, puis même catégorie, puis tous les clients, dès qu’ils sont au moins {least} pour lesquels ce que l’on compare est connu. Le client médian est celui du milieu : autant font plus que moins."
        ),
        limits=N_("Les comparables se cherchent parmi tous les clients : un filtre n’en change aucun."),
        undefined=N_("Aucun de ces groupes n’a assez de clients."),
        counts=(("least", ALIKE_AT_LEAST),),
    ),
)


def middles(rows: pl.DataFrame, value: str) -> pl.DataFrame:
    """[client_id, alike, peers, middle] of every client, in their order: the median of `value` (numbers) among those alike who have one, how many they are,
    and what they share, a key of KINDS or EVERYONE_ALIKE. All null where no group has ALIKE_AT_LEAST of them.

    `rows`: client_id, category, sector and `value`, null for who does not count among the others.
    """
    known = rows.select("client_id", "category", "sector", value, pl.lit(0).alias("all"))
    counted = known.drop_nulls(value)
    kinds: dict[str, tuple[str, ...]] = {str(kind): columns for kind, columns in KINDS.items()}
    kinds[EVERYONE_ALIKE] = ("all",)
    for kind, columns in kinds.items():
        sizes = (
            counted.drop_nulls(columns)
            .group_by(columns)
            .agg(
                pl.len().cast(pl.Int64).alias(f"peers_{kind}"),
                pl.col(value).median().alias(f"middle_{kind}"),
            )
        )
        enough = sizes.filter(pl.col(f"peers_{kind}") >= ALIKE_AT_LEAST)
        known = known.join(enough, on=columns, how="left", maintain_order="left")
    told = (pl.when(pl.col(f"peers_{kind}").is_not_null()).then(pl.lit(kind)) for kind in kinds)
    return known.select(
        "client_id",
        pl.coalesce(*told).alias("alike"),
        pl.coalesce(*(f"peers_{kind}" for kind in kinds)).alias("peers"),
        pl.coalesce(*(f"middle_{kind}" for kind in kinds)).alias("middle"),
    )
