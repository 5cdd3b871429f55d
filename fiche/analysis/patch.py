"""The rows that changed since the large tables were made, in small tables of their own, and the whole seen through both; it changes no large table."""

import threading
import weakref
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.frames import Frames
from fiche.analysis.settings import Settings
from fiche.analysis.shelf import BY_CLIENT, BY_DOCUMENT, FOR_ALL, Shelf, statement, within
from fiche.parts import rows_of

if TYPE_CHECKING:
    import duckdb

_FRAMES = ("clients", "documents", "payments")


@dataclass(frozen=True)
class Changed:
    """`clients`: those whose rows are no longer those of the large tables. `rows`: what they have now, and everyone's disputes; `gone`: the
    documents that they had there."""

    clients: frozenset[str]
    rows: Frames
    gone: pl.DataFrame

    def then(self, later: "Changed") -> "Changed":
        """Both changes, one after the other."""
        joined = {
            name: pl.concat([_without(getattr(self.rows, name), later.clients), getattr(later.rows, name)])
            for name in _FRAMES
        }
        gone = pl.concat([self.gone, _without(later.gone, self.clients)])
        return Changed(self.clients | later.clients, replace(later.rows, **joined), gone)


def _without(frame: pl.DataFrame, clients: Collection[str]) -> pl.DataFrame:
    return frame.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(rows_of(frame, clients).implode()))


class Patch:
    """`changed` laid over the tables of the schema «main». Its own tables go with it."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", number: int, changed: Changed, settings: Settings
    ) -> None:
        self.changed = changed
        self._lock = threading.Lock()
        self._connection = connection
        self._whole = f"whole_{number}"
        name = f"patch_{number}"
        make = f"CREATE SCHEMA {name}; CREATE SCHEMA {self._whole}"
        connection.cursor().execute(make)
        self.shelf = Shelf(connection, name, changed.rows, settings)
        weakref.finalize(self, _drop, connection, (self._whole, name)).atexit = False

    @property
    def whole(self) -> str:
        """The schema in which every table's name stands for the rows of everyone as they are now."""
        with self._lock:
            return self._views

    def items(self, large: str, small: str) -> str:
        """What stands for the open items of everyone, from those of the large tables and the patch's own."""
        return f"({_both('client_id', f'{self.whole}.gone_clients', large, small)})"

    @cached_property
    def _views(self) -> str:
        cursor = within(self._connection, self._whole)
        cursor.from_arrow(pl.DataFrame({"client_id": sorted(self.changed.clients)}).to_arrow()).create(
            "gone_clients"
        )
        cursor.from_arrow(self.changed.gone.select("document_key").to_arrow()).create("gone_documents")
        own = self.shelf.schema
        views = {t: _both("client_id", "gone_clients", f"main.{t}", f"{own}.{t}") for t in BY_CLIENT}
        views |= {t: _both("document_key", "gone_documents", f"main.{t}", f"{own}.{t}") for t in BY_DOCUMENT}
        views |= {t: f"FROM {own}.{t}" for t in FOR_ALL}
        for table, rows in views.items():
            make = f"CREATE VIEW {table} AS {rows}"
            cursor.execute(make)
        return self._whole


def _both(key: str, gone: str, large: str, small: str) -> str:
    """A statement on one line that reads a table of everyone; see patched.sql."""
    text = " ".join(line for line in statement("patched.sql").splitlines() if not line.startswith("--"))
    for name, own in (("its_key", key), ("gone_rows", gone), ("large_table", large), ("small_table", small)):
        text = text.replace(name, own)
    return text


def _drop(connection: "duckdb.DuckDBPyConnection", schemas: Collection[str]) -> None:
    for schema in schemas:
        drop = f"DROP SCHEMA {schema} CASCADE"
        connection.cursor().execute(drop)
