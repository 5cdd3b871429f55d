"""Who comes back: for the clients won in each period, the share that bought again in each one after; it follows no client itself."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from fiche.analysis.cohorts import Cohorts, Period
from fiche.charts.axis_words import axis_words
from fiche.charts.cells import Cell, cells
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, chart, palette
from fiche.i18n import N_, NBSP, _, money, number, percent

if TYPE_CHECKING:
    from decimal import Decimal

ROWS = 8  # the latest cohorts: more would be unreadable on a phone
PERIODS = {"year": N_("Par année"), "quarter": N_("Par trimestre")}


def cohort_grid(found: Cohorts, as_of: dt.date, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """A row for each of the ROWS latest cohorts, a column for each period after the first; each cell the share that bought in it, in percent.

    The file's first cohort holds everyone already there before, and the last period stops at `as_of`: both are said. The cells of the first
    period, all of 100 %, show how many clients there are instead.
    """
    colours = palette(dark)
    shown = _latest(found)
    starts = sorted(set(shown["cohort"]))
    lines: list[dict[str, Any]] = shown.to_dict("records")  # type: ignore[assignment]
    ages = max((line["age"] for line in lines), default=0) + 1
    held = {
        (starts.index(line["cohort"]), line["age"]): Cell(
            number(line["clients"])
            if not line["age"]
            else percent(line["share"], 0)
            if line["clients"]
            else "",
            0.0 if not line["age"] else line["share"],
            cohort_key(line) if line["clients"] else "",
            _hover(line, found, as_of, currency),
        )
        for line in lines
    }
    names = [_name(start, found) for start in starts]
    size = 12 if found.period == "year" else 11
    figure = cells(held, names, [str(age) for age in range(ages)], colours, size=size)
    below = (
        _("années après le premier achat →")
        if found.period == "year"
        else _("trimestres après le premier achat →")
    )
    axis_words(figure, colours, below=below, above=_("↓ premier achat ; puis clients, et % qui rachètent"))
    there = shown[shown["clients"] > 0]
    rows: list[dict[str, Any]] = there.to_dict("records")  # type: ignore[assignment]
    table = pd.DataFrame(
        {
            _("Premier achat, puis période"): [f"{_name(r['cohort'], found)} → {period_name(r['period'], found.period)}" for r in rows],
            _("CA de la période"): [float(r["revenue"]) for r in rows],
            _("Clients"): [r["clients"] for r in rows],
            _("Part de la cohorte"): [r["share"] for r in rows],
        }
    )  # fmt: skip
    keys = [cohort_key(row) for row in rows]
    title = sentence(found, as_of)
    amounts: tuple[Decimal, ...] = tuple(row["revenue"] for row in rows)
    drawn = chart(figure, title, table, keys, currency)
    return replace(drawn, kinds=("money", "count", "percent"), amounts=amounts)


def _latest(found: Cohorts) -> pd.DataFrame:
    starts = sorted(set(found.cells["cohort"]))[-ROWS:]
    return found.cells[found.cells["cohort"].isin(starts) & (found.cells["age"] < 2 * ROWS - 3)]


def _share(share: float, period: Period) -> str:
    """The share of a cell; by quarter the columns are many and narrow, and the sign is left to the axis."""
    if not share:
        return ""
    return percent(share, 0) if period == "year" else number(100 * share)


def cohort_key(line: dict[str, Any]) -> str:
    """«2024-01-01|2025-01-01»: who bought first in one period, and again in the other."""
    return f"{line['cohort'].isoformat()}|{line['period'].isoformat()}"


def period_name(start: dt.date, period: Period) -> str:
    """«2024», «T3 2024»."""
    if period == "year":
        return str(start.year)
    return _("T{n} {year}").format(n=(start.month + 2) // 3, year=start.year).replace(" ", NBSP)


def _name(start: dt.date, found: Cohorts) -> str:
    name = period_name(start, found.period)
    return _("{name} et avant").format(name=name) if start == found.first else name


def _hover(line: dict[str, Any], found: Cohorts, as_of: dt.date, currency: str | None) -> str:
    size = found.sizes[line["cohort"]]
    said = [
        _("Premier achat : {period}").format(period=_name(line["cohort"], found)),
        _("en {period} : {n} clients sur {size}, {share}").format(
            period=period_name(line["period"], found.period), n=number(line["clients"]), size=number(size), share=percent(line["share"], 0)
        ),
        money(line["revenue"], currency),
    ]  # fmt: skip
    return "<br>".join(
        [*said, _("période en cours")] if _running(line["period"], found.period, as_of) else said
    )


def _running(start: dt.date, period: Period, as_of: dt.date) -> bool:
    """Whether the period is cut by the date."""
    months = 12 if period == "year" else 3
    month = start.year * 12 + start.month - 1 + months
    return as_of < dt.date(month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def sentence(found: Cohorts, as_of: dt.date) -> str:
    """What part of those won bought again in the next period, the latest that is over, against the one before."""
    if found.cells.empty:
        return _("Aucun achat à cette date.")
    after = found.cells[found.cells["age"] == 1]
    over = after[~after["period"].map(lambda start: _running(start, found.period, as_of))]
    if over.empty:
        return _("L’historique est trop court pour dire qui revient d’une période à l’autre.")
    last = over.iloc[-1]
    said = _("{share} des clients gagnés en {cohort} ont racheté la période suivante").format(
        share=percent(float(last["share"]), 0), cohort=_name(last["cohort"], found)
    )
    if len(over) == 1:
        return f"{said}."
    past = over.iloc[-2]
    return _("{said}, contre {share} de ceux de {cohort}.").format(
        said=said, share=percent(float(past["share"]), 0), cohort=_name(past["cohort"], found)
    )


def _period(asked: Asked) -> Period:
    return "quarter" if asked.choices.get("period") == "quarter" else "year"


def _draw(asked: Asked) -> Chart:
    found = asked.portfolio.cohorts(asked.as_of, _period(asked), asked.where)
    return cohort_grid(found, asked.as_of, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    cohort, bought_in = (dt.date.fromisoformat(each) for each in key.split("|"))
    people = asked.portfolio.buyers_of(asked.as_of, _period(asked), cohort, bought_in, asked.where)
    return people.rename(columns={"revenue": "amount"})


PLOT = Plot(
    code="cohorts",
    question=N_("Les clients que nous gagnons reviennent-ils ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA de la période"),
    choices={"period": tuple(PERIODS)},
)
