"""The fixed indemnity for recovery costs, once an invoice paid late or still late; it is in euros and converts nothing."""

from typing import Any

from fiche.analysis.metric import Metric
from fiche.i18n import N_, _

FOREIGN = N_("L’indemnité est fixée en euros : elle ne s’applique pas à des factures en {currency}.")


def _because(currency: Any) -> str | None:
    if currency is None:
        return None
    return _(FOREIGN).format(currency=currency)


_FOREIGN = "MAX(CASE WHEN indemnity IS NOT NULL AND currency <> 'EUR' THEN currency END)"
METRIC = Metric(
    code="recovery_indemnity",
    rank=46,
    unit="money",
    fr="Indemnités de recouvrement",
    en="Recovery indemnities",
    formula=N_(
        "40 € par facture payée en retard, même en partie, ou encore en retard (le montant est un réglage). Entre professionnels : les clients que le fichier dit particuliers n’y sont pas."
    ),
    source="indicators, Payment behaviour; D441-5 of the Code de commerce",
    sql=f"CASE WHEN {_FOREIGN} IS NULL THEN COALESCE(SUM(indemnity), 0) END",
    tells=_FOREIGN,
    because=_because,
    additive=True,
)
