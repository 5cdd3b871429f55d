"""Workbooks that people drew to be filled in: each with its versions, the latest in force; it opens no workbook and reads no mapping."""

from sqlalchemy import Connection, func, insert, select, update

from fiche.decisions import Drawn, SavedTemplate, TemplateVersion
from fiche.errors import Refused
from fiche.file_names import safe_name
from fiche.store.attachments import keep_blob
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_people import blobs
from fiche.store.tables_templates import template_versions as versions
from fiche.store.tables_templates import templates as table

LONGEST = 80  # letters of a name


def templates(connection: Connection, *, removed: bool = False) -> list[SavedTemplate]:
    """Every template by name, with its latest version; `removed`: those that were removed, in their place."""
    latest = (
        select(versions.c.template_id, func.max(versions.c.number).label("number"))
        .group_by(versions.c.template_id)
        .subquery()
    )
    chosen = (
        select(table.c.id, table.c.name, table.c.ended_at, table.c.ended_by, *versions.c)
        .join(latest, latest.c.template_id == table.c.id)
        .join(versions, (versions.c.template_id == table.c.id) & (versions.c.number == latest.c.number))
        .where(table.c.ended_at.is_not(None) if removed else table.c.ended_at.is_(None))
    )  # fmt: skip
    found = [
        SavedTemplate(row[0], row[1], row[2], row[3], TemplateVersion(*row[4:]))
        for row in connection.execute(chosen)
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def version(connection: Connection, template_id: int, number: int | None = None) -> TemplateVersion | None:
    """A version of a template (None: the latest), removed or not; None when there is none."""
    chosen = select(versions).where(versions.c.template_id == template_id)
    if number is not None:
        chosen = chosen.where(versions.c.number == number)
    row = connection.execute(chosen.order_by(versions.c.number.desc()).limit(1)).first()
    return None if row is None else TemplateVersion(*row)


def all_versions(connection: Connection, template_id: int) -> list[TemplateVersion]:
    """The versions of a template, latest first."""
    chosen = select(versions).where(versions.c.template_id == template_id).order_by(versions.c.number.desc())
    return [TemplateVersion(*row) for row in connection.execute(chosen)]


def content(connection: Connection, made: TemplateVersion) -> bytes:
    """The file of a version, as it came."""
    return bytes(
        connection.execute(select(blobs.c.content).where(blobs.c.sha256 == made.sha256)).scalar_one()
    )


def add(writing: Writing, name: str, drawn: Drawn) -> SavedTemplate:
    """Keep a new template. Raises Refused when its name is empty or another's."""
    name = _free(writing.connection, name)
    row = {"name": name, "by": writing.by, "made_at": writing.at}
    number = writing.connection.execute(insert(table).returning(table.c.id), row).scalar_one()
    made = _version(writing, number, 1, drawn)
    writing.note(_note("template", number, None, _said(name, 1)), touches=False)
    return SavedTemplate(number, name, None, None, made)


def change(
    writing: Writing, template_id: int, drawn: Drawn, seen: int, restores: int | None = None
) -> TemplateVersion:
    """Keep another version, made by someone who saw version `seen`. Raises Refused when another one came meanwhile, or the template is gone."""
    name, last = _living(writing.connection, template_id), version(writing.connection, template_id)
    assert last is not None
    if last.number != seen:
        raise Refused("template_changed", name=name, by=last.by)
    made = _version(writing, template_id, last.number + 1, drawn, restores)
    writing.note(
        _note("template", template_id, _said(name, last.number), _said(name, made.number)), touches=False
    )
    return made


def go_back(writing: Writing, template_id: int, number: int) -> TemplateVersion:
    """An earlier version again, as a new one: none is lost."""
    name = _living(writing.connection, template_id)
    wanted, last = version(writing.connection, template_id, number), version(writing.connection, template_id)
    if wanted is None or last is None:
        raise Refused("template_gone", name=name)
    drawn = Drawn(
        wanted.kind, wanted.file_name, wanted.format, content(writing.connection, wanted), wanted.mapping
    )
    return change(writing, template_id, drawn, last.number, number)


def rename(writing: Writing, template_id: int, name: str) -> None:
    """Another name; nothing when it is the same."""
    old = _living(writing.connection, template_id)
    if name.strip() == old:
        return
    name = _free(writing.connection, name, but=template_id)
    writing.connection.execute(update(table).where(table.c.id == template_id).values(name=name))
    writing.note(_note("template", template_id, old, name), touches=False)


def remove(writing: Writing, template_id: int, *, away: bool) -> None:
    """Take a template out of the lists, or bring it back; nothing when it is so already. Raises Refused when its name was given meanwhile."""
    row = writing.connection.execute(select(table).where(table.c.id == template_id)).first()
    if row is None or (row.ended_at is not None) == away:
        return
    if not away:
        _free(writing.connection, row.name, but=template_id)
    ended = {"ended_at": writing.at if away else None, "ended_by": writing.by if away else None}
    writing.connection.execute(update(table).where(table.c.id == template_id).values(**ended))
    action = "remove_template" if away else "restore_template"
    note = _note(action, template_id, row.name if away else None, None if away else row.name)
    writing.note(note, touches=False)


def _version(
    writing: Writing, template_id: int, number: int, drawn: Drawn, restores: int | None = None
) -> TemplateVersion:
    row = {
        "template_id": template_id,
        "number": number,
        "kind": drawn.kind,
        "file_name": safe_name(drawn.file_name),
        "format": drawn.format,
        "mapping": drawn.mapping,
        "size": len(drawn.content),
        "sha256": keep_blob(writing.connection, drawn.content),
        "by": writing.by,
        "made_at": writing.at,
        "restores": restores,
    }
    writing.connection.execute(insert(versions).values(**row))
    return TemplateVersion(**row)  # type: ignore[arg-type]


def _free(connection: Connection, name: str, but: int | None = None) -> str:
    """A name that no other template has, whatever the case."""
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise Refused("template_name_needed")
    for other in templates(connection):
        if other.name.casefold() == name.casefold() and other.id != but:
            raise Refused("template_name_taken", name=other.name)
    return name


def _living(connection: Connection, template_id: int) -> str:
    row = connection.execute(select(table).where(table.c.id == template_id)).first()
    if row is None or row.ended_at is not None:
        raise Refused("template_gone", name=str(row.name if row is not None else template_id))
    return str(row.name)


def _note(action: str, template_id: int, before: str | None, after: str | None) -> Note:
    return Note(action, before=before, after=after, ref=template_id)


def _said(name: str, number: int) -> str:
    return f"{name} · {number}"
