"""The tables of what is owed: the aged balance by client, penalties, what rests on an assumption; each is paged, leads to the client and can be taken away."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import Penalties
from fiche.analysis.aged import footing
from fiche.analysis.rates import half_name
from fiche.analysis.words import first_day_late
from fiche.i18n import N_, _, number
from fiche.web.downloads import ROWS
from fiche.web.fiche_view_ledger import assumed
from fiche.web.page import PAGES, kept_in_url, open_client
from fiche.web.tables import Shown, download, listing, table

if TYPE_CHECKING:
    import pandas as pd

# The kinds of assumptions in two or three words, to choose one; their sentences are with the client's own.
KINDS = {
    "paid_without_date": N_("Payées sans date"),
    "undated_documents": N_("Documents sans date"),
    "undated_payments": N_("Paiements sans date"),
    "no_due_date": N_("Sans échéance"),
    "after_as_of": N_("Après la date d’arrêté"),
}


def who() -> list[Shown]:
    """The columns that say which client."""
    return [Shown("client_id", _("N°"), pinned=True), Shown("name", _("Client"), width=170)]


def bucket_head(code: str) -> str:
    """A bucket as the head of a narrow column: «31-60 j», «> 120 j»."""
    if first_day_late(code) is None:
        heads = {"not_due": _("Non échu"), "no_due_date": _("Sans échéance"), "unapplied": _("À déduire")}
        return heads[code]
    return _("> {days} j").format(days=code[1:]) if code.startswith(">") else _("{days} j").format(days=code)


def aged_table(
    frame: "pd.DataFrame", buckets: Sequence[str], key: str, currency: str | None, day: dt.date, *, sort: str
) -> None:
    """The aged balance by client, buckets in columns, with their sums below."""
    if frame.empty:
        st.info(_("Aucun client ne répond à ces critères. Retirez un filtre ou cherchez autrement."))
        return
    amounts = [
        Shown("balance", _("Solde"), "money"),
        *(Shown(code, bucket_head(code), "money") for code in buckets),
    ]
    totals = footing(frame, [column.name for column in amounts])
    name = _("Balance âgée {day}").format(day=day.isoformat())
    _listed(frame, [*who(), *amounts], key, sort, currency, name, totals)


def at_risk_table(frame: "pd.DataFrame", key: str, currency: str | None) -> None:
    """The clients who still owed a month's invoices ninety days after their due dates."""
    columns = [
        *who(),
        Shown("left_open", _("Reste dû 90 j après l’échéance"), "money"),
        Shown("billed", _("Facturé TTC du mois"), "money"),
    ]
    totals = footing(frame, ["left_open"])
    _listed(frame, columns, key, "left_open", currency, _("Impayés à 90 jours"), totals)


def penalties_table(found: Penalties, currency: str | None, as_of: dt.date) -> None:
    """Half-year by half-year, then invoice by invoice; a half-year without a rate shows «—»."""
    halves = _with_half(found.halves)
    summary = [
        Shown("half_shown", _("Semestre")),
        Shown(
            "rate", _("Taux"), "percent", help=_("Taux annuel appliqué aux jours de retard de ce semestre.")
        ),
        Shown("invoices", _("Factures"), "count"),
        Shown("amount", _("Pénalités"), "money"),
    ]
    table(halves, summary, key="penalty_halves", empty="", currency=currency)
    if found.unrated:
        st.page_link(
            PAGES["settings"],
            label=_("Compléter la table des taux"),
            icon=":material/tune:",
            query_params=kept_in_url(),
        )
    only = st.toggle(_("Seulement les factures encore dues"), key="penalty_open")
    rows = _with_half(found.rows[found.rows["open_amount"] > 0] if only else found.rows)
    if rows.empty:
        st.caption(_("Aucune de ces factures n’est encore due."))
        return
    columns = [
        *who(),
        Shown("document_id", _("N° de facture")),
        Shown("due_date", _("Échéance"), "date"),
        Shown("open_amount", _("Reste dû"), "money"),
        Shown("half_shown", _("Semestre")),
        Shown("days", _("Jours de retard"), "days"),
        Shown("rate", _("Taux"), "percent"),
        Shown("amount", _("Pénalités"), "money"),
    ]
    totals = {} if rows["amount"].isna().any() else footing(rows, ["amount"])
    name = _("Pénalités de retard {day}").format(day=as_of.isoformat())
    _listed(rows, columns, f"penalty_rows_{only}", "amount", currency, name, totals)


def _with_half(rows: "pd.DataFrame") -> "pd.DataFrame":
    names = {half: half_name(half.date()) for half in rows["half"].unique()}
    return rows.assign(half_shown=rows["half"].map(names))


def assumed_table(rows: "pd.DataFrame", counts: Mapping[str, int], currency: str | None) -> None:
    """What rests on a rule: in sentences, then row by row."""
    if rows.empty:
        st.caption(_("Rien ne repose sur une hypothèse : toutes les dates et échéances viennent du fichier."))
        return
    for sentence in assumed(counts):
        st.caption(sentence)
    found = rows["code"].value_counts()
    chosen = st.pills(
        _("Hypothèse"),
        [code for code in KINDS if code in found],
        selection_mode="multi",
        format_func=lambda code: f"{_(KINDS[code])} · {number(found[code])}",
        key="assumed_kinds",
        label_visibility="collapsed",
    )
    kept = rows[rows["code"].isin(chosen)] if chosen else rows
    kinds, items = ({code: _(word) for code, word in words.items()} for words in (KINDS, ROWS))
    shown = kept.assign(why=kept["code"].map(kinds), item_shown=kept["item"].map(items))
    columns = [
        *who(),
        Shown("item_shown", _("Nature")),
        Shown("document_id", _("N° de facture")),
        Shown("date", _("Date"), "date"),
        Shown("due_date", _("Échéance"), "date"),
        Shown("amount", _("Montant TTC"), "money"),
        Shown("why", _("Hypothèse"), width=190),
    ]
    key = "_".join(["assumed", *sorted(chosen or [])])
    _listed(shown, columns, key, "amount", currency, _("Hypothèses"), {})


def _listed(
    frame: "pd.DataFrame",
    columns: Sequence[Shown],
    key: str,
    sort: str,
    currency: str | None,
    name: str,
    totals: Mapping[str, Any],
) -> None:
    """A listing, its download, and the client's sheet when a row is clicked."""
    place = listing(frame, columns, key=key, sort=sort, currency=currency, totals=totals)
    download(frame, columns, name, f"{key}_download", currency, tuple(totals))
    if place is not None and isinstance(client := frame["client_id"].iloc[place], str):
        open_client(client)
