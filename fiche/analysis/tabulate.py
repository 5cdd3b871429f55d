"""Every indicator for each client, month, currency or group of clients, each as a Figure with its reason; it decides no definition."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import polars as pl

from fiche.analysis.evaluate import answered, fetched
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
    for name, month, gross in cursor.execute(_SALES.format(key=key, rows=rows)).fetchall():
        sales[name][month] = gross
    currencies: dict[Any, list[str]] = defaultdict(list)
    for name, currency in cursor.execute(_CURRENCIES.format(key=key, rows=rows)).fetchall():
        currencies[name].append(currency)
    values.sort(key=lambda row: row["key"] is None)
    return {
        row["key"]: answered(
            row,
            sales[row["key"]],
            currencies[row["key"]] or [usual or ""],
            as_of,
            one_client=by == "client",
            monthly=by == "month",
        )
        for row in values
    }
