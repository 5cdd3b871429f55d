"""How much of the revenue rests on how few clients; it names none."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from fiche.analysis.metric import Outcome


def top_share(revenues: Sequence[Decimal], first: int) -> Outcome:
    """The share of the `first` largest in the total of the positive revenues; no value without any."""
    ranked = sorted((amount for amount in revenues if amount > 0), reverse=True)
    return Outcome(float(Fraction(sum(ranked[:first])) / Fraction(sum(ranked)))) if ranked else Outcome(None)


def herfindahl_index(revenues: Sequence[Decimal]) -> Outcome:
    """Σ of the squared shares of the positive revenues: 1 for a single client, 1/n for n equal ones; no value without any. Amounts are to the cent."""
    cents = [int(amount.scaleb(2)) for amount in revenues if amount > 0]
    if not cents:
        return Outcome(None)
    return Outcome(float(Fraction(sum(amount * amount for amount in cents), sum(cents) ** 2)))
