"""The first screen: drop a file, or see where things stand and what needs someone today; no chart is drawn here."""

from collections.abc import Mapping

import streamlit as st

from fiche.analysis import Alert, Filters
from fiche.i18n import _, day, number
from fiche.web import load_state
from fiche.web import portfolio_view_data as data
from fiche.web.alerts_sleep import sleep_window, watched
from fiche.web.alerts_view import sentence
from fiche.web.fiche_dialogs import new_client_button
from fiche.web.load_view import drop_zone, load_page
from fiche.web.page import PAGES, Context, kept_in_url, open_client
from fiche.web.show import md

ICONS = {"serious": ":material/error:", "late": ":material/schedule:", "info": ":material/info:"}
TODAY = 5


def home_page(ctx: Context) -> None:
    """First use: the drop zone. Afterwards: the data, and five things to do."""
    if load_state.under_way() is not None:
        load_page()
    elif ctx.portfolio.empty:
        st.markdown(
            _(
                "Déposez le fichier de vos clients : en quelques secondes, vous voyez le portefeuille, la fiche de chacun, ce qui est en retard, et des classeurs Excel qui calculent."
            )
        )
        drop_zone()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_("Pas encore de fichier ? Un client peut commencer ici."))
            new_client_button(ctx)
    else:
        _data(ctx)
        _to_do(ctx)


def _data(ctx: Context) -> None:
    latest = next((i for i in ctx.store.imports() if i.active), None)
    if latest is None:
        st.markdown(_("Aucun fichier chargé : ces clients ont été créés dans l’application."))
    else:
        files = ", ".join(md(f) for f in latest.files)
        st.markdown(
            _("Données du **{day}** : {files}, {n} lignes chargées.").format(
                day=day(latest.loaded_on), files=files, n=number(latest.rows_loaded)
            )
        )
    with st.container(horizontal=True):
        st.page_link(PAGES["portfolio"], label=_("Voir le portefeuille"), icon=":material/monitoring:")
        st.page_link(PAGES["quality"], label=_("Vérifier les données"), icon=":material/fact_check:")
        st.page_link(PAGES["load"], label=_("Charger un autre fichier"), icon=":material/upload_file:")


def _to_do(ctx: Context) -> None:
    st.subheader(_("À faire aujourd’hui"), anchor=False)
    with st.spinner(_("Recherche de ce qui demande votre attention…")):
        found = watched(ctx.store, data.alerts(ctx.portfolio, ctx.as_of, Filters()), ctx.as_of)
    if not found.awake:
        st.success(_("Rien ne demande votre attention à cette date."), icon=":material/check_circle:")
    names = ctx.portfolio.names()
    for place, alert in enumerate(found.awake[:TODAY]):
        _alert(ctx, place, alert, names)
    if len(found.awake) > TODAY or found.asleep:
        words = sentence(found)
        st.page_link(
            PAGES["alerts"], label=words, icon=":material/notifications:", query_params=kept_in_url()
        )


def _alert(ctx: Context, place: int, alert: Alert, names: Mapping[str, str | None]) -> None:
    name = names.get(alert.client_id) or alert.client_id
    with st.container(border=True):
        words, sheet, sleep = st.columns([6, 1.6, 1.9], vertical_alignment="center")
        words.markdown(f"{ICONS[alert.severity]} **{md(name)}** · {md(alert.message)}")
        if sheet.button(
            _("Ouvrir la fiche"), key=f"alert_{place}", type="tertiary", icon=":material/arrow_forward:"
        ):
            open_client(alert.client_id)
        if sleep.button(
            _("Mettre en sommeil"), key=f"alert_sleep_{place}", type="tertiary", icon=":material/snooze:"
        ):
            sleep_window(ctx, [alert], names)
