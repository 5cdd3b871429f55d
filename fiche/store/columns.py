"""The rows of an import read column by column, a chunk at a time: a million rows cost what their filled cells cost; it decides nothing about them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, func, select, type_coerce
from sqlalchemy.types import NullType

CHUNK = 50_000  # rows held as Python values at once
_CENT = pl.lit(Decimal("0.01"))


def columns(connection: Connection, table: Table, wanted: Mapping[str, Any], import_id: int) -> pl.DataFrame:
    """The columns `wanted` (types of polars by name) of the rows that `import_id` wrote to `table`, in their order.

    Values come as the engine's driver gives them, and columns that the import left empty are not asked for at all.
    """
    mine = table.c.import_id == import_id
    counts = [func.count(table.c[name]) for name in wanted]
    height, *counted = connection.execute(select(func.count(), *counts).where(mine)).one()
    filled = [name for name, count in zip(wanted, counted, strict=True) if count]
    asked = [type_coerce(table.c[name], NullType()).label(name) for name in filled]
    parts: dict[str, list[pl.Series]] = {name: [] for name in filled}
    if filled:
        rows = connection.execute(select(*asked).where(mine).order_by(table.c.position))
        # The driver's own rows: those of SQLAlchemy cost as much again.
        fetched = partial(rows.cursor.fetchmany, CHUNK)
        for chunk in iter(fetched, []):
            for name, values in zip(filled, zip(*chunk, strict=True), strict=True):
                parts[name].append(_typed(name, values, wanted[name]))
    empty = {name: pl.lit(None, dtype=wanted[name]).alias(name) for name in wanted if name not in parts}
    found = {name: pl.concat(series, rechunk=True) for name, series in parts.items()}
    frame = pl.DataFrame(found) if found else pl.DataFrame({"": pl.repeat(None, height, eager=True)})
    return frame.with_columns(empty.values()).select(list(wanted))


def _typed(name: str, values: tuple[Any, ...], dtype: Any) -> pl.Series:
    """Values of a driver as a column of that type: SQLite has words for days, 0 and 1 for yes and no, and every engine cents for amounts."""
    if isinstance(dtype, pl.Decimal):
        cents = pl.Series(name, values, dtype=pl.Int64).cast(pl.Decimal(38, 2))
        return pl.select((pl.lit(cents) * _CENT).cast(dtype).alias(name)).to_series()
    if dtype == pl.Date:
        days = pl.Series(name, values)
        return days.str.to_date("%Y-%m-%d") if days.dtype == pl.String else days.cast(pl.Date)
    if dtype == pl.Boolean:
        return pl.Series(name, values).cast(pl.Boolean)
    return pl.Series(name, values, dtype=dtype)
