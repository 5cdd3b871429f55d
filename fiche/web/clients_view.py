"""The list of clients, on the portfolio and on its own page: search, filters, order, and the way to each sheet; it computes no figure."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fiche.analysis import Filters, Portfolio
from fiche.analysis.status import STATUSES
from fiche.analysis.words import status_name
from fiche.charts import client_count
from fiche.i18n import N_, _, money, number
from fiche.web import address, filters_state
from fiche.web import portfolio_view_data as data
from fiche.web import segments_view_data as cuts
from fiche.web.clients_view_classes import CELL, narrowed
from fiche.web.exports_view import begin_button
from fiche.web.fiche_dialogs import new_client_button
from fiche.web.own_templates_list import own_buttons
from fiche.web.page import PAGES, Context, kept_in_url, open_client
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing
from fiche.web.tiles import lead

if TYPE_CHECKING:
    import pandas as pd

LIST = "clients"  # what the keys of the list's own choices begin with
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


def found_clients(
    ctx: Context,
    where: Filters,
    key: str,
    place: DeltaGenerator,
    source: "Callable[[Portfolio, dt.date, Filters], pd.DataFrame]" = data.clients,
) -> "pd.DataFrame":
    """The clients of `source` that pass the filters and a search box (drawn in `place`). The computed statuses, shown with their counts, are the
    shared filter itself, close at hand."""
    text = place.text_input(
        _("Rechercher dans la liste"),
        key=f"{key}_search",
        type="search",
        icon=":material/filter_alt:",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        label_visibility="collapsed",
        persist_state="session",
    )
    whole = replace(where, search=text or "", status_computed=())
    people = _present(source(ctx.portfolio, ctx.as_of, whole), ctx.as_of, key)
    counts = Counter(people["status_computed"])
    held = [code for code in STATUSES if counts[code] or code in where.status_computed]
    pills = f"{key}_status"
    st.session_state[pills] = [code for code in where.status_computed if code in held]
    chosen = st.pills(
        _("Statut"),
        held,
        selection_mode="multi",
        format_func=lambda code: f"{status_name(str(code))} · {number(counts[code])}",
        key=pills,
        on_change=lambda: filters_state.put("statut", st.session_state[pills]),
        label_visibility="collapsed",
        wrap=True,
    )
    return people[people["status_computed"].isin(chosen)] if chosen else people


def archived(frame: "pd.DataFrame", as_of: dt.date) -> "pd.Series[bool]":
    """Which of the clients were put away by that date."""
    import pandas as pd

    return frame["archived_on"] <= pd.Timestamp(as_of)


def _present(frame: "pd.DataFrame", as_of: dt.date, key: str) -> "pd.DataFrame":
    """The clients that were not put away; a switch, with their number, shows the others too."""
    away = archived(frame, as_of)
    count = int(away.sum())
    if not count:
        return frame
    one, many = _("Afficher le client archivé"), _("Afficher les {n} clients archivés")
    words = one if count == 1 else many.format(n=number(count))
    return frame if st.toggle(words, key=f"{key}_archived", persist_state="session") else frame[~away]


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
    full = frame.assign(status_shown=frame["status_computed"].map({c: status_name(c) for c in STATUSES}))
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
    return _("{head} : {kinds}.").format(head=client_count(len(frame)), kinds=", ".join(said))


def open_clients(asked: Mapping[str, Iterable[str]]) -> None:
    """Go to the list, narrowed by what the page is narrowed by and by what is `asked`: «case», or names of fiche.analysis.selecting, their words."""
    for key, empty in (("search", ""), (CELL, None)):
        address.forget(f"{LIST}_{key}", empty)
    st.switch_page(PAGES["clients"], query_params={**kept_in_url(), **filters_state.asked(asked)})


def kept_of(frame: "pd.DataFrame", everyone: int, currency: str | None) -> str:
    """How many clients are listed, and their revenue, in one sentence."""
    revenue = round(float(frame["revenue_12m"].fillna(0).sum()), 2)
    return _("{clients} sur {n} ; CA 12 mois : {amount}.").format(
        clients=client_count(len(frame)), n=number(everyone), amount=money(revenue, currency)
    )


def clients_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The page: how many of what, then search, classes and list."""
    everyone = data.clients(ctx.portfolio, ctx.as_of, Filters(currency=where.currency))
    present = data.clients(ctx.portfolio, ctx.as_of, where)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(width="stretch"):
            lead(summary(present[~archived(present, ctx.as_of)]))
        new_client_button(ctx)
    frame = narrowed(found_clients(ctx, where, LIST, st.container(), cuts.classed), LIST)
    if len(frame) < len(everyone):
        st.caption(md(kept_of(frame, len(everyone), currency)))
    letter = Shown("abc", _("Classe"), help=_("Par le CA 12 mois ; la page Segments en donne la règle."))
    last = (Shown("segment_shown", _("Segment"), width=130), Shown("status", _("Statut du fichier")))
    shown = [*columns((letter, *identity())), *last]
    client_table(frame, shown, key="clients_list", sort="name", currency=currency, name=_("Clients"))
    if not frame.empty:
        text = str(st.session_state.get(f"{LIST}_search") or "").strip()
        search = (_("Recherche : {text}").format(text=text),) if text else ()
        chosen = (*search, kept_of(frame, len(everyone), currency)) if len(frame) < len(everyone) else ()
        _sheets_button(ctx, sorted(frame["client_id"]), chosen)


def _sheets_button(ctx: Context, clients: list[str], chosen: tuple[str, ...]) -> None:
    """The Excel sheets of those listed, in one ZIP."""
    one, many = _("Préparer la fiche Excel de ce client"), _("Préparer les {n} fiches Excel de ces clients")
    words = one if len(clients) == 1 else many.format(n=number(len(clients)))
    with st.container(horizontal=True, vertical_alignment="center"):
        begin_button(
            ctx, words, f"{LIST}_sheets", "sheets", _("Fiches clients"), clients=clients, chosen=chosen
        )
        own_buttons(ctx, f"{LIST}_own", clients, chosen)
