"""What can be taken away from a screen: a table as a file, a client's sheet as a workbook; nothing is made before the button is pressed.

A deferred download runs outside the script, without its session: each function closes over what it needs, the language included.
A spreadsheet runs a cell of a .csv file that looks like a formula: such a text is preceded by an apostrophe, unless it is a number or a phone.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import streamlit as st

from fiche.analysis import ClientRecord, Portfolio
from fiche.i18n import _, language, speaking

if TYPE_CHECKING:
    import pandas as pd

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INVISIBLE = " \u00a0\u200b\ufeff"
_DANGEROUS = "=+-@\t\r\n\0＝＋－＠|%"
_NUMBER = re.compile(r"[+-]?\d[\d \u00a0\u202f.,]*\s?[€%]?")
_PHONE = re.compile(r"\+\d[\d .\-()\u00a0]{5,20}")


def table_button(frame: "pd.DataFrame", name: str, key: str) -> None:
    """A button that gives `frame` (headed as it should be read) as a file that any spreadsheet opens."""
    tongue = language()

    def make() -> bytes:
        with speaking(tongue):
            return as_csv(frame)

    st.download_button(
        _("Télécharger"),
        make,
        file_name(name, "csv"),
        "text/csv",
        key=key,
        on_click="ignore",
        icon=":material/download:",
        help=_("Un fichier .csv, que tout tableur ouvre."),
    )


def as_csv(frame: "pd.DataFrame") -> bytes:
    """`frame` as a .csv for a spreadsheet in the reader's language: UTF-8 with its mark, semicolons, every field quoted."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(str(header)) for header in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    written = str(round(value, 6)) if isinstance(value, float) else str(value)
    return written.replace(".", ",") if language() == "fr" else written


def harmless(text: str) -> str:
    """A text that no spreadsheet will run: an apostrophe before what would start a formula; numbers and phone numbers are left as they are."""
    start = text.lstrip(_INVISIBLE)[:1]
    if not start or start not in _DANGEROUS or _NUMBER.fullmatch(text) or _PHONE.fullmatch(text):
        return text
    return f"'{text}"


def file_name(name: str, extension: str) -> str:
    """A name that every system accepts: letters, digits, spaces and dashes, at most 100 characters, never hidden nor reserved."""
    kept = re.sub(r"[^\w .-]+", "_", unicodedata.normalize("NFC", name)).strip(" ._")[:100].rstrip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", kept)
    return f"{'_' if reserved or not kept else ''}{kept}.{extension}"


def sheet_button(portfolio: Portfolio, client_id: str, record: ClientRecord, as_of: dt.date) -> None:
    """A button that gives the client's sheet as a workbook."""
    from fiche.excel.sheet import client_workbook, workbook_name

    tongue = language()

    def make() -> bytes:
        return client_workbook(portfolio, client_id, as_of, tongue)

    st.download_button(
        _("Excel"),
        make,
        workbook_name(record, as_of),
        XLSX,
        key="sheet_download",
        on_click="ignore",
        icon=":material/download:",
        help=_("La fiche complète de ce client, avec ses formules."),
    )
