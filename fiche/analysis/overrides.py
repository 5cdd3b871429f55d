"""A status that someone gives a client in place of the computed one, with who and when; it computes none and keeps the computed one beside it."""

import datetime as dt
from collections.abc import Iterable

from fiche.analysis.status import STATUSES
from fiche.decisions import Override

__all__ = ["COLUMNS", "Override", "checked", "standing"]

COLUMNS = ("status_override", "override_by", "override_on", "override_reason")


def checked(overrides: Iterable[Override]) -> tuple[Override, ...]:
    """The same, once every status is known to exist; ValueError otherwise."""
    given = tuple(overrides)
    if unknown := {each.status for each in given if each.status is not None} - set(STATUSES):
        raise ValueError(f"override: no such status: {', '.join(sorted(unknown))}")
    return given


def standing(overrides: Iterable[Override], as_of: dt.date) -> dict[str, Override]:
    """The override that holds at `as_of`, by client: the latest by then, and of one day the last given."""
    found: dict[str, Override] = {}
    for each in overrides:
        before = found.get(each.client_id)
        if each.on <= as_of and (before is None or each.on >= before.on):
            found[each.client_id] = each
    return {client_id: each for client_id, each in found.items() if each.status is not None}
