"""The places where clients buy, owe or could buy the most, in order, beside the map: numbers where the map has shades."""

from typing import TYPE_CHECKING

from fiche.analysis.areas import Level
from fiche.charts.area_map import UNKNOWN, level_of, measured, people_of, whole
from fiche.charts.area_words import MEASURES, area_name
from fiche.charts.plot import Asked, Plot
from fiche.charts.ranking import ranking, standing_behind
from fiche.charts.theme import Chart
from fiche.i18n import N_, _, percent

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

LIMIT = 7


def first_areas(
    table: "pd.DataFrame", level: Level, measure: str, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """`table`: as Areas.table; countries abroad and who is nowhere are ranked among the others."""
    rows = _rows(table, level, measure)
    heads = (_("Région ou pays") if level == "region" else _("Département ou pays"), _(MEASURES[measure]))
    return ranking(rows, sentence(rows), heads, limit=LIMIT, currency=currency, dark=dark)


def _rows(table: "pd.DataFrame", level: Level, measure: str) -> "list[tuple[str, str, Decimal]]":
    return [
        (UNKNOWN if key is None else str(key), area_name(key, level), amount)
        for key, amount in zip(table["key"], table[measure], strict=True)
    ]


def sentence(rows: "list[tuple[str, str, Decimal]]") -> str:
    """What the first three are together."""
    ranked = sorted((row for row in rows if row[2] > 0), key=lambda row: -row[2])
    everything = sum(row[2] for row in rows)
    if not ranked or everything <= 0:
        return _("Rien à classer.")
    if len(ranked) < 4:
        return _("« {name} » vient en tête.").format(name=ranked[0][1])
    rate = percent(float(sum(row[2] for row in ranked[:3]) / everything), 0)
    names = ", ".join(row[1] for row in ranked[:3])
    return _("Les trois premiers font {rate} du total : {names}.").format(rate=rate, names=names)


def _draw(asked: Asked) -> Chart:
    level, measure = level_of(asked), asked.choices.get("measure", "revenue_12m")
    table = asked.portfolio.areas(asked.as_of, level, asked.where).table
    return first_areas(table, level, measure, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> "pd.DataFrame":
    import pandas as pd

    level, measure = level_of(asked), asked.choices.get("measure", "revenue_12m")
    rows = _rows(asked.portfolio.areas(asked.as_of, level, asked.where).table, level, measure)
    keys = standing_behind(key, rows, limit=LIMIT)
    return pd.concat([people_of(asked, level, each) for each in keys], ignore_index=True)


PLOT = Plot(
    code="first_areas",
    question=N_("Quels lieux pèsent le plus ?"),
    draw=_draw,
    behind=_behind,
    brings=measured,
    whole=whole,
    choices={"measure": tuple(MEASURES), "level": ("department", "region")},
)
