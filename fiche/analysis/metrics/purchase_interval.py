"""The usual time between two purchases of one client; it needs three days of purchase."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="purchase_interval",
    rank=53,
    unit="days",
    fr="Rythme d’achat",
    en="Purchase interval",
    formula=N_(
        "Médiane des jours entre deux dates d’achat successives d’un même client ; il faut trois dates d’achat, et un solde repris n’est pas un achat."
    ),
    source="indicators, Sales",
    sql="CASE WHEN COUNT(gap_days) >= 2 THEN MEDIAN(gap_days) END",
    undefined=N_("Moins de trois dates d’achat : le rythme ne peut pas être estimé."),
    adds_amounts=False,
)
