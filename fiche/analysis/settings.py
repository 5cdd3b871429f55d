"""The thresholds that indicators and statuses rest on, with their defaults; it holds no date and no amount of the file."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from fiche.analysis.rates import Rate, micro, published
from fiche.analysis.risk_scales import RiskScales

MOST_LEVELS = 5  # of reminders


@dataclass(frozen=True)
class CurrencyRate:
    """From `since` on, one unit of `currency` is worth `rate` of the company's currency, according to `source`."""

    currency: str
    since: dt.date
    rate: Decimal
    source: str = ""


@dataclass(frozen=True)
class Settings:
    """What a company may decide. Days are whole days; shares are ratios (0.5 = 50 %).

    `bucket_limits`: last day of each late bucket but the open one, rising from 1. `dso_days`: length of dso_accounting's window.
    `serious_days`: an invoice later than that is serious. A client is at risk when more than `residue` is later than `serious_days`, or
    when at least `at_risk_amount` is late and makes more than `at_risk_share` of what is open. Inactive: no purchase for
    max(`inactive_days`, `inactive_intervals` × own interval). The alert of silence comes from max(`silence_days`, the same × interval).
    `second_level_days`: a late payment beyond is of the second level, beyond `serious_days` of the third. `limit_share`: of a credit limit, from
    which its alert says that it is near. `insurance_days`: before the end of an insurance, its alert. `discount_drift`: a mean discount that
    rose by that much in a year is an alert. `discount_tolerance`: a discount above the granted rate by less than this is rounding. `vip_share`: class A of the ABC rule;
    `class_b_share`: classes A and B together, never less. No value is estimated from fewer than `value_min_clients` who bought, or than
    `value_min_repeat` who bought on several days. `risk`: weights and scales of the risk score.
    `rates`: the published rates of each half-year, for late-payment penalties. `contractual_rate`: the company's own penalty rate, which
    replaces ECB + 10 points but never goes below 3 × the legal rate; None: there is none. `recovery_indemnity`: euros per late invoice.
    `financing_rate`: what a year of waiting for money costs, for the contribution; None: not counted. Rates have at most six decimals.
    `discount_volume`: purchases of 12 months below which a client has no volume that explains a discount. `late_payer_days`: a client pays
    late when its weighted delay is more than that.
    `dunning_days`: the day of lateness from which each level of reminder applies, the last being the formal notice; `dunning_interval`: days
    between two reminders; `dunning_minimum`: below, none; `dunning_deadline`: days left to pay; `dunning_claims_from`: the first level that
    adds penalties and indemnities to what it asks for, 0 for never.
    `end_of_month_first`: «45 jours fin de mois» is the end of the month, then 45 days; it holds for the files loaded from then on.
    `usual_terms`: days after an invoice that it is due, where nothing else is known (accounting entries say no due date); the same.
    `own_siren`: the company's own, which tells its sales from its purchases among electronic invoices; «»: not known; the same.
    `convert_to`: express every amount in that currency (default_currency) with `currency_rates`; None: figures per currency.
    """

    bucket_limits: tuple[int, ...] = (30, 60, 90, 120)
    default_currency: str = "EUR"
    dso_days: int = 365
    serious_days: int = 60
    second_level_days: int = 30
    limit_share: float = 0.9
    insurance_days: int = 30
    discount_drift: float = 0.02
    residue: Decimal = Decimal("1.00")
    at_risk_share: float = 0.5
    at_risk_amount: Decimal = Decimal("1000.00")
    inactive_days: int = 365
    inactive_intervals: int = 2
    silence_days: int = 30
    discount_tolerance: float = 0.0005
    vip_share: Decimal = Decimal("0.80")
    class_b_share: Decimal = Decimal("0.95")
    value_min_clients: int = 100
    value_min_repeat: int = 30
    risk: RiskScales = field(default_factory=RiskScales)
    rates: tuple[Rate, ...] = field(default_factory=published)
    contractual_rate: Decimal | None = None
    recovery_indemnity: Decimal = Decimal("40.00")
    financing_rate: Decimal | None = None
    discount_volume: Decimal = Decimal("1000.00")
    late_payer_days: int = 15
    dunning_days: tuple[int, ...] = (7, 30, 60)
    dunning_interval: int = 10
    dunning_minimum: Decimal = Decimal("10.00")
    dunning_deadline: int = 8
    dunning_claims_from: int = 2
    end_of_month_first: bool = False
    usual_terms: int = 30
    own_siren: str = ""
    convert_to: str | None = None
    currency_rates: tuple[CurrencyRate, ...] = ()

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip((0, *self.bucket_limits), self.bucket_limits, strict=False))
        if not self.bucket_limits or not rising:
            raise ValueError("bucket_limits: whole days, at least one, rising from 1")
        levels = self.dunning_days
        if not 1 <= len(levels) <= MOST_LEVELS or any(
            a >= b for a, b in zip((0, *levels), levels, strict=False)
        ):
            raise ValueError("dunning_days: whole days, one to five, rising from 1")
        if self.convert_to not in (None, self.default_currency):
            raise ValueError("convert_to: the rates are to default_currency")
        if self.class_b_share < self.vip_share:
            raise ValueError("class_b_share: classes A and B together are never less than class A")
        for rate in (self.contractual_rate, self.financing_rate):
            micro(rate)

    @property
    def late_buckets(self) -> tuple[tuple[str, int, int | None], ...]:
        """(code, first day, last day or None) of each late bucket: ("1-30", 1, 30) … (">120", 121, None)."""
        firsts = [1, *(limit + 1 for limit in self.bucket_limits)]
        closed = [(f"{a}-{b}", a, b) for a, b in zip(firsts[:-1], self.bucket_limits, strict=True)]
        return (*closed, (f">{self.bucket_limits[-1]}", firsts[-1], None))

    @property
    def buckets(self) -> tuple[str, ...]:
        """Every bucket of the aged balance, in the order of reading."""
        return ("not_due", *(code for code, _, _ in self.late_buckets), "no_due_date", "unapplied")
