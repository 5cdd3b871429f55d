"""The lists to act on: their questions, the clients of one with the reason of each, what is planned for those ticked; it finds nobody and sends nothing."""

import datetime as dt
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

LIST = "lists_chosen"


def lists_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The sentence, the choice of a list with how many each has, its clients."""
    fiche_forms.done(ctx.store, ctx.as_of)
    with st.spinner(_("Recherche des clients à voir…")):
        found = lists(ctx.portfolio, ctx.as_of, where)
    code = _chosen(found)
    made, items = worklists()[code], found[code]
    lead(sentence(_(made.question), _(made.worth), items, currency))
    if not items:
        st.success(_("Personne : cette liste est vide à cette date."), icon=":material/check_circle:")
        return
    _table(ctx, code, items, currency)


@data.large
def _lists(portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> dict[str, list[Item]]:
    with speaking(tongue):
        return portfolio.worklists(as_of, where)


def lists(portfolio: Portfolio, as_of: dt.date, where: Filters) -> dict[str, list[Item]]:
    """The clients of every list, kept ready between two runs."""
    return _lists(portfolio, as_of, where, language())


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


def _chosen(found: "Mapping[str, list[Item]]") -> str:
    """The list that was chosen, kept in the address."""
    known = worklists()
    address.restore(LIST, "liste", list(known), many=False)
    if st.session_state.get(LIST) not in known:
        st.session_state[LIST] = next((code for code in known if found[code]), next(iter(known)))
    chosen = st.pills(
        _("Liste"),
        list(known),
        format_func=lambda code: f"{_(known[code].title)} · {number(len(found[code]))}",
        key=LIST,
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    address.keep(LIST, "liste", [chosen])
    return str(chosen)


def _table(ctx: Context, code: str, items: list[Item], currency: str | None) -> None:
    made, frame = worklists()[code], _frame(ctx, items)
    columns = _columns(_(made.worth), frame)
    st.caption(_("Un clic sur une ligne ouvre la fiche ; cochez des lignes pour planifier une suite, ou planifiez toute la liste."))  # fmt: skip
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    clicked, ticked = tickable(frame, columns, key=f"lists_{code}", currency=currency)
    with bar:
        _plan(ctx, code, [items[place] for place in ticked], items)
        name = f"{_(made.title)} {ctx.as_of.isoformat()}"
        download(frame, columns, name, f"lists_{code}_xlsx", currency)
        delimited_button(frame, {c.name: c.label for c in columns}, name, f"lists_{code}_csv")
    if clicked is not None:
        open_client(items[clicked].client_id)


def _plan(ctx: Context, code: str, ticked: list[Item], items: list[Item]) -> None:
    one, many = _("Planifier pour 1 client"), _("Planifier pour {n} clients")
    words = one if len(ticked) == 1 else many.format(n=number(len(ticked)))
    words = words if ticked else _("Planifier pour les lignes cochées")
    if st.button(words, key="lists_plan", icon=":material/event:", type="primary", disabled=not ticked):
        plan_window(ctx, code, ticked)
    if st.button(_("Planifier toute la liste"), key="lists_plan_all", icon=":material/event_repeat:"):
        plan_window(ctx, code, items)


def _columns(worth: str, frame: pd.DataFrame) -> list[Shown]:
    columns = [
        Shown("client_id", _("N°"), width=80),
        Shown("name", _("Client"), width=180, pinned=True),
        Shown("amount", worth, "money", width=140),
        Shown("advice", _("À proposer"), width=420),
        Shown("reason", _("Raison"), width=520),
        Shown("planned", _("Prochaine action prévue"), width=200),
        Shown("account_manager", _("Responsable"), width=130),
        Shown("city", _("Ville"), width=120),
    ]
    return [each for each in columns if each.name in ("client_id", "name", "reason") or frame[each.name].notna().any()]  # fmt: skip


def _frame(ctx: Context, items: list[Item]) -> pd.DataFrame:
    people = data.clients(ctx.portfolio, ctx.as_of, Filters()).set_index("client_id")
    planned = ctx.portfolio.planned(ctx.as_of)
    rows = [
        {
            "client_id": item.client_id,
            "name": people["name"].get(item.client_id) or MISSING,
            "amount": item.amount,
            "reason": item.reason,
            "advice": item.advice or None,
            "planned": planned.get(item.client_id),
            "account_manager": people["account_manager"].get(item.client_id),
            "city": people["city"].get(item.client_id),
        }
        for item in items
    ]
    return pd.DataFrame(rows)
