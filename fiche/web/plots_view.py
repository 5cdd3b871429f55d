"""The charts of fiche.charts.plot on a page: question, date, figure, its numbers, and the clients behind the mark that was clicked; it computes nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters, Portfolio
from fiche.charts import Chart
from fiche.charts.plot import Asked, plots
from fiche.i18n import _, colon, language, money, number, speaking
from fiche.web import address
from fiche.web import portfolio_view_data as data
from fiche.web.clients_view import client_table, columns
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import Shown
from fiche.web.tables_chart import draw, question, unselect

if TYPE_CHECKING:
    import pandas as pd

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mark:
    """What was clicked: a chart, with what was chosen in it, and the key of one of its marks."""

    code: str
    key: str
    choices: Choices = ()


@data.small
def _chart(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, code: str, choices: Choices, tongue: str, dark: bool
) -> Chart:  # fmt: skip
    with speaking(tongue):
        return plots()[code].draw(Asked(portfolio, as_of, where, currency, dark, dict(choices)))


@data.small
def _behind(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, code: str, choices: Choices, key: str
) -> "pd.DataFrame":  # fmt: skip
    return plots()[code].behind(Asked(portfolio, as_of, where, currency, choices=dict(choices)), key)


def chart_of(
    ctx: Context, where: Filters, currency: str | None, code: str, choices: Mapping[str, str]
) -> Chart:
    """A chart of the registry, kept ready between two runs. `choices`: those that it knows are taken."""
    known = _known(code, choices)
    return _chart(ctx.portfolio, ctx.as_of, where, currency, code, known, language(), data.is_dark())


def _known(code: str, choices: Mapping[str, str]) -> Choices:
    return tuple((name, choices[name]) for name in plots()[code].choices if name in choices)


def show(
    ctx: Context, where: Filters, currency: str | None, code: str, choices: Mapping[str, str] | None = None
) -> Mark | None:
    """Draw one chart under its question and its date; the mark that was clicked."""
    made = chart_of(ctx, where, currency, code, choices or {})
    clicked = draw(made, f"plot_{code}", currency=currency, question=question(code, ctx.as_of))
    return Mark(code, clicked, _known(code, choices or {})) if clicked else None


def first_of(marks: Sequence[Mark | None]) -> Mark | None:
    """The one that was clicked, if any."""
    return next((mark for mark in marks if mark), None)


def board(
    ctx: Context,
    where: Filters,
    currency: str | None,
    codes: Sequence[str],
    choices: Mapping[str, str] | None = None,
) -> bool:
    """Charts side by side, and below them the clients behind the mark that was clicked; whether one was."""
    marks = []
    for column, code in zip(st.columns(len(codes), gap="medium"), codes, strict=True):
        with column:
            marks.append(show(ctx, where, currency, code, choices))
    mark = first_of(marks)
    if mark:
        behind(ctx, where, currency, mark)
    return mark is not None


def behind(ctx: Context, where: Filters, currency: str | None, mark: Mark, *, back: bool = True) -> None:
    """The clients behind a mark, what each brings to it, what they add up to, and the way back."""
    plot, made = plots()[mark.code], chart_of(ctx, where, currency, mark.code, dict(mark.choices))
    if mark.key not in made.keys:  # the filters changed since
        return
    found = _behind(ctx.portfolio, ctx.as_of, where, currency, mark.code, mark.choices, mark.key)
    people = data.clients(ctx.portfolio, ctx.as_of, where).merge(found, on="client_id")
    name = str(made.table.iloc[made.keys.index(mark.key), 0])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(md(f"{name} ({number(len(people))})"), anchor=False, width="content")
        if back:
            st.button(
            _("Tout afficher"), key="plot_clear", on_click=unselect, args=(f"plot_{mark.code}",), type="tertiary",
            icon=":material/close:",
        )  # fmt: skip
    label = plot.amount_name(Asked(ctx.portfolio, ctx.as_of, where, currency, choices=dict(mark.choices)))
    whole = money(round(float(people["amount"].astype(float).sum()), 2), currency)
    st.caption(md(f"{label}{colon()}{whole}"))
    amount = Shown("amount", label, "money")
    client_table(
        people, columns((amount,)), key=f"behind_{mark.code}_{mark.key}", sort="amount", currency=currency, name=f"{name} {label}",
    )  # fmt: skip


def pills(name: str, in_address: str, labels: Mapping[str, str]) -> str:
    """A choice among a few words, kept in the address; the first one at first."""
    key = f"plots_{name}"
    address.restore(key, in_address, list(labels), many=False)
    if st.session_state.get(key) not in labels:
        st.session_state[key] = next(iter(labels))
    chosen = st.segmented_control(
        name, list(labels), format_func=lambda code: _(labels[code]), key=key, persist_state="session", required=True,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    address.keep(key, in_address, [chosen])
    return str(chosen)
