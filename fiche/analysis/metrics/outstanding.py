"""What is left to receive on invoices; credit notes and deposits that name no invoice are apart."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="outstanding",
    rank=30,
    unit="money",
    fr="Encours",
    en="Outstanding",
    formula=N_(
        "Somme de ce qui reste dû sur les factures : montant TTC moins les paiements et les avoirs qui s’y rapportent, jamais moins que zéro."
    ),
    source="indicators, Open items",
    sql="COALESCE(SUM(open_amount), 0)",
    additive=True,
)
