"""Builds the templates of fiche/excel/templates from the model: `python -m fiche.excel.build`; it reads no client and no date.

The same model gives the same bytes. Run it again after a change of the model, of the words or of a formula; a test compares.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

from fiche.excel import (
    draw_fiche,
    draw_figures,
    draw_proofs,
    draw_rows,
    draw_settings,
    draw_statement,
    looks,
    stamp,
)
from fiche.excel.canvas import Canvas
from fiche.excel.draw_blank import build_blank
from fiche.excel.draw_workings import workings
from fiche.excel.looks import Looks
from fiche.excel.portfolio import draw_checks, draw_dashboard, draw_lists, draw_segments, draw_workings
from fiche.excel.portfolio import words as portfolio_words
from fiche.excel.words import SHEETS, Words
from fiche.i18n import LANGUAGES, speaking

TEMPLATES = Path(__file__).parent / "templates"
Canvases = Mapping[str, Canvas]
Draw = Callable[[Canvases], None]
_TITLE = Words("Fiche client", "Client sheet")
_TABS = {"fiche": looks.NOW, "dashboard": looks.NOW, "proofs": looks.DONE, "settings": looks.REFERENCE}


def _drawn(
    title: Words, sheets: Mapping[str, Words], language: str, draw: Draw, *, stamped: bool = False
) -> bytes:
    """A workbook of these sheets, as `draw` draws on their canvases by code; its formulas are computed when it is opened. `stamped`: with a place
    for what it is, on its hidden sheet and in its properties."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title[language], "created": looks.CREATED})
    book.set_calc_mode("auto", 191029)
    if stamped:
        book.set_custom_property(stamp.PROPERTY, stamp.EMPTY)
    made = Looks(book, language)
    canvases = {
        code: Canvas(book, book.add_worksheet(words[language]), words[language], made)
        for code, words in sheets.items()
    }
    with speaking(language):
        draw(canvases)
        if stamped:
            canvases["workings"].stamp()
    for code, colour in _TABS.items():
        if code in canvases:
            canvases[code].sheet.set_tab_color(colour)
    book.close()
    return out.getvalue()


def build_fiche(language: str) -> bytes:
    """The template of a client's workbook, empty."""

    def draw(canvases: Canvases) -> None:
        months = draw_figures.figures(canvases["figures"])
        draw_fiche.fiche(canvases["fiche"], months)
        draw_rows.transactions(canvases["transactions"])
        draw_rows.instalments(canvases["dues"])
        draw_rows.payments(canvases["payments"])
        draw_rows.people(canvases["people"])
        draw_rows.exchanges(canvases["exchanges"])
        draw_proofs.proofs(canvases["proofs"])
        draw_settings.settings(canvases["settings"])
        workings(canvases["workings"])

    return _drawn(_TITLE, SHEETS, language, draw, stamped=True)


def build_portfolio(language: str) -> bytes:
    """The template of the client file's workbook, empty."""

    def draw(canvases: Canvases) -> None:
        draw_lists.lists(canvases)
        draw_dashboard.dashboard(canvases["dashboard"])
        draw_segments.segments(canvases["segments"])
        draw_workings.workings(canvases["workings"])
        draw_checks.proofs(canvases["proofs"])
        draw_checks.settings(canvases["settings"])

    return _drawn(portfolio_words.TITLE, portfolio_words.SHEETS, language, draw, stamped=True)


def build_statement(language: str) -> bytes:
    """The template of a client's statement, empty."""
    sheets = {"statement": draw_statement.NAME}
    return _drawn(draw_statement.TITLE, sheets, language, lambda c: draw_statement.statement(c["statement"]))


def _build_transactions(language: str) -> bytes:
    """The blank model with invoices and payments alone."""
    return build_blank(language, ("documents", "payments"))


def templates() -> dict[str, bytes]:
    """Every template by its file name."""
    made = {
        "fiche": build_fiche,
        "blank": build_blank,
        "transactions": _build_transactions,
        "portfolio": build_portfolio,
        "statement": build_statement,
    }
    return {f"{name}_{code}.xlsx": build(code) for name, build in made.items() for code in LANGUAGES}


def main() -> None:
    """Write the templates whose content has changed."""
    TEMPLATES.mkdir(exist_ok=True)
    for name, data in templates().items():
        path = TEMPLATES / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)


if __name__ == "__main__":
    main()
