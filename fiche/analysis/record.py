"""All that the file says of one client, gathered; it computes nothing and hides nothing."""

import json
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


def record(dataset: Dataset, client_id: str) -> ClientRecord:
    """The client `client_id`; UnknownClient when there is none."""
    found = dataset.clients.filter(pl.col("client_id") == client_id)
    if found.is_empty():
        raise UnknownClient(client_id)
    row = found.row(0, named=True)
    return ClientRecord(
        {column.name: row[column.name] for column in TABLES["clients"]},
        {str(k): str(v) for k, v in json.loads(row["extra"] or "{}").items()},
        contacts=_rows(dataset, "contacts", client_id),
        addresses=_rows(dataset, "addresses", client_id),
        interactions=_rows(dataset, "interactions", client_id, "date"),
        disputes=_rows(dataset, "disputes", client_id, "opened_on"),
        promises=_rows(dataset, "promises", client_id, "promised_on"),
    )


def _rows(dataset: Dataset, name: TableName, client_id: str, latest: str | None = None) -> "pd.DataFrame":
    """The client's rows of a table, in the file's order or `latest` first."""
    rows = with_records(dataset[name].filter(pl.col("client_id") == client_id), name)
    if latest is not None:
        rows = rows.sort(latest, descending=True, nulls_last=True, maintain_order=True)
    columns = [c.name for c in TABLES[name] if c.name not in ("client_id", "client_name")]
    return to_pandas(rows.select(*columns, "extra", "record"))
