"""How many invoices there are; credit notes change revenue, not this count."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="order_count",
    rank=50,
    unit="count",
    fr="Nombre de factures",
    en="Number of invoices",
    formula=N_("Nombre de factures, avoirs non compris."),
    source="indicators, Sales",
    sql="COUNT(CASE WHEN item = 'invoice' THEN 1 END)",
    additive=True,
    adds_amounts=False,
)
