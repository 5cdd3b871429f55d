"""Tables as every page shows them: what identifies first, numbers at the right, «—» for what is missing; they compute nothing.

A listing is paged, and a click on a header sorts all of it, not the page: the component's own sorting, which would only sort what it was
sent, is off while columns can be selected. A click on a row says which one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from fiche.i18n import MISSING, _
from fiche.web import filters_state, state
from fiche.web.downloads import table_button
from fiche.words import unaccented, unaccented_texts

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "money", "percent", "days", "count", "number", "date"]
PAGE = 25
ROW, EDGE = 35, 3
PLACES = {"percent": 3, "days": 0, "count": 0, "number": 1}
LOOKS = {
    "text": "text",
    "money": "money",
    "percent": "rate",
    "days": "days",
    "count": "integer",
    "number": "number",
    "date": "date",
}


@dataclass(frozen=True)
class Shown:
    """One column of a table: its name in the frame, its label, what it holds, a help, a width in pixels, whether it stays in sight."""

    name: str
    label: str
    kind: Kind = "text"
    help: str | None = None
    width: int | None = None
    pinned: bool = False


def table(
    frame: "pd.DataFrame", columns: Sequence[Shown], *, key: str, empty: str, currency: str | None = None
) -> None:
    """A whole table of a few hundred rows at most; `empty` is the sentence when there is none."""
    if frame.empty:
        st.caption(empty)
    else:
        _whole(frame, columns, key, currency)


def picked(
    frame: "pd.DataFrame", columns: Sequence[Shown], *, key: str, currency: str | None = None
) -> int | None:
    """A whole table of a few hundred rows, not empty, of which one may be chosen; the place of that row, or None."""
    event = _whole(frame, columns, key, currency, on_select="rerun", selection_mode="single-row")
    chosen = event["selection"]["rows"]
    return int(chosen[0]) if chosen and chosen[0] < len(frame) else None


def _whole(
    frame: "pd.DataFrame", columns: Sequence[Shown], key: str, currency: str | None, **selection: Any
) -> Any:
    return st.dataframe(
        displayed(frame, columns),
        hide_index=True,
        placeholder=MISSING,
        column_config={each.name: configured(each, currency) for each in columns},
        key=key,
        height=min(len(frame), 15) * ROW + ROW + EDGE,
        alt=key,
        **selection,
    )


def displayed(frame: "pd.DataFrame", columns: Sequence[Shown]) -> "pd.DataFrame":
    """The chosen columns in order, exact amounts as floats: the component would show a Decimal as a bare number."""
    chosen = frame.reindex(columns=[each.name for each in columns])
    numbers = [each.name for each in columns if each.kind not in {"text", "date"}]
    places = {each.name: PLACES.get(each.kind, 2) for each in columns}
    return chosen.assign(**{name: chosen[name].astype(float).round(places[name]) + 0.0 for name in numbers})


def download(
    frame: "pd.DataFrame",
    columns: Sequence[Shown],
    name: str,
    key: str,
    currency: str | None,
    totals: Sequence[str] = (),
    *,
    figures: bool = True,
) -> None:
    """A button that gives the whole table as a workbook, amounts exact, `totals` added up below, with the settings in force where it holds `figures`."""
    headers = {each.name: each.label for each in columns}
    looks = {each.name: LOOKS[each.kind] for each in columns}
    settings = state.portfolio(state.current()[0]).settings if figures else None
    selection = filters_state.said() if figures else ()
    table_button(frame, headers, looks, name, key, currency, totals, settings, selection)


def configured(column: Shown, currency: str | None, suffix: str = "") -> Any:
    """The component’s own description of a column; `suffix` follows its label."""
    shared: dict[str, Any] = {
        "label": column.label + suffix,
        "help": column.help,
        "width": column.width,
        "pinned": column.pinned,
    }
    if column.kind == "date":
        return st.column_config.DateColumn(format="DD/MM/YYYY", **shared)
    if column.kind == "text":
        return st.column_config.TextColumn(**shared)
    named = {"EUR": "euro", "USD": "dollar"}
    formats = {
        "money": named.get(currency or "", "localized"),
        "percent": "percent",
        "days": _("%d j"),
        "count": "localized",
        "number": "localized",
    }
    return st.column_config.NumberColumn(format=formats[column.kind], **shared)


def listing(
    frame: "pd.DataFrame",
    columns: Sequence[Shown],
    *,
    key: str,
    sort: str | None = None,
    currency: str | None = None,
    totals: Mapping[str, Any] | None = None,
) -> int | None:
    """A paged table of any length, sorted by `sort` at first (numbers and dates from the greatest), or in its own order. Returns the position
    in `frame` of the row that was clicked, or None. `frame` must not be empty. `totals`: what columns add up to over the whole frame, in a last
    row on every page."""
    clicked, _ticked = _listing(frame, columns, key, sort, currency, totals or {}, ())
    return clicked


def tickable(
    frame: "pd.DataFrame", columns: Sequence[Shown], *, key: str, currency: str | None = None
) -> tuple[int | None, list[int]]:
    """A listing in its own order whose rows can be ticked: the position of the row that was clicked, and those of the rows ticked on the page."""
    return _listing(frame, columns, key, None, currency, {}, ("multi-row",))


def _listing(
    frame: "pd.DataFrame",
    columns: Sequence[Shown],
    key: str,
    sort: str | None,
    currency: str | None,
    totals: Mapping[str, Any],
    more: Sequence[Any],
) -> tuple[int | None, list[int]]:
    columns = telling(frame, columns)
    state = st.session_state.setdefault(key, {"sort": sort, "ascending": _rises(columns, sort), "version": 0})
    by = state["sort"]
    order = list(range(len(frame))) if by is None else sorted_positions(frame, by, state["ascending"])
    page = _page(len(frame), key, state["version"])
    slice_ = order[(page - 1) * PAGE : page * PAGE]
    arrow = " ↑" if state["ascending"] else " ↓"
    widget = f"{key}_table_{state['version']}"
    event: Any = st.dataframe(
        with_totals(displayed(frame.iloc[slice_], columns), columns, totals),
        hide_index=True,
        placeholder=MISSING,
        column_config={
            c.name: configured(c, currency, arrow if c.name == state["sort"] else "") for c in columns
        },
        key=widget,
        height=(len(slice_) + bool(totals)) * ROW + ROW + EDGE,
        on_select=lambda: _resort(key, widget, columns),
        selection_mode=["single-cell", "single-column", *more],
        alt=_("Liste de {n} lignes, page {page}").format(n=len(frame), page=page),
    )
    cells, rows = event["selection"]["cells"], event["selection"]["rows"]
    clicked = slice_[cells[0][0]] if cells and cells[0][0] < len(slice_) else None
    return clicked, [slice_[row] for row in rows if row < len(slice_)]


def telling(frame: "pd.DataFrame", columns: Sequence[Shown]) -> Sequence[Shown]:
    """The columns but the client's number where it only repeats the name: the file has names for numbers, and the room is for the rest."""
    if {"client_id", "name"} - {c.name for c in columns} or not (frame["client_id"] == frame["name"]).all():
        return columns
    return [c for c in columns if c.name != "client_id"]


def with_totals(page: "pd.DataFrame", columns: Sequence[Shown], totals: Mapping[str, Any]) -> "pd.DataFrame":
    """`page` and, below, a row of `totals` with «Total» in the first column."""
    if not totals:
        return page
    import pandas as pd

    last = pd.DataFrame([{columns[0].name: _("Total"), **totals}])
    return pd.concat([page, displayed(last, columns)], ignore_index=True)


def _page(rows: int, key: str, version: int) -> int:
    pages = -(-rows // PAGE)
    if pages <= 1:
        return 1
    return st.pagination(pages, key=f"{key}_page_{version}_{rows}", persist_state="session")


def _rises(columns: Sequence[Shown], name: str | None) -> bool:
    return next((each.kind == "text" for each in columns if each.name == name), True)


def _resort(key: str, widget: str, columns: Sequence[Shown]) -> None:
    """A header was clicked: sort by it, or the other way round; the table is a new one, so that nothing stays selected in it."""
    clicked = st.session_state[widget]["selection"]["columns"]
    if not clicked:
        return
    state = st.session_state[key]
    again = state["sort"] == clicked[0]
    state["ascending"] = not state["ascending"] if again else _rises(columns, clicked[0])
    state["sort"] = clicked[0]
    state["version"] += 1


def sorted_positions(frame: "pd.DataFrame", column: str, ascending: bool) -> list[int]:
    """The positions of the rows in the order of a column, what is missing last, equals in the order they came. Text without its accents."""
    import pandas as pd
    import polars as pl

    values = frame[column].reset_index(drop=True)
    if any(isinstance(value, Decimal) for value in values.dropna().head(1)):
        values = values.astype(float)
    elif isinstance(values.dtype, pd.StringDtype):
        texts = pl.DataFrame({"text": pl.from_pandas(values)})
        known = texts.select(unaccented_texts(pl.col("text")).alias("text"))
        order = known.with_row_index("at").sort(
            "text", descending=not ascending, nulls_last=True, maintain_order=True
        )
        return [int(at) for at in order["at"]]
    elif values.dtype.kind == "O":
        values = values.map(lambda value: unaccented(value).casefold() if isinstance(value, str) else value)
    return [int(i) for i in values.sort_values(ascending=ascending, kind="stable", na_position="last").index]
