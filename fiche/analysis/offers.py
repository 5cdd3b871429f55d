"""What to offer a client: products that most clients alike buy and it does not, with the count that says so; it knows no price and promises no sale."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Alike = Literal["category_and_sector", "sector", "category"]
# Who is alike, the closest first; the first kind with enough clients is kept.
KINDS: dict[Alike, tuple[str, ...]] = {
    "category_and_sector": ("category", "sector"),
    "sector": ("sector",),
    "category": ("category",),
}
ALIKE_AT_LEAST = 5  # clients alike that bought something
SUPPORT = 0.5  # of the clients alike, at the cautious end of what the count allows
CONFIDENCE = 1.2816  # one side, 90 %
# What an invoice charges beside its products, by its first word.
NOT_OFFERED = frozenset(
    "acompte arrondi deposit discount escompte freight frais port postage remise rounding shipping".split()
)


@dataclass(frozen=True)
class Offer:
    """`buyers` of the `peers` clients alike bought `product` in the period. `alike`: what they share, and `group` its values."""

    product: str
    buyers: int
    peers: int
    alike: Alike
    group: tuple[str, ...]


@dataclass(frozen=True)
class Habits:
    """`own`: what each client bought, [client_id, product]; `groups`: for each kind of likeness, [*columns, product, label, buyers]; `sizes`: [*columns, peers]."""

    own: pl.DataFrame
    groups: dict[Alike, pl.DataFrame]
    sizes: dict[Alike, pl.DataFrame]


def habits(rows: pl.DataFrame, clients: pl.DataFrame, since: dt.date, until: dt.date) -> Habits:
    """Who bought what after `since` up to `until`. `rows`: fiche.analysis.purchases; worked out once for all clients."""
    recent = rows.filter((pl.col("date") > since) & (pl.col("date") <= until))
    first_word = pl.col("product").str.split(" ").list.first()
    recent = recent.filter(~first_word.is_in(NOT_OFFERED))
    own = recent.select("client_id", "product", "label").unique(["client_id", "product"], maintain_order=True)
    who = clients.select("client_id", "category", "sector").join(own, on="client_id")
    groups, sizes = {}, {}
    for alike, columns in KINDS.items():
        named = who.drop_nulls(list(columns))
        groups[alike] = named.group_by(*columns, "product", "label").agg(pl.len().alias("buyers"))
        sizes[alike] = named.group_by(columns).agg(pl.col("client_id").n_unique().alias("peers"))
    return Habits(own.drop("label"), groups, sizes)


def offers(known: Habits, client: Mapping[str, str | None], limit: int | None = None) -> tuple[Offer, ...]:
    """What to offer `client` (client_id, category, sector), best supported first; nothing when too few clients are alike."""
    own = known.own.filter(pl.col("client_id") == client["client_id"])["product"]
    for alike, columns in KINDS.items():
        group = tuple(str(client[column]) for column in columns if client[column] is not None)
        if len(group) < len(columns):
            continue
        same = [pl.col(column) == value for column, value in zip(columns, group, strict=True)]
        # The client is one of its group only when it bought something.
        peers = int(known.sizes[alike].filter(same)["peers"].sum()) - (len(own) > 0)
        if peers >= ALIKE_AT_LEAST:
            others = known.groups[alike].filter(*same, ~pl.col("product").is_in(own.implode()))
            ranked = sorted(_supported(others, peers), key=lambda each: (-each[0], each[1]))
            return tuple(Offer(label, buyers, peers, alike, group) for _, label, buyers in ranked[:limit])
    return ()


def _supported(others: pl.DataFrame, peers: int) -> Iterator[tuple[float, str, int]]:
    for label, buyers in others.select("label", "buyers").iter_rows():
        least = at_least(buyers, peers)
        if least >= SUPPORT:
            yield least, label, buyers


def at_least(successes: int, trials: int) -> float:
    """The lower end of Wilson's interval for a share: 8 of 10 says at least 60 %, 4 of 5 only 51 %, 80 of 100 74 %."""
    share, square = successes / trials, CONFIDENCE**2
    middle = share + square / (2 * trials)
    spread = CONFIDENCE * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return (middle - spread) / (1 + square / trials)
