"""How many invoices are open past their due date; their amounts are in overdue."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="overdue_count",
    rank=33,
    unit="count",
    fr="Factures en retard",
    en="Overdue invoices",
    formula=N_("Nombre de factures dont l’échéance est dépassée et qui ne sont pas soldées."),
    source="indicators, Open items",
    sql="COUNT(DISTINCT CASE WHEN overdue THEN document_key END)",
    additive=True,
    adds_amounts=False,
    inputs=("overdue",),
)
