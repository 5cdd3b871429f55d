"""How concentrated revenue is, in one index; read on a portfolio, never on one client."""

from fiche.analysis.concentration import herfindahl_index
from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="herfindahl",
    rank=61,
    unit="percent",
    fr="Indice de concentration (Herfindahl)",
    en="Concentration index (Herfindahl)",
    formula=N_(
        "Somme des carrés des parts de chaque client dans le CA 12 mois, clients au CA positif seulement : 100 % pour un client unique, 10 % pour dix clients égaux."
    ),
    source="indicators, Value and segments",
    clients=herfindahl_index,
    undefined=N_("Aucun client n’a de chiffre d’affaires positif sur les 12 derniers mois."),
    scope="portfolio",
)
