"""Draws the blank model: one sheet per table with the model's own labels as headers, and a notice; it holds no example row to be loaded."""

import io
from collections.abc import Collection
from typing import Any

import xlsxwriter

from fiche.columns import Column
from fiche.excel import looks
from fiche.excel.canvas import INVALID, NOT_A_DATE, NOT_A_NUMBER, NOT_IN_LIST
from fiche.excel.heights import lines
from fiche.excel.looks import Looks
from fiche.excel.words import KINDS, NO, STATUSES, YES, Words
from fiche.model import TABLES, Table, TableName, explained, label

ROWS = 5000  # rows with a list and a format ready
_SHEETS: dict[TableName, Words] = {
    "clients": Words("Clients", "Clients"),
    "documents": Words("Factures", "Invoices"),
    "payments": Words("Paiements", "Payments"),
    "contacts": Words("Contacts", "Contacts"),
    "addresses": Words("Adresses", "Addresses"),
    "interactions": Words("Échanges", "Interactions"),
    "disputes": Words("Litiges", "Disputes"),
    "promises": Words("Promesses", "Promises"),
}
NOTICE = Words("Notice", "Notice")
_CHOICES: dict[str, tuple[Words, ...]] = {
    "kind": (KINDS["invoice"], KINDS["credit_note"]),
    "payment_status": tuple(STATUSES[s] for s in ("paid", "partial", "pending", "late")),
    "status": (Words("Actif", "Active"), Words("Inactif", "Inactive"), Words("Prospect", "Prospect"), Words("VIP", "VIP")),
}  # fmt: skip
_REQUIRED = Words("Obligatoire", "Required")
_ONE_OF = Words(
    "Obligatoire : au moins une des colonnes {columns}", "Required: at least one of the columns {columns}"
)
_OPTIONAL = Words("Facultatif", "Optional")
_TYPES = {
    "code": Words("Code, gardé à la lettre (les zéros de tête restent)", "Code, kept to the letter (leading zeros stay)"),
    "text": Words("Texte", "Text"),
    "money": Words("Montant, par exemple 1 234,56", "Amount, such as 1,234.56"),
    "rate": Words("Taux, par exemple 5 %", "Rate, such as 5%"),
    "number": Words("Nombre", "Number"),
    "integer": Words("Nombre entier", "Whole number"),
    "date": Words("Date, par exemple 24/11/2026", "Date, such as 24/11/2026"),
    "flag": Words("Oui ou Non", "Yes or No"),
}  # fmt: skip
_EXAMPLES: dict[str, str | Words] = {
    "client_id": "C-00123", "client_name": "DUPONT & FILS SARL", "name": "DUPONT & FILS SARL", "document_id": "F-2026-0042", "kind": Words("Facture", "Invoice"),
    "gross_amount": "1 200,00", "net_amount": "1 000,00", "vat_amount": "200,00", "vat_rate": "20 %", "date": "24/11/2026", "due_date": "24/12/2026", "amount": "1 200,00",
    "siret": "73282932000074", "siren": "732829320", "email": "compta@dupont.example", "phone": "04 72 00 00 00", "postal_code": "01000", "city": "Bourg-en-Bresse",
    "payment_terms": Words("30 jours fin de mois", "30 days end of month"), "granted_discount": "5 %", "credit_limit": "10 000,00", "iban": "FR14 2004 1010 0505 0001 3M02 606", "contact_name": "Martin", "first_name": "Claire",
    "channel": Words("Téléphone", "Phone"), "summary": Words("Rappel de la facture échue", "Reminder of the invoice due"), "opened_on": "03/11/2026", "promised_on": "30/11/2026", "made_on": "16/11/2026",
    "dispute_reason": Words("Livraison incomplète", "Incomplete delivery"), "address": "12 rue de la Paix", "country": "France", "delivery_days": "3",
}  # fmt: skip
_HOW = (
    Words("Remplissez les feuilles utiles, une ligne par élément ; laissez vides les colonnes que vous n’avez pas.", "Fill in the sheets that you need, one row per item; leave empty the columns that you do not have."),
    Words("Le numéro client (ou, à défaut, le nom) relie les feuilles entre elles : écrivez-le partout de la même façon.", "The client number (or the name) ties the sheets together: write it the same way everywhere."),
    Words("Ne changez pas les en-têtes. Vous pouvez ajouter vos propres colonnes à droite : elles seront gardées.", "Do not change the headers. You may add columns of your own to the right: they will be kept."),
    Words("Un avoir est une ligne de la feuille Factures, de nature Avoir ; un acompte est un paiement sans facture.", "A credit note is a row of the Invoices sheet of that kind; a deposit is a payment without an invoice."),
    Words("Enregistrez, puis déposez ce fichier dans l’application : toutes les colonnes sont reconnues.", "Save, then drop this file into the application: every column is recognised."),
)  # fmt: skip
_HOW_TO = Words("Comment remplir ce modèle", "How to fill in this model")
_SHEET_NAMED = Words("Dans la feuille {name}", "In the sheet {name}")
_COLUMN = Words("Colonne « {name} »", "Column “{name}”")
_SUCH_AS = Words("Par exemple : {example}", "For instance: {example}")
_WIDTHS = (44, 50, 48, 42)


def build_blank(language: str, tables: Collection[TableName] = tuple(_SHEETS)) -> bytes:
    """The blank model's bytes, with a sheet for each of `tables`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": Words("Modèle vierge", "Blank model")[language], "created": looks.CREATED})
    made = Looks(book, language)
    sheets = {name: book.add_worksheet(words[language]) for name, words in _SHEETS.items() if name in tables}
    for name, sheet in sheets.items():
        _table(sheet, TABLES[name], made)
    _notice(book.add_worksheet(NOTICE[language]), made, tables)
    book.close()
    return out.getvalue()


def _table(sheet: Any, table: Table, made: Looks) -> None:
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, ROWS, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for place, column in enumerate(table):
        header, needed = label(column, made.language), bool(_group(table, column))
        width = min(30, max(12, len(header) * 0.75 + 4, 26 if column.type == "text" else 0))
        sheet.set_column(
            place,
            place,
            width,
            made(
                column.type,
                align="right" if column.type in {"money", "rate", "number", "integer"} else "left",
            ),
        )
        sheet.write_string(0, place, header, _head(made, needed))
        sheet.write_comment(
            0, place, _help(table, column, made.language), {"x_scale": 2, "y_scale": 1.1, "author": "Fiche"}
        )
        if rule := _rule(table, column, made.language):
            sheet.data_validation(1, place, ROWS, place, rule)


def _head(made: Looks, needed: bool) -> Any:
    background = looks.NOW if needed else looks.REFERENCE
    return made(
        bold=True, font_color="#FFFFFF", bg_color=background, text_wrap=True, border=1, border_color="#FFFFFF"
    )


def _group(table: Table, column: Column) -> tuple[str, ...]:
    """The columns of which one at least is needed, when `column` is among them."""
    return next((group for group in table.requires if column.name in group), ())


def _needed(table: Table, column: Column, language: str) -> str:
    """Whether a column must be filled in, in words."""
    group = _group(table, column)
    if not group:
        return _OPTIONAL[language]
    if len(group) == 1:
        return _REQUIRED[language]
    names = ", ".join(label(table.by_name[name], language) for name in group if name in table.by_name)
    return _ONE_OF[language].format(columns=names)


def _help(table: Table, column: Column, language: str) -> str:
    more = [said] if (said := explained(column, language)) else []
    return ".\n".join([_needed(table, column, language), _TYPES[column.type][language], *more]).replace(
        "..", "."
    )


def _rule(table: Table, column: Column, language: str) -> dict[str, Any]:
    """A list, a date or a number; and for a needed column, the word as soon as one of its cells is chosen."""
    words = (YES, NO) if column.type == "flag" else _CHOICES.get(column.name)
    rule: dict[str, Any] = {"ignore_blank": True, "error_title": INVALID[language], "error_type": "warning"}
    if words:
        rule |= {
            "validate": "list",
            "source": [w[language] for w in words],
            "error_message": NOT_IN_LIST[language],
        }
    elif column.type == "date":
        rule |= {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 1,
            "maximum": 2_958_465,
            "error_message": NOT_A_DATE[language],
        }
    elif column.type in {"money", "rate", "number", "integer"}:
        rule |= {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -1e12,
            "maximum": 1e12,
            "error_message": NOT_A_NUMBER[language],
        }
    elif not _group(table, column):
        return {}
    else:
        rule |= {"validate": "any"}
    if _group(table, column):
        rule |= {
            "input_title": label(column, language)[:32],
            "input_message": _needed(table, column, language)[:255],
        }
    return rule


def _notice(sheet: Any, made: Looks, tables: Collection[TableName]) -> None:
    """How to fill it in, then every column with what it expects and an example.

    No row of it looks like the header of a table, so that loading the model never takes the notice for one.
    """
    language = made.language
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 27)
    sheet.write_string(0, 0, _HOW_TO[language], made.title())
    for row, sentence in enumerate(_HOW, 2):
        sheet.write_string(row, 0, f"{row - 1}. {sentence[language]}", made())
    row = 3 + len(_HOW)
    for name in tables:
        for place in range(len(_WIDTHS)):
            sheet.write_string(
                row,
                place,
                "" if place else _SHEET_NAMED[language].format(name=_SHEETS[name][language]),
                made.section(),
            )
        for column in TABLES[name]:
            row += 1
            _notice_row(sheet, row, TABLES[name], column, made)
        row += 2
    sheet.protect("", {"select_locked_cells": True, "format_columns": True})


def _notice_row(sheet: Any, row: int, table: Table, column: Column, made: Looks) -> None:
    """A column in the notice: its header, whether it is needed, what goes there, an example."""
    language = made.language
    example = _EXAMPLES.get(column.name, "")
    shown = example if isinstance(example, str) else example[language]
    texts = (
        _COLUMN[language].format(name=label(column, language)),
        _needed(table, column, language),
        _TYPES[column.type][language],
        _SUCH_AS[language].format(example=shown) if shown else "",
    )
    for place, text in enumerate(texts):
        bold = place < 2 and bool(_group(table, column))
        sheet.write_string(row, place, text, made.cell("long", locked=False, bold=bold))
    most = max(lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    sheet.set_row(row, 15 if most == 1 else 13 * most + 4)
