"""The average discount band after band of clients, shared by the charts of discounts; it puts nobody into a band."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pandas as pd

from fiche.charts.axes import plain_axis
from fiche.charts.theme import Chart, blank, chart, floats, keyed, palette, total
from fiche.i18n import _, colon, money, number, percent


@dataclass(frozen=True)
class Band:
    """The clients of a band together: what they were given, their average rate (weighted, None when unknown), how many they are."""

    key: str
    name: str
    given: Decimal
    rate: float | None
    clients: int


def bands(
    people: pd.DataFrame, key_of: Callable[[Mapping[str, object]], str], names: Mapping[str, str]
) -> list[Band]:
    """The bands that hold someone, in the order of `names`. `people`: as Portfolio.discounts."""
    keys = [key_of({str(k): v for k, v in row.items()}) for row in people.to_dict("records")]
    made = []
    for key, name in names.items():
        mine = people[np.array([each == key for each in keys], dtype=bool)]
        if len(mine):
            rated, base = total(_known(mine["rated"])), total(_known(mine["base"]))
            rate = float(rated / base) if base > 0 else None
            made.append(Band(key, name, total(mine["given"]), rate, len(mine)))
    return made


def _known(values: Iterable[object]) -> list[Decimal]:
    return [value for value in values if isinstance(value, Decimal)]


def of_band(people: pd.DataFrame, key_of: Callable[[Mapping[str, object]], str], key: str) -> pd.DataFrame:
    """[client_id, amount]: the clients of one band and what each was given."""
    rows = [{str(k): v for k, v in row.items()} for row in people.to_dict("records")]
    mine = people[np.array([key_of(row) == key for row in rows], dtype=bool)]
    return mine[["client_id", "given"]].rename(columns={"given": "amount"})


def banded(
    found: Sequence[Band], title: str, heading: str, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """Bars of the average rate, from zero, each with its rate; what was given and to how many is in the hover and the table."""
    colours = palette(dark)
    rates = floats(np.nan if band.rate is None else band.rate for band in found)
    hover = [
        "<br>".join(
            [
                band.name,
                f"{_('Remise moyenne')}{colon()}{percent(band.rate)}",
                f"{_('Remises, 12 mois')}{colon()}{money(band.given, currency)}",
                _("1 client") if band.clients == 1 else _("{n} clients").format(n=number(band.clients)),
            ]
        )
        for band in found
    ]
    figure = blank(280, colours, top=24)
    figure.add_bar(
        x=np.arange(len(found)), y=rates, hovertext=hover, hoverinfo="text", customdata=keyed(band.key for band in found),
        marker={"color": colours.now, "opacity": 0.75}, text=[percent(band.rate) for band in found], textposition="outside", textangle=0,
        textfont={"size": 12, "color": colours.ink}, cliponaxis=False,
    )  # fmt: skip
    figure.update_xaxes(
        tickmode="array", tickvals=list(range(len(found))), ticktext=[band.name.replace(" à ", "<br>à ") for band in found], tickangle=0,
        tickfont={"size": 11, "color": colours.ink},
    )  # fmt: skip
    plain_axis(figure, rates, lambda rate: percent(rate, 0), least=0.02)
    table = pd.DataFrame(
        {
            heading: [band.name for band in found],
            _("Remises, 12 mois"): [float(band.given) for band in found],
            _("Remise moyenne"): rates,
            _("Clients"): [band.clients for band in found],
        }
    )
    drawn = chart(figure, title, table, [band.key for band in found], currency)
    return replace(drawn, kinds=("money", "percent", "count"), amounts=tuple(band.given for band in found))
