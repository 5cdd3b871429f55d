"""The windows in which a client and what hangs on it are changed or made; what they do is in fiche_forms."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from fiche.errors import Refused
from fiche.i18n import N_, _, language
from fiche.model import TABLES, TableName, label
from fiche.store import Store
from fiche.store.own import needed
from fiche.web import drafts, fiche_forms, fiche_held, state
from fiche.web.drafts import Draft
from fiche.web.fiche_doubts import doubts_of_new
from fiche.web.page import Context
from fiche.web.show import md

NEW: dict[TableName, str] = {
    "contacts": N_("Nouveau contact"),
    "addresses": N_("Nouvelle adresse"),
    "interactions": N_("Nouvel échange"),
    "disputes": N_("Nouveau litige"),
    "promises": N_("Nouvelle promesse de paiement"),
    "documents": N_("Nouvelle facture ou avoir"),
    "payments": N_("Nouveau paiement"),
}
CHANGE: dict[TableName, str] = {
    "contacts": N_("Modifier le contact"),
    "addresses": N_("Modifier l’adresse"),
    "interactions": N_("Modifier l’échange"),
    "disputes": N_("Modifier le litige"),
    "promises": N_("Modifier la promesse"),
    "documents": N_("Modifier la facture"),
    "payments": N_("Modifier le paiement"),
}
# What a new row is typed with, and what is offered first; the model has more columns than a person types.
TYPED: dict[TableName, tuple[str, ...]] = {
    "documents": ("document_id", "date", "kind", "due_date", "net_amount", "vat_amount", "gross_amount", "discount_rate", "description", "payment_status"),
    "payments": ("document_id", "date", "amount", "method", "reference"),
    "interactions": ("date", "channel", "contact_name", "summary", "next_action", "next_action_on", "author"),
}  # fmt: skip


def edit_client(
    ctx: Context, client_id: str, values: Mapping[str, Any], name: str, section: str = "identity"
) -> None:
    """Open the form of the whole client, at the tab of a section."""
    _open(ctx, "clients", client_id, client_id, fiche_forms.texts_of("clients", values))
    st.dialog(_("Modifier la fiche"), width="large")(_client_form)(ctx.store, ctx.as_of, name, section)


def _open(
    ctx: Context, table: TableName, record: str, client_id: str, texts: Mapping[str, str | None]
) -> None:
    """Begin the form of a record that is there."""
    options = drafts.options(state.dataset(ctx.store), table, client_id)
    fiche_forms.begin(replace(drafts.begin(ctx.store, table, record, client_id, texts), options=options))


def _client_form(store: Store, as_of: dt.date, name: str, section: str) -> None:
    draft: Draft = st.session_state[fiche_held.DRAFT]
    if not fiche_forms.settled(store, name):
        return
    with st.form("client_form", border=False, enter_to_submit=False):
        words = fiche_forms.client_fields(draft, section)
        fiche_forms.signature("window")
        if fiche_held.submit(_("Enregistrer"), "save"):
            fiche_forms.close(fiche_forms.keep(store, as_of, draft, words, name))


def edit_row(ctx: Context, table: TableName, client_id: str, row: Mapping[Any, Any], name: str) -> None:
    """Open the form of one row of a client."""
    _open(ctx, table, str(row["record"]), client_id, fiche_forms.texts_of(table, row))
    st.dialog(_(CHANGE[table]), width="medium")(_row_form)(ctx.store, ctx.as_of, name)


def _row_form(store: Store, as_of: dt.date, name: str) -> None:
    draft: Draft = st.session_state[fiche_held.DRAFT]
    if not fiche_forms.settled(store, name):
        return
    with st.form("row_form", border=False, enter_to_submit=False):
        wanted = columns(draft.table)
        words = {c.name: "" for c in drafts.columns(draft.table)} | _as_shown(draft)
        words |= fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            save = fiche_held.submit(_("Enregistrer"), "save")
            away = st.form_submit_button(_("Archiver"), type="tertiary", icon=":material/archive:")
    if save:
        fiche_forms.close(fiche_forms.keep(store, as_of, draft, words, name))
    if away:
        _archive(store, draft, name)


def _as_shown(draft: Draft) -> dict[str, str]:
    from fiche.web import entry

    return {c.name: entry.shown(c, draft.texts.get(c.name)) for c in drafts.columns(draft.table)}


def _archive(store: Store, draft: Draft, name: str) -> None:
    by = fiche_forms.sign()
    try:
        store.archive(draft.table, draft.record, by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    what = label(TABLES[draft.table], language())
    words = _("{name} : une ligne de « {table} » est archivée.").format(name=name, table=what)
    fiche_forms.said(words, rows=(draft.key,), bring_back=True)
    st.rerun()


def columns(table: TableName) -> list[Any]:
    """What a person types of a row of a table."""
    every = drafts.columns(table)
    if table not in TYPED:
        return every
    return [c for name in TYPED[table] for c in every if c.name == name]


def add_row(
    ctx: Context, table: TableName, client_id: str, name: str, first: Mapping[str, str | None] | None = None
) -> None:
    """Open the form of a new row of a client; `first`: what its fields begin with."""
    options = drafts.options(state.dataset(ctx.store), table, client_id)
    fiche_forms.begin(Draft(table, "", client_id, dict(first or {}), {}, 0, options))
    st.dialog(_(NEW[table]), width="medium")(_new_form)(ctx.store, ctx.as_of, name)


def _new_form(store: Store, as_of: dt.date, name: str) -> None:
    draft: Draft = st.session_state[fiche_held.DRAFT]
    with st.form("new_row", border=False, enter_to_submit=False):
        wanted = columns(draft.table)
        words = fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        save = fiche_held.submit(_("Ajouter"), "add")
    if save:
        fiche_forms.close(bool(make(store, as_of, draft.table, draft.client_id, wanted, words, name)))


def make(
    store: Store,
    as_of: dt.date,
    table: TableName,
    client_id: str | None,
    wanted: list[Any],
    words: Mapping[str, str],
    name: str,
) -> str | None:
    """Make the row that was typed, or say why not beside each field; the client's number."""
    entered, wrong = drafts.read(wanted, words, {})
    filled = {column for column, text in entered.items() if text is not None} | set(wrong)
    columns = TABLES[table].by_name
    for column in needed(table, filled):
        wrong[column] = Refused("needed_field", column=label(columns[column], language())).message
    if fiche_held.hold(wrong, None):
        return None
    if fiche_held.hold(doubts_of_new(store, as_of, table, client_id or "", entered), entered):
        return None
    by = fiche_forms.sign()
    if table == "interactions" and by:
        entered["author"] = entered.get("author") or by
    try:
        row = store.add(table, entered, client_id=client_id, by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return None
    what = label(TABLES[table], language())
    said = _("{name} : une ligne ajoutée à « {table} ».").format(name=name, table=what)
    if table == "clients":
        said = _("{name} : la fiche est créée sous le numéro {number}.").format(
            name=name, number=row.client_id
        )
    key = (table, row.record)
    back = () if table == "clients" else (key,)
    fiche_forms.said(said, rows=back, client_id=row.client_id, keys=(key,))
    return row.client_id


def new_client(ctx: Context) -> None:
    """Open the form of a new client: what one knows at first; the rest is for its sheet."""
    options = drafts.options(state.dataset(ctx.store), "clients", "")
    fiche_forms.begin(Draft("clients", "", "", {}, {}, 0, options))
    st.dialog(_("Nouveau client"), width="medium")(_client)(ctx)


def new_client_button(ctx: Context) -> None:
    """The button that opens it."""
    if st.button(_("Nouveau client"), key="new_client_open", icon=":material/person_add:"):
        new_client(ctx)


FIRST = ("name", "contact_name", "email", "phone", "address", "postal_code", "city", "siret", "category", "account_manager")  # fmt: skip


def _client(ctx: Context) -> None:
    from fiche.web.page import open_client

    draft: Draft = st.session_state[fiche_held.DRAFT]
    with st.form("new_client", border=False, enter_to_submit=False):
        number = st.text_input(
            _("Numéro client"), placeholder=_("Laissez vide : l’application en donne un"), key="new_client_id"
        )
        wanted = [c for name in FIRST for c in drafts.columns("clients") if c.name == name]
        words = fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        save = fiche_held.submit(_("Créer la fiche"), "person_add")
    if not save:
        return
    made = make(ctx.store, ctx.as_of, "clients", number.strip() or None, wanted, words, words["name"])
    if made:
        open_client(made)
    fiche_forms.close(False)
