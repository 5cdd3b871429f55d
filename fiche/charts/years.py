"""A month beside the same month a year before: bars for what is, dashes for the reference, both named; it draws no axis of amounts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from fiche.charts.theme import Palette, dashes, keyed, name_series, time_axis
from fiche.i18n import _


def beside_year_before(
    figure: go.Figure,
    months: Sequence[dt.date],
    now: Any,
    before: Any,
    hover: Sequence[str],
    colours: Palette,
) -> None:
    """Adds a bar a month, that opens it, and a dash for the year before. `now` and `before`: one number a month; `hover`: what each bar says."""
    figure.add_bar(
        x=months, y=now, hovertext=hover, hoverinfo="text", customdata=keyed([each.isoformat() for each in months]),
        marker={"color": colours.now, "opacity": 0.75},
    )  # fmt: skip
    figure.add_scatter(x=months, y=before, mode="markers", hoverinfo="skip", marker=dashes(colours.reference))
    time_axis(figure, months)
    name_series(
        figure,
        [("■", colours.now, _("12 derniers mois")), ("<b>—</b>", colours.reference, _("un an plus tôt"))],
    )
