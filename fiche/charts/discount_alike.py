"""Who gets more discount than clients alike, and how much more; it says not why."""

from fiche.charts.discount_ranking import clients_behind, ranked_clients
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart
from fiche.i18n import N_, _


def _words(clients: str, amount: str) -> str:
    return _("{amount} de remises au-delà du taux médian des comparables, clients concernés : {n}").format(
        amount=amount, n=clients
    )


def _draw(asked: Asked) -> Chart:
    nobody = _("Personne ne reçoit plus que le taux médian de ses comparables.")
    return ranked_clients(asked, "above_alike", _("Au-delà des comparables"), _words, nobody)


PLOT = Plot(
    code="discount_alike",
    question=N_("Qui reçoit plus que des clients comparables ?"),
    draw=_draw,
    behind=lambda asked, key: clients_behind(asked, "above_alike", key),
    brings=N_("Au-delà des comparables"),
)
