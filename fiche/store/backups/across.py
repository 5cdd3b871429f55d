"""The rows of a SQLite record written into PostgreSQL tables, value by value: how a record that outgrew a laptop moves to a server."""

from sqlalchemy import Connection, insert, select

from fiche.store import tables

CHUNK = 2_000
BIG = 20  # rows with a file in them


def pour(source: Connection, target: Connection) -> None:
    """Copy every row; both have the tables of this version, and `target` no row."""
    for table in tables.metadata.sorted_tables:
        rows = source.execute(select(table)).mappings().partitions(BIG if table.name == "blobs" else CHUNK)
        for some in rows:
            target.execute(insert(table), [dict(row) for row in some])
