"""Whose discount rose within a year, and what that costs; it says not why."""

from fiche.charts.discount_ranking import clients_behind, ranked_clients
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart
from fiche.i18n import N_, _


def _words(clients: str, amount: str) -> str:
    return _("La hausse des taux coûte {amount} en 12 mois, clients concernés : {n}").format(
        amount=amount, n=clients
    )


def _draw(asked: Asked) -> Chart:
    nobody = _("Aucun taux de remise n’a dérivé en un an.")
    return ranked_clients(asked, "drift", _("Coût de la dérive"), _words, nobody)


PLOT = Plot(
    code="discount_drift",
    question=N_("Chez qui la remise dérive-t-elle ?"),
    draw=_draw,
    behind=lambda asked, key: clients_behind(asked, "drift", key),
    brings=N_("Coût de la dérive"),
)
