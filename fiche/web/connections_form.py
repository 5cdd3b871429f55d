"""The window of a connection: which tool, where, with what key; tried before it is kept; a key that was kept is never shown again."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fiche.connectors.look import Seen
from fiche.connectors.session import system_of
from fiche.connectors.spec import System, systems
from fiche.errors import FicheError
from fiche.i18n import MISSING, _, colon, number
from fiche.store import Store
from fiche.store.connections import Remote
from fiche.web import connections
from fiche.web.show import md

SEEN = "connection_seen"


def add_window(store: Store) -> None:
    """Add a connection."""
    st.session_state.pop(SEEN, None)
    st.dialog(_("Ajouter une connexion"), width="large")(_form)(store, None)


def change_window(store: Store, remote: Remote) -> None:
    """Change a connection."""
    st.session_state.pop(SEEN, None)
    st.dialog(_("Modifier la connexion"), width="large")(_form)(store, remote)


def _form(store: Store, remote: Remote | None) -> None:
    """One form, so that what is being typed is never lost to a rerun."""
    system = system_of(remote.system) if remote else _chosen()
    if not system.tried:
        st.warning(proof(system), icon=":material/science:")
    said = [_(system.help) if system.help else "", proof(system) if system.tried else ""]
    st.caption(" ".join(filter(None, said)))
    with st.form(f"connection_form_{system.code}", border=False):
        name, url, answers, every = _questions(store, system, remote)
        seen = (
            st.session_state.get(SEEN, ("", None))[1]
            if st.session_state.get(SEEN, ("",))[0] == system.code
            else None
        )
        if seen is not None and seen.companies:
            answers["companies"] = _companies(system, seen, remote)
        with st.container(horizontal=True):
            tried = st.form_submit_button(_("Essayer"), key="connection_try", icon=":material/network_check:")
            kept = st.form_submit_button(
                _("Enregistrer"), key="connection_keep", type="primary", icon=":material/check:"
            )
    if tried:
        _try(system, url, answers, remote)
    elif kept:
        _keep(store, remote, system, name, url, answers, every)
    if seen is not None and not tried:
        _show(system, seen)


def _questions(store: Store, system: System, remote: Remote | None) -> tuple[str, str, dict[str, Any], int]:
    """Name, address, answers and rhythm."""
    code = system.code
    name = st.text_input(
        _("Nom"), remote.name if remote else system.name, key=f"connection_name_{code}",
        help=_("Ce nom dit d’où vient chaque ligne lue."),
    )  # fmt: skip
    url = system.base
    if not system.base:
        url = st.text_input(
            _("Adresse"),
            remote.url if remote else "",
            key=f"connection_url_{code}",
            placeholder="https://erp.exemple.fr",
        )
    answers: dict[str, Any] = {f.name: _answer(system, f.name, remote) for f in system.fields}
    if len(system.versions) > 1:
        kept = remote.settings.get("version") if remote else None
        options = list(dict.fromkeys([*system.versions, *([kept] if kept else [])]))
        answers["version"] = st.selectbox(
            _("Version de l’interface"), options, index=options.index(kept) if kept else 0, accept_new_options=True,
            key=f"connection_version_{code}",
        )  # fmt: skip
    every = _every(system, remote)
    answers["prefix"] = _prefix(store, remote)
    return str(name).strip() or system.name, str(url), answers, every


def _chosen() -> System:
    options = systems()
    code = st.selectbox(
        _("Outil"),
        list(options),
        key="connection_system",
        format_func=lambda c: (
            options[c].name if options[c].tried else _("{name} (à l’essai)").format(name=options[c].name)
        ),
    )
    return options[str(code)]


def proof(system: System) -> str:
    """What a connection was tried with, or what is to be known of one that never was with a real account."""
    if system.tried:
        return _("Essayée avec {what} : chaque solde, au centime.").format(what=_(system.tried))
    return _(
        "La connexion à {name} suit la documentation de l’éditeur ; elle n’a pas encore été vérifiée sur un compte réel. Essayez-la, et comparez quelques clients et factures avant de vous y fier."
    ).format(name=system.name)


def _answer(system: System, name: str, remote: Remote | None) -> str:
    """One question of the system; a secret is typed anew, or left as it is."""
    field = next(f for f in system.fields if f.name == name)
    title = _(field.title) if field.needed else _("{title} (facultatif)").format(title=_(field.title))
    key, hint = f"connection_{system.code}_{name}", _(field.help) if field.help else None
    if field.secret:
        kept = _("Enregistrée ; laissez vide pour la garder") if remote else ""
        return str(
            st.text_input(
                title, "", type="password", key=key, help=hint, placeholder=kept, autocomplete="new-password"
            )
        )
    value = str(remote.settings.get(name, "")) if remote else field.default
    return str(st.text_input(title, value, key=key, help=hint))


def _every(system: System, remote: Remote | None) -> int:
    options = list(connections.EVERY)
    kept = remote.every if remote else 15
    if kept not in options:
        options.append(kept)
    return int(
        st.selectbox(
            _("Synchroniser"), options, index=options.index(kept), key=f"connection_every_{system.code}",
            format_func=lambda n: _(connections.EVERY[n]) if n in connections.EVERY else _("Toutes les {n} minutes").format(n=number(n)),
        )
    )  # fmt: skip


def _prefix(store: Store, remote: Remote | None) -> str:
    """Asked for from the second connection on only."""
    usual = str(remote.settings.get("prefix", "")) if remote else connections.prefix(store)
    if not usual and (remote is None or len(store.remotes()) < 2):
        return ""
    hint = _(
        "Deux outils peuvent donner le même numéro à deux clients : ceux de cette connexion commencent ainsi. Laissez vide s’ils ont les mêmes numéros."
    )
    return str(
        st.text_input(_("Préfixe des numéros de client"), usual, key="connection_prefix", help=hint)
    ).strip()


def _try(system: System, url: str, answers: Mapping[str, Any], remote: Remote | None) -> None:
    """Call the tool as the form says, and remember what it showed."""
    st.session_state.pop(SEEN, None)
    try:
        secrets = connections.checked(system, url, answers, connections.secrets_of(remote) if remote else {})
        settings = connections.settings_of(system, answers, remote.settings if remote else {})
        with st.spinner(_("Appel de {name}…").format(name=system.name)):
            st.session_state[SEEN] = (system.code, connections.try_out(system, url, settings, secrets))
    except FicheError as refusal:
        st.error(md(refusal.message), icon=":material/error:")
    else:
        st.rerun(scope="fragment")


def _show(system: System, seen: Seen) -> None:
    """What the tool showed."""
    st.success(
        _("Connexion réussie : {name} {version}").format(name=system.name, version=md(seen.version)),
        icon=":material/check_circle:",
    )
    counts = [
        f"{_(title)}{colon()}{number(n) if n is not None else _('lisible')}" for title, n in seen.counts
    ]
    st.caption(md(" · ".join(counts)) or MISSING)
    if seen.refused:
        lists = ", ".join(_(title) for title in seen.refused)
        st.warning(
            _("La clé ne permet pas de lire : {lists}. Le reste sera lu.").format(lists=lists),
            icon=":material/lock:",
        )


def _companies(system: System, seen: Seen, remote: Remote | None) -> list[str]:
    """Which companies to read; all when none is chosen."""
    if len(seen.companies) < 2:
        return []
    kept = [c for c in (remote.settings.get("companies", []) if remote else []) if c in seen.companies]
    chosen = st.multiselect(
        _("Sociétés à lire"), list(seen.companies), default=kept, key=f"connection_companies_{system.code}",
        format_func=lambda c: seen.companies[c], placeholder=_("Toutes"),
    )  # fmt: skip
    return [str(c) for c in chosen]


def _keep(
    store: Store,
    remote: Remote | None,
    system: System,
    name: str,
    url: str,
    answers: Mapping[str, Any],
    every: int,
) -> None:
    try:
        secrets = connections.checked(system, url, answers, connections.secrets_of(remote) if remote else {})
        settings = connections.settings_of(system, answers, remote.settings if remote else {})
        kept = connections.keep(store, remote, system, name, url, settings, secrets, every)
    except FicheError as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.session_state.pop(SEEN, None)
    connections.scheduler().ask(kept)
    st.rerun()
