"""The proof of the aged balance in words, and, when it fails, the clients and the rows that make the gap; it adds nothing up."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import AgedBalance, Filters, Gap
from fiche.i18n import _, money, number
from fiche.web import portfolio_view_data as data
from fiche.web.downloads import ROWS
from fiche.web.page import PAGES, Context, kept_in_url
from fiche.web.show import md
from fiche.web.tables import Shown, download, table

if TYPE_CHECKING:
    import pandas as pd


def proof_line(balance: AgedBalance, *, elsewhere: bool = False) -> None:
    """The three totals under their chart; `elsewhere`: a gap is explained on the page of what is owed, and this leads there."""
    st.caption(md(proof(balance)))
    if balance.difference and elsewhere:
        st.page_link(
            PAGES["outstanding"], label=_("Voir les lignes de l’écart"), icon=":material/rule:", query_params=kept_in_url(),
        )  # fmt: skip


def proof(balance: AgedBalance) -> str:
    """The three totals computed apart, and their difference, in words."""
    total = _("Total du fichier {amount}").format(amount=money(balance.file_total, balance.currency))
    gap = money(balance.difference, balance.currency)
    if not balance.difference:
        return _("{total} = somme des clients = somme des tranches ; écart {gap}.").format(
            total=total, gap=gap
        )
    return _(
        "{total}, somme des clients {clients}, somme des tranches {buckets} : écart {gap}. Ces totaux devraient être égaux."
    ).format(
        total=total,
        clients=money(balance.clients_total, balance.currency),
        buckets=money(balance.buckets_total, balance.currency),
        gap=gap,
    )


def gap_behind(ctx: Context, where: Filters, balance: AgedBalance, currency: str | None) -> None:
    """Nothing when the proof holds; else the clients that differ and the rows that explain it, to be corrected and taken away."""
    if not balance.difference:
        return
    found = data.gap(ctx.portfolio, ctx.as_of, where)
    st.error(md(told(found, balance)), icon=":material/rule:")
    totals = [
        Shown("in_file", _("Selon le fichier"), "money"),
        Shown("in_clients", _("Compté au client"), "money"),
        Shown("in_buckets", _("Rangé dans une tranche"), "money"),
    ]
    who = [Shown("client_id", _("N° client")), Shown("name", _("Client"), width=170)]
    rows = gap_rows(found.rows)
    what = [
        Shown("document_id", _("N° de facture")),
        Shown("item_shown", _("Nature")),
        Shown("date", _("Date"), "date"),
    ]
    st.markdown(f"**{_('Clients dont les totaux diffèrent')}**")
    empty = _("Aucun client ne diffère.")
    table(found.clients, [*who, *totals], key="gap_clients", empty=empty, currency=currency)
    st.markdown(f"**{_('Lignes qui font l’écart')}**")
    columns, empty = [*what, *totals, *who], _("Aucune ligne seule ne l’explique.")
    table(rows, columns, key="gap_rows", empty=empty, currency=currency)
    if not rows.empty:
        download(rows, columns, _("Lignes de l’écart"), "gap_download", currency)


def gap_rows(rows: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of a Gap with a word for what each is."""
    words: Any = [_(ROWS[kind]) if kind in ROWS else None for kind in rows["item"]]
    return rows.assign(item_shown=words)


def told(found: Gap, balance: AgedBalance) -> str:
    """What happened, what it means and what to do, in three sentences."""
    count = len(found.rows)
    lines = _("1 ligne l’explique") if count == 1 else _("{n} lignes l’expliquent").format(n=number(count))
    return _(
        "Les totaux diffèrent de {gap} : {lines}. Les montants de cette page ne sont donc pas sûrs. Corrigez ces lignes (un client qui manque, un numéro en double), dans le fichier ou sur leur fiche."
    ).format(gap=money(balance.difference, balance.currency), lines=lines)
