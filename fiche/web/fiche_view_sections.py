"""The tabs of a client's sheet, each with what the file says and a sentence when it says nothing; they compute no indicator."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import ClientRecord
from fiche.analysis.status import PAYMENT_STATUSES
from fiche.columns import Column
from fiche.i18n import MISSING, N_, _, language, money, number
from fiche.model import TABLES, TableName, label
from fiche.web.downloads import table_button
from fiche.web.fiche_view_words import address_line, value_text
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import Kind, Shown, displayed, table

if TYPE_CHECKING:
    import pandas as pd

STYLE = """<style>
.fiche-fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem 1.5rem }
.fiche-fields .label { font-size: .8125rem; opacity: .8 }
.fiche-fields .value { overflow-wrap: anywhere; white-space: pre-line }
</style>"""
SIGNS = {"paid": "✓", "partial": "◐", "pending": "○", "late": "▲", "disputed": "✕"}
# What rests on a rule and not on the file, for one document and for several; see fiche.analysis.assumptions.
ASSUMED: dict[str, tuple[str, str]] = {
    "paid_without_date": (
        N_(
            "1 facture marquée payée sans date : comptée payée à son échéance, ou au jour du chargement s’il vient avant."
        ),
        N_(
            "{n} factures marquées payées sans date : comptées payées à leur échéance, ou au jour du chargement s’il vient avant."
        ),
    ),
    "undated_documents": (
        N_("1 facture sans date : ouverte à toute date, hors de tout mois."),
        N_("{n} factures sans date : ouvertes à toute date, hors de tout mois."),
    ),
    "undated_payments": (
        N_("1 paiement sans date : compté à toute date."),
        N_("{n} paiements sans date : comptés à toute date."),
    ),
    "no_due_date": (
        N_("1 facture sans échéance : jamais en retard."),
        N_("{n} factures sans échéance : jamais en retard."),
    ),
    "after_as_of": (
        N_("1 facture postérieure à la date d’arrêté : non comptée."),
        N_("{n} factures postérieures à la date d’arrêté : non comptées."),
    ),
}
KINDS: dict[str, Kind] = {
    "money": "money",
    "rate": "percent",
    "integer": "count",
    "number": "count",
    "date": "date",
}


def sections(
    ctx: Context,
    client_id: str,
    record: ClientRecord,
    documents: "pd.DataFrame",
    payments: "pd.DataFrame",
    currency: str | None,
) -> None:
    """Draw the tabs."""
    names = [
        _("Factures et paiements"),
        _("Livraison"),
        _("Facturation et conditions"),
        _("Contacts et adresses"),
        _("Échanges et litiges"),
        _("Autres informations"),
    ]
    ledger, delivery, billing, people, talks, others = st.tabs(names, key="sheet_tabs")
    with ledger:
        _ledger(ctx, client_id, record, documents, payments, currency)
    with delivery:
        _delivery(record, currency)
    with billing:
        fields(
            _section(record, ("billing", "conditions"), currency),
            _("Le fichier ne dit rien de la facturation ni des conditions."),
        )
    with people:
        _people(record)
    with talks:
        _talks(record, currency)
    with others:
        _others(record, currency)


def _ledger(
    ctx: Context,
    client_id: str,
    record: ClientRecord,
    documents: "pd.DataFrame",
    payments: "pd.DataFrame",
    currency: str | None,
) -> None:
    name = str(record.fields["name"] or client_id)
    st.markdown(md(documents_sentence(documents, currency)))
    shown, columns = document_rows(documents), document_columns(documents)
    empty = _("Aucune facture ni avoir à cette date.")
    _with_download(shown, columns, "sheet_documents", empty, currency, _("Factures {name}").format(name=name))
    st.markdown(f"**{_('Paiements')}**")
    notes: Any = [_payment_note(row) for row in payments.to_dict("records")]
    paid = payments.assign(note=notes)
    empty = _("Aucun paiement à cette date.")
    _with_download(
        paid, payment_columns(), "sheet_payments", empty, currency, _("Paiements {name}").format(name=name)
    )
    for sentence in assumed(ctx.portfolio.assumptions(ctx.as_of, client_id)):
        st.caption(sentence)


def _with_download(
    frame: "pd.DataFrame", columns: Sequence[Shown], key: str, empty: str, currency: str | None, name: str
) -> None:
    table(frame, columns, key=key, empty=empty, currency=currency)
    if not frame.empty:
        headed = displayed(frame, columns).rename(columns={each.name: each.label for each in columns})
        table_button(headed, name, key=f"{key}_download")


def documents_sentence(documents: "pd.DataFrame", currency: str | None) -> str:
    """How many invoices and credit notes there are, and what is late among them."""
    invoices = documents[documents["kind"] == "invoice"]
    notes = len(documents) - len(invoices)
    late = invoices[invoices["days_late"].notna()]
    count = _("1 facture") if len(invoices) == 1 else _("{n} factures").format(n=number(len(invoices)))
    if notes:
        said = _("1 avoir") if notes == 1 else _("{n} avoirs").format(n=number(notes))
        count = _("{invoices} et {credit_notes}").format(invoices=count, credit_notes=said)
    if late.empty:
        return _("{count} ; aucune n’est en retard.").format(count=count)
    return _("{count} ; {n} en retard pour {amount}.").format(
        count=count, n=number(len(late)), amount=money(late["open_amount"].sum(), currency)
    )


def document_rows(documents: "pd.DataFrame") -> "pd.DataFrame":
    """The documents with words for their kind and status, and one column for what is left (open, or to be deducted)."""
    rows = documents.to_dict("records")
    return documents.assign(
        kind_shown=[_("Avoir") if row["kind"] == "credit_note" else _("Facture") for row in rows],
        status_shown=[document_status(row) for row in rows],
        left=[row["unapplied_rest"] if row["kind"] == "credit_note" else row["open_amount"] for row in rows],
    )


def document_status(row: Mapping[Any, Any]) -> str:
    """A document's computed status with its sign: «▲ En retard»; a credit note is used up or still to be deducted."""
    code = row["payment_status"]
    if row["kind"] == "credit_note":
        return f"{SIGNS['paid']} {_('Imputé')}" if code == "paid" else f"{SIGNS['pending']} {_('À déduire')}"
    return f"{SIGNS[code]} {_(PAYMENT_STATUSES[code])}"


def document_columns(documents: "pd.DataFrame") -> list[Shown]:
    """The columns of the documents; those that the file never fills are left out."""
    always = [
        Shown("document_id", _("N°"), pinned=True),
        Shown("kind_shown", _("Nature")),
        Shown("date", _("Date"), "date"),
        Shown("due_date", _("Échéance"), "date"),
        Shown("status_shown", _("Statut")),
        Shown("gross", _("Montant TTC"), "money"),
        Shown("left", _("Reste dû"), "money"),
        Shown("days_late", _("Retard"), "days"),
    ]
    optional = [
        Shown("net", _("Montant HT"), "money"),
        Shown("discount_rate", _("Remise"), "percent"),
        Shown("last_payment_date", _("Dernier paiement"), "date"),
        Shown("file_status", _("Statut du fichier")),
        Shown("description", _("Objet")),
    ]
    return [*always, *(column for column in optional if documents[column.name].notna().any())]


def payment_columns() -> list[Shown]:
    """The columns of the payments."""
    return [
        Shown("date", _("Date"), "date"),
        Shown("amount", _("Montant"), "money"),
        Shown("document_id", _("Facture réglée")),
        Shown("applied", _("Affecté"), "money"),
        Shown("unapplied_rest", _("À déduire"), "money"),
        Shown("method", _("Mode")),
        Shown("reference", _("Référence")),
        Shown("note", _("Remarque")),
    ]


def _payment_note(row: Mapping[Any, Any]) -> str | None:
    if row["assumed"]:
        return _("date supposée")
    return _("lu sur la facture") if row["implied"] else None


def assumed(counts: Mapping[str, int]) -> list[str]:
    """What rests on a rule and not on the file, in sentences."""
    said = [
        (counts[code], one if counts[code] == 1 else many)
        for code, (one, many) in ASSUMED.items()
        if counts.get(code)
    ]
    return [_(sentence).format(n=number(n)) for n, sentence in said]


def _delivery(record: ClientRecord, currency: str | None) -> None:
    empty = _("Le fichier ne dit rien de la livraison.")
    filled = _section(record, ("delivery",), currency)
    if not filled and address_line(record.fields, ""):
        empty = _("Le fichier ne dit rien de la livraison ; l’adresse du client est : {address}.").format(
            address=address_line(record.fields, "")
        )
    fields(filled, empty)


def _section(record: ClientRecord, names: Sequence[str], currency: str | None) -> list[tuple[str, str]]:
    """(label, value) of the columns of some sections; nothing at all when none of them is filled."""
    columns = [column for column in TABLES["clients"] if column.section in names]
    own = record.fields.get("currency") or currency
    pairs = [(label(c, language()), value_text(c, record.fields[c.name], own)) for c in columns]
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


def _people(record: ClientRecord) -> None:
    fields(_section(record, ("contact",), None), _("Le fichier ne donne ni contact ni adresse."))
    if not record.contacts.empty:
        st.markdown(f"**{_('Contacts')}**")
        _rows(record.contacts, "contacts", "sheet_contacts", "")
    if not record.addresses.empty:
        st.markdown(f"**{_('Adresses')}**")
        _rows(record.addresses, "addresses", "sheet_addresses", "")


def _talks(record: ClientRecord, currency: str | None) -> None:
    st.markdown(f"**{_('Échanges')}**")
    _rows(record.interactions, "interactions", "sheet_interactions", _("Aucun échange dans le fichier."))
    st.markdown(f"**{_('Litiges')}**")
    _rows(record.disputes, "disputes", "sheet_disputes", _("Aucun litige dans le fichier."), currency)


def _rows(frame: "pd.DataFrame", name: TableName, key: str, empty: str, currency: str | None = None) -> None:
    """A table of the file with the columns it fills."""
    columns = [c for c in TABLES[name] if c.name in frame.columns and frame[c.name].notna().any()]
    table(frame, [_shown(c) for c in columns], key=key, empty=empty, currency=currency)


def _shown(column: Column) -> Shown:
    return Shown(column.name, label(column, language()), KINDS.get(column.type, "text"))


def _others(record: ClientRecord, currency: str | None) -> None:
    st.markdown(f"**{_('Identité')}**")
    fields(_section(record, ("identity",), currency), _("Le fichier ne dit rien de plus."))
    st.markdown(f"**{_('Colonnes du fichier qui n’ont pas été reconnues')}**")
    fields(
        list(record.extra.items()),
        _("Toutes les colonnes du fichier ont été reconnues, ou sont vides pour ce client."),
    )
