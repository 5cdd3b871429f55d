"""How much each component of the risk score weighs, and from where to where it counts; it scores nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """No point up to `start`, all of `weight` from `full` on, in proportion between. A weight of 0 leaves the component out."""

    weight: float
    full: float
    start: float = 0.0

    def __post_init__(self) -> None:
        if self.weight < 0 or self.full <= self.start:
            raise ValueError("risk scale: a weight of at least 0, and full above start")

    def level(self, value: float) -> float:
        """0 to 1: how far `value` goes between start and full."""
        return min(max((value - self.start) / (self.full - self.start), 0.0), 1.0)


@dataclass(frozen=True)
class RiskScales:
    """One scale per component. Weights are relative: those that apply to a client are brought to 100 in all.

    `overdue_share`: overdue ÷ outstanding. `oldest_delay`: days, the oldest open invoice past due. `paid_delay`: days, average delay of the
    invoices settled in 12 months, weighted by amounts. `delay_trend`: days, the same over the last 6 months less over the 6 before, early payment
    being none.
    `late_count`: open invoices past due. `credit_use`: balance ÷ credit limit. `disputes`: open invoices in dispute.
    `broken_promises`: promises of payment not kept.
    """

    overdue_share: Scale = Scale(25, 0.5)
    oldest_delay: Scale = Scale(20, 120)
    paid_delay: Scale = Scale(15, 60)
    delay_trend: Scale = Scale(10, 30)
    late_count: Scale = Scale(10, 5)
    credit_use: Scale = Scale(10, 1.2, start=0.8)
    disputes: Scale = Scale(5, 3)
    broken_promises: Scale = Scale(5, 3)
