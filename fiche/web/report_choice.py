"""What a monthly report shows: chosen on the page for the session, kept for the whole team when someone says so; it makes no report."""

import streamlit as st

from fiche.decisions import Saved
from fiche.errors import Refused
from fiche.i18n import _
from fiche.report import Choice
from fiche.report.choice import AGAINST, SECTIONS, as_text, choice_said, chosen, from_text
from fiche.store import Store
from fiche.web import fiche_forms
from fiche.web.page import Context
from fiche.web.show import md

PARTS, AGAINST_KEY = "report_parts", "report_against"


def chosen_report(ctx: Context) -> Choice:
    """What this session chose, else what the team keeps, else everything."""
    kept = _kept(ctx.store)
    usual = from_text(kept.content) if kept else Choice()
    if PARTS not in st.session_state:
        st.session_state[PARTS] = list(usual.sections)
    if AGAINST_KEY not in st.session_state:
        st.session_state[AGAINST_KEY] = usual.against
    return chosen(st.session_state[PARTS], st.session_state[AGAINST_KEY])


def _kept(store: Store) -> Saved | None:
    """The team's choice: there is one at most."""
    return next(iter(store.saved("report", "")), None)


def choice_control(ctx: Context, choice: Choice) -> None:
    """The sections and the comparison, under one control."""
    with st.popover(_("Contenu"), icon=":material/tune:", type="tertiary", key="report_choice"):
        st.pills(_("Parties du rapport"), list(SECTIONS), selection_mode="multi", format_func=lambda code: _(SECTIONS[code]), key=PARTS, persist_state="session", wrap=True)  # fmt: skip
        st.radio(_("Comparer à"), list(AGAINST), format_func=lambda code: _(AGAINST[code]), key=AGAINST_KEY, persist_state="session")  # fmt: skip
        kept = _kept(ctx.store)
        if choice == (from_text(kept.content) if kept else Choice()):
            st.caption(_("C’est le contenu gardé pour toute l’équipe, en ligne de commande aussi."))
            return
        fiche_forms.signature("report")
        if st.button(_("Garder pour toute l’équipe"), key="report_keep", icon=":material/save:"):
            _keep(ctx.store, kept, choice)


def _keep(store: Store, kept: Saved | None, choice: Choice) -> None:
    by = fiche_forms.sign()
    try:
        if kept is None:
            store.save_as("report", _("Rapport mensuel"), as_text(choice), shared=True, by=by)
        else:
            store.change_saved(kept.id, content=as_text(choice), by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    said = choice_said(choice)
    st.toast(md(" ".join(part for part in (_("Le contenu du rapport est gardé."), said) if part)), icon=":material/save:")  # fmt: skip
    st.rerun()
