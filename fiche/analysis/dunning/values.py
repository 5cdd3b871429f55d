"""The values of dunning: an amount asked for, a reminder that was sent, a client's case; they decide nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

# Why a client with something late is not to be reminded now.
Hold = Literal["", "archived", "disputed", "promised", "covered", "early", "interval", "minimum"]
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Demand:
    """One due amount past its date. `amount`: what was asked for then; `open_amount`: what is left of it; `instalment`: it is a part of its invoice.

    `penalty` and `indemnity` are the invoice's, on its first due amount here and zero on the others: as the indicators have them. `penalty` None: a
    half-year has no rate (`unrated`, its first day); `indemnity` None: it is in euros and the invoice is not.
    """

    document_key: int
    document_id: str | None
    date: dt.date | None
    due_date: dt.date
    amount: Decimal
    open_amount: Decimal
    days_late: int
    instalment: bool = False
    partly_paid: bool = False
    penalty: Decimal | None = ZERO
    indemnity: Decimal | None = ZERO
    unrated: dt.date | None = None


@dataclass(frozen=True)
class Sending:
    """A reminder that someone said was sent: the exchange that the record holds. `record`: its key (fiche.records)."""

    client_id: str
    level: int
    on: dt.date
    documents: tuple[str, ...] = ()
    channel: str = ""
    by: str = ""
    summary: str = ""
    record: str = ""


@dataclass(frozen=True)
class Case:
    """What is late at a client in one currency, oldest first, and what may be asked for: `demands`; `disputed` and `promised` stay out of the letter.

    `unapplied`: credit notes and payments applied to nothing, as a positive amount. `reached`: the level of the oldest demand, 0 when none is
    reached; `level`: the one to send, 0 when `hold` says why not; `until`: the day up to which it holds, where there is one. `last`: the latest
    sending that asked for an invoice still unpaid.
    """

    client_id: str
    currency: str
    demands: tuple[Demand, ...]
    disputed: tuple[Demand, ...] = ()
    promised: tuple[Demand, ...] = ()
    unapplied: Decimal = ZERO
    reached: int = 0
    level: int = 0
    hold: Hold = ""
    until: dt.date | None = None
    last: Sending | None = None
    private: bool = False
    equivalent: tuple[Decimal, str] | None = (
        None  # what the demands are in the currency that figures are converted to
    )
    whole: bool = False  # the dispute or the promise is of no invoice: it holds everything back

    @cached_property
    def amount(self) -> Decimal:
        """What is left of the demands."""
        return total(self.demands)

    def amount_in(self, currency: str) -> Decimal | None:
        """What is left of the demands in that currency: their own, or the one that figures are converted to; None in another."""
        if self.currency == currency:
            return self.amount
        return self.equivalent[0] if self.equivalent and self.equivalent[1] == currency else None

    @cached_property
    def invoices(self) -> int:
        """How many invoices the demands are of."""
        return len({each.document_key for each in self.demands})

    @cached_property
    def days(self) -> int:
        """How late the oldest demand is."""
        return max((each.days_late for each in self.demands), default=0)

    @cached_property
    def delay(self) -> int:
        """How late the oldest due amount is, contested and promised ones included."""
        return max(each.days_late for each in (*self.demands, *self.disputed, *self.promised))

    @property
    def penalties(self) -> Decimal | None:
        """The penalties of the demands' invoices; None when a rate is missing."""
        return _sum([each.penalty for each in self.demands])

    @property
    def indemnities(self) -> Decimal | None:
        """The fixed indemnities of the demands' invoices; None when they are not in euros."""
        return _sum([each.indemnity for each in self.demands])

    @property
    def unrated(self) -> tuple[dt.date, ...]:
        """The half-years whose rate is missing, oldest first."""
        return tuple(sorted({each.unrated for each in self.demands if each.unrated}))

    @cached_property
    def late(self) -> Decimal:
        """All that is late, contested and promised amounts included."""
        return total((*self.demands, *self.disputed, *self.promised))

    @property
    def to_see(self) -> bool:
        """Whether something is to be looked at before asking: a dispute, a promise, money applied to nothing."""
        return bool(self.disputed or self.promised or self.unapplied or self.whole)


def total(demands: Sequence[Demand]) -> Decimal:
    """What is left of some demands."""
    return sum((each.open_amount for each in demands), ZERO)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None
