"""A workbook that comes back, from the file read to the record written: recognised, compared, and once agreed done in one transaction."""

from dataclasses import dataclass, replace

from fiche.dataset import Dataset
from fiche.decisions import Changes, OwnRow
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.excel.back.differences import Field, Ignored, Proposal
from fiche.excel.back.proposal import propose, propose_new
from fiche.excel.back.settle import Kept, Record, settled
from fiche.excel.back.shown import State
from fiche.excel.back.told import stamp_in, told
from fiche.excel.stamp import Damaged, Stamp
from fiche.mirror import Shown
from fiche.reading.raw import RawFile
from fiche.store import Store
from fiche.store.versions import Key


@dataclass(frozen=True)
class Back:
    """A workbook of ours, what it would change in the record as it is at `revision`, and the versions of the records that it touches."""

    name: str
    stamp: Stamp
    proposal: Proposal
    record: Record
    revision: int
    seen: dict[Key, int]


@dataclass(frozen=True)
class Done:
    """What was written: `changes` and the rows `made`; `lost`: cells that could not be brought back; `undo`: what gives everything what it was."""

    changes: Changes
    made: tuple[OwnRow, ...]
    lost: tuple[Ignored, ...]
    undo: Changes


def is_ours(raw: RawFile) -> bool:
    """Whether a file bears a stamp, be it damaged."""
    try:
        return stamp_in(raw) is not None
    except Damaged:
        return True


def is_of(raw: RawFile, store: Store) -> bool:
    """Whether a workbook was exported from `store`; a blank model is at home everywhere."""
    try:
        stamp = stamp_in(raw)
    except Damaged:
        return False
    return stamp is not None and (
        stamp.kind == "blank" or (stamp.mark is not None and store.is_own(stamp.mark))
    )


def back(raw: RawFile, store: Store, shown: Shown) -> Back:
    """What `raw`, which is ours, would change in `store`. Raises Refused when it is of another record, of a state that is no longer known, or damaged."""
    try:
        stamp = stamp_in(raw)
        if stamp is None:
            raise Damaged(raw.name)
        lists = told(raw, stamp)
    except Damaged:
        raise Refused("back_damaged", name=raw.name) from None
    now = State(shown.dataset, shown.settings)
    if stamp.kind == "blank":
        proposal = propose_new(lists, now)
    else:
        proposal = propose(lists, State(_base(raw.name, stamp, store, shown), shown.settings), now)
    fields = [*proposal.changes, *proposal.conflicts]
    record = Record(shown.files, shown.overlay, shown.dataset, shown.uncorrected, shown.settings)
    keys = {f.key for f in fields} | {(r.table, r.record) for r in proposal.removed if r.table == "clients"}
    return Back(raw.name, stamp, proposal, record, shown.revision, store.versions(keys))


def _base(name: str, stamp: Stamp, store: Store, shown: Shown) -> Dataset:
    """The record as it was when the workbook was exported."""
    if stamp.mark is None or not store.is_own(stamp.mark):
        raise Refused("back_other_record", name=name)
    if shown.portfolio.mark == stamp.mark:
        return shown.dataset
    base = store.at(stamp.mark, shown.files)
    if base is None:
        raise Refused("back_unknown_state", name=name)
    return base


def bring(found: Back, kept: Kept, store: Store, *, by: str) -> Done:
    """Write what the reader kept, in one transaction. Raises Refused (Stale when someone changed the same fields meanwhile); nothing is written then."""
    changes, lost = settled(kept, found.record)
    undo = tuple(_undone(edit, found.record.overlay.edits) for edit in changes.edits)
    made = store.bring_back(changes, by=by, seen=found.seen, what=found.name) if changes else []
    back_again = Changes(
        undo, removed=tuple((row.table, row.record) for row in made), restored=changes.removed
    )
    return Done(changes, tuple(made), tuple(lost), back_again)


def _undone(edit: Edit, known: tuple[Edit, ...]) -> Edit:
    """The edit that gives a field what it had."""
    last = next((e for e in reversed(known) if e.field == edit.field), None)
    return replace(edit, value=edit.before if last is None else last.value)


def everything(proposal: Proposal, *, excel_wins: bool = False) -> Kept:
    """All that changed in Excel alone and the rows that were added; what conflicts too when `excel_wins`. Nothing is put away."""
    fields: list[Field] = [*proposal.changes, *(proposal.conflicts if excel_wins else ())]
    return Kept(fields, [added for added in proposal.added if not added.refusal])
