"""The tables of the audit and the triggers that refuse to change or remove what they hold; it opens no connection.

`audit` names nobody but the author: what personal values an entry is about stands apart, with the salt of its digest, so that it may be
erased and the chain still verifies.
"""

from sqlalchemy import DDL, Column, Index, Integer, String, Table, Text, event

from fiche.store.tables import metadata

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # UTC, ISO, to the microsecond: signed as it is written
    Column("revision", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("table", String(32)),
    Column("column", Text),
    Column("ref", Integer),
    Column("digest", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_values = Table(
    "audit_values",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("client_id", Text),
    Column("record", Text),
    Column("before", Text),
    Column("after", Text),
    Column("salt", String(32), nullable=False),
    Index("audit_values_of", "client_id"),
)

SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "CREATE TRIGGER audit_values_no_update BEFORE UPDATE ON audit_values BEGIN SELECT RAISE(ABORT, 'audit values are erased, never changed'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    "CREATE TRIGGER audit_values_no_update BEFORE UPDATE ON audit_values FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
)
# By engine: the triggers that guard the audit, and how to ask for the names of those there are.
GUARDS = {
    "sqlite": (
        {"audit_no_update", "audit_no_delete", "audit_values_no_update"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    ),
    "postgresql": (
        {"audit_append_only", "audit_values_no_update"},
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    ),
}
for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            audit_values if "ON audit_values" in _statement else audit,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
