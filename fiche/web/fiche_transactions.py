"""A client's invoices and payments made or changed here, one at a time or several at once; it computes no amount."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import polars as pl
import streamlit as st

from fiche.brief import Brief
from fiche.columns import Column
from fiche.edits import Edit
from fiche.i18n import MISSING, _, colon, language
from fiche.model import TABLES, TableName, label
from fiche.records import with_records
from fiche.store import Store
from fiche.web import drafts, entry, fiche_forms, state
from fiche.web.drafts import Draft
from fiche.web.fiche_dialogs import add_row
from fiche.web.page import Context
from fiche.web.show import md

SEVERAL: dict[TableName, tuple[str, ...]] = {
    "documents": ("document_id", "date", "due_date", "net_amount", "gross_amount", "discount_rate", "payment_status", "paid_date", "description"),
    "payments": ("document_id", "date", "amount", "method", "reference"),
}  # fmt: skip
MOST = 500  # rows in the editor, the latest first
DRAFTS = "fiche_drafts"


def buttons(ctx: Context, brief: Brief) -> None:
    """What makes a document or a payment, and what changes several."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Ajouter une facture"), key="add_documents", type="tertiary", icon=":material/add:"):
            add_row(ctx, "documents", brief.client_id, brief.name, {"date": ctx.as_of.isoformat()})
        if st.button(_("Ajouter un paiement"), key="add_payments", type="tertiary", icon=":material/add:"):
            add_row(ctx, "payments", brief.client_id, brief.name, {"date": ctx.as_of.isoformat()})
        for table, words in (
            ("documents", _("Modifier des factures")),
            ("payments", _("Modifier des paiements")),
        ):
            if st.button(words, key=f"edit_{table}", type="tertiary", icon=":material/edit_note:"):
                _open(ctx, table, brief)  # type: ignore[arg-type]


def _open(ctx: Context, table: TableName, brief: Brief) -> None:
    st.session_state[DRAFTS] = list(_drafts(ctx.store, table, brief.client_id))
    st.session_state.pop(fiche_forms.STALE, None)
    words = _("Modifier des factures") if table == "documents" else _("Modifier des paiements")
    st.dialog(words, width="large")(_editor)(ctx.store, table, brief.name)


def _drafts(store: Store, table: TableName, client_id: str) -> Iterator[Draft]:
    """One form a row that files or people told: what is deduced from the others is not there to be changed."""
    rows = with_records(state.dataset(store)[table].filter(pl.col("client_id") == client_id), table)
    if table == "payments":
        rows = rows.filter(~pl.col("implied").fill_null(False))
    for row in rows.sort("date", descending=True, nulls_last=True).head(MOST).iter_rows(named=True):
        texts = fiche_forms.texts_of(table, row)
        yield drafts.begin(store, table, row["record"], client_id, texts)


def _editor(store: Store, table: TableName, name: str) -> None:
    forms: list[Draft] = st.session_state[DRAFTS]
    if not fiche_forms.settled(store, name):
        return
    if not forms:
        st.caption(_("Aucune ligne à modifier."))
        return
    wanted = [TABLES[table].by_name[c] for c in SEVERAL[table]]
    with st.form("several", border=False, enter_to_submit=False):
        edited = st.data_editor(
            pd.DataFrame([{c.name: _cell(c, d.texts.get(c.name)) for c in wanted} for d in forms]),
            hide_index=True,
            placeholder=MISSING,
            key=f"several_{table}",
            column_config={c.name: _configured(c) for c in wanted},
            height=min(len(forms), 12) * 35 + 38,
        )
        st.caption(
            _("Chaque cellule modifiée devient une correction ; le fichier d’origine n’est pas modifié.")
        )
        fiche_forms.signature("window")
        save = st.form_submit_button(_("Enregistrer"), type="primary", icon=":material/save:")
    if save:
        fiche_forms.close(_keep(store, table, forms, wanted, edited.to_dict("records"), name))


def _cell(column: Column, text: str | None) -> Any:
    if column.type == "date":
        return pd.Timestamp(text).date() if text else None
    return entry.shown(column, text) or None


def _configured(column: Column) -> Any:
    title = label(column, language())
    if column.type == "date":
        return st.column_config.DateColumn(title, format="DD/MM/YYYY")
    return st.column_config.TextColumn(title)


def _keep(
    store: Store,
    table: TableName,
    forms: list[Draft],
    wanted: list[Column],
    rows: list[dict[Any, Any]],
    name: str,
) -> bool:
    """Every cell that changed, kept in one go, or none and why."""
    made: list[Edit] = []
    wrong: list[str] = []
    for draft, row in zip(forms, rows, strict=True):
        entered, faults = read(wanted, row, draft.texts)
        made += draft.edits(entered)
        wrong += [
            f"{draft.texts.get('document_id') or draft.texts.get('date')} · {label(TABLES[table].by_name[column], language())}{colon()}{fault}"
            for column, fault in faults.items()
        ]
    for sentence in wrong:
        st.error(md(sentence), icon=":material/error:")
    if wrong:
        return False
    if not made:
        st.info(_("Rien n’a été modifié."))
        return False
    touched = {(e.table, e.record) for e in made}
    return fiche_forms.commit(store, made, {d.key: d.seen for d in forms if d.key in touched}, name)


def read(
    wanted: list[Column], row: Mapping[Any, Any], texts: Mapping[str, str | None]
) -> tuple[dict[str, str | None], dict[str, str]]:
    """What a row of the editor holds, as drafts.read reads a form."""
    return drafts.read(wanted, {c.name: _words(c, row[c.name]) for c in wanted}, texts)


def _words(column: Column, cell: Any) -> str:
    """What a cell of the editor holds, as it is typed."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return ""
    return entry.shown(column, pd.Timestamp(cell).date().isoformat()) if column.type == "date" else str(cell)
