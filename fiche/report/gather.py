"""Asks a portfolio all that a monthly report holds; it adds up only what belongs to a list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fiche.analysis.changes import Changes
from fiche.analysis.days import month_end, months_before
from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.segment_totals import totals
from fiche.errors import Refused
from fiche.report.choice import Choice
from fiche.report.sentence import sentence
from fiche.report.values import MOVES, Group, Late, Moved, Report

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 12
ZERO, CENT = Decimal("0.00"), Decimal("0.01")


def gather(
    portfolio: Portfolio,
    as_of: dt.date,
    where: Filters | None = None,
    selection: Sequence[str] = (),
    choice: Choice | None = None,
) -> Report:
    """The report of the clients that pass `where`, which `selection` says in words, in the reader's language; `choice` None: all of it. Raises Refused («report_currency») when several
    currencies are together: amounts of two are never added."""
    where = where or Filters()
    if where.currency is None and portfolio.currency is None:
        raise Refused("report_currency", currencies=", ".join(portfolio.currencies()))
    month_ago, year_ago = _before(as_of, 1), _before(as_of, 12)
    figures = portfolio.figures(as_of, where=where)
    people = portfolio.clients(as_of, where, reasons=False)
    money = _amounts(portfolio, as_of, where)
    rows = [each | money.get(str(each["client_id"]), {}) for each in _rows(people)]
    return Report(
        as_of=as_of,
        month_ago=month_ago,
        year_ago=year_ago,
        currency=where.currency or portfolio.currency or "",
        basis=portfolio.revenue_basis,
        selection=tuple(selection),
        said=sentence(figures, people),
        figures=figures,
        last_month=portfolio.figures(month_ago, where=where),
        last_year=portfolio.figures(year_ago, where=where),
        months=portfolio.monthly_revenue(as_of, MONTHS, where=where),
        dso=portfolio.dso_by_month(as_of, MONTHS + 1, where=where),
        aged=portfolio.aged(as_of, where=where),
        late=tuple(sorted(_late(rows), key=lambda each: (-each.overdue, each.client_id))),
        moves=_moves(portfolio.changes(as_of, where), rows),
        alerts=tuple(portfolio.alerts(as_of, where=where)),
        names=portfolio.names(),
        classes=totals(portfolio.segments(as_of, where), "abc"),
        groups=tuple(_groups(rows)),
        dunning=tuple(portfolio.dunning(as_of, where=where)),
        effect=portfolio.dunning_effect(as_of, where),
        serious_days=portfolio.settings.serious_days,
        month_before=_revenue_of(portfolio, month_ago, where),
        conversion=portfolio.conversion,
        choice=choice or Choice(),
    )


def _revenue_of(portfolio: Portfolio, day: dt.date, where: Filters) -> Decimal:
    """What was invoiced in the month of a day, up to that day."""
    (amount,) = portfolio.monthly_revenue(day, 1, where=where)["revenue"].fillna(0)
    return Decimal(str(amount)).quantize(CENT)


def _before(as_of: dt.date, months: int) -> dt.date:
    """The same day some months earlier; the end of a month for the end of a month."""
    earlier = months_before(as_of, months)
    return month_end(earlier) if as_of == month_end(as_of) else earlier


def _amounts(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Mapping[str, dict[Any, Any]]:
    """The exact amounts of each client."""
    codes = ("revenue_12m", "revenue_prev_12m", "outstanding", "overdue")
    table = portfolio.breakdown(as_of, codes, "client_id", where)
    return {
        str(row["client_id"]): {code: Decimal(row[code] or 0).quantize(CENT) for code in codes}
        for row in _rows(table)
    }


def _rows(frame: "pd.DataFrame") -> list[dict[Any, Any]]:
    found: list[dict[Any, Any]] = frame.to_dict("records")
    return found


def _late(rows: Sequence[Mapping[Any, Any]]) -> Iterator[Late]:
    for row in rows:
        if row["overdue"] > 0:
            manager = row["account_manager"] if isinstance(row["account_manager"], str) else ""
            yield Late(str(row["client_id"]), _name(row), row["overdue"], row["outstanding"], int(row["oldest_delay_days"]), manager)  # fmt: skip


def _name(row: Mapping[Any, Any]) -> str:
    return row["name"] if isinstance(row["name"], str) and row["name"] else str(row["client_id"])


def _moves(found: Changes, rows: Sequence[Mapping[Any, Any]]) -> dict[str, tuple[Moved, ...]]:
    """The clients of each kind of change, the largest first."""
    names = {row["client_id"]: _name(row) for row in rows}
    made: dict[str, list[Moved]] = {kind: [] for kind in MOVES}
    for row in _rows(found.people):
        if row["kind"] in made:
            made[row["kind"]].append(
                Moved(row["client_id"], names[row["client_id"]], row["before"], row["now"])
            )
    return {kind: tuple(sorted(of, key=lambda m: (-abs(m.change), m.client_id))) for kind, of in made.items()}


def _groups(rows: Sequence[Mapping[Any, Any]]) -> list[Group]:
    """The clients by category."""
    made: dict[str | None, Group] = defaultdict(lambda: Group(None, 0, ZERO, ZERO))
    for row in rows:
        name = row["category"] if isinstance(row["category"], str) else None
        held = made[name]
        made[name] = replace(
            held, name=name, clients=held.clients + 1, now=held.now + row["revenue_12m"], before=held.before + row["revenue_prev_12m"]
        )  # fmt: skip
    return sorted(made.values(), key=lambda each: (-each.now, each.name or ""))
