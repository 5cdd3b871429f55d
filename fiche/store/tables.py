"""The tables of the record, derived from the model; it opens no connection."""

from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA
from fiche.model import STORED, UNSAVED, TableName, schema


class Money(TypeDecorator[Decimal]):
    """An amount as a whole number of cents, exact in every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy passes it
        return None if value is None else int(value.scaleb(2))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy passes it
        return None if value is None else Decimal(value).scaleb(-2)


metadata = MetaData()

# One row: counts every committed change, so that whoever keeps a copy knows when it is stale.
revision = Table(
    "revision", metadata, Column("id", Integer, primary_key=True), Column("number", Integer, nullable=False)
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("made_at", DateTime, nullable=False),
    Column("loaded_on", Date, nullable=False),
    Column("rows_in_file", Integer, nullable=False),
    Column("rows_loaded", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    # «replace»: the portfolio begins with it; «update»: laid over those before. `absent`: what open invoices that it does not hold mean.
    Column("mode", String(16)),
    Column("absent", String(16)),
)

import_files = Table(
    "import_files",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)


edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("table", String(32), nullable=False),
    Column("record", Text, nullable=False),
    Column("column", String(64), nullable=False),
    Column("before", Text),
    Column("value", Text),
    Column("origin", String(64), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("active", Boolean, nullable=False),
    # Who, under which version of the record; and since when, by whom and under which version it no longer holds.
    Column("by", Text),
    Column("version", Integer),
    Column("ended_at", DateTime),
    Column("ended_by", Text),
    Column("ended_version", Integer),
    Index("edits_of", "table", "record"),
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("record", Text, primary_key=True),
    Column("made_at", DateTime, nullable=False),
)

choices = Table(
    "choices",
    metadata,
    Column("signature", String(64), primary_key=True),
    Column("table", String(32)),
    Column("columns", Text, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)


# Every change of a setting, the latest of a name being in force; None: back to the default.
settings = Table(
    "settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("value", Text),
    Column("made_at", DateTime, nullable=False),
    Column("by", Text),
)


# Every change of a text of the letters, the latest of a name being in force; None: back to the original.
letter_texts = Table(
    "letter_texts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("value", Text),
    Column("made_at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
)


def _sql_type(dtype: Any) -> Any:
    if isinstance(dtype, pl.Decimal):
        return Money()
    return {pl.String: Text, pl.Float64: Float, pl.Int64: BigInteger, pl.Date: Date, pl.Boolean: Boolean}[
        dtype
    ]()


def _data_table(name: str, columns: dict[str, Any]) -> Table:
    own = [Column(column, _sql_type(dtype)) for column, dtype in columns.items() if column not in UNSAVED]
    keys: tuple[Column[Any], ...] = (
        Column("import_id", ForeignKey("imports.id"), primary_key=True),
        Column("position", Integer, primary_key=True),
    )
    return Table(name, metadata, *keys, *own)


DATA: dict[TableName, Table] = {name: _data_table(name, schema(name)) for name in STORED}
SET_ASIDE = _data_table("set_aside", SET_ASIDE_SCHEMA)
FINDINGS = _data_table("findings", FINDINGS_SCHEMA)
