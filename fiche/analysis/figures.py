"""The values that analysis answers with: figures, the aged balance and its proof, filters, alerts, one client's record; it computes none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from fiche.analysis.rule import Rule

if TYPE_CHECKING:
    import pandas as pd

    from fiche.analysis.overrides import Override

Unit = Literal["money", "percent", "points", "days", "count", "date"]
Value = Decimal | float | int | dt.date | None
Severity = Literal["serious", "late", "info"]


@dataclass(frozen=True)
class Figure:
    """One indicator's value. `value` None means undefined, and then `reason` says why in a sentence.

    money: Decimal with two decimals, in `currency`. percent: ratio (0.125 = 12,5 %). points: ratio difference (0.02 = 2 points).
    days: float or whole number. `at_least`: the true value is at least that one, and `note` shows it («≥ 166 j»).
    `remark`: a sentence to be read beside the value (the month it speaks of, what is not counted), None when there is nothing to add.
    """

    code: str
    value: Value
    unit: Unit
    reason: str | None = None
    note: str | None = None
    at_least: bool = False
    currency: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class AgedBalance:
    """The balance by delay, with its proof: three totals computed apart, and their difference, which is 0.00.

    `buckets` in the order of reading; `file_total` from the file's own amounts, `clients_total` = Σ of the clients' balances,
    `buckets_total` = Σ of the buckets. With several currencies together `reason` says so, and every amount is zero: show the reason instead.
    """

    buckets: Mapping[str, Decimal]
    file_total: Decimal
    clients_total: Decimal
    buckets_total: Decimal
    currency: str | None = None
    reason: str | None = None

    @property
    def difference(self) -> Decimal:
        """The widest gap between the three totals: 0.00, or a fault of ours."""
        totals = (self.file_total, self.clients_total, self.buckets_total)
        return max(totals) - min(totals)


@dataclass(frozen=True)
class Gap:
    """What makes the three totals of an aged balance differ: nothing at all, or a fault of ours or of the record, to be seen and not hidden.

    `clients`: [client_id, name, in_file, in_clients, in_buckets], those whose three amounts are not equal. `rows`: the same with date, item
    (invoice, credit_note, payment) and document_id before the amounts: what the file says of the row, what the clients' balances count for
    it, what of that stands in a bucket; payments are negative. Amounts are Decimal. The differences of the rows add up to the balance's.
    """

    clients: "pd.DataFrame"
    rows: "pd.DataFrame"


@dataclass(frozen=True)
class Penalties:
    """Late-payment penalties half-year by half-year; amounts and rates (ratios) are Decimal, both missing where the half-year has no rate.

    `rows`: [client_id, name, document_key, document_id, due_date, open_amount, half (its first day), days, rate, amount], one per invoice, due
    date and half-year of late days, in that order. `halves`: [half, rate, invoices, amount], oldest first.
    """

    rows: "pd.DataFrame"
    halves: "pd.DataFrame"

    @property
    def total(self) -> Decimal:
        """What the half-years whose rate is known add up to."""
        return sum(self.halves["amount"].dropna(), Decimal("0.00"))

    @property
    def unrated(self) -> list[dt.date]:
        """The half-years without a rate, oldest first."""
        return [half.date() for half in self.halves["half"][self.halves["amount"].isna()]]


@dataclass(frozen=True)
class Filters:
    """Which clients, and in which currency. An empty tuple is no restriction; None inside a tuple means «not filled in».

    `status` is the file's own word, `status_computed` a code of fiche.analysis.status, `abc` and `segment` those of fiche.analysis.segments
    (among everyone: a filter changes nobody's class). `period`: the clients with an invoice dated within these two days, both included.
    `rules`: they must all hold; amounts and other columns are rules. `search` is what Portfolio.search understands.
    `currency`: only documents and payments in it, and the clients who have some or have nothing at all. A figure of what is left is the
    figure of these clients alone, over all their documents.
    """

    status: tuple[str | None, ...] = ()
    status_computed: tuple[str, ...] = ()
    category: tuple[str | None, ...] = ()
    sector: tuple[str | None, ...] = ()
    zone: tuple[str | None, ...] = ()
    account_manager: tuple[str | None, ...] = ()
    abc: tuple[str | None, ...] = ()
    segment: tuple[str | None, ...] = ()
    period: tuple[dt.date, dt.date] | None = None
    rules: tuple[Rule, ...] = ()
    search: str = ""
    currency: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether some clients may be left out otherwise than by the currency."""
        return replace(self, currency=None) != Filters()


@dataclass(frozen=True)
class Alert:
    """Something about a client that someone should act on, in one French or English sentence with its figures.

    `code`: a key of fiche.analysis.alerting.kinds. `since`: the day it began, where there is one. `level`: of a late payment, 1 to 3.
    """

    code: str
    severity: Severity
    client_id: str
    message: str
    amount: Decimal | None = None
    since: dt.date | None = None
    level: int | None = None

    @property
    def asleep_as(self) -> str:
        """What it is put to sleep under: a late payment that gets worse is another alert."""
        return self.code if self.level is None else f"{self.code}_{self.level}"


@dataclass(frozen=True)
class ClientStatus:
    """A client's computed status (a code of fiche.analysis.status) and why, in a sentence with its figures; the one that someone gave it, if any.
    `best`: whether it is of class A among all clients."""

    code: str
    reason: str
    given: "Override | None" = None
    best: bool = False


@dataclass(frozen=True)
class ClientRecord:
    """All that the file says of one client. `fields`: declared columns; `extra`: the file's other columns by their own header.

    contacts, addresses, interactions, disputes, promises (the last three latest first): pandas, declared columns plus `extra` and `record`,
    the key of each row (fiche.records).
    """

    fields: Mapping[str, Any]
    extra: Mapping[str, str] = field(default_factory=dict)
    contacts: "pd.DataFrame" = field(kw_only=True)
    addresses: "pd.DataFrame" = field(kw_only=True)
    interactions: "pd.DataFrame" = field(kw_only=True)
    disputes: "pd.DataFrame" = field(kw_only=True)
    promises: "pd.DataFrame" = field(kw_only=True)
