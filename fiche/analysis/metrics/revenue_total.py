"""Revenue since the file begins; undated documents count here and in no period."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="revenue_total",
    rank=20,
    unit="money",
    fr="CA depuis l’origine",
    en="Revenue, all time",
    formula=N_(
        "Somme des montants hors taxes des factures, moins les avoirs, depuis l’origine du fichier ; les documents sans date sont compris."
    ),
    source="indicators, Sales",
    sql="COALESCE(SUM(net), 0)",
    additive=True,
)
