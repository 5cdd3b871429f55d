"""What a connection brought, checked like a file and kept as an import in place of its last one; corrections, merges and other imports stay as they are."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection

from fiche.analysis.setting_list import from_texts
from fiche.checking.joining import join
from fiche.checking.rows import type_sheet
from fiche.connectors.gather import NUMBERS, Gathered, generic
from fiche.connectors.odoo_rows import assemble as odoo
from fiche.connectors.session import system_of
from fiche.dataset import Dataset
from fiche.i18n import in_paris
from fiche.merging import aligned
from fiche.store import Store, remote_records
from fiche.store.connections import Remote

ASSEMBLERS: Mapping[str, Callable[[Gathered], None]] = {"": generic, "odoo": odoo}
VERSION = 1  # of what is made of records: moved up, everything is made again from those that are kept


def signature(remote: Remote) -> str:
    """What the rows of a connection depend on beside its records."""
    said = json.dumps([VERSION, remote.system, remote.name, dict(remote.settings)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def file_name(remote: Remote) -> str:
    """What its rows say that they come from: «Odoo (Siège)»."""
    system = system_of(remote.system)
    return system.name if remote.name == system.name else f"{system.name} ({remote.name})"


def dataset(store: Store, remote: Remote, today: dt.date) -> tuple[Dataset, dict[str, str]] | None:
    """What its records say, under the numbers that its clients have here, and those numbers by number there; None when it has no record."""
    known = store.files_without(remote.import_id)
    settings = {c.name: c.value for c in store.setting_changes()}
    month_first = from_texts({k: v for k, v in settings.items() if v is not None}).end_of_month_first
    with store.looking() as connection:
        gathered = Gathered(connection, remote, system_of(remote.system), file_name(remote), _known(known))
        ASSEMBLERS[gathered.system.assemble](gathered)
        made = [builder.made() for builder in gathered.builders]
    if not made:
        return None
    typed = [type_sheet(sheet, match) for sheet, match in made]
    del made
    incoming = join(typed, today, known, month_first)
    if known is not None:
        incoming = aligned(known, incoming)
    return incoming, _numbers(incoming)


def publish(store: Store, remote: Remote, at: dt.datetime, sync: int | None, *, by: str) -> int | None:
    """Keep what the connection brought, at a UTC time. Returns the number of the import, None when it brought nothing. Raises Refused when the disk is nearly full."""
    found = dataset(store, remote, in_paris(at).date())
    if found is None:
        return None
    incoming, numbers = found
    rows: dict[str, dict[str, Any]] = {n: {"client_id": c} for n, c in numbers.items()}

    def beside(connection: Connection) -> None:
        remote_records.put(connection, (remote.id, NUMBERS, ""), rows, at)

    return store.publish(remote.id, incoming, file_name(remote), signature(remote), sync, beside, by=by)


def _known(known: Dataset | None) -> dict[str, str]:
    """{identifier in a system: number} of the clients that files brought."""
    if known is None:
        return {}
    rows = known.clients.select("source_id", "client_id").iter_rows()
    found = {source: client for source, client in rows if source}
    return {client: client for client in known.clients["client_id"]} | found


def _numbers(incoming: Dataset) -> dict[str, str]:
    """The number of each client here, by its number there."""
    named = incoming.clients.filter(pl.col("source_id").is_not_null())
    return dict(named.select("source_id", "client_id").iter_rows())
