"""What is left of credit notes and payments that no invoice has used; negative unless money was returned."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="unapplied",
    rank=37,
    unit="money",
    fr="Avoirs et acomptes à déduire",
    en="Unapplied credits",
    formula=N_(
        "Reste des avoirs, des acomptes et des trop-perçus qui ne sont rattachés à aucune facture (en négatif)."
    ),
    source="indicators, Open items",
    sql="COALESCE(SUM(unapplied), 0)",
    additive=True,
)
