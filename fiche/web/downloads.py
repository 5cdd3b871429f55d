"""What can be taken away from a screen: a table or a client's sheet as a workbook; nothing is made before the button is pressed.

A deferred download runs outside the script, without its session: each function closes over what it needs, the language included.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import ClientRecord, Filters, Portfolio, Settings
from fiche.analysis.metric import metrics
from fiche.brief import Brief
from fiche.file_names import safe_name
from fiche.i18n import N_, _, language, speaking
from fiche.web import filters_state

if TYPE_CHECKING:
    import pandas as pd

ROWS = {
    "invoice": N_("Facture"),
    "credit_note": N_("Avoir"),
    "payment": N_("Paiement"),
    "client": N_("Client"),
    "instalment": N_("Échéance"),
}
BEHIND = {
    "client_id": N_("N° client"), "name": N_("Client"), "item": N_("Nature"), "document_id": N_("N° de facture"), "date": N_("Date"), "due_date": N_("Échéance"),
    "gross": N_("Montant TTC"), "net": N_("Montant HT"), "open_amount": N_("Reste dû"), "unapplied": N_("À déduire"), "days_late": N_("Retard (jours)"),
    "contribution": N_("Part dans le chiffre"), "currency": N_("Devise"),
}  # fmt: skip
BEHIND_LOOKS = {
    "gross": "money",
    "net": "money",
    "open_amount": "money",
    "unapplied": "money",
    "date": "date",
    "due_date": "date",
    "days_late": "integer",
    "contribution": "number",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_button(
    label: str, make: Callable[[], bytes] | bytes, name: str, key: str, icon: str = "download", **looks: Any
) -> None:
    """A button that gives a workbook (or what `make` writes when it is pressed) under the file name `name`."""
    st.download_button(
        label, make, name, XLSX, key=key, on_click="ignore", icon=f":material/{icon}:", **looks
    )


def table_button(
    frame: "pd.DataFrame",
    headers: Mapping[str, str],
    kinds: Mapping[str, str],
    name: str,
    key: str,
    currency: str | None,
    totals: Sequence[str] = (),
    settings: Settings | None = None,
    selection: Sequence[str] = (),
) -> None:
    """A button that gives `frame` as a workbook. `headers`: its columns to show, in order, and what each is called; `kinds`, `totals`: what
    each holds and which are added up, for fiche.excel.table; `settings`: those that its figures rest on, in a second sheet with the `selection` of clients."""
    from fiche.excel.settings_sheet import settings_sheet
    from fiche.excel.table import Sheet, tables_workbook

    tongue = language()

    def make() -> bytes:
        with speaking(tongue):
            more = [settings_sheet(settings, selection=selection)] if settings else []
            return tables_workbook([Sheet(frame, headers, name, kinds, totals), *more], currency=currency)

    workbook_button(_("Télécharger en Excel"), make, file_name(name), key)


def file_name(name: str, extension: str = "xlsx") -> str:
    """The name of a workbook, or of another kind of file, that every system accepts."""
    return safe_name(f"{name.strip(' .') or 'document'}.{extension}")


def delimited_button(frame: "pd.DataFrame", headers: Mapping[str, str], name: str, key: str) -> None:
    """A button that gives the columns of `headers` as a .csv that a spreadsheet opens, made when it is pressed; last, the filters in force."""
    import polars as pl

    from fiche.excel.delimited import delimited

    tongue, selection = language(), filters_state.said()

    def make() -> bytes:
        with speaking(tongue):
            rows = pl.DataFrame({each: frame[each].tolist() for each in headers}, strict=False)
            lines = delimited(rows, dict(headers))
            if not selection:
                return lines
            said = pl.DataFrame({"words": [_("Clients choisis :"), *selection]})
            return lines + b"\r\n" + delimited(said, {"words": ""}, head=False)

    st.download_button(
        _("CSV"), make, file_name(name, "csv"), "text/csv", key=key, on_click="ignore", icon=":material/csv:", type="tertiary",
    )  # fmt: skip


def sheet_button(
    portfolio: Portfolio, client_id: str, record: ClientRecord, as_of: dt.date, label: str = ""
) -> None:
    """A button that gives the client's sheet as a workbook; `label`: its words, where it stands among others."""
    from fiche.excel.sheet import client_workbook, workbook_name

    tongue = language()

    def make() -> bytes:
        return client_workbook(portfolio, client_id, as_of, tongue)

    said = _("La fiche complète de ce client, avec ses formules.")
    looks = {"width": "stretch"} if label else {}
    workbook_button(
        label or _("Excel"), make, workbook_name(record, as_of), "sheet_download", help=said, **looks
    )


def statement_button(portfolio: Portfolio, brief: Brief) -> None:
    """A button that gives the client's statement, in the currency of the brief, as a workbook to send; out of use when nothing is owed either way."""
    from fiche.excel.statement import statement, statement_name

    tongue, nothing = language(), _("Rien à payer ni à déduire à cette date.")
    figures = (brief.figures[code].value for code in ("outstanding", "unapplied"))
    owed = any(figures)

    def make() -> bytes:
        return statement(portfolio, brief.client_id, brief.as_of, tongue, brief.currency)

    workbook_button(
        _("Relevé"), make, statement_name(brief.record, brief.as_of), "statement_download", "receipt_long",
        help=_("Ce qui reste à payer et à déduire, à envoyer au client.") if owed else nothing, disabled=not owed,
    )  # fmt: skip


def brief_button(brief: Brief) -> None:
    """A button that gives the client's call brief as one page to print."""
    from fiche.documents.brief import brief_name, brief_pdf

    tongue = language()

    def make() -> bytes:
        with speaking(tongue):
            return brief_pdf(brief)

    st.download_button(
        _("PDF"),
        make,
        brief_name(brief),
        "application/pdf",
        key="brief_download",
        on_click="ignore",
        icon=":material/print:",
        help=_("Ce qu’il faut savoir avant d’appeler, sur une page A4."),
    )


def rows_button(
    portfolio: Portfolio, as_of: dt.date, client_id: str | None, where: Filters, currency: str | None
) -> Callable[[str, str], None]:
    """What draws, for an indicator, a button that gives the rows behind it as a workbook, made when it is pressed."""
    tongue, selection = language(), filters_state.said()

    def draw(code: str, key: str) -> None:
        def make() -> bytes:
            from fiche.excel.settings_sheet import settings_sheet
            from fiche.excel.table import Sheet, tables_workbook

            with speaking(tongue):
                frame = portfolio.behind(code, as_of, client_id, where)
                frame["item"] = [_(ROWS[kind]) for kind in frame["item"]]
                heads = {name: _(label) for name, label in BEHIND.items()}
                rows = Sheet(frame, heads, metrics()[code].label, BEHIND_LOOKS)
                return tables_workbook(
                    [rows, settings_sheet(portfolio.settings, as_of, selection)], currency=currency
                )

        name = file_name(f"{metrics()[code].label} {as_of.isoformat()}")
        words = _("Les lignes derrière ce chiffre")
        workbook_button(words, make, name, key, "table_rows", type="tertiary")

    return draw
