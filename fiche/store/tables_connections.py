"""The tables of the connections to other systems: where, how often, how far each list was read, and every record as it came; it opens no connection.

Nothing here is part of the portfolio until what was read is kept as an import. A secret is never here in clear.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from fiche.store.tables import metadata

# `settings`: a JSON object (database, companies, columns chosen by the reader…). `secret`: sealed with a key that is not in the database.
# `every`: minutes between two synchronisations, 0 for by hand. `lease_until`: whoever synchronises holds the connection until then.
connections = Table(
    "connections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("system", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("every", Integer, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("asked_at", DateTime),
    Column("lease_until", DateTime),
    Column("lease_of", String(64)),
    Column("import_id", Integer),
    Column("published", Text),
    Column("ended_at", DateTime),
    Column("ended_by", Text),
    sqlite_autoincrement=True,
)

# How far a list was read. `cursor`: the latest change that is surely kept; `fields`: what was asked, digested;
# `resume`: where a reading that was cut goes on (JSON).
connection_states = Table(
    "connection_states",
    metadata,
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("entity", String(64), primary_key=True),
    Column("company", String(64), primary_key=True),
    Column("cursor", String(40)),
    Column("fields", String(32)),
    Column("resume", Text),
    Column("read_at", DateTime),
    Column("checked_at", DateTime),
    Column("passes", Integer, nullable=False),
)

# Each record as it came (`raw`: its JSON, packed). `gone_at`: since when the system no longer has it.
connection_records = Table(
    "connection_records",
    metadata,
    Column("connection_id", ForeignKey("connections.id"), primary_key=True),
    Column("entity", String(64), primary_key=True),
    Column("company", String(64), primary_key=True),
    Column("source_id", String(128), primary_key=True),
    Column("modified", String(40)),
    Column("digest", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("gone_at", DateTime),
)

# Every synchronisation. `counts`: a JSON object, records by list; `code` and `message`: why it failed, in words.
syncs = Table(
    "syncs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("began_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("status", String(16), nullable=False),
    Column("phase", Text),
    Column("counts", Text, nullable=False),
    Column("code", String(64)),
    Column("message", Text),
    Column("import_id", Integer),
    Column("by", Text),
    Column("whole", Boolean, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Index("syncs_of", "connection_id"),
)
