"""Documents attached to clients: their bytes, once each, and what they are said to be; it never opens one."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from fiche.decisions import Attachment
from fiche.errors import Refused
from fiche.file_names import safe_name
from fiche.i18n import number
from fiche.reading.limits import Setting, given
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_people import attachments as table
from fiche.store.tables_people import blobs


@dataclass(frozen=True)
class Attached:
    """A document to attach to an invoice of a client."""

    client_id: str
    document_id: str | None
    name: str
    content: bytes
    media_type: str


MB = 1_000_000
USUAL = 20 * MB
SETTINGS = {"FICHE_MAX_ATTACHMENT_MB": Setting(("attachment",), MB, 1, 500)}


def most() -> int:
    """The largest document that may be attached, in bytes. Raises Refused when the setting holds no such number."""
    return int(given(SETTINGS).get("attachment", USUAL))


def attachments(connection: Connection, client_id: str, *, archived: bool = False) -> list[Attachment]:
    """What is attached to a client, oldest first; `archived`: what was put away too."""
    chosen = select(table).where(table.c.client_id == client_id).order_by(table.c.id)
    found = connection.execute(chosen if archived else chosen.where(table.c.archived_at.is_(None)))
    return [Attachment(*row) for row in found]


def content(connection: Connection, attachment_id: int) -> bytes | None:
    """The bytes of an attachment as they came, None when there is none."""
    joined = select(blobs.c.content).join(table, table.c.sha256 == blobs.c.sha256)
    found = connection.scalar(joined.where(table.c.id == attachment_id))
    return None if found is None else bytes(found)


def attach(
    writing: Writing,
    client_id: str,
    name: str,
    content: bytes,
    media_type: str,
    document_id: str | None,
) -> Attachment:
    """Keep a document. Raises Refused when it is larger than `most` allows."""
    safe, limit = safe_name(name), most()
    if len(content) > limit:
        size, allowed = (f"{number(n / MB, 1)} Mo" for n in (len(content), limit))
        raise Refused("attachment_too_large", name=safe, size=size, limit=allowed)
    digest = keep_blob(writing.connection, content)
    row = {
        "client_id": client_id,
        "document_id": document_id,
        "name": safe,
        "media_type": media_type,
        "size": len(content),
        "sha256": digest,
        "by": writing.by,
        "added_at": writing.at,
    }
    made = writing.connection.execute(insert(table).returning(table.c.id), row).scalar_one()
    writing.note(Note("attach", client_id, None, document_id, None, None, safe, made), touches=False)
    return Attachment(made, *row.values())  # type: ignore[arg-type]


def attach_once(writing: Writing, documents: Iterable[Attached]) -> None:
    """Attach those that their invoice does not have yet: a file loaded again adds nothing."""
    for each in documents:
        digest = hashlib.sha256(each.content).hexdigest()
        same = (table.c.client_id == each.client_id) & (table.c.sha256 == digest)
        if writing.connection.execute(select(table.c.id).where(same).limit(1)).first() is None:
            attach(writing, each.client_id, each.name, each.content, each.media_type, each.document_id)


def keep_blob(connection: Connection, content: bytes) -> str:
    """Keep bytes once, whoever has them; returns their digest."""
    digest = hashlib.sha256(content).hexdigest()
    if connection.scalar(select(blobs.c.sha256).where(blobs.c.sha256 == digest)) is None:
        connection.execute(insert(blobs).values(sha256=digest, content=content))
    return digest


def archive(writing: Writing, attachment_id: int, *, away: bool) -> None:
    """Put an attachment away, or bring it back; nothing when it is so already."""
    row = writing.connection.execute(select(table).where(table.c.id == attachment_id)).first()
    if row is None or (row.archived_at is not None) == away:
        return
    moved = {"archived_at": writing.at if away else None, "archived_by": writing.by if away else None}
    done = update(table).where(table.c.id == attachment_id).values(**moved)
    writing.connection.execute(done)
    action = "archive_attachment" if away else "restore_attachment"
    said = Note(action, row.client_id, None, row.document_id, None, row.name, None, attachment_id)
    writing.note(said, touches=False)
