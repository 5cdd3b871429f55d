"""The rule of reminders: what may be asked of each late client, at which level, or why not now; it counts no penalty of its own.

Of what is past due, an invoice in dispute and one whose payment is promised for a day still to come stay out of the letter; a dispute or such a
promise that names no invoice holds everything back. The level is the highest that the oldest demand has reached (Settings.dunning_days), but never
more than one above the latest reminder sent for an invoice still unpaid, so that nobody is given formal notice who was never reminded. A
client is not asked again within Settings.dunning_interval days, nor for less than Settings.dunning_minimum, nor for what its own unapplied
credit notes and payments cover.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.dunning.sendings import sendings
from fiche.analysis.dunning.values import ZERO, Case, Demand, Hold, Sending
from fiche.analysis.evaluate import fetched
from fiche.analysis.follow_up import disputes_at, promises_at
from fiche.analysis.frames import Frames
from fiche.analysis.rates import half_start
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset

if TYPE_CHECKING:
    import duckdb

_LATE = """
    SELECT i.client_id, i.currency, i.document_key, i.date, i.due_date, i.due_amount, i.open_amount, i.days_late,
           i.payment_status = 'disputed' AS disputed
    FROM items AS i
    WHERE i.overdue
    ORDER BY i.client_id, i.due_date, i.document_key
"""
_INVOICES = """
    SELECT i.document_key, i.gross, i.applied, i.penalty, i.unrated_after, i.indemnity
    FROM items AS i
    WHERE i.item = 'invoice' AND i.document_key IN (SELECT o.document_key FROM items AS o WHERE o.overdue)
"""
_UNAPPLIED = "SELECT client_id, currency, SUM(unapplied) AS unapplied FROM items WHERE unapplied <> 0 GROUP BY client_id, currency"
_DAY = dt.timedelta(days=1)
Row = Mapping[str, Any]


@dataclass
class _Client:
    """What is known of a client beside its amounts. `named`, `whole`: the invoices that a promise names, and whether one names none."""

    named: set[int] = field(default_factory=set)
    until: dict[int, dt.date] = field(default_factory=dict)
    whole_until: dt.date | None = None
    disputed: bool = False


def cases(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    dataset: Dataset,
    as_of: dt.date,
    settings: Settings,
) -> list[Case]:
    """The case of each client that `cursor` sees with something late, in each currency; what is most late first."""
    late = fetched(cursor, _LATE)
    if late.is_empty():
        return []
    rows = _demands(cursor, frames, late)
    unapplied = {(row[0], row[1]): -row[2] for row in fetched(cursor, _UNAPPLIED).iter_rows()}
    clients = late["client_id"].unique()
    known = _known(dataset, as_of, clients)
    sent = sendings(dataset, as_of, clients.to_list())
    own = frames.clients.filter(pl.col("client_id").is_in(clients.implode()))
    details = {row["client_id"]: row for row in own.select("client_id", "private", "archived_on").to_dicts()}
    found = []
    for (client, currency), demands in rows.items():
        case = _case(
            client, currency, demands, known[client], max(unapplied.get((client, currency), ZERO), ZERO)
        )
        case = replace(case, private=bool((details.get(client) or {}).get("private")))
        away = (details.get(client) or {}).get("archived_on")
        found.append(_judged(case, sent.get(client, []), known[client], as_of, settings, away))
    return sorted(found, key=lambda case: (-case.delay, -case.late, case.client_id, case.currency))


def equivalents(cursor: "duckdb.DuckDBPyConnection", found: Sequence[Case], target: str) -> list[Case]:
    """The cases of other currencies with what they ask for in `target`, where all of it was converted; `cursor` sees the converted amounts."""
    rows = cursor.execute(
        "SELECT document_key, SUM(open_amount) FROM items WHERE overdue GROUP BY document_key"
    )
    open_ = dict(rows.fetchall())

    def told(case: Case) -> Case:
        keys = {each.document_key for each in case.demands}
        if case.currency == target or not keys or not keys <= open_.keys():
            return case
        return replace(case, equivalent=(sum((open_[key] for key in keys), ZERO), target))

    return [told(case) for case in found]


def _demands(
    cursor: "duckdb.DuckDBPyConnection", frames: Frames, late: pl.DataFrame
) -> dict[tuple[str, str], list[tuple[Demand, bool]]]:
    """Each client's due amounts past their date, and whether each is contested, oldest first."""
    invoices = {row["document_key"]: row for row in fetched(cursor, _INVOICES).iter_rows(named=True)}
    keys = late["document_key"].unique()
    numbers = dict(
        frames.documents.filter(pl.col("document_key").is_in(keys.implode()))
        .select("document_key", "document_id")
        .iter_rows()
    )
    found: dict[tuple[str, str], list[tuple[Demand, bool]]] = defaultdict(list)
    seen: set[int] = set()
    for row in late.iter_rows(named=True):
        key = row["document_key"]
        first = key not in seen
        seen.add(key)
        demand = _demand(row, invoices[key], numbers.get(key), first=first)
        found[row["client_id"], row["currency"]].append((demand, row["disputed"]))
    return found


def _demand(row: Row, invoice: Row, number: str | None, *, first: bool) -> Demand:
    after = invoice["unrated_after"] if first else None
    business = invoice["indemnity"] is not None
    foreign = business and row["currency"] != "EUR"
    return Demand(
        row["document_key"],
        number,
        row["date"],
        row["due_date"],
        row["due_amount"],
        row["open_amount"],
        row["days_late"],
        instalment=row["due_amount"] != invoice["gross"],
        partly_paid=row["open_amount"] < row["due_amount"],
        penalty=None if after is not None else invoice["penalty"] if first else ZERO,
        indemnity=None if first and foreign else invoice["indemnity"] if first and business else ZERO,
        unrated=half_start(after + _DAY) if after is not None else None,
    )


def _known(dataset: Dataset, as_of: dt.date, clients: pl.Series) -> dict[str, _Client]:
    """The promises for a day still to come, and the disputes that name no invoice, of `clients`."""
    found: dict[str, _Client] = defaultdict(_Client)
    mine = pl.col("client_id").is_in(clients.implode())
    part = replace(
        dataset,
        tables={
            **dataset.tables,
            "promises": dataset["promises"].filter(mine & (pl.col("made_on") <= as_of).fill_null(True)),
            "disputes": dataset["disputes"].filter(mine),
        },
    )
    waiting = pl.col("standing").is_null() | (pl.col("standing") == "pending")
    pending = promises_at(part, as_of).filter(waiting & (pl.col("promised_on") >= as_of))
    for row in pending.iter_rows(named=True):
        client, key, on = found[row["client_id"]], row["document_key"], row["promised_on"]
        if key is not None:
            client.until[key] = max(on, client.until.get(key, on))
        elif row["document_id"] is None:
            client.whole_until = max(on, client.whole_until or on)
    unnamed = pl.col("document_key").is_null() & pl.col("document_id").is_null()
    for (client_id,) in (
        disputes_at(part, as_of)
        .filter(unnamed & (pl.col("standing") == "open"))
        .select("client_id")
        .iter_rows()
    ):
        found[client_id].disputed = True
    return found


def _case(
    client_id: str, currency: str, demands: Sequence[tuple[Demand, bool]], known: _Client, unapplied: Decimal
) -> Case:
    """What is asked for, what is contested, what is promised."""
    disputed = [each for each, contested in demands if contested or known.disputed]
    rest = [each for each, contested in demands if not (contested or known.disputed)]
    promised = [each for each in rest if known.whole_until or each.document_key in known.until]
    asked = [each for each in rest if not (known.whole_until or each.document_key in known.until)]
    whole = known.disputed or known.whole_until is not None
    return Case(
        client_id, currency, tuple(asked), tuple(disputed), tuple(promised), unapplied=unapplied, whole=whole
    )


def _judged(
    case: Case,
    sent: Sequence[Sending],
    known: _Client,
    as_of: dt.date,
    settings: Settings,
    archived_on: dt.date | None,
) -> Case:
    """The level, or why there is none."""
    reached = sum(case.days >= first for first in settings.dunning_days)
    last = _last(case, sent)
    case = replace(case, reached=reached, last=last)
    held: tuple[Hold, dt.date | None] = ("", None)
    if archived_on is not None and archived_on <= as_of:
        held = "archived", None
    elif not case.demands:
        held = ("promised", _promised_until(case, known)) if case.promised else ("disputed", None)
    elif case.unapplied >= case.amount:
        held = "covered", None
    elif not reached:
        held = "early", as_of + dt.timedelta(days=settings.dunning_days[0] - case.days)
    elif sent and (again := sent[-1].on + dt.timedelta(days=settings.dunning_interval)) > as_of:
        held = "interval", again
    elif case.amount - case.unapplied < settings.dunning_minimum:
        held = "minimum", None
    hold, until = held
    if hold:
        return replace(case, hold=hold, until=until)
    return replace(case, level=min(reached, last.level + 1 if last else 1))


def _promised_until(case: Case, known: _Client) -> dt.date | None:
    days = [known.until[each.document_key] for each in case.promised if each.document_key in known.until]
    return max([*days, *([known.whole_until] if known.whole_until else [])], default=None)


def _last(case: Case, sent: Iterable[Sending]) -> Sending | None:
    """The latest reminder for an invoice that is still unpaid; one that names no invoice is for those that were already late then."""
    every = (*case.demands, *case.disputed, *case.promised)
    unpaid = {each.document_id for each in every}
    oldest = min(each.due_date for each in every)
    own = [s for s in sent if (unpaid & set(s.documents) if s.documents else s.on > oldest)]
    return own[-1] if own else None
