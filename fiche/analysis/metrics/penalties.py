"""Late-payment penalties by article L441-10, invoice by invoice; a half-year without a published rate leaves them undefined."""

import datetime as dt
from typing import Any

from fiche.analysis.metric import Metric
from fiche.analysis.rates import half_name
from fiche.i18n import N_, _

UNRATED = N_("Le taux des pénalités n’est pas connu pour le {half} : il manque à la table des taux.")


def _because(unrated_after: Any) -> str | None:
    if unrated_after is None:
        return None
    half = half_name(unrated_after + dt.timedelta(days=1))
    return _(UNRATED).format(half=half)


METRIC = Metric(
    code="penalties",
    rank=45,
    unit="money",
    fr="Pénalités de retard",
    en="Late-payment penalties",
    formula=N_(
        "Du lendemain de l’échéance : reste dû × taux × jours ÷ 365, coupé à chaque paiement et à chaque 1er janvier et 1er juillet, arrondi au centime par facture. Taux du contrat (réglage), sinon taux de refinancement de la BCE du début du semestre + 10 points, jamais moins de 3 fois l’intérêt légal. Entre professionnels : les clients que le fichier dit particuliers n’y sont pas."
    ),
    source="indicators, Payment behaviour; L441-10 and D441-5 of the Code de commerce",
    sql="CASE WHEN MIN(unrated_after) IS NULL THEN COALESCE(SUM(penalty), 0) END",
    tells="MIN(unrated_after)",
    because=_because,
    additive=True,
    inputs=("overdue",),
)
