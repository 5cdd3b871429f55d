"""What is open and not past its due date; an invoice due today is here."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="not_due",
    rank=31,
    unit="money",
    fr="Encours non échu",
    en="Not due yet",
    formula=N_(
        "Reste dû des factures dont l’échéance n’est pas dépassée au jour d’arrêté (une facture qui échoit ce jour-là n’est pas en retard)."
    ),
    source="indicators, Open items",
    sql="COALESCE(SUM(CASE WHEN bucket = 'not_due' THEN open_amount END), 0)",
    additive=True,
)
