"""The script that Streamlit runs: language, menu, page; it holds no page's content. It stands outside pages/, so that no page runs without it."""

import gc

import pandas as pd  # noqa: F401 - imported once, before the collector is told to leave them alone
import plotly.graph_objects as go  # noqa: F401
import polars as pl  # noqa: F401
import streamlit as st

from fiche.i18n import _
from fiche.place import folder
from fiche.reading.read import sweep
from fiche.web.connections import scheduler
from fiche.web.exports import jobs
from fiche.web.page import PAGES, choose_language
from fiche.web.views_state import SHOWN

FOLDER = folder() / "pages"


@st.cache_resource(show_spinner=False)
def _start() -> bool:
    """Once a process: leave nothing of dead readings, go on with the exports and synchronisations that a stop cut, and keep the collector off what will never be freed (143 → 7 ms a rerun)."""
    sweep()
    jobs(trial=False)
    scheduler()
    gc.collect()
    gc.freeze()
    return True


def _home() -> None:
    """The address that the menu's name makes one type: the framework serves the first page at «/» only."""
    st.switch_page(PAGES["home"], query_params=st.query_params.to_dict())


def _page(file: str, title: str, icon: str, address: str, *, default: bool = False) -> st.Page:
    """A page of pages/, with its name in the menu and in the URL."""
    return st.Page(FOLDER / file, title=title, icon=f":material/{icon}:", url_path=address, default=default)


def _pages() -> dict[str, list[st.Page]]:
    """The menu, in the reader's language; pages are files, found by absolute path."""
    clients, owed, value, data = _("Clients"), _("Argent"), _("Valeur"), _("Données")
    entries = {
        "home": (_page("home.py", _("Accueil"), "home", "", default=True), ""),
        "portfolio": (
            _page("clients/portfolio.py", _("Portefeuille"), "monitoring", "portefeuille"),
            clients,
        ),
        "alerts": (_page("clients/alerts.py", _("À traiter"), "notifications", "alertes"), clients),
        "lists": (_page("clients/lists.py", _("Listes à travailler"), "checklist", "listes"), clients),
        "clients": (_page("clients/clients.py", _("Liste des clients"), "groups", "clients"), clients),
        "sheet": (_page("clients/sheet.py", _("Fiche client"), "badge", "fiche"), clients),
        "outstanding": (
            _page("money/outstanding.py", _("Encours et balance âgée"), "account_balance", "encours"),
            owed,
        ),
        "dunning": (_page("money/dunning.py", _("Relances"), "outgoing_mail", "relances"), owed),
        "forecast": (_page("money/forecast.py", _("Prévision"), "event_upcoming", "prevision"), owed),
        "segments": (_page("value/segments.py", _("Segments"), "donut_small", "segments"), value),
        "trends": (_page("value/trends.py", _("Tendances"), "trending_up", "tendances"), value),
        "discounts": (_page("value/discounts.py", _("Remises"), "percent", "remises"), value),
        "areas": (_page("value/areas.py", _("Carte"), "map", "carte"), value),
        "load": (_page("data/load.py", _("Importer"), "upload_file", "importer"), data),
        "connections": (_page("data/connections.py", _("Connexions"), "cable", "connexions"), data),
        "quality": (_page("data/quality.py", _("Qualité"), "fact_check", "qualite"), data),
        "templates": (_page("data/templates.py", _("Modèles Excel"), "table_view", "modeles"), data),
        "settings": (_page("data/settings.py", _("Réglages"), "tune", "reglages"), data),
        "journal": (_page("data/journal.py", _("Journal"), "history", "journal"), data),
    }
    menu: dict[str, list[st.Page]] = {}
    for name, (made, section) in entries.items():
        PAGES[name] = made
        menu.setdefault(section, []).append(made)
    menu[""].append(st.Page(_home, title=_("Accueil"), url_path="accueil", visibility="hidden"))
    return menu


st.set_page_config(page_title="Fiche", page_icon="📇", layout="wide")
choose_language()
_start()
shown = st.navigation(_pages(), expanded=True)
st.session_state[SHOWN] = next(
    (key for key, page in PAGES.items() if page.url_path == shown.url_path), "home"
)
shown.run()
