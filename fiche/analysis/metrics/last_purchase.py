"""The day of the latest invoice; undated invoices tell no day."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="last_purchase",
    rank=52,
    unit="date",
    fr="Dernier achat",
    en="Last purchase",
    formula=N_("Date de la dernière facture, au plus tard le jour d’arrêté."),
    source="indicators, Sales",
    sql="MAX(CASE WHEN item = 'invoice' THEN date END)",
    undefined=N_("Aucune facture datée."),
    adds_amounts=False,
)
