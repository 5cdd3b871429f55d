"""When one client's next purchase would fall at its own rhythm; it promises nothing."""

from fiche.analysis.metric import SALE, Metric
from fiche.i18n import N_

METRIC = Metric(
    code="next_expected",
    rank=54,
    unit="date",
    fr="Prochain achat attendu",
    en="Next purchase expected",
    formula=N_("Date du dernier achat + rythme d’achat du client."),
    source="indicators, Sales",
    sql=f"""
        CASE
            WHEN COUNT(gap_days) >= 2
            THEN MAX(CASE WHEN {SALE} THEN date END) + CAST(FLOOR(MEDIAN(gap_days) + 0.5) AS INTEGER)
        END
    """,
    undefined=N_("Moins de trois dates d’achat : le rythme ne peut pas être estimé."),
    adds_amounts=False,
    inputs=("last_purchase", "purchase_interval"),
    scope="client",
)
