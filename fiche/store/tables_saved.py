"""The tables of what people name to find it again: views of a page and segments by rules; it opens no connection.

Nothing is erased from them: what no longer holds says since when and by whom.
"""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, Text

from fiche.store.tables import metadata

# `kind`: «view», «segment» or «report»; `content`: its text; `shared`: whether the team sees it, or its author alone.
saved = Table(
    "saved",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", Text),
    sqlite_autoincrement=True,  # a number is never given twice: links name it
)

# The view that each person begins with.
saved_defaults = Table(
    "saved_defaults",
    metadata,
    Column("by", Text, primary_key=True),
    Column("saved_id", ForeignKey("saved.id"), nullable=False),
)
