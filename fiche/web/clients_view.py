"""The list of clients, on the portfolio and on its own page: search, filters, order, and the way to each sheet; it computes no figure."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fiche.analysis import Filters
from fiche.analysis.status import STATUSES
from fiche.analysis.words import status_name
from fiche.i18n import N_, _, number
from fiche.web import portfolio_view_data as data
from fiche.web.page import Context, open_client
from fiche.web.tables import Shown, download, listing
from fiche.web.tiles import lead

if TYPE_CHECKING:
    import pandas as pd

COUNTED = {
    "prospect": (N_("1 prospect"), N_("{n} prospects")),
    "at_risk": (N_("1 à risque"), N_("{n} à risque")),
    "inactive": (N_("1 inactif"), N_("{n} inactifs")),
    "vip": (N_("1 VIP"), N_("{n} VIP")),
    "awaiting_payment": (N_("1 en attente de paiement"), N_("{n} en attente de paiement")),
    "active": (N_("1 actif"), N_("{n} actifs")),
}


def columns(extra: tuple[Shown, ...] = ()) -> list[Shown]:
    """The columns of the list; `extra` ones come after the status."""
    return [
        Shown("client_id", _("N°"), pinned=True),
        Shown("name", _("Client"), width=210),
        Shown(
            "status_shown",
            _("Statut"),
            width=165,
            help=_("Calculé à la date d’arrêté ; la fiche en donne la raison."),
        ),
        *extra,
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("growth", _("Sur un an"), "percent"),
        Shown("outstanding", _("Encours"), "money"),
        Shown("overdue", _("En retard"), "money"),
        Shown("oldest_delay_days", _("Retard"), "days", help=_("Le plus ancien des retards.")),
        Shown("last_purchase", _("Dernier achat"), "date"),
        Shown("discount_rate", _("Remise"), "percent"),
    ]


def identity() -> tuple[Shown, ...]:
    """The columns that say who the client is."""
    return (
        Shown("city", _("Ville")),
        Shown("category", _("Catégorie")),
        Shown("account_manager", _("Responsable")),
    )


def found_clients(ctx: Context, where: Filters, key: str, place: DeltaGenerator) -> "pd.DataFrame":
    """The clients that pass the filters, a search box (drawn in `place`) and the computed statuses, shown with their counts."""
    text = place.text_input(
        _("Rechercher dans la liste"),
        key=f"{key}_search",
        type="search",
        icon=":material/filter_alt:",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        label_visibility="collapsed",
        persist_state="session",
    )
    people = data.clients(ctx.portfolio, ctx.as_of, replace(where, search=text or ""))
    counts = Counter(people["status_computed"])
    chosen = st.pills(
        _("Statut"),
        [code for code in STATUSES if counts[code]],
        selection_mode="multi",
        format_func=lambda code: f"{status_name(code)} · {number(counts[code])}",
        key=f"{key}_status",
        label_visibility="collapsed",
        wrap=True,
    )
    return people[people["status_computed"].isin(chosen)] if chosen else people


def client_table(
    frame: "pd.DataFrame",
    shown: list[Shown],
    *,
    key: str,
    sort: str,
    currency: str | None,
    name: str,
) -> None:
    """The list itself and its download; a click on a row opens the client's sheet. `frame`: as Portfolio.clients, more columns allowed."""
    if frame.empty:
        st.info(_("Aucun client ne répond à ces critères. Retirez un filtre ou cherchez autrement."))
        return
    full = frame.assign(status_shown=[status_name(code) for code in frame["status_computed"]])
    place = listing(full, shown, key=key, sort=sort, currency=currency)
    download(full, shown, name, f"{key}_download", currency)
    if place is not None:
        open_client(str(full["client_id"].iloc[place]))


def summary(frame: "pd.DataFrame") -> str:
    """How many clients there are, and of which kinds, in one sentence."""
    counts = Counter(frame["status_computed"])
    words = {
        code: one if counts[code] == 1 else many for code, (one, many) in COUNTED.items() if counts[code]
    }
    said = [_(sentence).format(n=number(counts[code])) for code, sentence in words.items()]
    head = _("1 client") if len(frame) == 1 else _("{n} clients").format(n=number(len(frame)))
    return _("{head} : {kinds}.").format(head=head, kinds=", ".join(said))


def clients_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The page: how many of what, then search and list."""
    lead(summary(data.clients(ctx.portfolio, ctx.as_of, where)))
    frame = found_clients(ctx, where, "clients", st.container())
    shown = [*columns(identity()), Shown("status", _("Statut du fichier"))]
    client_table(frame, shown, key="clients_list", sort="name", currency=currency, name=_("Clients"))
