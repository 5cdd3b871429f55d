"""What is late by more than the serious threshold; part of overdue."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="overdue_serious",
    rank=34,
    unit="money",
    fr="En retard depuis longtemps",
    en="Long overdue",
    formula=N_("Reste dû des factures en retard de plus de 60 jours (ce seuil est un réglage)."),
    source="indicators, Open items",
    sql="COALESCE(SUM(CASE WHEN serious THEN open_amount END), 0)",
    additive=True,
    inputs=("overdue",),
)
