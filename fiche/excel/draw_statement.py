"""Draws the template of a client's statement: what is to be paid, what is to be deducted, the balance, on A4; it fills nothing in."""

from typing import Any

from fiche.excel import looks
from fiche.excel.blocks import MODEL_ROWS, Block, Slot
from fiche.excel.canvas import AS_OF, Canvas
from fiche.excel.draw_rows import LATE, SERIOUS
from fiche.excel.references import column_letters
from fiche.excel.words import Words

NAME = Words("Relevé", "Statement")
TITLE = Words("Relevé de compte", "Statement of account")
LINES = 4  # of the client's name and address
ADDRESS = 4  # the column where they begin
_DATE, _NUMBER, _ABOUT = (
    Slot("date", "date", Words("Date", "Date"), 11),
    Slot("number", "long", Words("N° de pièce", "Document no."), 16),
    Slot("about", "long", Words("Objet", "Description"), 30),
)
OPEN = Block(
    "open",
    "opn",
    (
        _DATE, _NUMBER, _ABOUT,
        Slot("due", "date", Words("Échéance", "Due date"), 11),
        Slot("days", "days", Words("Retard", "Late"), 9, 'IF([due]="","",IF([due]<as_of,as_of-[due],""))'),
        Slot("amount", "money", Words("Montant TTC", "Gross amount"), 16),
        Slot("paid", "money", Words("Déjà réglé", "Already paid"), 16, "ROUND([amount]-[open],2)"),
        Slot("open", "money", Words("Reste à payer", "To be paid"), 16),
    ),
)  # fmt: skip
DEDUCT = Block(
    "deduct",
    "ded",
    (
        _DATE, _NUMBER, _ABOUT,
        Slot("due", "text", Words("Nature", "Kind"), 11),
        Slot("days", "text", Words("", ""), 9),
        Slot("amount", "money", Words("Montant", "Amount"), 16),
        Slot("paid", "money", Words("Déjà imputé", "Already applied"), 16, "ROUND([amount]-[open],2)"),
        Slot("open", "money", Words("Au solde", "To balance"), 16),
    ),
)  # fmt: skip
COLUMNS = len(OPEN.slots)
_LAST = COLUMNS - 1
_TO_PAY, _TO_DEDUCT = Words("À payer", "To be paid"), Words("À porter au solde : avoirs, acomptes, trop-perçus, remboursements", "Towards the balance: credit notes, deposits, overpayments, refunds")  # fmt: skip
_TOTAL_PAY, _TOTAL_DEDUCT = Words("Total à payer", "Total to be paid"), Words("Total porté au solde", "Total towards the balance")  # fmt: skip
_OVERDUE = Words("dont échu au jour du relevé", "of which due at the date of the statement")
_BALANCE = Words("Solde en faveur de notre société", "Balance in our favour")
LATE_INTEREST = Words("Intérêts de retard", "Late-payment interest")
_PENALTIES = Words("Intérêts de retard courus, articles L441-10 et D441-5 du Code de commerce", "Late-payment interest accrued, articles L441-10 and D441-5 of the French Commercial Code")  # fmt: skip
_INDEMNITY = Words("Indemnité forfaitaire de recouvrement par facture payée en retard, même article", "Fixed recovery charge for each invoice paid late, same article")  # fmt: skip
_APART = Words("À titre d’information : ces sommes ne sont pas comprises dans le solde.", "For information: these amounts are not part of the balance.")  # fmt: skip


def statement(canvas: Canvas) -> None:
    """The sheet from top to bottom."""
    for column, slot in enumerate(OPEN.slots):
        canvas.sheet.set_column(column, column, slot.width)
    row = header = _top(canvas)
    row = _list(canvas, row, OPEN, _TO_PAY, _TOTAL_PAY)
    line = canvas.looks(font_size=9, font_color=looks.REFERENCE, align="right")
    canvas.text(row, _LAST - 1, _OVERDUE, line)
    overdue = canvas.looks("money", font_size=9, font_color=looks.LATE, align="right")
    canvas.formula(row, _LAST, 'ROUND(SUMIFS(opn_open,opn_days,">0"),2)', overdue, 0)
    canvas.define("overdue", row, _LAST)
    row = _list(canvas, row + 2, DEDUCT, _TO_DEDUCT, _TOTAL_DEDUCT)
    _balance(canvas, row + 1)
    row = _apart(canvas, row + 3)
    canvas.page(landscape=False, rows=row, columns=COLUMNS, repeat=(header + 1, header + 1))
    canvas.sheet.freeze_panes(2, 0)


def _top(canvas: Canvas) -> int:
    """What it is, at which date, for whom. Returns the next free row."""
    grey = {"font_color": looks.REFERENCE}
    canvas.sheet.set_row(0, 30)
    canvas.text(0, 0, TITLE, canvas.looks(bold=True, font_size=18, font_color=looks.NOW))
    canvas.sheet.write_string(1, 0, "", canvas.looks(**grey))
    canvas.define("client_number", 1, 0)
    dated = canvas.looks(num_format=canvas.say(AS_OF), bold=True, align="right", locked=False)
    canvas.sheet.merge_range(0, _LAST - 2, 0, _LAST, "", dated)
    canvas.sheet.write_blank(0, _LAST - 2, None, dated)
    canvas.define("as_of", 0, _LAST - 2)
    for line in range(LINES):
        look = canvas.looks(bold=line == 0, font_size=11 if line == 0 else 10, text_wrap=True, valign="top")
        canvas.sheet.merge_range(3 + line, ADDRESS, 3 + line, _LAST, "", look)
        canvas.define(f"address_{line + 1}", 3 + line, ADDRESS)
    return 4 + LINES


def _list(canvas: Canvas, row: int, block: Block, title: Words, total: Words) -> int:
    """A heading, a header, rows, a total. Returns the next free row."""
    for column in range(COLUMNS):
        canvas.sheet.write_blank(row, column, None, canvas.looks.section())
    canvas.sheet.write_string(row, 0, canvas.say(title), canvas.looks.section())
    canvas.define(f"title_{block.name}", row, 0)
    canvas.block(block, row + 1, widths=False)
    first, last = row + 2, row + 1 + MODEL_ROWS
    if block is OPEN:
        days = f"${column_letters(block.place('days'))}{first + 1}"
        canvas.colour(first, 4, last, 4, f"AND(ISNUMBER({days}),N({days})>serious_days)", **SERIOUS)
        canvas.colour(first, 4, last, 4, f"ISNUMBER({days})", **LATE)
    row = last + 1
    strong: dict[str, Any] = {"bold": True, "top": 1}
    for column in range(COLUMNS):
        canvas.sheet.write_blank(row, column, None, canvas.looks(**strong))
    canvas.sheet.write_string(row, 0, canvas.say(total), canvas.looks(align="left", **strong))
    for name in ("amount", "paid", "open"):
        place = block.place(name)
        look = canvas.looks("money", align="right", **strong)
        canvas.formula(row, place, f"ROUND(SUM({block.prefix}_{name}),2)", look, 0)
        canvas.define(f"total_{block.prefix}_{name}", row, place)
    return row + 1


def _balance(canvas: Canvas, row: int) -> None:
    canvas.sheet.set_row(row, 24)
    edges: dict[str, Any] = {"bg_color": looks.SOFT, "bold": True, "font_size": 12, "font_color": looks.NOW}
    for column in range(COLUMNS):
        canvas.sheet.write_blank(row, column, None, canvas.looks(**edges))
    canvas.sheet.write_string(row, 0, canvas.say(_BALANCE), canvas.looks(align="left", indent=1, **edges))
    look = canvas.looks("money", align="right", **edges)
    canvas.sheet.merge_range(
        row, _LAST - 1, row, _LAST, "", look
    )  # the largest of figures, in larger letters
    canvas.formula(row, _LAST - 1, "ROUND(total_opn_open+total_ded_open,2)", look, 0)
    canvas.define("balance", row, _LAST - 1)


def _apart(canvas: Canvas, row: int) -> int:
    """What the law adds to late payments, which is not part of the balance. Returns the next free row."""
    for here, (name, label) in enumerate((("penalties", _PENALTIES), ("indemnity", _INDEMNITY)), row):
        canvas.text(here, 0, label, canvas.looks(font_size=9, bottom=1, bottom_color=looks.LINE))
        for column in range(1, COLUMNS):
            canvas.sheet.write_blank(here, column, None, canvas.looks(bottom=1, bottom_color=looks.LINE))
        money = canvas.looks("money", font_size=9, align="right", bottom=1, bottom_color=looks.LINE)
        canvas.sheet.write_blank(here, _LAST, None, money)
        canvas.define(f"label_{name}", here, 0)
        canvas.define(name, here, _LAST)
    canvas.text(row + 2, 0, _APART, canvas.looks.note(text_wrap=False))
    canvas.define("apart", row, 0, row + 2, _LAST)
    canvas.sheet.set_row(row + 3, None, None, {"hidden": True})
    canvas.sheet.write_number(row + 3, 0, 60, canvas.looks("integer"))
    canvas.define("serious_days", row + 3, 0)
    return row + 3
