"""The columnar copy: an in-memory DuckDB of one portfolio and its open items at a few dates; it opens no file and never writes to the record.

A change of some clients makes a new Copy that shares the large tables with the one before and holds those clients' rows in small tables of
its own (a patch). Nothing is written over: whoever still reads the copy before gets its answers to the end, all of one revision.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.days import months_before
from fiche.analysis.frames import Frames
from fiche.analysis.once import Once
from fiche.analysis.patch import Changed, Patch
from fiche.analysis.rates import micro
from fiche.analysis.ripe import Ripening, ripening
from fiche.analysis.settings import Settings
from fiche.analysis.shelf import DERIVED, KEPT, Shelf, statement, tables, with_segments, within
from fiche.reading.jobs import folder_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["DERIVED", "KEPT", "Copy", "statement", "tables", "with_segments"]
_LOCKS = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET lock_configuration = true",
)
_CHOSEN = "CREATE TEMP TABLE chosen AS SELECT unnest($ids::VARCHAR[]) AS client_id"
LARGE = 20_000  # documents in a patch; beyond, a copy made anew soon costs less than patching on


class Spill:
    """Owns the folder of what does not fit in memory."""


@dataclass(frozen=True)
class _Large:
    """What the revisions of one portfolio share: the tables as they were first made, and what was counted in them."""

    connection: "duckdb.DuckDBPyConnection"
    shelf: Shelf
    documents: pl.DataFrame
    spill: Spill
    patches: Iterator[int] = field(default_factory=lambda: count(1))
    counted: dict[tuple[dt.date, str | None], Ripening] = field(default_factory=dict)

    def ripening(self, as_of: dt.date, currency: str | None) -> Ripening:
        """Of the documents in the large tables."""
        key = (as_of, currency)
        if key not in self.counted:
            self.counted[key] = ripening(self.documents, as_of, currency)
        return self.counted[key]


class Copy:
    """The tables clients, documents, payments, disputes, buckets, penalty_periods, due_amounts, client_currencies, those of DERIVED and, per date,
    the open items.

    Safe to use from several threads: each call reads through a cursor of its own, and tables are never dropped while someone reads them.
    """

    def __init__(self, frames: Frames, settings: Settings) -> None:
        # What does not fit in memory goes to a private folder, never beside the application, and goes away with the tables.
        spill = Spill()
        connection = _connected(folder_of(spill))
        shelf = Shelf(connection, "main", frames, settings)
        self._large = _Large(connection, shelf, frames.documents, spill)
        for lock in _LOCKS:
            connection.execute(lock)
        self._start(settings, None)

    def _start(self, settings: Settings, patch: Patch | None) -> None:
        self._settings, self._patch = settings, patch
        self._lock = threading.Lock()
        self._memo: OrderedDict[tuple[dt.date, str | None], dict[str, Once[Any]]] = OrderedDict()

    def amended(self, changed: Changed) -> "Copy | None":
        """The copy with that change, for what it shares with this one; None when so much has changed since the large tables were made that a
        new copy is better."""
        known = self._patch.changed.then(changed) if self._patch else changed
        if len(known.rows.documents) + len(known.gone) > LARGE:
            return None
        made = object.__new__(Copy)
        made._large = self._large
        made._start(
            self._settings, Patch(self._large.connection, next(self._large.patches), known, self._settings)
        )
        return made

    @property
    def changed(self) -> frozenset[str]:
        """The clients whose rows are no longer those of the large tables."""
        return self._patch.changed.clients if self._patch else frozenset()

    @property
    def patched(self) -> int:
        """How many documents stand beside the large tables, in their place or in place of theirs."""
        return len(self._patch.changed.rows.documents) + len(self._patch.changed.gone) if self._patch else 0

    @contextmanager
    def cursor(self, clients: Collection[str] | None = None) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A cursor of one's own, closed afterwards. It sees every row, or at least those of `clients`."""
        cursor = within(self._large.connection, self._schema(clients))
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def at(
        self, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
    ) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A cursor that sees `items`: the open items at `as_of` in `currency` (None: all) of `clients` (None: everyone)."""
        with self._items(self.parameters(as_of, currency), clients) as items, self.cursor(clients) as cursor:
            if clients is None:
                view = statement("everyone.sql").replace("items_at", items)
            else:
                cursor.execute(_CHOSEN, {"ids": list(clients)})
                view = statement("chosen.sql").replace("items_at", items)
            cursor.execute(view)
            yield cursor

    def remembered(self, as_of: dt.date, currency: str | None, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out once for that date and currency; those of the KEPT latest are kept."""
        with self._lock:
            memo = self._memo.setdefault((as_of, currency), {})
            self._memo.move_to_end((as_of, currency))
            if len(self._memo) > KEPT:
                self._memo.popitem(last=False)
            once = memo.setdefault(name, Once(make))
        return once()

    def all_remembered(self, name: str) -> dict[tuple[dt.date, str | None], Any]:
        """What remembered() keeps under a name, by date and currency."""
        with self._lock:
            return {key: made for key, memo in self._memo.items() if name in memo for made in memo[name].made}

    def close(self) -> None:
        """Give the memory back, once nobody else shares it."""
        self._patch = None
        del self._large

    def _schema(self, clients: Collection[str] | None) -> str:
        """The smallest schema that has every row of `clients`."""
        if self._patch is None or self._untouched(clients):
            return "main"
        return self._patch.shelf.schema if self._only_changed(clients) else self._patch.whole

    def _untouched(self, clients: Collection[str] | None) -> bool:
        return clients is not None and (
            self._patch is None or self._patch.changed.clients.isdisjoint(clients)
        )

    def _only_changed(self, clients: Collection[str] | None) -> bool:
        return (
            clients is not None
            and self._patch is not None
            and self._patch.changed.clients.issuperset(clients)
        )

    @contextmanager
    def _items(self, values: Mapping[str, Any], clients: Collection[str] | None) -> Iterator[str]:
        """What stands for the open items of `clients` in a FROM."""
        with ExitStack() as stack:
            patch = self._patch
            if patch is None or self._untouched(clients):
                yield stack.enter_context(self._large.shelf.items(values))
                return
            small = stack.enter_context(patch.shelf.items(values))
            if self._only_changed(clients):
                yield small
                return
            yield patch.items(stack.enter_context(self._large.shelf.items(values)), small)

    def parameters(self, as_of: dt.date, currency: str | None) -> dict[str, Any]:
        """The values that open_items.sql is made with."""
        first, last = self._ripening(as_of, currency).month
        return {
            "as_of": as_of,
            "year_ago": months_before(as_of, 12),
            "two_years_ago": months_before(as_of, 24),
            "dso_from": as_of - dt.timedelta(days=self._settings.dso_days),
            "dso_days": self._settings.dso_days,
            "serious_days": self._settings.serious_days,
            "currency": currency,
            "financing": micro(self._settings.financing_rate),
            "indemnity": self._settings.recovery_indemnity,
            "discount_volume": self._settings.discount_volume,
            "discount_tolerance": Decimal(str(self._settings.discount_tolerance)),
            "late_payer_days": self._settings.late_payer_days,
            "ripe_from": first,
            "ripe_to": last,
        }

    def _ripening(self, as_of: dt.date, currency: str | None) -> Ripening:
        whole = self._large.ripening(as_of, currency)
        if self._patch is None:
            return whole
        gone, come = self._patch.changed.gone, self._patch.changed.rows.documents
        return whole.changed(ripening(gone, as_of, currency), ripening(come, as_of, currency))


def _connected(spill: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(
        ":memory:", config={"threads": 2, "memory_limit": "1GB", "temp_directory": str(spill)}
    )
