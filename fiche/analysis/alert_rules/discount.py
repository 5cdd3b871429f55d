"""Discounts of the last 12 months above the granted rate, or that rose in a year; it says by how much and takes none back."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    for row in situation.rows:
        if row["discount_rate_12m"] is not None:
            yield from _above(row, situation)
            yield from _drift(row, situation)


def _above(row: Row, situation: Situation) -> Iterator[Alert]:
    """The amount is what goes beyond the granted rate; the day, that of the first sale beyond it."""
    rate, granted = row["discount_rate_12m"], row["granted_discount"]
    if granted is None or rate <= granted + situation.settings.discount_tolerance:
        return
    beyond = beyond_granted(row["discount_12m"], rate, granted)
    message = _(SENTENCES["discount"]).format(
        rate=i18n.percent(rate),
        granted=i18n.percent(granted),
        amount=i18n.money(beyond, situation.currency),
    )
    client_id = row["client_id"]
    yield Alert("discount", "info", client_id, message, beyond, situation.beyond.get(client_id))


def beyond_granted(discount: Decimal, rate: float, granted: float) -> Decimal:
    """What of `discount`, given at `rate`, exceeds the granted rate, to the cent; halves go up, as a spreadsheet sees them through its floats."""
    exact = discount * Decimal(str((rate - granted) / rate))
    return exact.quantize(Decimal("1E-8")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _drift(row: Row, situation: Situation) -> Iterator[Alert]:
    trend = situation.trends.get(row["client_id"])
    if trend is None or trend < situation.settings.discount_drift or trend <= 0:
        return
    rate = row["discount_rate_12m"]
    message = _(SENTENCES["discount_drift"]).format(
        before=i18n.percent(rate - trend), rate=i18n.percent(rate), points=i18n.number(100 * trend, 1)
    )
    yield Alert("discount_drift", "info", row["client_id"], message)


RULE = Rule(
    6, {"discount": N_("Remise au-delà de l’accord"), "discount_drift": N_("Dérive des remises")}, _find
)
