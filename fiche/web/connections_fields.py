"""The window of one's own fields: those of the tool that are not read, each brought into a column or beside them; it reads no record."""

from typing import Any

import streamlit as st

from fiche.connectors.session import system_of
from fiche.connectors.spec import Entity
from fiche.errors import FicheError
from fiche.i18n import _, language
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.store.connections import Remote
from fiche.web import connections, state
from fiche.web.show import md

FOUND = "connection_fields"
HIDDEN = frozenset(
    {"client_id", "client_name", "source_id", "document_id", "kind", "is_customer", "archived_on"}
)


def fields_window(store: Store, remote: Remote) -> None:
    """Choose fields of the tool."""
    st.session_state.pop(FOUND, None)
    st.dialog(_("Champs à reprendre"), width="large")(_window)(store, remote)


def _window(store: Store, remote: Remote) -> None:
    lists = [e for e in system_of(remote.system).entities if e.own]
    try:
        if FOUND not in st.session_state:
            with st.spinner(_("Lecture des champs…")):
                st.session_state[FOUND] = {e.name: connections.fields_of(remote, e) for e in lists}
    except FicheError as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.markdown(
        _(
            "Les champs propres à votre entreprise peuvent venir sur la fiche. Choisissez-les, puis la colonne qu’ils remplissent ; sans colonne, ils restent à part, sous leur nom."
        )
    )
    chosen = {e.name: _list(remote, e, st.session_state[FOUND][e.name]) for e in lists}
    if st.button(_("Enregistrer"), type="primary", key="fields_keep", icon=":material/check:"):
        settings: dict[str, Any] = {**remote.settings, "own": {k: v for k, v in chosen.items() if v}}
        store.change_remote(remote.id, {"settings": settings}, by=state.author())
        st.session_state.pop(FOUND, None)
        connections.scheduler().ask(remote.id)
        st.rerun()


def _list(remote: Remote, entity: Entity, found: dict[str, str]) -> dict[str, dict[str, str]]:
    """The fields chosen of a list, with what each becomes."""
    assert entity.own is not None
    before = remote.settings.get("own", {}).get(entity.name, {})
    names = sorted({*found, *before}, key=lambda n: (not n.startswith("x_"), str(found.get(n, n)).casefold()))
    chosen = st.multiselect(
        _(entity.title), names, default=list(before), key=f"fields_{entity.name}", placeholder=_("Aucun champ de plus"),
        format_func=lambda n: f"{found.get(n, n)} ({n})",
    )  # fmt: skip
    columns = {"": _("À part, sous son nom")} | {
        c.name: label(c, language()) for c in TABLES[entity.own] if c.name not in HIDDEN
    }
    made: dict[str, dict[str, str]] = {}
    for name in chosen:
        kept = before.get(name, {}).get("column", "")
        column = st.selectbox(
            _("{field} remplit").format(field=found.get(name, name)), list(columns), index=list(columns).index(kept) if kept in columns else 0,
            format_func=columns.__getitem__, key=f"field_{entity.name}_{name}",
        )  # fmt: skip
        made[name] = {"column": str(column), "label": found.get(name, name)}
    return made
