"""The sheets of the template that hold rows: transactions, instalments, payments, contacts and addresses, exchanges and disputes; it fills nothing in."""

from fiche.excel import looks
from fiche.excel.blocks import ADDRESSES, CONTACTS, DISPUTES, HEAD, INTERACTIONS, MODEL_ROWS, Block
from fiche.excel.blocks_ledger import INSTALMENTS, PAYMENTS, TRANSACTIONS
from fiche.excel.canvas import Canvas
from fiche.excel.references import column_letters
from fiche.excel.words import SHEETS, Words

_LEGEND = Words(
    "Fond blanc : à saisir. Fond gris : calculé. Pour ajouter une ligne, remplissez la première ligne vide.",
    "White: to fill in. Grey: calculated. To add a line, fill in the first empty one.",
)
_TOTAL = Words("Total", "Total")
LATE, SERIOUS, DONE = (
    {"font_color": looks.LATE, "bg_color": looks.LATE_FILL},
    {"font_color": looks.SERIOUS, "bg_color": looks.SERIOUS_FILL, "bold": True},
    {"font_color": looks.DONE, "bg_color": looks.DONE_FILL},
)


def transactions(canvas: Canvas) -> None:
    """One row per document, with what is left to pay and since when."""
    block = TRANSACTIONS
    _ledger(canvas, block, SHEETS["transactions"], printed=block.place("settled") + 1)
    counted = {
        n: f"ROUND(SUMIFS(tx_{n},tx_scope,1),2)"
        for n in ("net", "gross", "applied", "open", "unapplied", "penalty", "discount")
    }
    canvas.totals(block, HEAD - 1, _TOTAL, counted)
    _late_colours(canvas, block, "status")
    first, right = HEAD + 1, block.place("status")
    status = f"${column_letters(right)}{first + 1}"
    canvas.colour(first, right, HEAD + MODEL_ROWS, right, f"{status}={{paid}}", **DONE)


def _late_colours(canvas: Canvas, block: Block, until: str) -> None:
    """What is late in orange, seriously late in red, from the open amount to the column `until`."""
    first, last = HEAD + 1, HEAD + MODEL_ROWS
    left, right = block.place("open"), block.place(until)
    days = f"${column_letters(block.place('days'))}{first + 1}"
    canvas.colour(first, left, last, right, f"AND(ISNUMBER({days}),N({days})>serious_days)", **SERIOUS)
    canvas.colour(first, left, last, right, f"ISNUMBER({days})", **LATE)


def instalments(canvas: Canvas) -> None:
    """One row per instalment of the invoices to be paid in several times; the sheet is hidden where there is none."""
    _ledger(canvas, INSTALMENTS, SHEETS["dues"], printed=INSTALMENTS.place("bucket") + 1, legend=2)
    formulas = {name: f'ROUND(SUMIFS(due_{name},due_open,">=0"),2)' for name in ("amount", "applied", "open")}
    canvas.totals(INSTALMENTS, HEAD - 1, _TOTAL, formulas)
    _late_colours(canvas, INSTALMENTS, "bucket")


def payments(canvas: Canvas) -> None:
    """One row per payment, with what of it is applied."""
    _ledger(canvas, PAYMENTS, SHEETS["payments"], printed=PAYMENTS.place("currency"))
    formulas = {
        "amount": "ROUND(SUM(pay_counted),2)",
        "applied": "ROUND(SUM(pay_applied),2)",
        "unapplied": "ROUND(SUM(pay_unapplied),2)",
    }
    canvas.totals(PAYMENTS, HEAD - 1, _TOTAL, formulas)


def _ledger(canvas: Canvas, block: Block, title: Words, printed: int, legend: int = 4) -> None:
    """A block over the whole sheet; how to fill it in is said from the column `legend` on."""
    canvas.page(landscape=True, rows=HEAD + MODEL_ROWS + 1, columns=printed, repeat=(HEAD, HEAD))
    canvas.heading(title)
    canvas.sheet.merge_range(
        0, legend, 0, printed - 1, canvas.say(_LEGEND), canvas.looks.note(valign="vcenter")
    )
    canvas.block(block, HEAD)
    canvas.sheet.autofilter(HEAD, 0, HEAD + MODEL_ROWS, len(block.slots) - 1)
    canvas.sheet.freeze_panes(HEAD + 1, 1)


def people(canvas: Canvas) -> None:
    """Every contact and every address, with all their columns."""
    _two(
        canvas,
        SHEETS["people"],
        (CONTACTS, Words("Contacts", "Contacts")),
        (ADDRESSES, Words("Adresses", "Addresses")),
    )


def exchanges(canvas: Canvas) -> None:
    """What was said, latest first, and the disputes."""
    _two(
        canvas,
        SHEETS["exchanges"],
        (INTERACTIONS, Words("Échanges", "Exchanges")),
        (DISPUTES, Words("Litiges", "Disputes")),
    )


def _two(canvas: Canvas, title: Words, upper: tuple[Block, Words], lower: tuple[Block, Words]) -> None:
    """Two blocks one under the other: the lower one moves down when the upper one grows."""
    slots = [list(block.slots) for block, _ in (upper, lower)]
    visible = max(len([s for s in row if not s.helper and not s.rest]) for row in slots)
    canvas.page(landscape=True, rows=HEAD + 2 * MODEL_ROWS + 5, columns=visible)
    canvas.heading(title)
    top = HEAD
    for block, words in (upper, lower):
        for column in range(visible):
            canvas.sheet.write_blank(top, column, None, canvas.looks.section())
        canvas.sheet.write_string(top, 0, canvas.say(words), canvas.looks.section())
        canvas.block(block, top + 1, widths=False)
        top += MODEL_ROWS + 3
    for column in range(max(map(len, slots))):
        shared = [row[column] for row in slots if column < len(row)]
        shown = [s.width for s in shared if not s.helper] or [9]
        canvas.sheet.set_column(column, column, max(shown), None, {"hidden": all(s.helper for s in shared)})
    canvas.sheet.freeze_panes(HEAD, 0)
