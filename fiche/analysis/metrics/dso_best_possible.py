"""The count-back that would be left if nothing were late; what is past due is not in it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fiche.analysis.countback import countback
from fiche.analysis.metric import Metric, Months, Outcome
from fiche.i18n import N_


def _derive(values: Mapping[str, Any], sales: Months, as_of: dt.date) -> Outcome:
    return countback(values["not_due"], sales, as_of)


METRIC = Metric(
    code="dso_best_possible",
    rank=42,
    unit="days",
    fr="DSO le meilleur possible",
    en="Best possible DSO",
    formula=N_("Même méthode par épuisement, sur le seul encours non échu."),
    source="indicators, Payment behaviour",
    derive=_derive,
    inputs=("not_due",),
    undefined=N_("Aucune facture datée : l’encours ne peut pas être converti en jours."),
)
