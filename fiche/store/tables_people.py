"""The tables of what people make and decide in the application; it opens no connection.

Nothing is erased from them: what no longer holds says since when and by whom.
"""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from fiche.store.tables import metadata


def _ended() -> tuple[Column[object], Column[object]]:
    return Column("ended_at", DateTime), Column("ended_by", Text)


# Rows made in the application; `values`: a JSON object, texts by column.
own_rows = Table(
    "own_rows",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("table", String(32), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Index("own_rows_of", "client_id"),
    sqlite_autoincrement=True,  # a number is never given twice: corrections name it
)

archives = Table(
    "archives",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("table", String(32), nullable=False),
    Column("record", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    *_ended(),
    Index("archives_of", "table", "record"),
)

# How many times each record was written; none: never.
versions = Table(
    "versions",
    metadata,
    Column("table", String(32), primary_key=True),
    Column("record", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

merges = Table(
    "merges",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kept", Text, nullable=False),
    Column("gone", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    *_ended(),
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", Text, nullable=False),
    Column("status", String(32)),
    Column("by", Text, nullable=False),
    Column("on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", Text, nullable=False),
    Column("code", String(64), nullable=False),
    Column("until", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    *_ended(),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", Text, nullable=False),
    Column("document_id", Text),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("by", Text, nullable=False),
    Column("added_at", DateTime, nullable=False),
    Column("archived_at", DateTime),
    Column("archived_by", Text),
    Index("attachments_of", "client_id"),
)

# Which clients each revision touched; "" for everything. Kept for the latest revisions only.
changes = Table(
    "changes",
    metadata,
    Column("revision", Integer, primary_key=True),
    Column("client_id", Text, primary_key=True),
)
