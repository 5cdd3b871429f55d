"""Recency, frequency and amount as scores from 1 to 5, and the segments that they name; it knows no status and no payment.

Only clients with a purchase in the 12 months are scored, against one another; a client who bought before and no more is «lost», one who
never bought has no segment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from fiche.i18n import N_

SCORES = 5
LOST = "lost"
# By R (days since the last purchase, 5 the most recent) and F+M (purchase days and revenue of 12 months, 2 to 10): every cell in one segment.
SEGMENTS: dict[str, str] = {
    "champions": N_("Champions"),
    "loyal": N_("Fidèles"),
    "promising": N_("Prometteurs"),
    "recent": N_("Récents"),
    "attention": N_("À suivre"),
    "keep": N_("À ne pas perdre"),
    "wake": N_("À réveiller"),
    "asleep": N_("En sommeil"),
    LOST: N_("Perdus"),
}
MEANINGS: dict[str, str] = {
    "champions": N_("Achètent souvent, pour beaucoup, et encore récemment."),
    "loyal": N_("Achètent régulièrement, pour des montants au-dessus de la moyenne."),
    "promising": N_("Ont acheté récemment, avec une fréquence et des montants moyens."),
    "recent": N_("Ont acheté récemment, mais peu de fois et pour peu."),
    "attention": N_("Ni récents ni anciens, avec une fréquence et des montants faibles ou moyens."),
    "keep": N_("Parmi les meilleurs de l’année, mais sans achat récent."),
    "wake": N_("Clients moyens de l’année, sans achat récent."),
    "asleep": N_("Peu d’achats dans l’année, et aucun récent."),
    LOST: N_("Ont déjà acheté, mais pas dans les 12 derniers mois."),
}


@dataclass(frozen=True)
class Cell:
    """A rectangle of the table: R from `r` to `r_last`, F+M from `fm` to `fm_last`, all included."""

    segment: str
    r: int
    r_last: int
    fm: int
    fm_last: int


CELLS = (
    Cell("champions", 4, 5, 9, 10),
    Cell("loyal", 4, 5, 7, 8),
    Cell("loyal", 3, 3, 7, 10),
    Cell("promising", 4, 5, 5, 6),
    Cell("recent", 4, 5, 2, 4),
    Cell("attention", 3, 3, 2, 6),
    Cell("keep", 1, 2, 8, 10),
    Cell("wake", 1, 2, 5, 7),
    Cell("asleep", 1, 2, 2, 4),
)

Amount = int | Decimal


def cutoffs(values: Sequence[Amount]) -> tuple[Amount, ...]:
    """The four values that one, two, three and four fifths of `values` do not exceed (nearest rank); none without values."""
    ranked = sorted(values)
    return tuple(ranked[-(-len(ranked) * k // SCORES) - 1] for k in range(1, SCORES)) if ranked else ()


def score(column: str, limits: Sequence[Amount]) -> pl.Expr:
    """1 up to the first cut-off included, 2 up to the second… 5 above the last: equal values, equal scores."""
    above = ((pl.col(column) > limit).cast(pl.Int64) for limit in limits)
    return pl.sum_horizontal(pl.lit(1, pl.Int64), *above)


def bands(limits: Sequence[Amount]) -> dict[int, tuple[Amount | None, Amount | None] | None]:
    """For each score of score(), above what (None: no floor) and up to what (None: no ceiling) a value has it; None where no value can."""
    edges = (None, *limits, None)
    pairs = {place + 1: (edges[place], edges[place + 1]) for place in range(len(limits) + 1)}
    return {
        place: None if low is not None and low == high else (low, high)
        for place, (low, high) in pairs.items()
    }


def recency_score(column: str, limits: Sequence[Amount]) -> pl.Expr:
    """The same the other way round: 5 up to the first cut-off included, 1 above the last, for the fewer days the better."""
    return SCORES + 1 - score(column, limits)


def segment(r: int, f: int, m: int) -> str:
    """The segment of three scores."""
    return next(c.segment for c in CELLS if c.r <= r <= c.r_last and c.fm <= f + m <= c.fm_last)


def segments(r: str, f: str, m: str) -> pl.Expr:
    """segment() of three columns of scores; none where one is missing."""
    both = pl.col(f) + pl.col(m)
    within = [pl.col(r).is_between(c.r, c.r_last) & both.is_between(c.fm, c.fm_last) for c in CELLS]
    return pl.coalesce(pl.when(there).then(pl.lit(c.segment)) for c, there in zip(CELLS, within, strict=True))
