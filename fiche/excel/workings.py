"""What the hidden columns hold: movements in order, due amounts, late days weighed by rates, months of sales; formula by formula, in whole cents.

It says what the formulas of fiche.excel.blocks_hidden and blocks_ledger give, so that the file is right without being calculated; what a
reader sees comes from fiche.analysis, and the tests compare both with a spreadsheet's own calculation.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from fiche.analysis.days import months_before
from fiche.excel.blocks_hidden import NEVER
from fiche.excel.blocks_ledger import DAILY, KEYED, PAID_FROM
from fiche.excel.contents import Line
from fiche.excel.links import Links, serial_of
from fiche.excel.ordered import Lot, Movement, Standing, cents, lot_part, order_number, run
from fiche.excel.periods import Periods


class Workings:
    """Everything hidden of one client. `dues`: (place of the document, day, amount) of each instalment, as they stand on their sheet."""

    def __init__(self, links: Links, periods: Periods, dues: Sequence[tuple[int, int, int]]) -> None:
        contents = links.contents
        self.links, self.periods = links, periods
        self.as_of = serial_of(contents.as_of)
        self.year_ago = serial_of(months_before(contents.as_of, 12))
        self.days = [serial_of(d["date"]) for d in links.documents]
        self.gross = [cents(d["gross"]) for d in links.documents]
        self.rates_total, self.holes_total = self._left_totals()
        self.payment_codes = [self._payment_code(index, line) for index, line in enumerate(contents.payments)]
        self.movements = self._movements()
        self._codes = [m.code for m in self.movements]
        self.standing = [self._standing(place) for place in range(1, len(links.documents) + 1)]
        self.lots = self._lots(dues)
        self.ripe_first, self.ripe_last = self._ripe()
        self._finish_lots()
        for place, document in enumerate(links.documents, 1):
            self._finish(place, document)

    # ── movements ──

    def _payment_code(self, index: int, line: Line) -> int | None:
        """The order number of the payment at `index` from the top, None for one that no document of the currency receives."""
        place = self.links.payments[index]
        if place is None or line["currency"] != self.links.contents.currency:
            return None
        return order_number(place, serial_of(line["date"]), DAILY - 2 - index)

    def credit_code(self, place: int) -> int | None:
        """The order number of the credit note at `place`."""
        target, line = self.links.targets.get(place), self.links.documents[place - 1]
        if target is None or line["currency"] != self.links.contents.currency:
            return None
        return order_number(target, self.days[place - 1], PAID_FROM - place)

    def _movements(self) -> list[Movement]:
        found = []
        for index, line in enumerate(self.links.contents.payments):
            if (code := self.payment_codes[index]) is not None:
                found.append((code, cents(line["amount"]), serial_of(line["date"])))
        found += [
            (code, -self.gross[place - 1], self.days[place - 1])
            for place in self.links.targets
            if (code := self.credit_code(place)) is not None
        ]
        moves = [self._movement(*one) for one in sorted(found)]
        run(moves)
        return moves

    def _movement(self, code: int, amount: int, dated: int) -> Movement:
        key, day = code // KEYED, max(dated, self.days[code // KEYED - 1])
        room = self.gross[key - 1] if self.links.scope[key - 1] else 0
        made = Movement(code, key, code % DAILY, amount, dated, day, room)
        if day < self.as_of:
            made.at = self.periods.at(max(1, day))
            made.left, made.hole = self._left(max(1, day), made.at)
        return made

    def _left_totals(self) -> tuple[int, int]:
        at = self.periods.at(self.as_of)
        return self.periods.sum_to(self.as_of, at), self.periods.holes_to(self.as_of, at)

    def _left(self, day: int, at: int) -> tuple[int, int]:
        """The daily rates, and the days without one, after `day` up to the date."""
        return self.rates_total - self.periods.sum_to(day, at), self.holes_total - self.periods.holes_to(
            day, at
        )

    def upto(self, place: int, day: int) -> int:
        """The place of a document's last movement by `day`, 0 when there is none."""
        at = bisect_right(self._codes, order_number(place, day, DAILY - 1))
        return at if at and self.movements[at - 1].key == place else 0

    def _span(self, last: int) -> list[Movement]:
        return self.movements[self.movements[last - 1].first - 1 : last] if last else []

    # ── transactions ──

    def _standing(self, place: int) -> Standing:
        made = Standing(self.links.targets.get(place), self.credit_code(place))
        if self.links.scope[place - 1]:
            made.last = self.upto(place, self.as_of)
        if made.last:
            made.received = self.movements[made.last - 1].held
        return made

    def _finish(self, place: int, document: Line) -> None:
        """What follows from the due date of a transaction, or from its instalments."""
        made, due = self.standing[place - 1], serial_of(document["due_date"])
        if not self.links.scope[place - 1] or document["kind"] == "credit_note":
            self._sum_up(made)
            return
        if made.lots:
            self._sum_up(made)
        elif due and due < self.as_of:
            made.at = self.periods.at(due)
            made.left, made.hole = self._left(due, made.at)
            made.charge, made.holes, made.carried = self._weighed(
                self.gross[place - 1], due, (made.left, made.hole), made.last, lambda m: m.applied
            )
        if due and self._is_ripe(place) and not made.lots:
            made.left_90 = self.gross[place - 1] - self._held_90(place, due)

    def _sum_up(self, made: Standing) -> None:
        if made.lots:
            last = self.lots[made.lots - 1]
            made.charge, made.holes, made.carried = last.charge, last.holes, last.carried
            made.left_90 = last.left_90

    def _weighed(
        self, amount: int, due: int, weights: tuple[int, int], last: int, applied: Callable[[Movement], int]
    ) -> tuple[int, int, int]:
        """What is late, weighed by rates, by days without one, and by days of the last year: an amount from its due date, less what came since."""
        left, hole = weights
        year = self.as_of - max(due, self.year_ago)
        charge, holes, carried = amount * left, amount * hole, amount * year
        for move in self._span(last):
            taken = applied(move)
            charge -= taken * min(move.left, left)
            holes -= taken * min(move.hole, hole)
            carried -= taken * min(self.as_of - move.day, year)
        return charge, holes, carried

    def _ripe(self) -> tuple[int, int]:
        limit = self.links.contents.as_of - dt.timedelta(days=90)
        ripe = [month for month, due in self.links.contents.ripening if due <= limit]
        if not ripe:
            return 0, -1
        return serial_of(max(ripe)), serial_of(months_before(max(ripe), -1)) - 1

    def _is_ripe(self, place: int) -> bool:
        return self.links.scope[place - 1] and self.ripe_first <= self.days[place - 1] <= self.ripe_last

    def _held_90(self, place: int, due: int) -> int:
        """What an invoice held ninety days after a due date."""
        at = 0 if self.days[place - 1] > due + 90 else self.upto(place, due + 90)
        return self.movements[at - 1].held if at else 0

    def unrated_due(self) -> int:
        """The earliest due date that has late days without a rate, 0 when there is none."""
        alone = [
            d
            for made, d in zip(self.standing, self.links.documents, strict=True)
            if made.holes and not made.lots
        ]
        found = [serial_of(d["due_date"]) for d in alone] + [lot.due for lot in self.lots if lot.holes]
        return min(found, default=0)

    # ── instalments ──

    def _lots(self, dues: Sequence[tuple[int, int, int]]) -> list[Lot]:
        rows = [
            (order_number(place, day, row), place, row, day, amount)
            for row, (place, day, amount) in enumerate(dues, 1)
        ]
        made = [Lot(*row) for row in sorted(rows)]
        for at, lot in enumerate(made, 1):
            self.standing[lot.key - 1].lots = at
        return made

    def _finish_lots(self) -> None:
        above: Lot | None = None
        for lot in self.lots:
            same = above if above is not None and above.key == lot.key else None
            self._finish_lot(lot, same)
            above = lot

    def _finish_lot(self, lot: Lot, above: Lot | None) -> None:
        standing = self.standing[lot.key - 1]
        lot.before = above.before + above.amount if above else 0
        lot.last = standing.last
        lot.open = max(0, min(lot.amount, lot.before + lot.amount - standing.received))
        lot.shown = lot.due if above is None or (above.rest == 0 and lot.open > 0) else above.shown
        lot.rest = (above.rest if above else 0) + lot.open
        if self.links.scope[lot.key - 1] and lot.due < self.as_of:
            lot.at = self.periods.at(lot.due)
            lot.left, lot.hole = self._left(lot.due, lot.at)
            lot.charge, lot.holes, lot.carried = self._weighed(
                lot.amount,
                lot.due,
                (lot.left, lot.hole),
                lot.last,
                lambda m: lot_part(lot, m.held) - lot_part(lot, m.held - m.applied),
            )
        ripe = self._is_ripe(lot.key)
        lot.left_90 = lot.amount - lot_part(lot, self._held_90(lot.key, lot.due)) if ripe else 0
        if above:
            lot.charge, lot.holes, lot.carried = (
                lot.charge + above.charge,
                lot.holes + above.holes,
                lot.carried + above.carried,
            )
            lot.left_90 += above.left_90
        lot.delay = self._delay(lot)

    def _delay(self, lot: Lot) -> int | str:
        settled = self.settled(lot.key)
        if settled is None:
            return self.as_of - lot.due if lot.at and lot.open else ""
        return self._cleared(lot) - lot.due if settled > self.year_ago else ""

    def settled(self, place: int) -> int | None:
        """The day on which an invoice was paid off by at least one payment, all of whose movements are dated."""
        standing, invoice = self.standing[place - 1], self.links.documents[place - 1]["kind"] == "invoice"
        if not standing.last or not invoice or standing.received != self.gross[place - 1]:
            return None
        last = self.movements[standing.last - 1]
        return last.latest if last.paid > 0 and last.latest < NEVER else None

    def _cleared(self, lot: Lot) -> int:
        """The first day at whose end an instalment was filled."""
        span = self._span(lot.last)
        ends = [a for a, b in pairwise(span) if a.day != b.day] + span[-1:]
        return min((m.day for m in ends if m.held >= lot.before + lot.amount), default=NEVER)
