"""Lists read and kept a page at a time, how far they were read in the same transaction; what was deleted is marked; it makes no portfolio."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fiche.connectors.fill import instant, told
from fiche.connectors.pages import pages
from fiche.connectors.session import Session
from fiche.connectors.spec import Entity, Query, Values, dig
from fiche.errors import ConnectionRefused
from fiche.i18n import _
from fiche.store import Store, remote_records
from fiche.store.remote_records import Came, Key, Reach

CHECK_EVERY = 10  # passes between two questions of what is still there
HALF, FEW = 2, 10  # more than one in two gone at once, and more than ten: rights changed, nothing is marked


@dataclass
class Tally:
    """What a synchronisation did so far: records by list, and what is to be known."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[ConnectionRefused] = field(default_factory=list)

    def add(self, entity: str, counts: Mapping[str, int]) -> None:
        """Count records of a list."""
        mine = self.counts.setdefault(entity, {"new": 0, "changed": 0, "same": 0, "gone": 0})
        for name, n in counts.items():
            mine[name] += n

    @property
    def changed(self) -> bool:
        """Whether anything is no longer what was kept."""
        return any(c["new"] or c["changed"] or c["gone"] for c in self.counts.values())

    @property
    def read(self) -> int:
        """Records that came."""
        return sum(c["new"] + c["changed"] + c["same"] for c in self.counts.values())


# Called inside the transaction of each page: how far the work is, and whether it may go on.
Told = Callable[[Any, str, Tally], None]


class Pull:
    """The lists of a connection, read into the record. `now`: the clock, in UTC; `told`: see above."""

    def __init__(
        self, store: Store, number: int, session: Session, told_: Told, now: Callable[[], dt.datetime]
    ) -> None:
        self._store, self._number, self._session = store, number, session
        self._told, self._now = told_, now
        self.tally = Tally()

    def run(self, *, whole: bool = False) -> Tally:
        """Read every list from where it was left. `whole`: everything again. Raises ConnectionRefused when a list that is needed cannot be read."""
        self._session.introduce()
        companies = self._companies()
        for entity in self._session.system.entities:
            for company in companies if entity.per_company else [""]:
                try:
                    self._list(entity, company, companies, whole=whole)
                except ConnectionRefused as refusal:
                    if not entity.optional or refusal.code not in ("source_forbidden", "source_missing"):
                        raise
                    # A list that this installation does not have, or that only helps, lacks to nobody.
                    if refusal.code == "source_forbidden" and not entity.quiet:
                        self.tally.notes.append(refusal)
        return self.tally

    def _companies(self) -> list[str]:
        """The companies to read, «» for a system that has none: those chosen, else all those that the key may see."""
        name = self._session.system.companies
        if not name:
            return [""]
        entity = self._session.system.entity(name)
        self._list(entity, "", [], whole=True)
        with self._store.looking() as connection:
            listed = remote_records.stream(connection, self._number, name)
            there = [came.source_id for _company, came, gone in listed if gone is None]
        chosen = [str(c) for c in self._session.settings.get("companies", ())]
        found = sorted((c for c in there if not chosen or c in chosen), key=lambda c: (len(c), c))
        return found or [""]

    def _list(self, entity: Entity, company: str, companies: list[str], *, whole: bool) -> None:
        if entity.name == self._session.system.companies and companies:
            return
        key: Key = (self._number, entity.name, company)
        with self._store.looking() as connection:
            reached = remote_records.reach(connection, key)
        values = self._session.variables(entity)
        if companies and companies != [""]:
            values["companies"] = [_plain(c) for c in ([company] if company else companies)]
            values["company"] = company or None
        fields = hashlib.sha256(",".join(values.get("fields", ())).encode()).hexdigest()[:32]
        reached, query = self._begun(entity, reached, fields, whole=whole)
        resume = dict(reached.resume or {})
        values["since"] = _since(entity, resume.get("since"))
        self._read(entity, key, query, values, reached, resume)
        self._check(entity, key, values)

    def _begun(self, entity: Entity, reached: Reach, fields: str, *, whole: bool) -> tuple[Reach, Query]:
        """Where this reading begins: where a cut one stopped, else from the cursor less the overlap, else from the start."""
        resume = reached.resume
        if resume is None or resume.get("fields") != fields or (whole and resume.get("since") is not None):
            cursor = instant(reached.cursor)
            since = None
            if cursor is not None and not whole and entity.modified and reached.fields == fields:
                since = (cursor - dt.timedelta(seconds=self._session.system.overlap)).isoformat()
            resume = {"since": since, "token": None, "start": None, "top": None, "fields": fields}
        query = entity.changes if resume["since"] is not None and entity.changes is not None else entity.full
        return replace(reached, resume=resume), query

    def _read(
        self, entity: Entity, key: Key, query: Query, values: Values, reached: Reach, resume: dict[str, Any]
    ) -> None:
        for page in pages(self._session.caller, entity, query, values, resume.get("token")):
            # Changes are dated by the system's clock: none made after this reading began may be taken as read.
            there = self._session.caller.server_time or self._now()
            resume["start"] = resume.get("start") or there.isoformat()
            came = [one for one in (_came(entity, record) for record in page.records) if one is not None]
            resume["top"] = max(
                [t for t in (resume.get("top"), *(c.modified for c in came)) if t], default=None
            )
            resume["token"] = page.token
            ended = page.token is None
            with self._store.gathering() as connection:
                self.tally.add(entity.name, remote_records.keep(connection, key, came, self._now()))
                remote_records.set_reach(connection, key, self._reached(reached, resume, ended=ended))
                self._told(connection, entity.name, self.tally)

    def _reached(self, reached: Reach, resume: Mapping[str, Any], *, ended: bool) -> Reach:
        if not ended:
            return replace(reached, resume=dict(resume))
        top, start = resume.get("top"), resume.get("start")
        before = reached.cursor or ""
        cursor = min(top, start) if top and start else before or start
        cursor = max(cursor or "", before) if resume.get("since") else cursor
        passes = 0 if resume.get("since") is None else reached.passes + 1
        return Reach(cursor or None, resume.get("fields"), None, self._now(), reached.checked_at, passes)

    def _check(self, entity: Entity, key: Key, values: Values) -> None:
        """Ask for the numbers of all that is there, and mark what is not."""
        if entity.ids is None:
            return
        with self._store.looking() as connection:
            reached = remote_records.reach(connection, key)
            if not entity.always_check and reached.checked_at is not None and reached.passes % CHECK_EVERY:
                return
            kept = remote_records.present(connection, key)
        there: set[str] = set()
        for page in pages(self._session.caller, entity, entity.ids, {**values, "since": None}):
            there |= {str(dig(record, entity.id)) for record in page.records}
        gone = kept - there
        if len(gone) > FEW and len(gone) * HALF > len(kept):
            self.tally.notes.append(
                ConnectionRefused("many_gone", n=len(gone), of=len(kept), what=_(entity.title))
            )
            return
        with self._store.gathering() as connection:
            marked = remote_records.mark_gone(connection, key, gone, self._now())
            self.tally.add(entity.name, {"gone": marked})
            remote_records.set_reach(connection, key, replace(reached, checked_at=self._now()))
            self._told(connection, entity.name, self.tally)


def _plain(number: str) -> int | str:
    return int(number) if number.isdigit() else number


def _since(entity: Entity, since: str | None) -> Any:
    moment = instant(since)
    return None if moment is None else told(moment, entity.clock)


def _came(entity: Entity, record: Values) -> Came | None:
    """A record with its number; None for one without, which nothing could find again."""
    number = dig(record, entity.id)
    if number in (None, False, ""):
        return None
    changed = instant(dig(record, entity.modified)) if entity.modified else None
    return Came(str(number), changed.isoformat() if changed else None, record)
