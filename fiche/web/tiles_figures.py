"""From an indicator to its tile: the value in words, what it is compared with, and why it is that; it computes no indicator."""

from collections.abc import Mapping

from fiche.analysis import Figure
from fiche.analysis.metric import metrics
from fiche.i18n import MISSING, NBSP, _, colon, day, days, money, number, percent, short_money
from fiche.web.show import md
from fiche.web.tiles import Tile

Figures = Mapping[str, Figure]


def shown(figure: Figure, *, short: bool = False) -> str:
    """An indicator's value as text, «—» when undefined. `short`: amounts from a million on are shortened, for a tile."""
    value = figure.value
    if value is None:
        return MISSING
    if figure.note:
        return figure.note
    match figure.unit:
        case "money":
            return (short_money if short else money)(value, figure.currency)  # type: ignore[arg-type]
        case "percent":
            return percent(value)  # type: ignore[arg-type]
        case "points":
            return _("{points} pt").format(points=percent(value, 1, sign=True).rstrip(f"{NBSP}%"))  # type: ignore[arg-type]
        case "days":
            return days(value)  # type: ignore[arg-type]
        case "date":
            return day(value)  # type: ignore[arg-type]
        case _:
            return number(value)  # type: ignore[arg-type]


def why(figures: Figures, *codes: str) -> tuple[str, ...]:
    """For each indicator: its name, what it means, what it was made of, and why it has no value when it has none. Escaped Markdown."""
    return tuple(paragraph for code in codes for paragraph in _explained(figures, code))


def _explained(figures: Figures, code: str) -> list[str]:
    metric, figure = metrics()[code], figures[code]
    said = [f"**{md(metric.label)}{colon()}{md(shown(figure))}**", md(_(metric.formula))]
    if figure.reason:
        said.append(md(figure.reason))
    if figure.remark:
        said.append(md(figure.remark))
    inputs = [f"{md(metrics()[each].label)}{colon()}{md(shown(figures[each]))}" for each in metric.inputs]
    if inputs:
        said.append("\n".join(f"- {line}" for line in inputs))
    return said


def tile(
    figures: Figures,
    code: str,
    comparison: str = "",
    *,
    also: tuple[str, ...] = (),
    more: str = "",
    label: str = "",
    tone: str = "",
) -> Tile:
    """The tile of one indicator. `also`: other indicators that «Pourquoi ?» explains; `more`: a last sentence there, plain text.
    Undefined: the reason takes the comparison's place."""
    figure = figures[code]
    return Tile(
        label or metrics()[code].label,
        shown(figure, short=True),
        figure.reason or comparison,
        (*why(figures, code, *also), *([md(more)] if more else [])),
        tone,
        code,
        _remarks(figures, comparison, code, *also),
    )


def _remarks(figures: Figures, said: str, *codes: str) -> tuple[tuple[str, str], ...]:
    """The remarks of indicators that are not already said."""
    known = [(metrics()[each].label, figures[each].remark) for each in codes]
    return tuple((label, remark) for label, remark in known if remark and remark != said)


def lateness(figures: Figures) -> str:
    """The tone of the overdue amount: «serious» when some of it is past the serious threshold, «late», or none."""
    if figures["overdue_serious"].value:
        return "serious"
    return "late" if figures["overdue"].value else ""
