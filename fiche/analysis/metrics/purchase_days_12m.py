"""On how many days one client bought in twelve months; invoices of one day are one purchase."""

from fiche.analysis.metric import SALE, Metric
from fiche.i18n import N_

METRIC = Metric(
    code="purchase_days_12m",
    rank=55,
    unit="count",
    fr="Jours d’achat sur 12 mois",
    en="Purchase days, 12 months",
    formula=N_(
        "Nombre de dates de facture différentes dans les 12 mois qui finissent au jour d’arrêté compris ; un solde repris n’est pas un achat."
    ),
    source="indicators, Value and segments",
    sql=f"COUNT(DISTINCT CASE WHEN {SALE} AND period = 'last' THEN date END)",
    adds_amounts=False,
    scope="client",
)
