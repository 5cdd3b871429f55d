"""The share of revenue that the ten largest clients make; read on a portfolio, never on one client."""

from collections.abc import Sequence
from decimal import Decimal

from fiche.analysis.concentration import top_share
from fiche.analysis.metric import Metric, Outcome
from fiche.i18n import N_


def _top10(revenues: Sequence[Decimal]) -> Outcome:
    return top_share(revenues, 10)


METRIC = Metric(
    code="top10_share",
    rank=60,
    unit="percent",
    fr="Part des 10 premiers clients",
    en="Share of the top 10 clients",
    formula=N_(
        "CA 12 mois des dix clients qui en font le plus ÷ CA 12 mois de tous les clients dont le CA est positif."
    ),
    source="indicators, Value and segments",
    clients=_top10,
    undefined=N_("Aucun client n’a de chiffre d’affaires positif sur les 12 derniers mois."),
    scope="portfolio",
)
