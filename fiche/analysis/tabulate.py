"""Every indicator for each client, month, currency or group of clients, each as a Figure with its reason; it decides no definition."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import polars as pl

from fiche.analysis.evaluate import History, answered, fetched
from fiche.analysis.figures import Figure
from fiche.analysis.metric import metrics

if TYPE_CHECKING:
    import duckdb

By = Literal[
    "client",
    "month",
    "currency",
    "status",
    "status_computed",
    "category",
    "sector",
    "zone",
    "account_manager",
]
GROUPS: tuple[str, ...] = get_args(By)
# What a row belongs to: a column of the items, or the group that its client is given.
_OWN = {
    "client": "i.client_id",
    "month": "CAST(date_trunc('month', i.date) AS DATE)",
    "currency": "i.currency",
}
_SALES = """
    SELECT {key} AS key, CAST(date_trunc('month', i.date) AS DATE) AS month, SUM(i.gross) AS gross
    FROM {rows} WHERE i.date IS NOT NULL AND i.gross IS NOT NULL
    GROUP BY {key}, date_trunc('month', i.date)
"""
_CURRENCIES = "SELECT {key} AS key, i.currency AS currency FROM {rows} WHERE i.currency IS NOT NULL GROUP BY {key}, i.currency ORDER BY 1, 2"
_REVENUES = """
    SELECT {key} AS key, i.client_id AS client_id, SUM(CASE WHEN i.period = 'last' THEN i.net END) AS revenue
    FROM {rows} GROUP BY {key}, i.client_id HAVING SUM(CASE WHEN i.period = 'last' THEN i.net END) IS NOT NULL
"""
_TEXTS = {"sales": _SALES, "currencies": _CURRENCIES, "revenues": _REVENUES}
_VALUES = "SELECT {key} AS key, {columns} FROM {rows} GROUP BY {key} ORDER BY {key}"


def tabulated(
    cursor: "duckdb.DuckDBPyConnection",
    as_of: dt.date,
    by: By,
    groups: Mapping[str, Any],
    usual: str | None,
) -> dict[Any, dict[str, Figure]]:
    """{key: every indicator}, in the order of the keys, the rows that have none last (None).

    `groups`: {client number: group}, for the groupings of clients. By month, a row holds what is dated in that month, and the indicators
    that look further back say that they are not read month by month.
    """
    key, rows = _OWN.get(by, "g.name"), "items AS i"
    if by not in _OWN:
        named = pl.DataFrame(
            {"client_id": list(groups), "name": pl.Series(list(groups.values()), dtype=pl.String)}
        )
        cursor.register("grouping_of_clients", named.to_arrow())
        rows = "items AS i LEFT JOIN grouping_of_clients AS g ON g.client_id = i.client_id"
    listed = metrics()
    columns = ", ".join(f"{m.sql} AS {m.code}" for m in listed.values() if m.sql)
    values = fetched(cursor, _VALUES.format(key=key, columns=columns, rows=rows)).to_dicts()
    sales: dict[Any, dict[dt.date, Decimal]] = defaultdict(dict)
    said = {name: text.format(key=key, rows=rows) for name, text in _TEXTS.items()}
    for name, month, gross in cursor.execute(said["sales"]).fetchall():
        sales[name][month] = gross
    currencies: dict[Any, list[str]] = defaultdict(list)
    for name, currency in cursor.execute(said["currencies"]).fetchall():
        currencies[name].append(currency)
    revenues: dict[Any, list[Decimal]] = defaultdict(list)
    for name, _client, revenue in cursor.execute(said["revenues"]).fetchall():
        revenues[name].append(revenue)
    values.sort(key=lambda row: row["key"] is None)
    found = {}
    for row in values:
        name = row["key"]
        history = History(sales[name], revenues[name], currencies[name] or [usual or ""])
        found[name] = answered(row, history, as_of, one_client=by == "client", monthly=by == "month")
    return found
