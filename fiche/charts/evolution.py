"""One client's last months: what was invoiced, received, and late at the end of each; it adds up no invoice."""

import datetime as dt

import numpy as np
import pandas as pd

from fiche.analysis.words import flows_said
from fiche.charts.theme import (
    Chart,
    blank,
    chart,
    dashes,
    floats,
    keyed,
    money_axis,
    month_until,
    months_of,
    name_series,
    palette,
    time_axis,
)
from fiche.i18n import _, colon, money


def evolution(
    frame: pd.DataFrame, as_of: dt.date, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """One client's months: invoiced as bars, received as level marks, overdue as a line.

    `frame`: month, invoiced, received (in the month), overdue (at its end, or at `as_of`), as Portfolio.evolution gives; amounts TTC.
    """
    colours, months = palette(dark), months_of(frame)
    names = [month_until(each, as_of) for each in months]
    words = {"invoiced": _("Facturé"), "received": _("Encaissé"), "overdue": _("En retard")}
    values = {code: floats(frame[code]) for code in words}
    hover = [
        "<br>".join([name, *(f"{words[code]}{colon()}{money(values[code][i], currency)}" for code in words)])
        for i, name in enumerate(names)
    ]
    keys = [each.isoformat() for each in months]
    figure = blank(300, colours)
    figure.add_bar(
        x=months, y=values["invoiced"], hovertext=hover, hoverinfo="text", customdata=keyed(keys),
        marker={"color": colours.now, "opacity": 0.5},
    )  # fmt: skip
    figure.add_scatter(
        x=months, y=values["received"], mode="markers", hoverinfo="skip", marker=dashes(colours.done, 8),
    )  # fmt: skip
    line = {"color": colours.late, "width": 2.5}
    figure.add_scatter(x=months, y=values["overdue"], mode="lines", hoverinfo="skip", line=line)
    time_axis(figure, months)
    money_axis(figure, np.concatenate(list(values.values())), currency)
    marks = [("■", colours.now), ("<b>—</b>", colours.done), ("<b>⁓</b>", colours.late)]
    name_series(
        figure, [(mark, colour, word) for (mark, colour), word in zip(marks, words.values(), strict=True)]
    )
    table = pd.DataFrame({_("Mois"): names, **{word: values[code] for code, word in words.items()}})
    return chart(
        figure,
        flows_said({code: list(series) for code, series in values.items()}, as_of, currency),
        table,
        keys,
        currency,
    )
