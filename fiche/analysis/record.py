"""All that the file says of one client, gathered; it computes nothing and hides nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.figures import ClientRecord
from fiche.analysis.ledger import to_pandas
from fiche.dataset import Dataset
from fiche.errors import UnknownClient
from fiche.model import TABLES, TableName
from fiche.records import with_records

if TYPE_CHECKING:
    import pandas as pd


# The lists of a client, and the day by which the latest comes first; None: the file's order.
_LISTS: dict[TableName, str | None] = {
    "contacts": None,
    "addresses": None,
    "interactions": "date",
    "disputes": "opened_on",
    "promises": "promised_on",
}


def record(dataset: Dataset, client_id: str) -> ClientRecord:
    """The client `client_id`; UnknownClient when there is none."""
    mine = pl.col("client_id") == client_id
    own = {name: dataset[name].filter(mine) for name in ("clients", *_LISTS)}
    return Records(replace(dataset, tables={**dataset.tables, **own})).of(client_id)


class _Later(ClientRecord):
    """A record whose lists are made when they are looked at."""

    def __init__(
        self, fields: Mapping[str, Any], extra: Mapping[str, str], make: "Callable[[TableName], pd.DataFrame]"
    ) -> None:
        for name, value in (("fields", fields), ("extra", extra), ("_make", make)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in _LISTS:
            raise AttributeError(name)
        object.__setattr__(self, name, self._make(name))
        return self.__dict__[name]


class Records:
    """Every client of a dataset, worked out once for all of them."""

    def __init__(self, dataset: Dataset) -> None:
        self._clients = {row["client_id"]: row for row in dataset.clients.to_dicts()}
        self._rows = {name: by_client(dataset[name], name) for name in _LISTS}
        self._none = {name: to_pandas(rows[""]) for name, rows in self._rows.items()}

    def of(self, client_id: str) -> ClientRecord:
        """One of them; UnknownClient when there is none."""
        if client_id not in self._clients:
            raise UnknownClient(client_id)
        row = self._clients[client_id]
        fields = {column.name: row[column.name] for column in TABLES["clients"]}
        extra = {str(k): str(v) for k, v in json.loads(row["extra"]).items()} if row["extra"] else {}
        return _Later(fields, extra, lambda name: self._list(name, client_id))

    def _list(self, name: TableName, client_id: str) -> "pd.DataFrame":
        rows = self._rows[name].get(client_id)
        return self._none[name].copy(deep=False) if rows is None else to_pandas(rows)


def by_client(table: pl.DataFrame, name: TableName) -> dict[str, pl.DataFrame]:
    """The rows of each client in one of the lists, in the file's order or the latest first; those of «» are none."""
    rows, latest = with_records(table, name), _LISTS[name]
    if latest is not None:
        rows = rows.sort(latest, descending=True, nulls_last=True, maintain_order=True)
    columns = [c.name for c in TABLES[name] if c.name not in ("client_id", "client_name")]
    shown = rows.select(*columns, "extra", "record", "client_id")
    parts = shown.partition_by("client_id", as_dict=True, include_key=False)
    return {"": shown.drop("client_id").clear(), **{str(key[0]): part for key, part in parts.items()}}
