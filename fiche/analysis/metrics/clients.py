"""How many clients there are; those without any document are counted too."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="clients",
    rank=10,
    unit="count",
    fr="Clients",
    en="Clients",
    formula=N_("Nombre de clients de la sélection, y compris ceux qui n’ont encore rien acheté."),
    source="indicators, Open items",
    sql="COUNT(CASE WHEN item = 'client' THEN 1 END)",
    additive=True,
    adds_amounts=False,
)
