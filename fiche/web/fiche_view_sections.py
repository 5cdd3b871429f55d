"""The tabs of a client's sheet, each with what the file says and a sentence when it says nothing; they compute no indicator."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import ClientRecord
from fiche.brief import Brief
from fiche.brief.rows import address_line
from fiche.columns import Column
from fiche.i18n import MISSING, _, day, language
from fiche.model import TABLES, TableName, label
from fiche.web.fiche_attachments import attachments
from fiche.web.fiche_dialogs import CHANGE, NEW, add_row, edit_client, edit_row
from fiche.web.fiche_history import history
from fiche.web.fiche_view_future import future
from fiche.web.fiche_view_ledger import ledger
from fiche.web.fiche_view_words import extra_text, value_text
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.state import AUTHOR
from fiche.web.tables import Kind, Shown, picked

if TYPE_CHECKING:
    import pandas as pd

STYLE = """<style>
.fiche-fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(9.5rem, 22%), 1fr)); gap: .75rem 1.5rem }
.fiche-fields .label { font-size: .8125rem; opacity: .8 }
.fiche-fields .value { overflow-wrap: anywhere; white-space: pre-line }
</style>"""
TALKS = 30  # exchanges shown in full
TECHNICAL = {
    "source_id",
    "file_reference",
    "siren",
    "iban",
    "is_customer",
}  # not worth a «—» when the file has none
KINDS: dict[str, Kind] = {
    "money": "money",
    "rate": "percent",
    "integer": "count",
    "number": "count",
    "date": "date",
}


def sections(ctx: Context, brief: Brief, documents: "pd.DataFrame", payments: "pd.DataFrame") -> None:
    """Draw the tabs."""
    record, currency = brief.record, brief.currency
    names = [
        _("Factures et paiements"),
        _("Livraison"),
        _("Facturation et conditions"),
        _("Contacts et adresses"),
        _("Échanges, litiges, promesses"),
        _("Prévision et valeur"),
        _("Documents"),
        _("Historique"),
        _("Autres informations"),
    ]
    tabs = st.tabs(names, key="sheet_tabs", on_change="rerun")
    first, delivery, billing, people, talks, expected, attached, changes, others = tabs
    with first:
        ledger(ctx, brief, documents, payments)
    with delivery:
        _change(ctx, brief, "delivery")
        _delivery(record, currency)
    with billing:
        _change(ctx, brief, "billing")
        fields(
            _section(record, ("billing", "conditions"), currency),
            _("Rien n’est encore dit de la facturation ni des conditions : « Modifier » les complète."),
        )
    with people:
        _change(ctx, brief, "contact")
        _people(ctx, brief)
    with talks:
        _talks(ctx, brief)
    if expected.open:  # learning from past payments takes a moment: only for who looks
        with expected:
            future(ctx, brief)
    with attached:
        attachments(ctx.store, brief.client_id, [str(n) for n in documents["document_id"].dropna()])
    with changes:
        history(ctx.store, brief.client_id)
    with others:
        _change(ctx, brief, "identity")
        _others(record, currency)


def _change(ctx: Context, brief: Brief, section: str) -> None:
    """What opens the form at the tab of a section."""
    if st.button(_("Modifier"), key=f"change_{section}", type="tertiary", icon=":material/edit:"):
        edit_client(ctx, brief.client_id, brief.record.fields, brief.name, section)


def _delivery(record: ClientRecord, currency: str | None) -> None:
    empty = _("Rien n’est encore dit de la livraison : « Modifier » la complète.")
    filled = _section(record, ("delivery",), currency)
    if not filled and address_line(record.fields, ""):
        empty = _("Rien n’est encore dit de la livraison ; l’adresse du client est : {address}.").format(
            address=address_line(record.fields, "")
        )
    fields(filled, empty)


def _section(record: ClientRecord, names: Sequence[str], currency: str | None) -> list[tuple[str, str]]:
    """(label, value) of the columns of some sections; nothing at all when none of them is filled."""
    known = record.fields
    columns = [
        column
        for column in TABLES["clients"]
        if column.section in names and (column.name not in TECHNICAL or known[column.name] is not None)
    ]
    own = known.get("currency") or currency
    pairs = [(label(c, language()), value_text(c, known[c.name], own)) for c in columns]
    return pairs if any(value != MISSING for _label, value in pairs) else []


def fields(pairs: Sequence[tuple[str, str]], empty: str) -> None:
    """Labels and values in as many columns as the width allows; `empty` is the sentence when there is none."""
    if not pairs:
        st.caption(md(empty))
        return
    cells = "".join(
        f'<div><div class="label">{escape(name)}</div><div class="value">{escape(value)}</div></div>'
        for name, value in pairs
    )
    st.html(f'{STYLE}<div class="fiche-fields">{cells}</div>')


def _people(ctx: Context, brief: Brief) -> None:
    record = brief.record
    fields(
        _section(record, ("contact",), None),
        _("Ni contact ni adresse pour l’instant : « Modifier » les complète."),
    )
    rows(ctx, brief, "contacts", record.contacts, _("Contacts"), _("Aucun autre contact."))
    rows(ctx, brief, "addresses", record.addresses, _("Adresses"), _("Aucune autre adresse."))


def rows(ctx: Context, brief: Brief, name: TableName, frame: "pd.DataFrame", title: str, empty: str) -> None:
    """A table of the client's rows: one chosen is changed, another one can be made."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{title}**")
        if st.button(_(NEW[name]), key=f"add_{name}", type="tertiary", icon=":material/add:"):
            add_row(ctx, name, brief.client_id, brief.name)
    chosen = _rows(frame, name, f"sheet_{name}", empty, brief.currency)
    if chosen is not None and st.button(_(CHANGE[name]), key=f"change_{name}", icon=":material/edit:"):
        edit_row(ctx, name, brief.client_id, frame.iloc[chosen].to_dict(), brief.name)


def _talks(ctx: Context, brief: Brief) -> None:
    record = brief.record
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{_('Échanges')}**")
        if st.button(_("Nouvel échange"), key="add_interactions", type="tertiary", icon=":material/add:"):
            first = {"date": ctx.as_of.isoformat(), "author": st.session_state.get(AUTHOR)}
            add_row(ctx, "interactions", brief.client_id, brief.name, first)
    talks: list[dict[Any, Any]] = record.interactions.head(TALKS).to_dict("records")
    for place, talk in enumerate(talks):
        with st.container(horizontal=True, vertical_alignment="top"):
            st.markdown(talk_text(talk), width="stretch")
            label_ = _("Modifier")
            if st.button(label_, key=f"change_talk_{place}", type="tertiary", icon=":material/edit:"):
                edit_row(ctx, "interactions", brief.client_id, talk, brief.name)
    if not talks:
        st.caption(_("Aucun échange noté."))
    if len(record.interactions) > TALKS:
        st.caption(_("Les {n} échanges les plus récents ; tous sont dans la fiche Excel.").format(n=TALKS))
    rows(ctx, brief, "disputes", record.disputes, _("Litiges"), _("Aucun litige."))
    rows(ctx, brief, "promises", record.promises, _("Promesses de paiement"), _("Aucune promesse."))


def talk_text(talk: Mapping[Any, Any]) -> str:
    """An exchange in full: when, how and with whom, what was said, what comes next. Escaped Markdown."""
    words = (talk[name] for name in ("channel", "contact_name", "author"))
    who = " · ".join([f"**{day(talk['date'])}**", *(md(each) for each in words if isinstance(each, str))])
    said = [md(each) for each in (talk["summary"], extra_text(talk["extra"])) if isinstance(each, str)]
    if isinstance(talk["next_action"], str):
        when = f" ({day(talk['next_action_on'])})" if day(talk["next_action_on"]) != MISSING else ""
        said.append(_("À suivre : {action}").format(action=f"{md(talk['next_action'])}{when}"))
    return "  \n".join([who, *said])


def _rows(
    frame: "pd.DataFrame", name: TableName, key: str, empty: str, currency: str | None = None
) -> int | None:
    """A table of the client's rows with the columns they fill; the place of the one that is chosen."""
    if frame.empty:
        st.caption(empty)
        return None
    columns = [c for c in TABLES[name] if c.name in frame.columns and frame[c.name].notna().any()]
    more = [Shown("extra_shown", _("Autres colonnes du fichier"))] if frame["extra"].notna().any() else []
    full = frame.assign(extra_shown=frame["extra"].map(extra_text))
    return picked(full, [*map(_shown, columns), *more], key=key, currency=currency)


def _shown(column: Column) -> Shown:
    return Shown(column.name, label(column, language()), KINDS.get(column.type, "text"))


def _others(record: ClientRecord, currency: str | None) -> None:
    st.markdown(f"**{_('Identité')}**")
    fields(_section(record, ("identity",), currency), _("Rien de plus n’est dit de ce client."))
    st.markdown(f"**{_('Colonnes du fichier qui n’ont pas été reconnues')}**")
    fields(
        list(record.extra.items()),
        _("Toutes les colonnes du fichier ont été reconnues, ou sont vides pour ce client."),
    )
