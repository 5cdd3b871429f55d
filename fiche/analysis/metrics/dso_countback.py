"""Outstanding in days of the most recent sales, by count-back; the history may be too short, and then it says «at least»."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fiche.analysis.countback import countback
from fiche.analysis.metric import Metric, Months, Outcome
from fiche.i18n import N_


def _derive(values: Mapping[str, Any], sales: Months, as_of: dt.date) -> Outcome:
    return countback(values["outstanding"], sales, as_of)


METRIC = Metric(
    code="dso_countback",
    rank=40,
    unit="days",
    fr="DSO par épuisement",
    en="DSO, count-back",
    formula=N_(
        "On retire de l’encours les ventes TTC du mois en cours, puis des mois d’avant, jusqu’à l’épuiser, en comptant les jours de ces mois ; le dernier compte au prorata. Méthode par épuisement."
    ),
    source="indicators, Payment behaviour",
    derive=_derive,
    inputs=("outstanding",),
    undefined=N_("Aucune facture datée : l’encours ne peut pas être converti en jours."),
)
