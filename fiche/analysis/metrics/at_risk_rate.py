"""The share of a month's billing still open ninety days after its due dates; it looks at one month, the latest that is old enough."""

from typing import Any

from fiche import i18n
from fiche.analysis.metric import Metric
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _

MONTH = N_("Factures de {month}.")


def _remark(month: Any, settings: Settings) -> str | None:  # noqa: ARG001 - the same with any settings
    return _(MONTH).format(month=i18n.month(month)) if month else None


METRIC = Metric(
    code="at_risk_rate",
    rank=47,
    unit="percent",
    fr="Taux d’impayés à 90 jours",
    en="Unpaid after 90 days",
    formula=N_(
        "Reste dû 90 jours après l’échéance ÷ montant TTC facturé, pour les factures du dernier mois dont toutes les échéances ont plus de 90 jours."
    ),
    source="indicators, Payment behaviour",
    sql="""
        CASE
            WHEN SUM(ripe_amount) > 0
            THEN CAST(SUM(ripe_open) AS DOUBLE) / CAST(SUM(ripe_amount) AS DOUBLE)
        END
    """,
    undefined=N_("Aucune facture du dernier mois échu depuis 90 jours."),
    tells="MAX(ripe_month)",
    remark=_remark,
)
