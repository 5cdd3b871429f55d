"""DuckDB's SQL written for another engine, values put in as typed literals of the syntax tree; it runs nothing and formats no value into text.

Three rules beside sqlglot's own, all for ClickHouse's dialect: a date is a Date32 (a Date holds no year before 1970), a median is the exact
one (`median` samples), and «*» is written out (over a join it would name columns after their tables). PostgreSQL needs none.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

Dialect = Literal["postgres", "clickhouse"]


def written(
    sql: str,
    dialect: Dialect,
    values: Mapping[str, Any] | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """One statement of DuckDB's dialect in another; a construct that has no equivalent raises. `columns`: {table: {column: type}}."""
    tree = sqlglot.parse_one(sql, read="duckdb").transform(_bound, dict(values or {}))
    if dialect == "clickhouse":
        tree = qualify(
            tree,
            dialect="duckdb",
            schema=dict(columns or {}),
            expand_alias_refs=False,
            quote_identifiers=False,
        )
        tree = tree.transform(_for_clickhouse)
    return tree.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE, comments=False)


def _bound(node: exp.Expression, values: Mapping[str, Any]) -> exp.Expression:
    if not isinstance(node, exp.Placeholder):
        return node
    return _literal(values[node.name])


def _literal(value: Any) -> exp.Expression:
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DType.DATE)
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        return exp.cast(exp.Literal.string(str(value)), f"DECIMAL(18, {places})")
    return exp.convert(value)


def _for_clickhouse(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType) and node.this == exp.DType.DATE:
        return exp.DataType(this=exp.DType.DATE32, nested=False)
    if isinstance(node, exp.Median):
        half = exp.Literal.number("0.5")
        return exp.ParameterizedAgg(this="quantileExactInclusive", expressions=[half], params=[node.this])
    return node
