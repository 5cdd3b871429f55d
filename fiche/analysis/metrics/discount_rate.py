"""Discounts weighed against amounts before discount, all time; what the file does not say is left out."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_rate",
    rank=60,
    unit="percent",
    fr="Remise moyenne",
    en="Average discount",
    formula=N_(
        "Somme des remises ÷ somme des montants avant remise, sur tous les documents dont la remise est connue."
    ),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN SUM(CASE WHEN discount IS NOT NULL THEN before_discount END) > 0
            THEN CAST(SUM(CASE WHEN before_discount IS NOT NULL THEN discount END) AS DOUBLE)
                / CAST(SUM(CASE WHEN discount IS NOT NULL THEN before_discount END) AS DOUBLE)
        END
    """,
    undefined=N_("Le fichier ne dit rien des remises."),
)
