"""A chart on a page: its sentence, the figure, and the table behind it with its download; it draws no figure itself."""

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from fiche import charts
from fiche.charts import Chart
from fiche.charts import picture as picture_of
from fiche.charts.picture import STRIP
from fiche.charts.plot import plots
from fiche.i18n import MISSING, _, day
from fiche.web.tables import Kind, Shown, configured, displayed, download
from fiche.web.tiles import STYLE

PICTURES = ("PNG", "SVG")
# The strip that the picture has above its plot is not shown: the page says it in its own words, which wrap. Nor is it there for the pointer.
HIDDEN = f"""<style>
[data-testid="stPlotlyChart"] {{ margin-top: -{STRIP}px; clip-path: inset({STRIP}px 0 0 0) }}
[data-testid="stPlotlyChart"] .modebar-container {{ top: {STRIP}px !important }}
</style>"""


def question(code: str, as_of: dt.date) -> str:
    """What a chart of the registry answers, and as of when."""
    words = plots()[code].question
    return f"{_(words)} · {_('au {day}').format(day=day(as_of))}"


def draw(
    chart: Chart, key: str, *, currency: str | None, clickable: bool = True, question: str = ""
) -> str | None:
    """Draw a chart under its sentence, and over it the `question` it answers. Returns the key of the mark that was clicked (a month, a bucket, a client), None when none is.

    Nothing to see: the sentence alone.
    """
    heading = f'{STYLE}{HIDDEN}<p class="fiche-chart">{escape(chart.title)}</p>'
    if question:
        heading = f'{STYLE}{HIDDEN}<p class="fiche-question">{escape(question)}</p><p class="fiche-chart">{escape(chart.title)}</p>'
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="xsmall"):
        st.html(heading)
        picture = PICTURES[0] if chart.empty else _behind(chart, key, currency)
    if chart.empty:
        return None
    figure = picture_of.headed(chart, question)
    named = {**picture_of.size(figure), "filename": picture_of.named(chart, question)}
    shared: dict[str, Any] = {
        "config": charts.config(picture.lower(), named),
        "alt": chart.alt,
        "theme": "streamlit",
    }
    version = st.session_state.get(f"{key}_version", 0)
    if not clickable:
        st.plotly_chart(figure, key=key, **shared)
        return None
    event: Any = st.plotly_chart(
        figure, key=f"{key}_{version}", on_select="rerun", selection_mode="points", **shared
    )
    points = event["selection"]["points"]
    return str(points[0]["customdata"][0]) if points and points[0].get("customdata") else None


def unselect(key: str) -> None:
    """Forget what was clicked on a chart: a callback, for the button that shows everything again."""
    st.session_state[f"{key}_version"] = st.session_state.get(f"{key}_version", 0) + 1


def _behind(chart: Chart, key: str, currency: str | None) -> str:
    """The table behind the chart and its downloads, under one control; the format of the picture that the chart's own button gives."""
    first, *values = [str(column) for column in chart.table.columns]
    kinds: Sequence[Kind] = chart.kinds or ["money"] * len(values)
    columns = [
        Shown(first, first),
        *(Shown(name, name, kind) for name, kind in zip(values, kinds, strict=True)),
    ]
    with st.popover(
        "", icon=":material/table:", type="tertiary", help=_("Voir les chiffres"), key=f"{key}_table"
    ):
        st.dataframe(
            displayed(chart.table, columns),
            hide_index=True,
            placeholder=MISSING,
            column_config={each.name: configured(each, currency) for each in columns},
            key=f"{key}_data",
            alt=chart.title,
        )
        download(chart.table, columns, chart.title, f"{key}_download", currency)
        picture = st.segmented_control(
            _("Image, par l’appareil photo du graphique"),
            PICTURES,
            default=PICTURES[0],
            required=True,
            key=f"{key}_picture",
        )
    return picture or PICTURES[0]
