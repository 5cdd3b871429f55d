"""What to offer a client: products that most clients alike buy and it does not, with the count that says so; it knows no price and promises no sale."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from fiche.analysis.measure import Measure
from fiche.i18n import N_, _, number

Alike = Literal["category_and_sector", "sector", "category"]
# Who is alike, the closest first; the first kind with enough clients is kept.
KINDS: dict[Alike, tuple[str, ...]] = {
    "category_and_sector": ("category", "sector"),
    "sector": ("sector",),
    "category": ("category",),
}
ALIKE_AT_LEAST = 5  # clients alike that bought something
SUPPORT = 0.5  # of the clients alike, at the cautious end of what the count allows
SURE, CONFIDENCE = 90, 1.2816  # one side, in %
MEASURES = (
    Measure(
        code="offer",
        unit="count",
        title=N_("Produit à proposer"),
        formula=N_(
            "Un produit que le client n’a pas acheté en 12 mois et que la plupart de ses comparables ont acheté : même catégorie et même secteur, à défaut même secteur, puis même catégorie, dès qu’ils sont au moins {least}. La plupart : au moins {support} % d’entre eux, au bas de ce que leur nombre permet d’affirmer à {sure} % (8 sur 10 suffisent, 3 sur 5 non)."
        ),
        limits=N_("Ni frais de port, ni acompte, ni remise n’est proposé. C’est un constat sur les achats des autres, pas une promesse de vente."),
        undefined=N_("Les factures ne disent pas les produits, ou trop peu de clients comparables ont acheté."),
        counts=(("least", ALIKE_AT_LEAST), ("support", round(100 * SUPPORT)), ("sure", SURE)),
    ),
)  # fmt: skip
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


def best(known: Habits, clients: pl.DataFrame) -> dict[str, Offer]:
    """The first of `offers` for each of `clients` ([client_id, category, sector]) that has one, worked out for all of them at once."""
    bought = clients.select("client_id", pl.col("client_id").is_in(known.own["client_id"].unique().implode()).alias("bought"))  # fmt: skip
    left, found = clients.join(bought, on="client_id"), dict[str, Offer]()
    for alike, columns in KINDS.items():
        named = left.drop_nulls(list(columns)).join(known.sizes[alike], on=list(columns))
        named = named.with_columns((pl.col("peers").cast(pl.Int64) - pl.col("bought")).alias("peers"))
        named = named.filter(pl.col("peers") >= ALIKE_AT_LEAST)
        left = left.join(named, on="client_id", how="anti")
        found |= _best_of(named, known, alike)
    return found


def _best_of(clients: pl.DataFrame, known: Habits, alike: Alike) -> dict[str, Offer]:
    """Of clients of one kind of likeness, `peers` each: what most of theirs buy and they do not, the best supported."""
    columns = list(KINDS[alike])
    largest = clients.group_by(columns).agg(pl.col("peers").min())
    common = (
        known.groups[alike].join(largest, on=columns).filter(pl.col("buyers") >= SUPPORT * pl.col("peers"))
    )
    pairs = clients.join(common.drop("peers"), on=columns)
    pairs = pairs.join(known.own, on=["client_id", "product"], how="anti")
    counts = pairs.select("buyers", "peers").unique().rows()
    least = pl.DataFrame([(b, p, at_least(b, p)) for b, p in counts], {"buyers": pairs.schema["buyers"], "peers": pl.Int64, "least": pl.Float64}, orient="row")  # fmt: skip
    ranked = pairs.join(least, on=["buyers", "peers"]).filter(pl.col("least") >= SUPPORT)
    ranked = ranked.sort("client_id", "least", "label", descending=[False, True, False])
    firsts = ranked.unique("client_id", keep="first", maintain_order=True)
    return {
        row["client_id"]: Offer(
            row["label"], row["buyers"], row["peers"], alike, tuple(row[c] for c in columns)
        )
        for row in firsts.iter_rows(named=True)
    }


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


def offer_said(offer: Offer) -> str:
    """A product with its evidence: «Palettes Europe : 8 clients comparables sur 10 en achètent (PME, Négoce)»."""
    return _("{product} : {buyers} clients comparables sur {peers} en achètent ({group}).").format(
        product=offer.product,
        buyers=number(offer.buyers),
        peers=number(offer.peers),
        group=", ".join(offer.group),
    )
