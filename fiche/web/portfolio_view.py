"""The portfolio at a date: one sentence, six figures, three charts, and the clients behind each; it computes no indicator."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.words import Figures, basis_word, bucket_name, shown
from fiche.charts import OTHERS
from fiche.i18n import _, month, number, percent
from fiche.report.sentence import sentence
from fiche.web import portfolio_view_data as data
from fiche.web.clients_view import client_table, columns, found_clients
from fiche.web.downloads import rows_button
from fiche.web.page import Context, open_client
from fiche.web.proof import proof_line
from fiche.web.report_buttons import report_buttons
from fiche.web.show import md
from fiche.web.tables import Shown
from fiche.web.tables_chart import draw, question, unselect
from fiche.web.tiles import Tile, lead, tiles
from fiche.web.tiles_figures import owed_tiles, tile

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Behind:
    """What was clicked on a chart: the chart's key and the mark's (a month or a bucket)."""

    chart: str
    key: str


def portfolio_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul des indicateurs…")):
        figures = data.figures(ctx.portfolio, ctx.as_of, where)
        people = data.clients(ctx.portfolio, ctx.as_of, where)
    lead(sentence(figures, people))
    report_buttons(ctx, where, currency)
    rows = rows_button(ctx.portfolio, ctx.as_of, None, where, currency)
    tiles(portfolio_tiles(figures, people, ctx.portfolio.revenue_basis), "portfolio_tiles", behind=rows)
    if figures["revenue_12m"].value is None:
        return
    behind = _charts(ctx, where, currency)
    _clients(ctx, where, currency, behind)


def portfolio_tiles(figures: Figures, people: "pd.DataFrame", basis: str) -> list[Tile]:
    """The six tiles, in the order of every page."""
    buyers = int((people["revenue_12m"].fillna(0) != 0).sum())
    growth, trend = figures["growth"], figures["discount_trend"]
    change = percent(growth.value, 1, sign=True) if isinstance(growth.value, float) else None
    return [
        tile(figures, "clients", _("{n} facturés en 12 mois").format(n=number(buyers))),
        tile(
            figures,
            "revenue_12m",
            _("{change} sur un an").format(change=change) if change else _("pas d’année précédente"),
            also=("growth",),
            label=_("CA 12 mois {basis}").format(basis=basis_word(basis)),
        ),
        *owed_tiles(figures),
        tile(
            figures,
            "dso_countback",
            _("au mieux : {days}").format(days=shown(figures["dso_best_possible"])),
            also=("dso_best_possible", "dso_accounting"),
        ),
        tile(
            figures,
            "discount_rate",
            _("{points} sur un an").format(points=shown(trend))
            if trend.value is not None
            else _("sans comparaison"),
            also=("discount_trend",),
        ),
    ]


def _charts(ctx: Context, where: Filters, currency: str | None) -> Behind | None:
    """The three charts; a client opens at once, a month or a bucket is given back."""
    drawn = data.portfolio_charts(ctx.portfolio, ctx.as_of, where, currency)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        month_clicked = draw(
            drawn["months"],
            "chart_months",
            currency=currency,
            question=question("monthly_revenue", ctx.as_of),
        )
    with middle:
        bucket_clicked = draw(
            drawn["aged"], "chart_aged", currency=currency, question=question("aged_balance", ctx.as_of)
        )
        proof_line(data.aged(ctx.portfolio, ctx.as_of, where), elsewhere=True)
    with right:
        client_clicked = draw(
            drawn["top"], "chart_top", currency=currency, question=question("top_clients", ctx.as_of)
        )
    if client_clicked and client_clicked != OTHERS:
        open_client(client_clicked)
    if month_clicked:
        return Behind("chart_months", month_clicked)
    return Behind("chart_aged", bucket_clicked) if bucket_clicked else None


def _clients(ctx: Context, where: Filters, currency: str | None, behind: Behind | None) -> None:
    """The list: everyone, the most late first; or those behind the mark that was clicked."""
    heading, found = st.columns([3, 2], vertical_alignment="bottom")
    frame = found_clients(ctx, where, "portfolio", found)
    kept, extra = behind_mark(ctx, where, frame, behind) if behind else (frame, ())
    heading.subheader(md(title(behind, len(kept))), anchor=False)
    if behind:
        heading.button(
            _("Voir tous les clients"), key="behind_clear", on_click=unselect, args=(behind.chart,), type="tertiary",
            icon=":material/close:",
        )  # fmt: skip
    key = f"portfolio_list_{behind.chart}_{behind.key}" if behind else "portfolio_list"
    sort = extra[0].name if extra else "overdue"
    client_table(kept, columns(extra), key=key, sort=sort, currency=currency, name=_("Portefeuille"))


def title(behind: Behind | None, count: int) -> str:
    """What the list holds."""
    n = number(count)
    if behind is None:
        return _("Clients, les plus en retard d’abord ({n})").format(n=n)
    if behind.chart == "chart_months":
        return _("Clients facturés en {month} ({n})").format(
            month=month(dt.date.fromisoformat(behind.key)), n=n
        )
    return _("Clients de la tranche « {bucket} » ({n})").format(bucket=bucket_name(behind.key), n=n)


def behind_mark(
    ctx: Context, where: Filters, people: "pd.DataFrame", behind: Behind
) -> "tuple[pd.DataFrame, tuple[Shown, ...]]":
    """The clients behind a month or a bucket, and the column that says how much each has there."""
    if behind.chart == "chart_months":
        found = data.billed_in(ctx.portfolio, dt.date.fromisoformat(behind.key), ctx.as_of, where)
        return people.merge(found, on="client_id"), (Shown("amount", _("CA du mois"), "money"),)
    found = data.in_bucket(ctx.portfolio, behind.key, ctx.as_of, where)
    return people.merge(found, on="client_id"), (Shown("amount", bucket_name(behind.key), "money"),)
