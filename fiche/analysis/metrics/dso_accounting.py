"""Outstanding in days of the last year's sales; simple, and blind to seasons."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="dso_accounting",
    rank=41,
    unit="days",
    fr="DSO comptable",
    en="DSO, accounting method",
    formula=N_(
        "Encours ÷ ventes TTC des N derniers jours × N (N = 365 ; c’est un réglage). Méthode comptable."
    ),
    source="indicators, Payment behaviour",
    sql="""
        CASE
            WHEN SUM(CASE WHEN dso_window IS NOT NULL THEN gross END) > 0
            THEN CAST(SUM(open_amount) AS DOUBLE)
                / CAST(SUM(CASE WHEN dso_window IS NOT NULL THEN gross END) AS DOUBLE) * MAX(dso_window)
        END
    """,
    undefined=N_("Pas de ventes sur la période : l’encours ne peut pas être converti en jours."),
    inputs=("outstanding",),
)
