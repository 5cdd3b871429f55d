"""ClickHouse inside the process (chdb), set to read SQL as the standard does: NULL where a join finds nothing, columns before aliases; it decides no figure."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from chdb.session import Session

from tests.engines.dialects import written

_STANDARD = (
    "SET join_use_nulls = 1",
    "SET prefer_column_name_to_alias = 1",
    "SET aggregate_functions_null_for_empty = 1",
    "SET cast_keep_nullable = 1",
    "SET max_threads = 2",
)


class ClickHouse:
    """One session; each `load` and `make` leaves a table that the following statements see."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session, self._folder = session, folder
        self._columns: dict[str, dict[str, str]] = {}

    def load(self, name: str, frame: pl.DataFrame) -> None:
        """A table with the rows of a frame; one of that name is replaced."""
        path = self._folder / f"{name}.parquet"
        frame.write_parquet(path)
        self._session.query(f"DROP TABLE IF EXISTS {name}")
        self._session.query(
            f"CREATE TABLE {name} ENGINE = Memory AS SELECT * FROM file('{path}', 'Parquet')"
            " SETTINGS schema_inference_make_columns_nullable = 1"
        )
        self._learn(name)

    def make(self, name: str, query: str, values: Mapping[str, Any] | None = None) -> None:
        """A table with the rows of a query in DuckDB's dialect; one of that name is replaced."""
        self._session.query(f"DROP TABLE IF EXISTS {name}")
        self._session.query(f"CREATE TABLE {name} ENGINE = Memory AS {self._written(query, values)}")
        self._learn(name)

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query in DuckDB's dialect."""
        answer = self._session.query(self._written(query, values), "Arrow")
        return pa.ipc.open_file(answer.bytes()).read_all().to_pylist()

    def _written(self, query: str, values: Mapping[str, Any] | None) -> str:
        return written(query, "clickhouse", values, self._columns)

    def _learn(self, table: str) -> None:
        answer = self._session.query(f"SELECT * FROM {table} LIMIT 0", "Arrow")
        schema = pa.ipc.open_file(answer.bytes()).schema
        self._columns[table] = dict.fromkeys(schema.names, "unknown")


@contextmanager
def session() -> Iterator[ClickHouse]:
    """A session in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="chdb-") as folder:
        opened = Session(str(Path(folder) / "data"))
        try:
            opened.query("CREATE DATABASE IF NOT EXISTS tests")
            opened.query("USE tests")
            for setting in _STANDARD:
                opened.query(setting)
            yield ClickHouse(opened, Path(folder))
        finally:
            opened.close()
