"""How many invoices and credit notes count; what is dated later does not."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="documents",
    rank=11,
    unit="count",
    fr="Factures et avoirs",
    en="Invoices and credit notes",
    formula=N_("Nombre de factures et d’avoirs datés au plus tard du jour d’arrêté, ou sans date."),
    source="indicators, Open items",
    sql="COUNT(DISTINCT document_key)",
    additive=True,
    adds_amounts=False,
)
