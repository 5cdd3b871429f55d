"""All that the file says of one client, gathered; it computes nothing and hides nothing."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

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


class Records:
    """Every client of a dataset, worked out once for all of them."""

    def __init__(self, dataset: Dataset) -> None:
        self._clients = {row["client_id"]: row for row in dataset.clients.to_dicts()}
        self._rows = {name: _by_client(dataset, name, latest) for name, latest in _LISTS.items()}
        self._none = {name: to_pandas(rows[""]) for name, rows in self._rows.items()}

    def of(self, client_id: str) -> ClientRecord:
        """One of them; UnknownClient when there is none."""
        if client_id not in self._clients:
            raise UnknownClient(client_id)
        row = self._clients[client_id]
        lists = {name: self._list(name, client_id) for name in _LISTS}
        return ClientRecord(
            {column.name: row[column.name] for column in TABLES["clients"]},
            {str(k): str(v) for k, v in json.loads(row["extra"] or "{}").items()},
            **lists,
        )

    def _list(self, name: TableName, client_id: str) -> "pd.DataFrame":
        rows = self._rows[name].get(client_id)
        return self._none[name].copy(deep=False) if rows is None else to_pandas(rows)


def _by_client(dataset: Dataset, name: TableName, latest: str | None) -> dict[str, pl.DataFrame]:
    """The rows of each client in a table, in the file's order or `latest` first; those of «» are none."""
    rows = with_records(dataset[name], name)
    if latest is not None:
        rows = rows.sort(latest, descending=True, nulls_last=True, maintain_order=True)
    columns = [c.name for c in TABLES[name] if c.name not in ("client_id", "client_name")]
    shown = rows.select(*columns, "extra", "record", "client_id")
    parts = shown.partition_by("client_id", as_dict=True, include_key=False)
    return {"": shown.drop("client_id").clear(), **{str(key[0]): part for key, part in parts.items()}}
