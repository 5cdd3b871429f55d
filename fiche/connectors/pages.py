"""A list read page after page, each with the token that goes on after it; it keeps nothing and retries nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fiche.connectors.caller import Caller
from fiche.connectors.fill import conditions, instant
from fiche.connectors.fill import told as written
from fiche.connectors.spec import Entity, Query, Values, dig
from fiche.errors import ConnectionRefused

SMALLEST, ROUND = 20, 10


@dataclass(frozen=True)
class Page:
    """Records as they came, and the token of the page after (None: that was the last)."""

    records: Sequence[Values]
    token: Any


def pages(caller: Caller, entity: Entity, query: Query, values: Values, token: Any = None) -> Iterator[Page]:
    """The pages of a list from `token` on. A page that takes too long or is too large is asked again, smaller. Raises ConnectionRefused."""
    size = query.pager.size
    while True:
        try:
            request = query.request
            if token is not None and query.pager.kind in ("next_url", "odata_next"):
                request = replace(request, path=str(token), query={})
            answer = caller.ask(request, _placed(query, {**values, "limit": size}, token))
        except ConnectionRefused as refusal:
            if (
                refusal.code not in ("source_slow", "source_too_large")
                or size <= SMALLEST
                or query.pager.kind == "one"
            ):
                raise
            size = max(SMALLEST, size // 4)
            continue
        records = _records(answer, query)
        token = _next(query, entity, answer, records, token, size)
        yield Page(records, token)
        if token is None:
            return


def _records(answer: Any, query: Query) -> list[Values]:
    found = dig(answer, query.records) if answer is not None else []
    if found is None:
        return []
    if not isinstance(found, list):
        raise ConnectionRefused("source_answer", detail=query.records or "[]")
    # A list of numbers alone is what some systems answer when asked for identifiers.
    return [r if isinstance(r, dict) else {"id": r} for r in found]


def _placed(query: Query, values: dict[str, Any], token: Any) -> dict[str, Any]:
    """The values of a call, with where it begins."""
    kind, pager = query.pager.kind, query.pager
    if kind == "keyset":
        values["last"] = token
    elif kind == "offset_limit":
        values["offset"] = token or 0
    elif kind == "page_number":
        values["page"] = pager.start if token is None else token
    elif kind == "cursor":
        values["after"] = token
    elif kind == "window":
        told = token or {}
        values |= {"since": told.get("since", values.get("since")), "after": told.get("after", "0")}
    values["filters"] = conditions(query.filters, query.join, values)
    return values


def _next(query: Query, entity: Entity, answer: Any, records: Sequence[Values], token: Any, size: int) -> Any:
    # A server may give fewer than asked, by a bound of its own: a round number is taken for one.
    pager, full = query.pager, len(records) >= size or (len(records) >= ROUND and len(records) % ROUND == 0)
    if pager.kind == "keyset":
        return dig(records[-1], entity.id) if full and records else None
    if pager.kind == "offset_limit":
        return (token or 0) + len(records) if full else None
    if pager.kind == "page_number":
        more = bool(dig(answer, pager.next)) if pager.next else full
        return (pager.start if token is None else token) + 1 if more and records else None
    if pager.kind == "cursor":
        after = dig(answer, pager.next)
        return after if after not in (None, "", False, token) else None
    if pager.kind == "window":
        return _window(query, entity, answer, records, token)
    if pager.kind == "odata_next":
        return _odata(answer)
    return dig(answer, pager.next) or None if pager.kind == "next_url" else None


def _odata(answer: Any) -> str | None:
    for name in ("@odata.nextLink", "odata.nextLink"):
        if isinstance(answer, dict) and answer.get(name):
            return str(answer[name])
    found = dig(answer, "d.__next")
    return str(found) if found else None


def _window(query: Query, entity: Entity, answer: Any, records: Sequence[Values], token: Any) -> Any:
    """A search that gives so many records at most: near that, it begins anew from the last change seen."""
    after, before = dig(answer, query.pager.next), token or {}
    read = before.get("read", 0) + len(records)
    if after in (None, ""):
        return None
    if read + query.pager.size <= query.pager.cap:
        return {**before, "after": after, "read": read}
    last = instant(dig(records[-1], entity.modified)) if records else None
    since = written(last, entity.clock) if last else None
    if since is None or since == before.get("since"):
        raise ConnectionRefused("source_answer", detail=str(query.pager.cap))
    return {"since": since, "read": 0}
