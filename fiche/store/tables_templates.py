"""The tables of the workbooks that people drew to be filled in; it opens no connection. Nothing is erased from them."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, Text

from fiche.store.tables import metadata

templates = Table(
    "templates",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", Text),
    sqlite_autoincrement=True,  # a number is never given twice: the audit names it
)

# `restores`: the earlier version that this one takes up again.
template_versions = Table(
    "template_versions",
    metadata,
    Column("template_id", ForeignKey("templates.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", String(8), nullable=False),
    Column("mapping", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("restores", Integer),
)
