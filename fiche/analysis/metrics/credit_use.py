"""The balance against one client's credit limit; a limit of zero is none."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="credit_use",
    rank=39,
    unit="percent",
    fr="Part du plafond utilisée",
    en="Credit limit used",
    formula=N_("Solde ÷ plafond d’encours du client."),
    source="indicators, Value and segments",
    sql="""
        CASE
            WHEN MAX(credit_limit) > 0
            THEN CAST(SUM(open_amount + unapplied) AS DOUBLE) / CAST(MAX(credit_limit) AS DOUBLE)
        END
    """,
    undefined=N_("Aucun plafond d’encours n’est renseigné."),
    inputs=("balance",),
    scope="client",
)
