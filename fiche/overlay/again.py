"""The rows of a few clients laid over again after a change, those of everyone else left as they are; it knows no rule of its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from fiche.dataset import Dataset
from fiche.parts import amended, part
from fiche.records import owner

if TYPE_CHECKING:
    from fiche.overlay import Overlay


def again(
    before: "Overlay", now: "Overlay", files: Dataset, present: Dataset, clients: Collection[str]
) -> tuple[Dataset, frozenset[str]] | None:
    """now.laid(files), given `present` = before.laid(files), and the clients whose rows may differ, where what was decided changed for `clients`
    only: those, and whoever they are or were one with. None when rows end with a client that nobody named."""
    touched = _together(clients, (before, now))
    rows = _of(now, touched).laid(part(files, touched))
    named = {
        client
        for table in rows.tables.values()
        if "client_id" in table.columns
        for client in table["client_id"].drop_nulls().unique()
    }
    return (amended(present, touched, rows), touched) if named <= touched else None


def _of(overlay: "Overlay", clients: Collection[str]) -> "Overlay":
    """What was decided for these clients alone; lines of invoices name no client and find their invoice or nothing."""
    own = {None, *clients}
    return replace(
        overlay,
        own=tuple(row for row in overlay.own if row.client_id in own),
        edits=tuple(edit for edit in overlay.edits if owner(edit.table, edit.record) in own),
        merges=tuple(merge for merge in overlay.merges if {merge.kept, merge.gone} & own),
        archived=frozenset(pair for pair in overlay.archived if owner(*pair) in own),
    )


def _together(clients: Collection[str], overlays: Iterable["Overlay"]) -> frozenset[str]:
    """`clients`, and those whose rows a merge or a correction gives to them or takes from them, step by step."""
    beside: dict[str, set[str]] = defaultdict(set)
    for overlay in overlays:
        moves = [(merge.kept, merge.gone) for merge in overlay.merges]
        for edit in overlay.edits:
            if edit.column == "client_id" and (first := owner(edit.table, edit.record)):
                moves += [(first, other) for other in (edit.before, edit.value) if other]
        for one, other in moves:
            beside[one].add(other)
            beside[other].add(one)
    found, waiting = set(clients), list(clients)
    while waiting:
        new = beside[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)
