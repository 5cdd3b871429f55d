"""Days since the earliest due date still open; paid invoices do not count."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="oldest_delay",
    rank=36,
    unit="days",
    fr="Plus ancien retard",
    en="Oldest delay",
    formula=N_("Nombre de jours écoulés depuis la plus ancienne échéance dépassée et non soldée."),
    source="indicators, Open items",
    sql="MAX(days_late)",
    undefined=N_("Aucune facture n’est en retard."),
    adds_amounts=False,
    inputs=("overdue",),
)
