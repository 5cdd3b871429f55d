"""Corrections that may go back to the tool that they correct: shown value by value, chosen, sent, one client at a time; nothing is sent unasked."""

import pandas as pd
import streamlit as st

from fiche.connectors.push import Change, open_push, pending, send
from fiche.connectors.session import system_of
from fiche.errors import FicheError
from fiche.i18n import MISSING, _, language, number
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.store.connections import Remote
from fiche.web import connections, fiche_forms, state
from fiche.web.show import md

SENT = "connection_sent"


def push_window(store: Store, remote: Remote) -> None:
    """What would be sent, and the button."""
    st.session_state.pop(SENT, None)
    st.dialog(_("Renvoyer vers {name}").format(name=remote.name), width="large")(_window)(store, remote)


def _window(store: Store, remote: Remote) -> None:
    system = system_of(remote.system)
    assert system.push is not None
    found = pending(store, remote, system.push)
    for sentence, failed in st.session_state.get(SENT, ()):
        (st.error if failed else st.success)(
            md(sentence), icon=":material/error:" if failed else ":material/check_circle:"
        )
    if not found:
        names = ", ".join(label(TABLES["clients"].by_name[c], language()) for c in system.push.columns)
        st.info(
            _("Aucune correction à renvoyer. Seuls ces champs le peuvent : {names}.").format(names=names),
            icon=":material/inbox:",
        )
        return
    st.markdown(
        _("Vos corrections que {name} n’a pas encore. Une fiche qui a changé là-bas depuis la dernière lecture n’est pas touchée : synchronisez d’abord. Chaque envoi figure au journal.").format(name=md(remote.name))
    )  # fmt: skip
    chosen = _chosen(store, found)
    fiche_forms.signature("push")
    if st.button(
        _("Envoyer ({n})").format(n=number(len(chosen))),
        type="primary",
        key="push_send",
        icon=":material/upload:",
        disabled=not chosen,
    ):
        st.session_state[SENT] = _send(store, remote, chosen, fiche_forms.sign())
        st.rerun(scope="fragment")


def _chosen(store: Store, found: list[Change]) -> list[Change]:
    """The changes that are ticked."""
    names = state.portfolio(store).names()
    rows = pd.DataFrame({
        _("Envoyer"): [True] * len(found),
        _("Client"): [f"{names.get(c.client_id, '')} · {c.client_id}" for c in found],
        _("Champ"): [label(TABLES["clients"].by_name[c.column], language()) for c in found],
        _("Là-bas"): [c.there or MISSING for c in found],
        _("Ici"): [c.here or MISSING for c in found],
    })  # fmt: skip
    edited = st.data_editor(
        rows, hide_index=True, key="push_rows", disabled=list(rows.columns[1:]), width="stretch"
    )
    return [c for c, ticked in zip(found, edited[_("Envoyer")], strict=True) if ticked]


def _send(store: Store, remote: Remote, chosen: list[Change], by: str) -> list[tuple[str, bool]]:
    """Client after client; one that is refused does not stop the others. Returns what to say of each."""
    told: list[tuple[str, bool]] = []
    try:
        session, push = open_push(store, remote)
    except FicheError as refusal:
        return [(refusal.message, True)]
    with session:
        for client in dict.fromkeys(c.client_id for c in chosen):
            mine = [c for c in chosen if c.client_id == client]
            try:
                send(store, remote, session, push, mine, by=by)
                told.append((_("{client} : envoyé.").format(client=client), False))
            except FicheError as refusal:
                told.append((refusal.message, True))
    if any(not failed for _sentence, failed in told):
        connections.scheduler().ask(remote.id)
    return told
