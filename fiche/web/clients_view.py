"""The list of clients, on the portfolio and on its own page: search, filters, order, and the way to each sheet; it computes no figure."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.status import STATUSES
from fiche.i18n import _, number
from fiche.web import portfolio_view_data as data
from fiche.web.downloads import table_button
from fiche.web.page import Context, open_client
from fiche.web.tables import Shown, displayed, listing
from fiche.web.tiles import lead

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {"prospect": "◇", "at_risk": "▲", "inactive": "○", "vip": "★", "awaiting_payment": "◔", "active": "●"}


def status_name(code: str) -> str:
    """A computed status with its sign: «▲ À risque»."""
    return f"{SIGNS[code]} {_(STATUSES[code])}"


def columns(extra: tuple[Shown, ...] = ()) -> list[Shown]:
    """The columns of the list; `extra` ones come after the status."""
    return [
        Shown("client_id", _("N°"), pinned=True),
        Shown("name", _("Client"), width=230, pinned=True),
        Shown(
            "status_shown", _("Statut"), help=_("Calculé à la date d’arrêté ; la fiche en donne la raison.")
        ),
        *extra,
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("growth", _("Sur un an"), "percent"),
        Shown("outstanding", _("Encours"), "money"),
        Shown("overdue", _("En retard"), "money"),
        Shown("oldest_delay_days", _("Retard le plus ancien"), "days"),
        Shown("last_purchase", _("Dernier achat"), "date"),
        Shown("discount_rate", _("Remise"), "percent"),
    ]


def identity() -> tuple[Shown, ...]:
    """The columns that say who the client is."""
    return (
        Shown("city", _("Ville")),
        Shown("category", _("Catégorie")),
        Shown("account_manager", _("Responsable")),
        Shown("status", _("Statut du fichier")),
    )


def search_and_status(ctx: Context, where: Filters, key: str) -> Filters:
    """A search box and the computed statuses with their counts, added to the filters."""
    found, statuses = st.columns([2, 3], vertical_alignment="bottom")
    text = found.text_input(
        _("Rechercher dans la liste"),
        key=f"{key}_search",
        type="search",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        persist_state="session",
    )
    searched = replace(where, search=text or "")
    counts = Counter(data.clients(ctx.portfolio, ctx.as_of, searched)["status_computed"])
    chosen = statuses.pills(
        _("Statut"),
        [code for code in STATUSES if counts[code]],
        selection_mode="multi",
        format_func=lambda code: f"{status_name(code)} · {number(counts[code])}",
        key=f"{key}_status",
    )
    return replace(searched, status_computed=tuple(chosen or ()))


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
    headed = displayed(full, shown).rename(columns={column.name: column.label for column in shown})
    table_button(headed, name, key=f"{key}_download")
    if place is not None:
        open_client(str(full["client_id"].iloc[place]))


def summary(frame: "pd.DataFrame") -> str:
    """How many clients there are, and of which kinds, in one sentence."""
    counts = Counter(frame["status_computed"])
    said = [f"{number(counts[code])} {_(STATUSES[code]).lower()}" for code in STATUSES if counts[code]]
    head = _("1 client") if len(frame) == 1 else _("{n} clients").format(n=number(len(frame)))
    return _("{head} : {kinds}.").format(head=head, kinds=", ".join(said))


def clients_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The page: how many of what, then search and list."""
    lead(summary(data.clients(ctx.portfolio, ctx.as_of, where)))
    wanted = search_and_status(ctx, where, "clients")
    frame = data.clients(ctx.portfolio, ctx.as_of, wanted)
    client_table(
        frame, columns(identity()), key="clients_list", sort="name", currency=currency, name=_("Clients")
    )
