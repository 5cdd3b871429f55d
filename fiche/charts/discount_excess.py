"""Who gets more discount than was granted, and how much; it takes none back."""

from fiche.charts.discount_ranking import clients_behind, ranked_clients
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart
from fiche.i18n import N_, _


def _words(clients: str, amount: str) -> str:
    return _("{amount} de remises au-delà de l’accord, clients concernés : {n}").format(
        amount=amount, n=clients
    )


def _draw(asked: Asked) -> Chart:
    nobody = _("Aucune remise ne dépasse ce qui est accordé.")
    return ranked_clients(asked, "above_granted", _("Au-delà de l’accord"), _words, nobody)


PLOT = Plot(
    code="discount_excess",
    question=N_("Qui reçoit plus que son accord ?"),
    draw=_draw,
    behind=lambda asked, key: clients_behind(asked, "above_granted", key),
    brings=N_("Au-delà de l’accord"),
    whole="discount_above_granted",
)
