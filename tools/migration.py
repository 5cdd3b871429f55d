"""Writes the change of the record's tables that the code asks for and no earlier one makes, to be read and completed; it touches no record.

python -m tools.migration «what changes»
"""

import re
import sys
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from fiche.store import engines, migrating
from fiche.store.tables import metadata

HEADER = '''"""{words}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    """Lose nothing of an earlier record."""
    '''


def main() -> None:
    words = " ".join(sys.argv[1:]).strip().rstrip(".") or sys.exit(str(__doc__))
    engine = engines.engine(engines.MEMORY)
    migrating.migrate(engine, engines.MEMORY)
    with engine.connect() as connection:
        changes = produce_migrations(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
    if not changes.upgrade_ops or changes.upgrade_ops.is_empty():
        sys.exit("The record’s tables are already what the code says.")
    revision = f"{int(migrating.HEAD) + 1:04d}"
    body = render_python_code(changes.upgrade_ops, render_item=_plain)
    name = re.sub(r"\W+", "_", words.lower())[:40].strip("_")
    target = migrating.FOLDER / "versions" / f"r{revision}_{name}.py"
    header = HEADER.format(words=words[0].upper() + words[1:], revision=revision, before=migrating.HEAD)
    target.write_text(header + body + "\n", "utf-8")
    print(f"{target.relative_to(Path.cwd())}: read it, complete it, then run ruff format and the tests.")


def _plain(kind: str, item: object, _context: object) -> str | bool:
    """Our own types as what the database knows: a change is never altered when they are."""
    implementation = getattr(item, "impl", None)
    return f"sa.{type(implementation).__name__}()" if kind == "type" and implementation is not None else False


if __name__ == "__main__":
    main()
