"""What clients owe once everything is deducted; the total of the aged balance."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="balance",
    rank=38,
    unit="money",
    fr="Solde",
    en="Balance",
    formula=N_("Encours, moins les avoirs et acomptes à déduire."),
    source="indicators, Open items",
    sql="COALESCE(SUM(open_amount + unapplied), 0)",
    additive=True,
    inputs=("outstanding", "unapplied"),
)
