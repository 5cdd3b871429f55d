"""The risk of not being paid by a client in time, 0 to 100, with what makes it; it decides nothing and changes no status."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.risk_scales import RiskScales, Scale
from fiche.analysis.risk_words import LABELS, UNITS, sentence
from fiche.i18n import _

Row = Mapping[str, Any]
INPUTS = ("outstanding", "overdue", "overdue_count", "oldest_delay", "balance")
LEVELS = 1_000_000_000  # steps between a component's start and its full


@dataclass(frozen=True)
class RiskPart:
    """One component: what was measured, and the points that it adds. `weight`: the most it could add for this client.

    `shown`: the value in words; `sentence`: what it says of the client; `scale`: from where to where it counts.
    """

    code: str
    label: str
    value: float
    shown: str
    points: Decimal
    weight: Decimal
    sentence: str
    scale: str


@dataclass(frozen=True)
class RiskScore:
    """`score` to a tenth, the exact sum of the parts' points; None when `reason` says why there is none, and then no part."""

    score: Decimal | None
    parts: tuple[RiskPart, ...] = ()
    reason: str | None = None


def measures(row: Row) -> dict[str, float]:
    """The value of each component that applies to a client, in the order of display. `row`: INPUTS, credit_limit and risk.sql's columns.

    Nothing open is 0, not absent, so that what becomes late can only add. Absent: delays without a settled invoice, the trend without one
    in each half of the year, the limit when there is none, promises that nobody records.
    """
    outstanding, limit = row["outstanding"] or Decimal(0), row["credit_limit"]
    found: dict[str, float] = {
        "overdue_share": float(row["overdue"] / outstanding) if outstanding > 0 else 0.0,
        "oldest_delay": float(row["oldest_delay"] or 0),
    }
    if row["paid_delay"] is not None:
        found["paid_delay"] = row["paid_delay"]
    if row["delay_now"] is not None and row["delay_before"] is not None:
        found["delay_trend"] = max(row["delay_now"], 0.0) - max(row["delay_before"], 0.0)
    found["late_count"] = float(row["overdue_count"])
    if limit is not None and limit > 0:
        found["credit_use"] = float(row["balance"] / limit)
    found["disputes"] = float(row["disputed_count"])
    if row.get("broken_promises") is not None:
        found["broken_promises"] = float(row["broken_promises"])
    return found


def points(values: Mapping[str, float], scales: RiskScales) -> dict[str, tuple[Decimal, Decimal]]:
    """(points, most) by component, in tenths: the points' sum is the exact score to a tenth (largest remainders; ties in order)."""
    gained, whole = _weighed(values, scales)
    if not gained:
        return {}
    most = {code: _weight(scales, code) * LEVELS for code in gained}
    shared, ceilings = _tenths(gained, whole), _tenths(most, whole)
    return {code: (shared[code], ceilings[code]) for code in gained}


def score(row: Row, scales: RiskScales) -> Decimal | None:
    """The score alone, the sum of its parts; None where risk() gives none."""
    if not row["history"]:
        return None
    gained, whole = _weighed(measures(row), scales)
    return Decimal(_rounded(sum(gained.values()), whole)) / 10 if gained else None


def _weight(scales: RiskScales, code: str) -> int:
    scale: Scale = getattr(scales, code)
    return round(scale.weight * LEVELS)


def _weighed(values: Mapping[str, float], scales: RiskScales) -> tuple[dict[str, int], int]:
    """What each component with a weight gains, in whole units, and how many units make 100 points: no float is added up."""
    weights = {code: _weight(scales, code) for code in values}
    gained = {
        code: weight * round(getattr(scales, code).level(values[code]) * LEVELS)
        for code, weight in weights.items()
        if weight
    }
    return gained, sum(weights.values()) * LEVELS


def risk(row: Row, scales: RiskScales, currency: str | None) -> RiskScore:
    """The score of one client and its parts."""
    if not row["history"]:
        return RiskScore(
            None, reason=_("Données insuffisantes : aucune facture n’est encore échue ni réglée.")
        )
    values = measures(row)
    found = points(values, scales)
    if not found:
        return RiskScore(None, reason=_("Aucune composante du score n’a de poids dans les réglages."))
    parts = tuple(
        _part(code, values[code], gained, most, getattr(scales, code), row, currency)
        for code, (gained, most) in found.items()
    )
    return RiskScore(sum((part.points for part in parts), Decimal("0.0")), parts)


def _part(
    code: str, value: float, gained: Decimal, most: Decimal, scale: Scale, row: Row, currency: str | None
) -> RiskPart:
    said = sentence(code, value, row, currency)
    rule = _("Aucun point jusqu’à {start}, {points} points à partir de {full}.").format(
        start=_shown(code, scale.start), full=_shown(code, scale.full), points=i18n.number(most, 1)
    )
    return RiskPart(code, _(LABELS[code]), value, _shown(code, value), gained, most, said, rule)


def _shown(code: str, value: float) -> str:
    unit = UNITS.get(code)
    if unit == "percent":
        return i18n.percent(value, 0)
    return i18n.days(value) if unit == "days" else i18n.number(value)


def _rounded(units: int, whole: int) -> int:
    """Tenths of a point in `units`, to the nearest; `whole` units are 100 points."""
    return (2000 * units + whole) // (2 * whole)


def _tenths(units: Mapping[str, int], whole: int) -> dict[str, Decimal]:
    """Whole tenths for each whose sum is the rounded sum of all."""
    least = {code: 1000 * each // whole for code, each in units.items()}
    missing = _rounded(sum(units.values()), whole) - sum(least.values())
    ranked = sorted(units, key=lambda code: -(1000 * units[code] % whole))
    for code in ranked[:missing]:
        least[code] += 1
    return {code: Decimal(each) / 10 for code, each in least.items()}
