"""One sheet of a template while XlsxWriter draws it: titles, blocks of rows with their names and formulas, lists and colours; it fills nothing in."""

import re
from dataclasses import dataclass
from typing import Any

from fiche.excel import looks, stamp
from fiche.excel.blocks import MODEL_ROWS, Block, Slot
from fiche.excel.looks import Looks
from fiche.excel.references import column_letters
from fiche.excel.words import KINDS, YES, Words, in_formula

_OWN = re.compile(r"\[(\^?)(\w+)\]")
_PROTECTION = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip
AS_OF = Words('"Arrêté au "dd/mm/yyyy', '"As of "dd/mm/yyyy')
NOT_A_DATE = Words(
    "Une date est attendue, par exemple 24/11/2026.", "A date is expected, such as 24/11/2026."
)
NOT_A_NUMBER = Words("Un nombre est attendu.", "A number is expected.")
NOT_SIGNED = Words("Un nombre est attendu : négatif pour un avoir, positif pour une facture.", "A number is expected: negative for a credit note, positive for an invoice.")  # fmt: skip
NOT_IN_LIST = Words("Choisissez une valeur de la liste.", "Choose a value of the list.")
_STAMP = 20  # its column, beyond everything else of a sheet of workings
INVALID = Words("Valeur refusée", "Value refused")


@dataclass
class Canvas:
    """A sheet being drawn. Rows and columns count from 0, as XlsxWriter does."""

    book: Any
    sheet: Any
    name: str
    looks: Looks

    @property
    def language(self) -> str:
        """The language of the template."""
        return self.looks.language

    def say(self, words: Words) -> str:
        """`words` in the template's language."""
        return words[self.language]

    def define(
        self, name: str, first: int, left: int, last: int | None = None, right: int | None = None
    ) -> None:
        """Give a name to a cell, or to a range."""
        head = f"${column_letters(left)}${first + 1}"
        tail = f":${column_letters(left if right is None else right)}${last + 1}" if last is not None else ""
        self.book.define_name(name, f"='{self.name}'!{head}{tail}")

    def formula(self, row: int, column: int, formula: str, look: Any, value: Any = "") -> None:
        """Write a formula whose {words} are put in; `value` is what it shows until a fill says better."""
        self.sheet.write_formula(row, column, "=" + in_formula(formula, self.language), look, value)

    def text(self, row: int, column: int, words: Words, look: Any) -> None:
        """Write words."""
        self.sheet.write_string(row, column, self.say(words), look)

    def widths(self, *widths: float) -> None:
        """The widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def section(self, row: int, *titles: Words, columns: int = 4) -> None:
        """The heading of a group of rows over some columns, with those of its columns of numbers."""
        for column in range(columns):
            look = self.looks(
                bold=True, font_size=9 if column else 11, font_color=looks.NOW, bottom=2, bottom_color=looks.NOW,
                align="right" if column in {1, 2} else "left",
            )  # fmt: skip
            self.sheet.write_string(
                row, column, self.say(titles[column]) if column < len(titles) else "", look
            )

    def stamp(self) -> None:
        """The hidden cell that says what the workbook is."""
        self.sheet.write_string(0, _STAMP, stamp.EMPTY, self.looks())
        self.sheet.set_column(_STAMP, _STAMP, 9, None, {"hidden": True})
        self.define(stamp.CELL, 0, _STAMP)

    def remark(self) -> Any:
        """The look of a remark beside a row."""
        return self.looks.note(bottom=1, bottom_color=looks.LINE, indent=1)

    def page(
        self,
        *,
        landscape: bool,
        rows: int = 0,
        columns: int = 0,
        repeat: tuple[int, int] | None = None,
        tall: int = 0,
    ) -> None:
        """A4, one page wide and `tall` high (0: as many as needed), with its sheet and page number at the foot.

        The first `rows` and `columns` are printed (0: what is used).
        """
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, tall)
        self.sheet.set_footer("&L&8&K6B7480&A&R&8&K6B7480&P / &N")
        if columns:
            self.sheet.print_area(0, 0, rows - 1, columns - 1)
        if repeat is not None:
            self.sheet.repeat_rows(*repeat)
        everywhere = (
            "A1:XFD1048576"  # codes are text and totals differ from their neighbours: no green corner says so
        )
        self.sheet.ignore_errors({"number_stored_as_text": everywhere, "formula_differs": everywhere})
        self.sheet.protect("", _PROTECTION)

    def heading(self, title: Words) -> None:
        """The top of a sheet: what it is, whose, and at which date."""
        self.sheet.set_row(0, 27)
        self.sheet.write_string(0, 0, self.say(title), self.looks.title())
        self.formula(1, 0, "client_title", self.looks(bold=True, align="left"))
        dated = self.looks(num_format=self.say(AS_OF), font_color=looks.REFERENCE, align="left")
        self.sheet.merge_range(2, 0, 2, 2, "", dated)  # a date does not run over the next cell as a text does
        self.formula(2, 0, "as_of", dated, 0)

    # ── blocks ──

    def block(self, block: Block, top: int, *, widths: bool = True) -> None:
        """A block whose header is on row `top`: its model rows, the names of its columns, its lists and its hidden helpers."""
        first, last = top + 1, top + MODEL_ROWS
        self.sheet.set_row(top, 30)
        for column, slot in enumerate(block.slots):
            self.sheet.write_string(top, column, self.say(slot.label), self.looks.head(slot.look))
            self.define(f"{block.prefix}_{slot.name}", first, column, last, column)
            self._list(block, slot, first, last, column)
            if widths:
                self.sheet.set_column(column, column, slot.width, None, {"hidden": slot.helper})
            for row in range(first, last + 1):
                self._cell(block, slot, row, column)
        self.define(f"block_{block.name}", first, 0, last, len(block.slots) - 1)

    def _cell(self, block: Block, slot: Slot, row: int, column: int) -> None:
        look = self.looks.cell(slot.look, locked=bool(slot.formula) or slot.helper)
        if slot.formula:
            self.formula(row, column, own_row(block, slot.formula, row), look)
        else:
            self.sheet.write_blank(row, column, None, look)

    def _list(self, block: Block, slot: Slot, first: int, last: int, column: int) -> None:
        """What may be typed in an input column, and a word of help beside it."""
        if slot.formula or slot.helper:
            return
        rule = self.rule(slot)
        if slot.rule:
            formula = in_formula(own_row(block, slot.rule, first), self.language)
            rule |= {
                "validate": "custom",
                "value": "=" + formula,
                "error_message": self.say(slot.refusal or NOT_SIGNED),
            }
        if slot.help is not None:
            rule |= {"input_title": self.say(slot.label)[:32], "input_message": self.say(slot.help)}
        if rule:
            self.sheet.data_validation(first, column, last, column, {"validate": "any", **rule})

    def rule(self, slot: Slot) -> dict[str, Any]:
        """The data validation of a column: a list of words, a date or a number; {} when anything goes."""
        choices = {"kind": [KINDS["invoice"], KINDS["credit_note"]], "disputed": [YES]}.get(slot.name)
        refusal = {"ignore_blank": True, "error_title": self.say(INVALID)}
        if choices:
            words = [self.say(w) for w in choices]
            return refusal | {"validate": "list", "source": words, "error_message": self.say(NOT_IN_LIST)}
        if slot.look == "date":
            return refusal | between(1, 2_958_465) | {"error_message": self.say(NOT_A_DATE)}
        if slot.look in {"money", "rate", "number", "integer", "days"}:
            return refusal | between(-1e12, 1e12) | {"error_message": self.say(NOT_A_NUMBER)}
        return {}

    def totals(self, block: Block, row: int, label: Words, formulas: dict[str, str]) -> None:
        """The totals of a block, above its header so that they stay in sight."""
        look = self.looks(bold=True, font_size=9, font_color=looks.REFERENCE, align="left")
        self.sheet.write_string(row, 0, self.say(label), look)
        for name, formula in formulas.items():
            place = block.place(name)
            shown = self.looks(block.slots[place].look, bold=True, align="right", top=1, top_color=looks.LINE)
            self.formula(row, place, formula, shown, 0)
            self.define(f"total_{block.prefix}_{name}", row, place)

    def colour(self, first: int, left: int, last: int, right: int, formula: str, **properties: Any) -> None:
        """A conditional format over a range of cells."""
        rule = {
            "type": "formula",
            "criteria": "=" + in_formula(formula, self.language),
            "format": self.book.add_format(properties),
        }
        self.sheet.conditional_format(first, left, last, right, rule)


def between(low: float, high: float) -> dict[str, Any]:
    """The rule of a cell that holds a number between two others (a date is one)."""
    return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}


def own_row(block: Block, formula: str, row: int) -> str:
    """A block's formula on a row: [name] becomes that row's cell, [^name] the one above."""
    return _OWN.sub(lambda m: f"${column_letters(block.place(m[2]))}{row if m[1] else row + 1}", formula)
