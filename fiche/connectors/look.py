"""What a connection sees, before anything is read: the version, the companies, how many records of each list, the lists that may not be read; it keeps nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fiche.connectors.fill import conditions
from fiche.connectors.pages import pages
from fiche.connectors.session import Session
from fiche.connectors.spec import Entity, dig
from fiche.errors import ConnectionRefused


@dataclass(frozen=True)
class Seen:
    """`counts`: (list in French, number or None when it does not say); `refused`: lists that the key may not read; `companies`: {number: name}."""

    version: str
    companies: Mapping[str, str] = field(default_factory=dict)
    counts: Sequence[tuple[str, int | None]] = ()
    refused: Sequence[str] = ()


def look(session: Session) -> Seen:
    """Ask a system what it has. Raises ConnectionRefused when it does not answer, or when a list that is needed may not be read."""
    session.introduce()
    version, companies = session.version(), _companies(session)
    counts: list[tuple[str, int | None]] = []
    refused: list[str] = []
    for entity in session.system.entities:
        if entity.name == session.system.companies:
            continue
        try:
            counts.append((entity.title, _count(session, entity)))
        except ConnectionRefused as refusal:
            if refusal.code == "source_missing" and entity.optional:
                continue
            if refusal.code != "source_forbidden" or not entity.optional:
                raise
            if not entity.quiet:
                refused.append(entity.title)
    return Seen(version, companies, counts, refused)


def _companies(session: Session) -> dict[str, str]:
    if not session.system.companies:
        return {}
    entity = session.system.entity(session.system.companies)
    values = session.variables(entity)
    found = [r for page in pages(session.caller, entity, entity.full, values) for r in page.records]
    return {
        str(dig(r, entity.id)): str(r.get("name") or r.get("displayName") or dig(r, entity.id)) for r in found
    }


def _count(session: Session, entity: Entity) -> int | None:
    """How many records a list has; None when its system does not count: its first page is then only asked for."""
    values = session.variables(entity)
    if entity.count is None:
        next(iter(pages(session.caller, entity, entity.full, values)))
        return None
    query = entity.count
    values["filters"] = conditions(query.filters, query.join, values)
    found = dig(session.caller.ask(query.request, {**values, "limit": 1}), query.records)
    return int(found) if isinstance(found, (int, float)) else None


def choosable(session: Session, entity: Entity) -> dict[str, str]:
    """{field: label} of a list, but for those that are read already."""
    session.introduce()
    return {name: label for name, label in session.described(entity).items() if name not in entity.wants}
