"""The windows in which a client and what hangs on it are changed or made; what they do is in fiche_forms."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fiche.errors import Refused
from fiche.i18n import N_, _, language
from fiche.model import TABLES, TableName, label
from fiche.store import Store
from fiche.web import drafts, fiche_forms
from fiche.web.drafts import Draft
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
DRAFT = "fiche_draft"  # the form in hand: kept from its opening, so that a version seen stays the one seen
# What a new row is typed with, and what is offered first; the model has more columns than a person types.
TYPED: dict[TableName, tuple[str, ...]] = {
    "documents": ("document_id", "date", "kind", "due_date", "net_amount", "vat_amount", "gross_amount", "discount_rate", "description", "payment_status"),
    "payments": ("document_id", "date", "amount", "method", "reference"),
}  # fmt: skip


def edit_client(
    ctx: Context, client_id: str, values: Mapping[str, Any], name: str, section: str = "identity"
) -> None:
    """Open the form of the whole client, at the tab of a section."""
    texts = fiche_forms.texts_of("clients", values)
    st.session_state[DRAFT] = drafts.begin(ctx.store, "clients", client_id, client_id, texts)
    st.session_state.pop(fiche_forms.STALE, None)
    st.dialog(_("Modifier la fiche"), width="large")(_client_form)(ctx.store, name, section)


def _client_form(store: Store, name: str, section: str) -> None:
    draft: Draft = st.session_state[DRAFT]
    if not fiche_forms.settled(store, name):
        return
    with st.form("client_form", border=False, enter_to_submit=False):
        words = fiche_forms.client_fields(draft, section)
        fiche_forms.signature("window")
        if st.form_submit_button(_("Enregistrer"), type="primary", icon=":material/save:"):
            fiche_forms.close(fiche_forms.keep(store, draft, words, name))


def edit_row(ctx: Context, table: TableName, client_id: str, row: Mapping[Any, Any], name: str) -> None:
    """Open the form of one row of a client."""
    texts = fiche_forms.texts_of(table, row)
    st.session_state[DRAFT] = drafts.begin(ctx.store, table, str(row["record"]), client_id, texts)
    st.session_state.pop(fiche_forms.STALE, None)
    st.dialog(_(CHANGE[table]), width="medium")(_row_form)(ctx.store, name)


def _row_form(store: Store, name: str) -> None:
    draft: Draft = st.session_state[DRAFT]
    if not fiche_forms.settled(store, name):
        return
    with st.form("row_form", border=False, enter_to_submit=False):
        wanted = columns(draft.table)
        words = {c.name: "" for c in drafts.columns(draft.table)} | _as_shown(draft)
        words |= fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            save = st.form_submit_button(_("Enregistrer"), type="primary", icon=":material/save:")
            away = st.form_submit_button(_("Archiver"), type="tertiary", icon=":material/archive:")
    if save:
        fiche_forms.close(fiche_forms.keep(store, draft, words, name))
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
    st.session_state[DRAFT] = Draft(table, "", client_id, dict(first or {}), {}, 0)
    st.dialog(_(NEW[table]), width="medium")(_new_form)(ctx.store, name)


def _new_form(store: Store, name: str) -> None:
    draft: Draft = st.session_state[DRAFT]
    with st.form("new_row", border=False, enter_to_submit=False):
        wanted = columns(draft.table)
        words = fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        save = st.form_submit_button(_("Ajouter"), type="primary", icon=":material/add:")
    if save and make(store, draft.table, draft.client_id, wanted, words, name):
        st.rerun()


def make(
    store: Store,
    table: TableName,
    client_id: str | None,
    wanted: list[Any],
    words: Mapping[str, str],
    name: str,
) -> str | None:
    """Make the row that was typed, or say why not; the client's number."""
    entered, wrong = drafts.read(wanted, words, {})
    for sentence in wrong:
        st.error(md(sentence), icon=":material/error:")
    if wrong:
        return None
    by = fiche_forms.sign()
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
    st.session_state[DRAFT] = Draft("clients", "", "", {}, {}, 0)
    st.dialog(_("Nouveau client"), width="medium")(_client)(ctx)


def new_client_button(ctx: Context) -> None:
    """The button that opens it."""
    if st.button(_("Nouveau client"), key="new_client_open", icon=":material/person_add:"):
        new_client(ctx)


FIRST = ("name", "contact_name", "email", "phone", "address", "postal_code", "city", "siret", "category", "account_manager")  # fmt: skip


def _client(ctx: Context) -> None:
    from fiche.web.page import open_client

    draft: Draft = st.session_state[DRAFT]
    with st.form("new_client", border=False, enter_to_submit=False):
        number = st.text_input(
            _("Numéro client"), placeholder=_("Laissez vide : l’application en donne un"), key="new_client_id"
        )
        wanted = [c for name in FIRST for c in drafts.columns("clients") if c.name == name]
        words = fiche_forms.fields(wanted, draft)
        fiche_forms.signature("window")
        save = st.form_submit_button(_("Créer la fiche"), type="primary", icon=":material/person_add:")
    made = save and make(ctx.store, "clients", number.strip() or None, wanted, words, words["name"])
    if made:
        open_client(str(made))
