"""France by department or region, coloured by what clients buy, owe or could buy more there; it places no client and adds up nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from fiche.analysis.areas import Level
from fiche.charts import outlines
from fiche.charts.area_words import MEASURES, area_name, in_france, names_of, sentence
from fiche.charts.plot import Asked, Plot
from fiche.charts.shades import shades
from fiche.charts.theme import Chart, Palette, blank, brief, chart, floats, keyed, name_series, palette
from fiche.i18n import N_, _, money, number
from fiche.places import known

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "?"  # the key of the clients that nothing places; an address says it so too
HIGH = 360


def area_map(
    table: "pd.DataFrame", level: Level, measure: str, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """Each department filled by its amount (by its region's), the deeper the more; a square for each one overseas; Paris again, larger.

    `table`: as Areas.table at that level. Countries abroad and who is nowhere are in the chart's table, not on its map. Outlined only: no client.
    """
    colours = palette(dark)
    french = table[[in_france(key) for key in table["key"]]]
    figure = blank(HIGH, colours)
    figure.update_xaxes(visible=False, range=[-10, outlines.WIDTH + 10], constrain="domain")
    figure.update_yaxes(visible=False, range=[outlines.HEIGHT + 8, -8], scaleanchor="x", constrain="domain")
    figure.update_layout(hovermode="closest", hoverdistance=26)
    amounts = dict(zip(french["key"], floats(french[measure]), strict=True))
    fills = dict(zip(amounts, shades(amounts.values(), colours), strict=True))
    _polygons(figure, fills, level, colours)
    hover = dict(zip(french["key"], _hover(french, level, measure, currency), strict=True))
    _marks(figure, amounts, hover, level, colours, currency)
    _scale(figure, amounts, colours, currency)
    return _chart(figure, table, level, measure, currency)


def _polygons(figure: go.Figure, fills: Mapping[str, str], level: Level, colours: Palette) -> None:
    """The departments as shapes, under the marks; lines between regions over them."""
    thin: dict[str, Any] = {"color": colours.reference, "width": 0.5}
    shapes = []
    for department, outline in _drawn(fills, level):
        key = department if level == "department" else known()["departments"][department][1]
        line = thin if level == "department" or key not in fills else {"color": fills[key], "width": 1}
        shapes.append(_shape(outline.path, line, fills.get(key, "rgba(0,0,0,0)")))
    bold = {"color": colours.ink, "width": 1.2 if level == "region" else 0.8}
    figure.update_layout(shapes=[*shapes, _shape(outlines.borders(), bold)])


def _shape(path: str, line: dict[str, Any], fill: str = "rgba(0,0,0,0)") -> dict[str, Any]:
    return {"type": "path", "path": path, "layer": "below", "fillcolor": fill, "line": line}


def _drawn(fills: Mapping[str, str], level: Level) -> list[tuple[str, outlines.Outline]]:
    """(department, outline) of all that is drawn: the mainland, overseas and, by department, the corner of Paris."""
    held = fills if level == "department" else _territories(fills)
    drawn = [*outlines.mainland().items(), *outlines.overseas(held).items()]
    return [*drawn, *outlines.inset().items()] if level == "department" else drawn


def _territories(regions: Mapping[str, str]) -> list[str]:
    """The departments overseas of these regions."""
    return [
        code for code, (_n, region) in known()["departments"].items() if len(code) == 3 and region in regions
    ]


def _marks(
    figure: go.Figure,
    amounts: Mapping[str, float],
    hover: Mapping[str, str],
    level: Level,
    colours: Palette,
    currency: str | None,
) -> None:
    """What takes the finger and the hover: a mark in the middle of each place where there are clients, with its number or its amount."""
    spots: list[tuple[str, outlines.Spot, str]] = []
    for department, outline in _drawn(dict.fromkeys(amounts, ""), level):
        key = department if level == "department" else known()["departments"][department][1]
        if key in amounts:
            twice = outline is outlines.mainland().get(department) and department in outlines.AROUND_PARIS
            mainland = level == "region" and len(department) == 2
            spots.append((key, outline.centre, "" if twice or mainland else department))
    if level == "region":
        held = [key for key in amounts if key in outlines.regions()]
        spots += [(key, outlines.region_centre(key), brief(amounts[key], currency)) for key in held]
    figure.add_scatter(
        x=[x for _k, (x, _y), _t in spots], y=[y for _k, (_x, y), _t in spots], mode="markers+text",
        text=[text for *_rest, text in spots], textfont={"size": 10, "color": colours.ink}, hoverinfo="text",
        hovertext=[hover[key] for key, *_rest in spots], customdata=keyed(key for key, *_rest in spots),
        marker={"size": 20, "color": "rgba(0,0,0,0)"}, cliponaxis=False, unselected={"textfont": {"color": colours.ink}},
    )  # fmt: skip


def _scale(figure: go.Figure, amounts: Mapping[str, float], colours: Palette, currency: str | None) -> None:
    """Above, three amounts with their shade: the least, the middle one and the greatest."""
    positive = sorted(amount for amount in amounts.values() if amount > 0)
    if not positive:
        return
    picked = sorted({positive[0], positive[len(positive) // 2], positive[-1]})
    series = zip(shades([*picked, positive[-1]], colours), picked, strict=False)
    name_series(figure, [("■", shade, brief(amount, currency)) for shade, amount in series])


def _hover(french: "pd.DataFrame", level: Level, measure: str, currency: str | None) -> list[str]:
    said = []
    for row in french.to_dict("records"):
        clients = _("1 client") if row["clients"] == 1 else _("{n} clients").format(n=number(row["clients"]))
        value = f"{_(MEASURES[measure])} : {money(row[measure], currency)}"
        said.append("<br>".join([area_name(row["key"], level), value, clients]))
    return said


def _chart(
    figure: go.Figure, table: "pd.DataFrame", level: Level, measure: str, currency: str | None
) -> Chart:
    import pandas as pd

    ordered = table.sort_values(
        measure, ascending=False, kind="stable", key=lambda column: column.astype(float)
    )
    heading = {"department": _("Département ou pays"), "region": _("Région ou pays")}
    shown = pd.DataFrame(
        {
            heading[level]: names_of(list(ordered["key"]), level),
            _(MEASURES[measure]): floats(ordered[measure]),
            _("Clients"): ordered["clients"].to_numpy(),
            **{_(MEASURES[other]): floats(ordered[other]) for other in MEASURES if other != measure},
        }
    )
    title = sentence(table, measure, level, currency)
    keys = tuple(UNKNOWN if key is None else str(key) for key in ordered["key"])
    drawn = chart(figure, title, shown, keys, currency)
    return replace(drawn, kinds=("money", "count", "money", "money"), amounts=tuple(ordered[measure]))


def people_of(asked: Asked, level: Level, key: str) -> "pd.DataFrame":
    """[client_id, amount] of the clients of one place, those who bring nothing there included."""
    measure = asked.choices.get("measure", "revenue_12m")
    people = asked.portfolio.areas(asked.as_of, level, asked.where).people
    mine = people[people["key"].isna()] if key == UNKNOWN else people[people["key"] == key]
    return mine[["client_id", measure]].rename(columns={measure: "amount"})


def _draw(asked: Asked) -> Chart:
    level = level_of(asked)
    table = asked.portfolio.areas(asked.as_of, level, asked.where).table
    measure = asked.choices.get("measure", "revenue_12m")
    return area_map(table, level, measure, currency=asked.currency, dark=asked.dark)


def level_of(asked: Asked) -> Level:
    """What the reader chose, departments at first."""
    return "region" if asked.choices.get("level") == "region" else "department"


def measured(asked: Asked) -> str:
    """The measure that was chosen, in French."""
    return MEASURES[asked.choices.get("measure", "revenue_12m")]


def whole(asked: Asked) -> str | None:
    """The indicator of the amounts of the measure that was chosen; the potential is none."""
    measure = asked.choices.get("measure", "revenue_12m")
    return None if measure == "potential" else measure


PLOT = Plot(
    code="areas",
    question=N_("Où sont nos ventes, nos créances et nos marges de progression ?"),
    draw=_draw,
    behind=lambda asked, key: people_of(asked, level_of(asked), key),
    brings=measured,
    whole=whole,
    choices={"measure": tuple(MEASURES), "level": ("department", "region")},
)
