"""What the page of connections does: the background thread, the secrets sealed, what a form says made a connection; it draws nothing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from fiche.connectors.look import Seen, choosable, look
from fiche.connectors.publish import file_name
from fiche.connectors.schedule import Scheduler
from fiche.connectors.session import Session, address, system_of
from fiche.connectors.spec import Entity, System
from fiche.connectors.vault import Vault
from fiche.errors import ConnectionRefused
from fiche.i18n import N_, _, moment
from fiche.store import Store
from fiche.store.connections import Remote
from fiche.web import state

EVERY = {
    0: N_("À la main"), 5: N_("Toutes les 5 minutes"), 15: N_("Tous les quarts d’heure"), 60: N_("Toutes les heures"),
    240: N_("Toutes les 4 heures"), 1440: N_("Une fois par jour"),
}  # fmt: skip


def now() -> dt.datetime:
    """The clock of synchronisations: UTC, without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@st.cache_resource(show_spinner=False)
def _scheduler(_store: Store, url: str) -> Scheduler:  # noqa: ARG001 - the key of the cache
    made = Scheduler(_store, now)
    made.start()
    return made


def scheduler() -> Scheduler:
    """What synchronises the record in the background, begun when the server starts."""
    store = state.record()
    return _scheduler(store, store.url)


def checked(
    system: System, url: str, answers: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """The secrets of a form, those left empty as they were. Raises ConnectionRefused when something needed is missing."""
    if not system.base and not url.strip():
        raise ConnectionRefused("missing_answer", name=_("Adresse"))
    secrets = {
        f.name: answers.get(f.name, "").strip() or before.get(f.name, "") for f in system.fields if f.secret
    }
    for each in system.fields:
        value = secrets.get(each.name) if each.secret else answers.get(each.name, "").strip()
        if each.needed and not value:
            raise ConnectionRefused("missing_answer", name=_(each.title))
    return secrets


def settings_of(system: System, answers: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a form over those before; no secret is among them."""
    plain = {f.name: str(answers.get(f.name, "")).strip() for f in system.fields if not f.secret}
    return {**before, **plain, **{k: answers[k] for k in ("companies", "prefix", "version") if k in answers}}


def try_out(system: System, url: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Seen:
    """What such a connection would see. Raises ConnectionRefused."""
    with Session(system, url, settings, secrets) as session:
        return look(session)


def secrets_of(remote: Remote) -> dict[str, str]:
    """The secrets of a connection, to call with; none when they can no longer be opened."""
    try:
        return Vault.open().unseal(remote.id, remote.secret)
    except ConnectionRefused:
        return {}


def keep(
    store: Store,
    remote: Remote | None,
    system: System,
    name: str,
    url: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    every: int,
) -> int:
    """Add a connection, or change it. Returns its number."""
    vault, by = Vault.open(), state.author()
    where = address(system, url)
    if remote is None:
        return store.add_remote(
            system.code, name, where, settings, lambda n: vault.seal(n, secrets), every=every, by=by
        )
    store.change_remote(
        remote.id, {"name": name, "url": where, "settings": dict(settings), "every": every}, by=by
    )
    if dict(secrets) != secrets_of(remote):
        store.reseal({remote.id: vault.seal(remote.id, secrets)}, by=by)
    return remote.id


def source(store: Store, client_id: str) -> str | None:
    """«source : Odoo, le 24/11/2026 à 10:03», for a client that a connection brought; None for one of a file."""
    remotes = store.remotes()
    if not remotes:
        return None
    told = state.dataset(store).clients.filter(pl.col("client_id") == client_id)["source_file"].to_list()
    file = told[0] if told else None
    remote = next((r for r in remotes if file and file_name(r) == file), None)
    if remote is None:
        return None
    done = next((s.ended_at for s in store.syncs(remote.id) if s.status == "done" and s.ended_at), None)
    if done is None:
        return None
    return _("source : {system}, le {moment}").format(system=file, moment=moment(done.replace(tzinfo=dt.UTC)))


def prefix(store: Store) -> str:
    """What the numbers of one more connection begin with, so that two systems never give one number to two clients; nothing for the first."""
    used = [r.id for r in store.remotes()]
    return "" if not used else f"{max(used) + 1}-"


def fields_of(remote: Remote, entity: Entity) -> dict[str, str]:
    """{field: label} of a list that a reader may bring beside those read already. Raises ConnectionRefused."""
    with Session(system_of(remote.system), remote.url, remote.settings, secrets_of(remote)) as session:
        return choosable(session, entity)
