"""From an indicator to its tile: the value in words, what it is compared with, and why it is that; it computes no indicator."""

from fiche.analysis.measure import measures
from fiche.analysis.metric import metrics
from fiche.analysis.settings import Settings
from fiche.analysis.words import Figures, lateness, shown
from fiche.i18n import _, colon
from fiche.web.show import md
from fiche.web.tiles import Tile


def why(figures: Figures, *codes: str) -> tuple[str, ...]:
    """For each indicator: its name, what it means, what it was made of, and why it has no value when it has none. Escaped Markdown."""
    return tuple(paragraph for code in codes for paragraph in _explained(figures, code))


def measured(settings: Settings, *codes: str, amount: str = "") -> tuple[str, ...]:
    """For each measure of fiche.analysis.measure: its name, with its `amount` for the first, what it means and what it counts. Escaped Markdown."""
    said = []
    for place, code in enumerate(codes):
        measure = measures()[code]
        title = f"{_(measure.title)}{colon()}{amount}" if amount and not place else _(measure.title)
        said += [f"**{md(title)}**", *(md(each) for each in measure.said(settings))]
    return tuple(said)


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


def owed_tiles(figures: Figures) -> list[Tile]:
    """What is owed and what of it is late, the same on every page that speaks of several clients."""
    return [
        tile(
            figures,
            "outstanding",
            _("non échu : {amount}").format(amount=shown(figures["not_due"], short=True)),
            also=("not_due", "balance"),
        ),
        tile(
            figures,
            "overdue",
            _("retard moyen : {days}").format(days=shown(figures["days_late_weighted"])),
            also=("overdue_serious", "days_late_weighted"),
            tone=lateness(figures),
        ),
    ]


def _remarks(figures: Figures, said: str, *codes: str) -> tuple[tuple[str, str], ...]:
    """The remarks of indicators that are not already said."""
    known = [(metrics()[each].label, figures[each].remark) for each in codes]
    return tuple((label, remark) for label, remark in known if remark and remark != said)
