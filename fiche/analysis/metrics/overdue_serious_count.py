"""How many invoices are late by more than the serious threshold; part of overdue_count."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="overdue_serious_count",
    rank=35,
    unit="count",
    fr="Factures en retard depuis longtemps",
    en="Invoices long overdue",
    formula=N_("Nombre de factures en retard de plus de 60 jours (ce seuil est un réglage)."),
    source="indicators, Open items",
    sql="COUNT(DISTINCT CASE WHEN serious THEN document_key END)",
    additive=True,
    adds_amounts=False,
    inputs=("overdue_serious",),
)
