"""What keeps the form in hand from being kept: a sentence beside each field, and the button that says so; it reads no value."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from fiche.i18n import _, language
from fiche.model import TABLES, label
from fiche.web.show import md

DRAFT = "fiche_draft"  # the form in hand: kept from its opening, so that a version seen stays the one seen
WRONG, DOUBTFUL = ":red[:material/error: {words}]", ":orange[:material/rule: {words}]"
HELD = "fiche_held"  # what holds it back, until it is closed


@dataclass(frozen=True)
class Held:
    """Why a form was not kept: a sentence for each of its fields. `doubtful`: what was entered, which may be kept all the same; None when it cannot be."""

    sentences: Mapping[str, str]
    doubtful: Mapping[str, str | None] | None
    tries: int


def held() -> Held:
    """What holds back the form in hand."""
    found: Held = st.session_state.get(HELD) or Held({}, None, 0)
    return found


def beside(words: str, doubtful: bool) -> None:
    """What is to be done about a field, under it."""
    st.markdown((DOUBTFUL if doubtful else WRONG).format(words=md(words)))


def submit(words: str, icon: str) -> bool:
    """The button that keeps a form, with what it holds back in a sentence above."""
    why = held()
    if why.sentences:
        columns = TABLES[st.session_state[DRAFT].table].by_name
        where = ", ".join(f"« {label(columns[name], language())} »" for name in why.sentences)
        if why.doubtful is None:
            st.error(
                _("À corriger avant d’enregistrer : {fields}.").format(fields=md(where)),
                icon=":material/error:",
            )
        else:
            st.warning(_("À vérifier : {fields}. Corrigez, ou enregistrez quand même.").format(fields=md(where)), icon=":material/rule:")  # fmt: skip
    said = _("Enregistrer quand même") if why.doubtful is not None else words
    return st.form_submit_button(said, type="primary", icon=f":material/{icon}:")


def hold(sentences: Mapping[str, str], doubtful: Mapping[str, str | None] | None) -> bool:
    """Whether what was entered stays in its form: something cannot be read, or is questionable and was not yet kept all the same."""
    last = held()
    if sentences and (doubtful is None or last.doubtful != doubtful):
        st.session_state[HELD] = Held(dict(sentences), doubtful, last.tries + 1)
        return True
    if doubtful is not None:  # everything was looked at
        st.session_state.pop(HELD, None)
    return False
