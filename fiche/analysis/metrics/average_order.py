"""Revenue of invoices per invoice; credit notes and balances brought forward are left out of both."""

from fiche.analysis.metric import SALE, Metric
from fiche.i18n import N_

METRIC = Metric(
    code="average_order",
    rank=51,
    unit="money",
    fr="Panier moyen",
    en="Average order",
    formula=N_(
        "Somme des montants hors taxes des factures ÷ nombre de factures, avoirs et soldes repris à l’ouverture non compris."
    ),
    # The ten-millionth makes an exact half-cent round up, as it does on paper and in a spreadsheet: 1 807.47 / 14 is 129.11.
    source="indicators, Sales",
    sql=f"""
        CASE
            WHEN COUNT(CASE WHEN {SALE} THEN 1 END) > 0
            THEN CAST(FLOOR(
                (CAST(SUM(CASE WHEN {SALE} THEN net END) AS DOUBLE)
                / COUNT(CASE WHEN {SALE} THEN 1 END) + 0.0000001) * 100 + 0.5
            ) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2))
        END
    """,
    undefined=N_("Aucune facture."),
    inputs=("order_count",),
)
