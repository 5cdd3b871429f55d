"""How many invoices there are; credit notes change revenue, not this count, and balances brought forward are no invoice."""

from fiche.analysis.metric import SALE, Metric
from fiche.i18n import N_

METRIC = Metric(
    code="order_count",
    rank=50,
    unit="count",
    fr="Nombre de factures",
    en="Number of invoices",
    formula=N_("Nombre de factures, avoirs et soldes repris à l’ouverture non compris."),
    source="indicators, Sales",
    sql=f"COUNT(CASE WHEN {SALE} THEN 1 END)",
    additive=True,
    adds_amounts=False,
)
