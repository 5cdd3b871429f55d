"""The last sheets of the template: what the workbook proves of itself, and what may be changed in it; it fills nothing in."""

from typing import Any

from fiche.excel import looks
from fiche.excel.canvas import NOT_A_DATE, NOT_A_NUMBER, Canvas
from fiche.excel.draw_rows import DONE, LATE, SERIOUS
from fiche.excel.indicators import PROOFS, Proof
from fiche.excel.words import SHEETS, SLOTS, Words

BASIS = 7  # rows that say what the figures rest on
_TITLES = (
    Words("Contrôle", "Check"), Words("Calculé", "Computed"), Words("Attendu", "Expected"), Words("Différence", "Difference"),
    Words("Verdict", "Verdict"),
)  # fmt: skip
_EXPORTED = Proof("exported", Words("Solde calculé ici, et solde au moment de l’export", "Balance computed here, and balance when exported"), "fig_balance", "0")  # fmt: skip
_SINCE = Words(
    "Depuis l’export, pour information : changer la date d’arrêté ou un paiement change le solde.",
    "Since the export, for information: changing the as-of date or a payment changes the balance.",
)
_CHOICES = (
    ("as_of", "date", Words("Date d’arrêté", "As-of date"), Words("Tout est calculé à cette date ; rien ne dépend du jour d’ouverture.", "Everything is computed at this date; nothing depends on the day you open the file.")),
    ("main_currency", "code", Words("Devise", "Currency"), Words("Seules les pièces de cette devise sont comptées.", "Only documents in this currency are counted.")),
    ("serious_days", "integer", Words("Retard grave, au-delà de (jours)", "Seriously late, beyond (days)"), Words("Au-delà, une facture est en rouge.", "Beyond that, an invoice is red.")),
    ("dso_days", "integer", Words("Durée du DSO comptable (jours)", "Window of the accounting DSO (days)"), Words("Nombre de jours de ventes auxquels l’encours est rapporté.", "Days of sales that outstanding is compared with.")),
)  # fmt: skip
_DERIVED = (
    ("year_ago", -12, Words("Douze mois avant", "Twelve months before")),
    ("two_years_ago", -24, Words("Vingt-quatre mois avant", "Twenty-four months before")),
)


def proofs(canvas: Canvas) -> None:
    """What the workbook checks on itself, in words, green, orange or red."""
    canvas.page(landscape=True)
    canvas.widths(66, 18, 18, 16, 20)
    canvas.heading(SHEETS["proofs"])
    for column, title in enumerate(_TITLES):
        canvas.text(4, column, title, canvas.looks.head("money" if 0 < column < 4 else "text"))
    for row, proof in enumerate(PROOFS, 5):
        _proof(canvas, row, proof, f"IF($D{row + 1}=0,{{correct}},{'{look}' if proof.hint else '{gap}'})")
    last = 4 + len(PROOFS)
    canvas.define("proof_differences", 5, 3, 4 + len([p for p in PROOFS if not p.hint]), 3)
    for word, colours in (("correct", DONE), ("gap", SERIOUS), ("look", LATE)):
        canvas.colour(5, 4, last, 4, f"$E6={{{word}}}", **colours)
    canvas.text(last + 3, 0, _SINCE, canvas.looks.note(text_wrap=False))
    row = last + 4
    _proof(canvas, row, _EXPORTED, f"IF($D{row + 1}=0,{{as_exported}},{{changed}})")
    canvas.sheet.write_number(row, 2, 0, canvas.looks.cell("money", locked=True, valign="vcenter"))
    canvas.define("exported_balance", row, 2)


def _proof(canvas: Canvas, row: int, proof: Proof, verdict: str) -> None:
    canvas.sheet.set_row(row, 20)
    canvas.text(row, 0, proof.label, canvas.looks.cell("long", locked=False, valign="vcenter"))
    for column, formula in ((1, proof.left), (2, proof.right), (3, f"ROUND($B{row + 1}-$C{row + 1},2)")):
        canvas.formula(row, column, formula, canvas.looks.cell(proof.look, locked=True, valign="vcenter"), 0)
    canvas.formula(row, 4, verdict, canvas.looks.cell("text", locked=True, bold=True, valign="vcenter"))
    canvas.define(f"proof_{proof.code}", row, 1)


def settings(canvas: Canvas) -> None:
    """What may be changed, and everything follows: the date, the currency, the limits; and what the figures rest on."""
    canvas.page(landscape=False)
    canvas.widths(40, 17, 17, 44)
    canvas.heading(SHEETS["settings"])
    canvas.section(4, Words("À changer librement", "Change these freely"))
    row = 5
    for name, look, label, note in _CHOICES:
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.sheet.write_blank(row, 1, None, input_look(canvas, look))
        canvas.define(name, row, 1)
        canvas.sheet.merge_range(row, 2, row, 3, canvas.say(note), canvas.remark())
        row += 1
    for name, months, label in _DERIVED:
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.formula(
            row, 1, f"EDATE(as_of,{months})", canvas.looks.cell("date", locked=True, align="right"), 0
        )
        canvas.define(name, row, 1)
        row += 1
    number = {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 2_958_465}
    canvas.sheet.data_validation(5, 1, 5, 1, number | {"error_message": canvas.say(NOT_A_DATE)})
    canvas.sheet.data_validation(7, 1, 8, 1, number | {"error_message": canvas.say(NOT_A_NUMBER)})
    _basis(canvas, limits(canvas, row + 1) + 1)


def input_look(canvas: Canvas, look: str) -> Any:
    """The look of a cell that is there to be changed."""
    return canvas.looks.cell(
        look, locked=False, align="right", indent=1, border=1, border_color=looks.NOW, bold=True
    )


def limits(canvas: Canvas, row: int) -> int:
    """The limits of the aged balance: the last day of each bucket; first days and names follow. Returns the next free row."""
    canvas.section(row, Words("Tranches de la balance âgée", "Buckets of the aged balance"), Words("Du jour", "From day"), Words("Au jour", "To day"))  # fmt: skip
    first, last = row + 1, row + 1 + SLOTS
    for here in range(first, last + 1):
        _limit(canvas, here, first=here == first, last=here == last)
    canvas.sheet.set_column(4, 4, 9, None, {"hidden": True})
    for name, column in (("bucket_label", 0), ("bucket_first", 1), ("bucket_last", 2), ("bucket_floor", 4)):
        canvas.define(name, first, column, last, column)
    rule = {"validate": "integer", "criteria": ">", "value": 0, "error_message": canvas.say(NOT_A_NUMBER)}
    canvas.sheet.data_validation(first, 2, last - 1, 2, rule)
    return last + 1


def _limit(canvas: Canvas, row: int, *, first: bool, last: bool) -> None:
    """A bucket: its name, its first day, its last day to be typed (the open one has none), and the day before it begins."""
    begin, end = f"$B{row + 1}", f"$C{row + 1}"
    words = f'IF({end}="",{{more_than}}&({begin}-1)&{{days}},{begin}&"–"&{end}&{{days}})'
    canvas.formula(row, 0, f'IF({begin}="","",{words})', canvas.looks.cell("text", locked=True))
    start = "1" if first else f'IF($C{row}="","",$C{row}+1)'
    canvas.formula(row, 1, start, canvas.looks.cell("integer", locked=True), 0)
    canvas.sheet.write_blank(
        row, 2, None, canvas.looks.cell("integer", locked=True) if last else input_look(canvas, "integer")
    )
    canvas.formula(row, 4, f'IF({begin}="","",{begin}-1)', canvas.looks("integer"), 0)


def _basis(canvas: Canvas, row: int) -> None:
    """What the figures rest on, written at the fill: what, and how many."""
    canvas.section(
        row,
        Words(
            "Sur quoi les chiffres reposent, au moment de l’export", "What the figures rest on, when exported"
        ),
    )
    for here in range(row + 1, row + 1 + BASIS):
        canvas.sheet.write_blank(here, 0, None, canvas.looks.cell("long", locked=True, bg_color=looks.INPUT))
        canvas.sheet.write_blank(here, 1, None, canvas.looks.cell("count", locked=True, bg_color=looks.INPUT))
    canvas.define("basis", row + 1, 0, row + BASIS, 1)
