"""Two years of a client as shapes for the page: where each bar begins and ends between the lowest and the highest amount; it adds up nothing."""

import itertools
from typing import Any

from fiche.analysis.words import flows_said
from fiche.brief import Brief
from fiche.i18n import _, money

SERIES = ("invoiced", "received", "overdue")
NARROW = 3  # months under which a year's name has no room


def chart(brief: Brief) -> dict[str, Any]:
    """The sentence, the months, the years under them. No month: there is nothing to draw."""
    frame = brief.evolution
    values = {name: [float(v) for v in frame[name]] for name in SERIES}
    every = [v for series in values.values() for v in series]
    title = flows_said(values, brief.as_of, brief.currency)
    if not any(every):
        return {"title": title, "months": []}
    low, high = min(0.0, *every), max(every)
    span = (high - low) or 1.0
    months = [
        {
            "invoiced": {"from": (min(v, 0.0) - low) / span, "tall": abs(v) / span},
            "received": (received - low) / span if received else None,
            "overdue": (late - low) / span if late else None,
        }
        for v, received, late in zip(*(values[name] for name in SERIES), strict=True)
    ]  # fmt: skip
    return {
        "title": title,
        "months": months,
        "zero": -low / span,
        "keys": [
            {"colour": "now", "word": _("facturé")},
            {"colour": "done", "word": _("encaissé")},
            {"colour": "late", "word": _("en retard en fin de mois")},
        ],
        "ticks": [
            {"span": len(group), "text": str(year) if len(group) >= NARROW else ""}
            for year, group in ((y, list(g)) for y, g in itertools.groupby(m.year for m in frame["month"]))
        ],
        "scale": _("Le plus haut : {amount} dans un mois.").format(amount=money(high, brief.currency)),
    }
