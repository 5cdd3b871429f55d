"""The sheet of the template that proves: what the workbook checks on itself, green, orange or red, and what has changed since the export; it fills nothing in."""

from fiche.excel.canvas import Canvas
from fiche.excel.draw_rows import DONE, LATE, SERIOUS
from fiche.excel.proofs import EXPORTED, PROOFS, Proof
from fiche.excel.words import SHEETS, Words

_TITLES = (
    Words("Contrôle", "Check"), Words("Calculé", "Computed"), Words("Attendu", "Expected"), Words("Différence", "Difference"),
    Words("Verdict", "Verdict"),
)  # fmt: skip
_SINCE = Words("Depuis l’export, pour information", "Since the export, for information")
_SINCE_TITLES = (Words("Calculé ici", "Computed here"), Words("À l’export", "When exported"))
_WHY = Words(
    "Changer la date d’arrêté, un paiement ou un réglage change ces montants : rien n’est faux pour autant.",
    "Changing the as-of date, a payment or a setting changes these amounts: nothing is wrong for all that.",
)


def proofs(canvas: Canvas) -> None:
    """Draw the sheet."""
    canvas.page(landscape=True)
    canvas.widths(70, 18, 18, 16, 20)
    canvas.heading(SHEETS["proofs"])
    _titles(canvas, 4, _TITLES)
    for row, proof in enumerate(PROOFS, 5):
        _proof(canvas, row, proof, f"IF($D{row + 1}=0,{{correct}},{'{look}' if proof.hint else '{gap}'})")
    last = 4 + len(PROOFS)
    canvas.define("proof_differences", 5, 3, 4 + len([p for p in PROOFS if not p.hint]), 3)
    for word, colours in (("correct", DONE), ("gap", SERIOUS), ("look", LATE)):
        canvas.colour(5, 4, last, 4, f"$E6={{{word}}}", **colours)
    head = last + 3
    _titles(canvas, head, (_SINCE, *_SINCE_TITLES, *_TITLES[3:]))
    for row, proof in enumerate(EXPORTED, head + 1):
        _proof(canvas, row, proof, f"IF($D{row + 1}=0,{{as_exported}},{{changed}})")
    canvas.text(head + len(EXPORTED) + 1, 0, _WHY, canvas.looks.note(text_wrap=False))


def _titles(canvas: Canvas, row: int, titles: tuple[Words, ...]) -> None:
    canvas.sheet.set_row(row, 20)
    for column, title in enumerate(titles):
        canvas.text(row, column, title, canvas.looks.head("money" if 0 < column < 4 else "text"))


def _proof(canvas: Canvas, row: int, proof: Proof, verdict: str) -> None:
    """A check; one whose right side is empty compares with what the fill writes there."""
    canvas.sheet.set_row(row, 20)
    look = canvas.looks.cell(proof.look, locked=True, valign="vcenter")
    canvas.text(row, 0, proof.label, canvas.looks.cell("long", locked=False, valign="vcenter"))
    for column, formula in ((1, proof.left), (2, proof.right), (3, f"ROUND($B{row + 1}-$C{row + 1},2)")):
        if formula:
            canvas.formula(row, column, formula, look, 0)
        else:
            canvas.sheet.write_number(row, column, 0, look)
    canvas.formula(row, 4, verdict, canvas.looks.cell("text", locked=True, bold=True, valign="vcenter"))
    canvas.define(f"proof_{proof.code}", row, 1)
    if not proof.right:
        canvas.define(proof.code, row, 2)
