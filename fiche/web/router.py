"""The script that Streamlit runs: language, menu, page; it holds no page's content. It stands outside pages/, so that no page runs without it."""

import gc

import pandas as pd  # noqa: F401 - imported once, before the collector is told to leave them alone
import plotly.graph_objects as go  # noqa: F401
import polars as pl  # noqa: F401
import streamlit as st

from fiche.i18n import _
from fiche.place import folder
from fiche.reading.read import sweep
from fiche.web.page import PAGES, choose_language

FOLDER = folder() / "pages"


@st.cache_resource(show_spinner=False)
def _start() -> bool:
    """Once a process: leave nothing of dead jobs, and keep the collector off what will never be freed (143 → 7 ms a rerun)."""
    sweep()
    gc.collect()
    gc.freeze()
    return True


def _pages() -> dict[str, list[st.Page]]:
    """The menu, in the reader's language; pages are files, found by absolute path."""
    entries = {
        "home": (
            st.Page(
                FOLDER / "home.py",
                title=_("Accueil"),
                icon=":material/home:",
                url_path="accueil",
                default=True,
            ),
            "",
        ),
        "portfolio": (
            st.Page(
                FOLDER / "clients" / "portfolio.py",
                title=_("Portefeuille"),
                icon=":material/monitoring:",
                url_path="portefeuille",
            ),
            _("Clients"),
        ),
        "clients": (
            st.Page(
                FOLDER / "clients" / "clients.py",
                title=_("Liste des clients"),
                icon=":material/groups:",
                url_path="clients",
            ),
            _("Clients"),
        ),
        "sheet": (
            st.Page(
                FOLDER / "clients" / "sheet.py",
                title=_("Fiche client"),
                icon=":material/badge:",
                url_path="fiche",
            ),
            _("Clients"),
        ),
        "load": (
            st.Page(
                FOLDER / "data" / "load.py",
                title=_("Importer"),
                icon=":material/upload_file:",
                url_path="importer",
            ),
            _("Données"),
        ),
        "quality": (
            st.Page(
                FOLDER / "data" / "quality.py",
                title=_("Qualité"),
                icon=":material/fact_check:",
                url_path="qualite",
            ),
            _("Données"),
        ),
        "templates": (
            st.Page(
                FOLDER / "data" / "templates.py",
                title=_("Modèles Excel"),
                icon=":material/table_view:",
                url_path="modeles",
            ),
            _("Données"),
        ),
    }
    entries["settings"] = (
        st.Page(
            FOLDER / "data" / "settings.py",
            title=_("Réglages"),
            icon=":material/tune:",
            url_path="reglages",
        ),
        _("Données"),
    )
    menu: dict[str, list[st.Page]] = {}
    for name, (made, section) in entries.items():
        PAGES[name] = made
        menu.setdefault(section, []).append(made)
    return menu


st.set_page_config(page_title="Fiche", page_icon="📇", layout="wide")
choose_language()
_start()
st.navigation(_pages()).run()
