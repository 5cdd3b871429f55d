"""How many invoices are not settled yet, late or not; their amounts are in outstanding."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="open_count",
    rank=30,
    unit="count",
    fr="Factures ouvertes",
    en="Open invoices",
    formula=N_("Nombre de factures qui ne sont pas soldées."),
    source="indicators, Open items",
    sql="COUNT(DISTINCT CASE WHEN open_amount > 0 THEN document_key END)",
    additive=True,
    adds_amounts=False,
    inputs=("outstanding",),
)
