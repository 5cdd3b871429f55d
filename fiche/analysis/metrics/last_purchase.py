"""The day of the latest invoice; undated invoices tell no day, and a balance brought forward is no purchase."""

from fiche.analysis.metric import SALE, Metric
from fiche.i18n import N_

METRIC = Metric(
    code="last_purchase",
    rank=52,
    unit="date",
    fr="Dernier achat",
    en="Last purchase",
    formula=N_(
        "Date de la dernière facture, au plus tard le jour d’arrêté ; un solde repris n’est pas un achat."
    ),
    source="indicators, Sales",
    sql=f"MAX(CASE WHEN {SALE} THEN date END)",
    undefined=N_("Aucune facture datée ; un solde repris n’est pas un achat."),
    adds_amounts=False,
)
