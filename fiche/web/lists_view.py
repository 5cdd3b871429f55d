"""The lists to act on: their questions, the clients of one with the reason of each, what is planned for those ticked; it finds nobody and sends nothing."""

import datetime as dt
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from fiche.analysis import Filters, Portfolio
from fiche.analysis.worklists import Item, worklists
from fiche.i18n import MISSING, _, language, money, number, speaking
from fiche.web import address, fiche_forms
from fiche.web import portfolio_view_data as data
from fiche.web.downloads import delimited_button
from fiche.web.lists_plan import plan_window
from fiche.web.page import Context, open_client
from fiche.web.tables import Shown, download, tickable
from fiche.web.tiles import lead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

LIST, COUNTS = "lists_chosen", "lists_counts"
AT_ONCE = 0.3  # seconds of counting that may be waited for before anything is shown


def lists_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The sentence, the choice of a list with how many each has, its clients; what takes long to count is counted once the list is there."""
    fiche_forms.done(ctx.store, ctx.as_of)
    with st.spinner(_("Recherche des clients à voir…")):
        code = _wanted(ctx, where)
        items = clients_of(code, ctx, where)
        counts = _counts(ctx, where)
        _count(ctx, where, counts, AT_ONCE)
    _choice(counts)
    sign = st.empty()
    made = worklists()[code]
    lead(sentence(_(made.question), _(made.worth), items, currency))
    if items:
        window = _table(ctx, code, items, where, currency)
    else:
        window = False
        st.success(_("Personne : cette liste est vide à cette date."), icon=":material/check_circle:")
    if len(counts) < len(worklists()) and not window:
        _count(ctx, where, counts, sign=sign)
        st.rerun()


@data.large
def _clients_of(code: str, portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> list[Item]:
    with speaking(tongue):
        return portfolio.worklist(code, as_of, where)


def clients_of(code: str, ctx: Context, where: Filters) -> list[Item]:
    """The clients of a list, kept ready between two runs."""
    return _clients_of(code, ctx.portfolio, ctx.as_of, where, language())


def _counts(ctx: Context, where: Filters) -> dict[str, int]:
    """How many clients each list that was worked out has, for this portfolio, this date and these filters."""
    what = (data.token(ctx.portfolio), ctx.as_of, where)
    kept = st.session_state.get(COUNTS)
    if kept is None or kept[0] != what:
        kept = st.session_state[COUNTS] = (what, {})
    counts: dict[str, int] = kept[1]
    return counts


def _count(
    ctx: Context,
    where: Filters,
    counts: dict[str, int],
    seconds: float | None = None,
    sign: "DeltaGenerator | None" = None,
) -> None:
    """Count the lists that were not, until so many `seconds` have passed (None: all of them); `sign` says how far it is."""
    began = time.monotonic()
    for place, (code, made) in enumerate(worklists().items()):
        if seconds is not None and time.monotonic() - began > seconds:
            return
        if code in counts:
            continue
        if sign is not None:
            doing = _("Comptage des autres listes : {title}…").format(title=_(made.title))
            sign.progress(place / len(worklists()), text=doing)
        counts[code] = len(clients_of(code, ctx, where))


def sentence(question: str, worth: str, items: list[Item], currency: str | None) -> str:
    """The question, and its answer: how many clients, and what they are worth together."""
    one, many = _("1 client"), _("{n} clients")
    who = one if len(items) == 1 else many.format(n=number(len(items)))
    amounts = [item.amount for item in items if item.amount is not None]
    if not amounts:
        return f"{question} {who}."
    return _("{question} {who} ; {worth} : {amount}.").format(
        question=question, who=who, worth=worth[:1].lower() + worth[1:] if worth[1:2].islower() else worth, amount=money(sum(amounts), currency),
    )  # fmt: skip


def _wanted(ctx: Context, where: Filters) -> str:
    """The list that was chosen, kept in the address; the first that has someone when none was."""
    known = worklists()
    address.restore(LIST, "liste", list(known), many=False)
    if st.session_state.get(LIST) not in known:
        st.session_state[LIST] = next((code for code in known if clients_of(code, ctx, where)), next(iter(known)))  # fmt: skip
    return str(st.session_state[LIST])


def _choice(counts: "Mapping[str, int]") -> None:
    """The choice of a list; «…» stands for what is still to be counted."""
    known = worklists()
    chosen = st.pills(
        _("Liste"),
        list(known),
        format_func=lambda code: (
            f"{_(known[code].title)} · {number(counts[code]) if code in counts else '…'}"
        ),
        key=LIST,
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    address.keep(LIST, "liste", [chosen])


def _table(ctx: Context, code: str, items: list[Item], where: Filters, currency: str | None) -> bool:
    """Draws it; whether a window was opened over it."""
    made, frame = worklists()[code], _frame(code, ctx.portfolio, ctx.as_of, where, language())
    columns, worth = _columns(_(made.worth), frame), _(made.worth)
    st.caption(_("Un clic sur une ligne ouvre la fiche ; cochez des lignes pour planifier une suite, ou planifiez toute la liste."))  # fmt: skip
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    clicked, ticked = tickable(frame, columns, key=f"lists_{code}", currency=currency)
    with bar:
        window = _plan(ctx, code, [items[place] for place in ticked], items)
        name = f"{_(made.title)} {ctx.as_of.isoformat()}"
        written = [replace(c, label=worth) if c.name == "amount" else c for c in columns]
        download(frame, written, name, f"lists_{code}_xlsx", currency)
        delimited_button(frame, {c.name: c.label for c in written}, name, f"lists_{code}_csv")
    if clicked is not None:
        open_client(items[clicked].client_id)
    return window


def _plan(ctx: Context, code: str, ticked: list[Item], items: list[Item]) -> bool:
    one, many = _("Planifier pour 1 client"), _("Planifier pour {n} clients")
    words = one if len(ticked) == 1 else many.format(n=number(len(ticked)))
    words = words if ticked else _("Planifier pour les lignes cochées")
    some = st.button(words, key="lists_plan", icon=":material/event:", type="primary", disabled=not ticked)
    whole = st.button(_("Planifier toute la liste"), key="lists_plan_all", icon=":material/event_repeat:")
    if some or whole:
        plan_window(ctx, code, ticked if some else items)
    return some or whole


def _columns(worth: str, frame: pd.DataFrame) -> list[Shown]:
    columns = [
        Shown("name", _("Client"), width=180, pinned=True),
        Shown("amount", _("Enjeu"), "money", help=worth, width=120),
        Shown("advice", _("À proposer"), width=420),
        Shown("reason", _("Raison"), width=520),
        Shown("client_id", _("N°"), width=80),
        Shown("planned", _("Prochaine action prévue"), width=200),
        Shown("account_manager", _("Responsable"), width=130),
        Shown("city", _("Ville"), width=120),
    ]
    return [each for each in columns if each.name in ("client_id", "name", "reason") or frame[each.name].notna().any()]  # fmt: skip


@data.large
def _frame(code: str, portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> pd.DataFrame:
    """The clients of a list as they are shown, in its order."""
    items = _clients_of(code, portfolio, as_of, where, tongue)
    numbers = [item.client_id for item in items]
    people = data.clients(portfolio, as_of, Filters()).set_index("client_id").reindex(numbers)
    planned = portfolio.planned(as_of)
    return pd.DataFrame(
        {
            "client_id": numbers,
            "name": people["name"].replace("", None).fillna(MISSING).to_numpy(),
            "amount": pd.Series([item.amount for item in items], dtype=object),
            "reason": [item.reason for item in items],
            "advice": [item.advice or None for item in items],
            "planned": [planned.get(number) for number in numbers],
            "account_manager": people["account_manager"].to_numpy(),
            "city": people["city"].to_numpy(),
        }
    )
