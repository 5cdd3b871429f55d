"""Asks a portfolio all that a call brief holds; it adds nothing up."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fiche.analysis.figures import ClientRecord, Filters
from fiche.analysis.portfolio import Portfolio
from fiche.brief.values import Brief, Person, Planned, Promise, Talk

if TYPE_CHECKING:
    import pandas as pd

MONTHS, OFFERS = 24, 3


def gather(
    portfolio: Portfolio,
    client_id: str,
    as_of: dt.date,
    currency: str | None = None,
) -> Brief:
    """The brief of `client_id`, in the reader's language; UnknownClient when there is none. `currency`: that of most of its documents when None."""
    record = portfolio.client(client_id)
    own = portfolio.currencies_of(client_id)
    chosen = currency or own[0]
    # The portfolio of one currency keeps its figures ready without a filter.
    where = Filters(currency=None if portfolio.currency else chosen)
    return Brief(
        client_id=client_id,
        as_of=as_of,
        currency=chosen,
        others=tuple(each for each in own if each != chosen),
        basis=portfolio.revenue_basis,
        serious_days=portfolio.settings.serious_days,
        record=record,
        status=portfolio.status(client_id, as_of, where),
        figures=portfolio.figures(as_of, client_id, where),
        aged=portfolio.aged(as_of, client_id, where),
        late=portfolio.late_invoices(client_id, as_of, where),
        disputes=portfolio.disputes(client_id, as_of, where),
        promises=tuple(promises(portfolio, client_id, as_of)),
        products=portfolio.products(client_id, as_of, where),
        offers=portfolio.offers(client_id, as_of, OFFERS),
        alerts=tuple(portfolio.alerts(as_of, client_id, where=where)),
        dunning=next(iter(portfolio.dunning(as_of, client_id, where)), None),
        people=tuple(people(record)),
        talks=tuple(talks(record, as_of)),
        planned=tuple(planned(record, as_of)),
        risk=portfolio.risk(client_id, as_of, where),
        evolution=portfolio.evolution(client_id, as_of, MONTHS, where),
    )


def people(record: ClientRecord) -> Iterator[Person]:
    """Whom to ask for: the client's main contact, then its other contacts."""
    fields = record.fields
    phones, name = _phones(fields), _text(fields["contact_name"])
    if name or phones or fields["email"]:
        yield Person(name or "", _text(fields["contact_role"]), phones, _text(fields["email"]))
    for row in _rows(record.contacts):
        words = (_text(row[each]) for each in ("title", "first_name", "contact_name"))
        full = " ".join(word for word in words if word)
        if full and _text(row["contact_name"]) != name:
            yield Person(full, _text(row["role"]), _phones(row), _text(row["email"]))


def promises(portfolio: Portfolio, client_id: str, as_of: dt.date) -> Iterator[Promise]:
    """What the client promised to pay, the latest day first; what was cancelled is no promise any more."""
    for row in _rows(portfolio.promises(client_id, as_of)):
        on, made = _day(row["promised_on"]), _day(row["made_on"])
        if on is not None and row["standing"] != "cancelled":
            kept = {"kept": True, "broken": False}.get(row["standing"])
            yield Promise(row["amount"], on, made, _text(row["document_id"]), kept)


def talks(record: ClientRecord, as_of: dt.date) -> Iterator[Talk]:
    """The exchanges up to `as_of`, the most recent first, undated last."""
    for row in _rows(record.interactions):
        on = _day(row["date"])
        if on is None or on <= as_of:
            yield Talk(on, *(_text(row[each]) for each in ("channel", "contact_name", "author", "summary")))


def planned(record: ClientRecord, as_of: dt.date) -> list[Planned]:
    """The next actions for a day still to come, soonest first; those whose day has come are alerts."""
    pairs = [(_day(row["next_action_on"]), _text(row["next_action"])) for row in _rows(record.interactions)]
    return sorted(
        (Planned(on, action) for on, action in pairs if on is not None and action and on > as_of),
        key=lambda each: each.on,
    )


def _rows(frame: "pd.DataFrame") -> list[dict[Any, Any]]:
    found: list[dict[Any, Any]] = frame.to_dict("records")
    return found


def _phones(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(text for each in ("phone", "mobile") if (text := _text(row[each])))


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _day(value: Any) -> dt.date | None:
    """A day, whether it comes as one, as a moment, or not at all."""
    if value is None or value != value:  # noqa: PLR0124 - NaT differs from itself
        return None
    on: dt.date = value.date() if hasattr(value, "date") else value
    return on
