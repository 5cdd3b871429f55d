"""What is open past its due date; an invoice without a due date is never late."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="overdue",
    rank=32,
    unit="money",
    fr="En retard",
    en="Overdue",
    formula=N_("Reste dû des factures dont l’échéance est dépassée au jour d’arrêté."),
    source="indicators, Open items",
    sql="COALESCE(SUM(CASE WHEN overdue THEN open_amount END), 0)",
    additive=True,
)
