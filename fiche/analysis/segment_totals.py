"""How many clients, and how much revenue, each class, segment and cell of scores holds; it puts nobody into one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from fiche.analysis.rfm import SEGMENTS
from fiche.analysis.segments import Segments

Cut = Literal["abc", "segment", "cell"]
CLASSES = ("A", "B", "C")
_ALWAYS: dict[Cut, tuple[str, ...]] = {"abc": CLASSES, "segment": tuple(SEGMENTS), "cell": ()}


@dataclass(frozen=True)
class Total:
    """The `clients` of one class, segment or cell, and their `revenue` of 12 months. Shares are of all the clients asked for, None where that
    makes no sense; the share of revenue of a class is of the clients who have some, which is what the classes divide."""

    clients: int
    revenue: Decimal
    share_of_clients: float | None
    share_of_revenue: float | None


def totals(found: Segments, cut: Cut) -> dict[Any, Total]:
    """{class, segment or (r, f + m): its total}, empty ones included but for cells; None, last: the clients who are in none, when there are some.

    The clients add up to all of them, the revenues to all of theirs, to the cent.
    """
    counts, cents = Counter[Any](), Counter[Any]()
    for key, amount in _keyed(found, cut):
        counts[key] += 1
        cents[key] += amount
    whole = sum(amount for key, amount in cents.items() if not (cut == "abc" and key is None))
    keys = [*_ALWAYS[cut], *sorted(k for k in counts if k is not None and k not in _ALWAYS[cut])]
    made = {}
    for key in [*keys, None] if None in counts else keys:
        shared = whole > 0 and not (cut == "abc" and key is None)
        made[key] = Total(
            counts[key],
            Decimal(cents[key]).scaleb(-2),
            counts[key] / counts.total() if counts else None,
            cents[key] / whole if shared else None,
        )
    return made


def _keyed(found: Segments, cut: Cut) -> Iterator[tuple[Any, int]]:
    """(class, segment or cell; revenue in cents) of each client."""
    table = found.table
    cents = (table["revenue_12m"].fillna(0) * 100).round().astype("int64")
    if cut != "cell":
        named = (key if isinstance(key, str) else None for key in table[cut])
        yield from zip(named, map(int, cents), strict=True)
        return
    scores = table[["r", "f", "m"]].astype(float).itertuples(index=False)
    for (r, f, m), amount in zip(scores, cents, strict=True):
        yield (None if m != m else (int(r), int(f + m))), int(amount)  # noqa: PLR0124 - NaN is the value that differs from itself
