"""The last step of an import: what will change, in counts and then in detail, and the two ways to keep it."""

import streamlit as st

from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.i18n import _, number
from fiche.web import load_state
from fiche.web.load_difference import difference_step
from fiche.web.page import PAGES, UNDO, kept_in_url
from fiche.web.quality_view import findings_block, rows_sentence, set_aside_block
from fiche.web.show import md


def result_step(load: load_state.Load) -> None:
    """What the files give as matched now, and the buttons."""
    st.subheader(_("2. Ce qui va être chargé"), anchor=False)
    with st.spinner(_("Vérification des lignes…")):
        outcome = load.outcome()
    if isinstance(outcome, MatchingRefused):
        st.warning(md(outcome.message), icon=":material/warning:")
        return
    st.markdown(_counts(outcome.dataset))
    st.markdown(rows_sentence(outcome.dataset))
    set_aside_block(outcome.dataset, expanded=False)
    findings_block(outcome.dataset)
    difference_step(load, outcome)
    _buttons(load, outcome)


def _counts(dataset: Dataset) -> str:
    invoices = int((dataset.documents["kind"] == "invoice").sum())
    return _(
        "**{clients}** clients, **{invoices}** factures, **{credits}** avoirs, **{payments}** paiements."
    ).format(
        clients=number(len(dataset.clients)),
        invoices=number(invoices),
        credits=number(len(dataset.documents) - invoices),
        payments=number(len(dataset.payments)),
    )


def _buttons(load: load_state.Load, outcome: load_state.Outcome) -> None:
    words = _("Mettre à jour") if load.updates(outcome) else _("Enregistrer")
    with st.container(horizontal=True):
        save = st.button(words, type="primary", icon=":material/save:", key="save")
        attempt = st.button(_("Essayer sans enregistrer"), icon=":material/science:", key="try")
    if save or attempt:
        with st.spinner(_("Enregistrement…") if save else _("Ouverture…")):
            made = load_state.keep(load, outcome, trial=attempt)
        st.session_state[UNDO] = None if attempt else made
        st.switch_page(PAGES["portfolio"], query_params=kept_in_url())
