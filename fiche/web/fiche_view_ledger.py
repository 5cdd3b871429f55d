"""One client's invoices, credit notes and payments as tables, with what rests on a rule; it computes no amount and keeps nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis.late import LateInvoice
from fiche.analysis.status import PAYMENT_STATUSES
from fiche.brief import Brief
from fiche.i18n import N_, _, money, number
from fiche.web import fiche_transactions as transactions
from fiche.web.fiche_view_words import extra_text
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import Shown, download, table

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {"paid": "✓", "partial": "◇", "pending": "○", "late": "▲", "disputed": "✕"}
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
        N_("1 document sans date : ouvert à toute date, hors de tout mois."),
        N_("{n} documents sans date : ouverts à toute date, hors de tout mois."),
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
        N_("1 document postérieur à la date d’arrêté : non compté."),
        N_("{n} documents postérieurs à la date d’arrêté : non comptés."),
    ),
}


def ledger(ctx: Context, brief: Brief, documents: "pd.DataFrame", payments: "pd.DataFrame") -> None:
    """The tab: a sentence, the documents, the payments, what rests on a rule, and what adds or changes some."""
    name, currency = brief.name, brief.currency
    transactions.buttons(ctx, brief)
    if not documents.empty:
        st.markdown(md(documents_sentence(documents, brief.late, currency)))
    shown = document_rows(documents)
    columns = document_columns(shown)
    empty = _("Aucune facture ni avoir à cette date.")
    _with_download(shown, columns, "sheet_documents", empty, currency, _("Factures {name}").format(name=name))
    st.markdown(f"**{_('Paiements')}**")
    notes: Any = [_payment_note(row) for row in payments.to_dict("records")]
    paid = payments.assign(note=notes)
    empty = _("Aucun paiement à cette date.")
    _with_download(
        paid,
        payment_columns(paid),
        "sheet_payments",
        empty,
        currency,
        _("Paiements {name}").format(name=name),
    )
    for sentence in assumed(ctx.portfolio.assumptions(ctx.as_of, brief.client_id)):
        st.caption(sentence)


def _with_download(
    frame: "pd.DataFrame", columns: Sequence[Shown], key: str, empty: str, currency: str | None, name: str
) -> None:
    table(frame, columns, key=key, empty=empty, currency=currency)
    if not frame.empty:
        download(frame, columns, name, f"{key}_download", currency)


def documents_sentence(documents: "pd.DataFrame", late: Sequence[LateInvoice], currency: str | None) -> str:
    """How many invoices and credit notes there are, and what is late among them."""
    invoices = documents[documents["kind"] == "invoice"]
    notes = len(documents) - len(invoices)
    count = _("1 facture") if len(invoices) == 1 else _("{n} factures").format(n=number(len(invoices)))
    if notes:
        said = _("1 avoir") if notes == 1 else _("{n} avoirs").format(n=number(notes))
        count = _("{invoices} et {credit_notes}").format(invoices=count, credit_notes=said)
    if not late:
        return _("{count} ; aucune n’est en retard.").format(count=count)
    return _("{count} ; {n} en retard pour {amount}.").format(
        count=count,
        n=number(len(late)),
        amount=money(sum((each.amount for each in late), Decimal(0)), currency),
    )


def document_rows(documents: "pd.DataFrame") -> "pd.DataFrame":
    """The documents with words for their kind and status, and one column for what is left (open, or to be deducted)."""
    rows: list[dict[Any, Any]] = documents.to_dict("records")
    words: dict[str, Any] = {
        "kind_shown": [_("Avoir") if row["kind"] == "credit_note" else _("Facture") for row in rows],
        "status_shown": [document_status(row) for row in rows],
        "extra_shown": [extra_text(row["extra"]) for row in rows],
        "left": [
            row["unapplied_rest"] if row["kind"] == "credit_note" else row["open_amount"] for row in rows
        ],
    }
    return documents.assign(**words)


def document_status(row: Mapping[Any, Any]) -> str:
    """A document's computed status with its sign: «▲ En retard»; a credit note is used up or still to be deducted."""
    code = row["payment_status"]
    if row["kind"] == "credit_note":
        return f"{SIGNS['paid']} {_('Imputé')}" if code == "paid" else f"{SIGNS['pending']} {_('À déduire')}"
    return f"{SIGNS[code]} {_(PAYMENT_STATUSES[code])}"


def document_columns(rows: "pd.DataFrame") -> list[Shown]:
    """The columns of document_rows; those that the file never fills are left out."""
    always = [
        Shown("document_id", _("N°"), pinned=True),
        Shown("status_shown", _("Statut")),
        Shown("date", _("Date"), "date"),
        Shown("due_date", _("Échéance"), "date"),
        Shown("gross", _("Montant TTC"), "money"),
        Shown("left", _("Reste dû"), "money"),
        Shown("days_late", _("Retard"), "days"),
        Shown("kind_shown", _("Nature")),
    ]
    optional = [
        Shown("net", _("Montant HT"), "money"),
        Shown("discount_rate", _("Remise"), "percent"),
        Shown("last_payment_date", _("Dernier paiement"), "date"),
        Shown("file_status", _("Statut du fichier")),
        Shown("description", _("Objet")),
        Shown("extra_shown", _("Autres colonnes du fichier")),
    ]
    return _filled(rows, always, optional)


def payment_columns(payments: "pd.DataFrame") -> list[Shown]:
    """The columns of the payments; those that the file never fills are left out."""
    always = [
        Shown("date", _("Date"), "date"),
        Shown("amount", _("Montant"), "money"),
        Shown("document_id", _("Facture réglée")),
        Shown("applied", _("Affecté"), "money"),
        Shown("unapplied_rest", _("À déduire"), "money"),
    ]
    optional = [
        Shown("method", _("Mode")),
        Shown("reference", _("Référence")),
        Shown("note", _("Remarque")),
    ]
    return _filled(payments, always, optional)


def _filled(rows: "pd.DataFrame", always: list[Shown], optional: list[Shown]) -> list[Shown]:
    return [*always, *(column for column in optional if rows[column.name].notna().any())]


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
