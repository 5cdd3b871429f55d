"""A row of what the hidden sheet puts in order: a movement, a due amount, where a transaction stands; and how each carries on from the one above."""

from dataclasses import dataclass
from decimal import Decimal

from fiche.excel.blocks_hidden import NEVER
from fiche.excel.blocks_ledger import DAILY, KEYED, LAST_DAY, PAID_FROM


def cents(amount: Decimal | None) -> int:
    """An amount as whole cents."""
    return 0 if amount is None else int(amount * 100)


def order_number(place: int, day: int, rank: int) -> int:
    """What puts rows in order: by document, day and rank."""
    return place * KEYED + min(day, LAST_DAY) * DAILY + rank


@dataclass(slots=True)
class Movement:
    """A row of the movements: fields are columns of the block."""

    code: int
    key: int
    seq: int
    amount: int
    dated: int
    day: int
    room: int
    total: int = 0
    held: int = 0
    applied: int = 0
    paid: int = 0
    latest: int = 0
    first: int = 0
    at: int = 0
    left: int = 0
    hole: int = 0


@dataclass(slots=True)
class Lot:
    """A row of the due amounts of invoices in instalments: fields are columns of the block."""

    code: int
    key: int
    row: int
    due: int
    amount: int
    before: int = 0
    last: int = 0
    open: int = 0
    rest: int = 0
    shown: int = 0
    at: int = 0
    left: int = 0
    hole: int = 0
    charge: int = 0
    holes: int = 0
    carried: int = 0
    delay: int | str = ""
    left_90: int = 0


@dataclass(slots=True)
class Standing:
    """What a transaction's hidden columns hold."""

    target: int | None = None
    code: int | None = None
    last: int = 0
    received: int = 0
    lots: int = 0
    at: int = 0
    left: int = 0
    hole: int = 0
    charge: int = 0
    holes: int = 0
    carried: int = 0
    left_90: int = 0


def lot_part(lot: Lot, held: int) -> int:
    """What of an amount held falls to an instalment."""
    return max(0, min(lot.amount, held - lot.before))


def run(moves: list[Movement]) -> None:
    """The columns that carry on down the movements of a document."""
    above: Movement | None = None
    for place, move in enumerate(moves, 1):
        same = above if above is not None and above.key == move.key else None
        move.total = (same.total if same else 0) + move.amount
        move.held = move.total if move.room < 0 else max(0, min(move.room, move.total))
        move.applied = move.held - (same.held if same else 0)
        move.paid = (same.paid if same else 0) + (move.applied if move.seq >= PAID_FROM else 0)
        reached = (move.day if move.dated else NEVER) if move.applied else 0
        move.latest = max(same.latest if same else 0, reached)
        move.first = same.first if same else place
        above = move
