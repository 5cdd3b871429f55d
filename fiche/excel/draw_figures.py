"""The sheets of the template that compute: indicators, aged balance and months, the proofs, the settings; it fills nothing in."""

from fiche.analysis.metric import metrics
from fiche.excel import looks
from fiche.excel.canvas import Canvas
from fiche.excel.draw_rows import DONE, LATE, SERIOUS
from fiche.excel.indicators import INVOICED, MONTHS, PARTS, PROOFS, RECEIVED
from fiche.excel.words import SHEETS, Words

SLOTS = 6  # late buckets but the open one that the settings sheet has room for
AGED = ("not_due", *(f"late_{n}" for n in range(1, SLOTS + 2)), "no_due_date", "unapplied")
_LOOKS = {
    "percent": "percent",
    "points": "percent",
    "days": "average",
    "money": "money",
    "count": "count",
    "date": "date",
}
WHOLE_DAYS = {"oldest_delay"}
_AMOUNT, _SHARE = Words("Montant", "Amount"), Words("Part de l’encours", "Share of outstanding")


def figures(canvas: Canvas) -> int:
    """Each indicator with its formula in words, the aged balance, and the months behind the chart. Returns the row of the first month."""
    canvas.page(landscape=False)
    canvas.sheet.set_column(0, 0, 33)
    canvas.sheet.set_column(1, 2, 17)
    canvas.sheet.set_column(3, 3, 50)
    canvas.heading(SHEETS["figures"])
    row = 4
    for part in PARTS:
        _section(canvas, row, part.title)
        for row, (code, formula) in enumerate(part.formulas, row + 1):
            _figure(canvas, row, code, formula)
        row += 2
    row = _aged(canvas, row)
    _months(canvas, row + 1)
    canvas.sheet.freeze_panes(4, 0)
    return row + 2


def _section(canvas: Canvas, row: int, *titles: Words) -> None:
    for column in range(4):
        text = canvas.say(titles[column]) if column < len(titles) else ""
        align = "right" if column in {1, 2} else "left"
        size = 11 if column == 0 else 9
        canvas.sheet.write_string(
            row,
            column,
            text,
            canvas.looks(
                bold=True, font_size=size, font_color=looks.NOW, bottom=2, bottom_color=looks.NOW, align=align
            ),
        )


def _figure(canvas: Canvas, row: int, code: str, formula: str) -> None:
    metric = metrics()[code]
    label = metric.en if canvas.language == "en" else metric.fr
    canvas.sheet.write_string(row, 0, label, canvas.looks.cell("text", locked=False))
    look = "days" if code in WHOLE_DAYS else _LOOKS[metric.unit]
    canvas.formula(row, 1, formula, canvas.looks.cell(look, locked=True, align="right", bold=True), 0)
    canvas.define(f"fig_{code}", row, 1)
    canvas.sheet.merge_range(
        row, 2, row, 3, "", canvas.looks.note(bottom=1, bottom_color=looks.LINE, indent=1)
    )
    canvas.define(f"why_{code}", row, 2)


def _aged(canvas: Canvas, row: int) -> int:
    """The aged balance: one row per bucket, its total, which is the balance. Returns the next free row."""
    _section(canvas, row, Words("Balance âgée", "Aged balance"), _AMOUNT, _SHARE)
    first = row + 1
    for place, code in enumerate(AGED):
        here = first + place
        canvas.formula(here, 0, _bucket_label(code), canvas.looks.cell("text", locked=False))
        amount = (
            "ROUND(SUM(tx_unapplied)+SUM(pay_unapplied),2)"
            if code == "unapplied"
            else f'IF($A{here + 1}="",0,ROUND(SUMPRODUCT(--(tx_bucket=$A{here + 1}),tx_open),2))'
        )
        canvas.formula(here, 1, amount, canvas.looks.cell("money", locked=True), 0)
        canvas.formula(
            here,
            2,
            f"IF(fig_outstanding>0,$B{here + 1}/fig_outstanding,{{undefined}})",
            canvas.looks.cell("percent", locked=True),
            0,
        )
        canvas.define(f"aged_{code}", here, 1)
        canvas.define(f"share_{code}", here, 2)
        canvas.define(f"name_{code}", here, 0)
    last = first + len(AGED) - 1
    canvas.define("aged_amount", first, 1, last, 1)
    canvas.define("aged_late", first + 1, 1, first + SLOTS + 1, 1)
    canvas.sheet.write_string(
        last + 1, 0, canvas.say(Words("Solde", "Balance")), canvas.looks(bold=True, top=1)
    )
    canvas.formula(
        last + 1, 1, "ROUND(SUM(aged_amount),2)", canvas.looks("money", bold=True, top=1, align="right"), 0
    )
    canvas.define("aged_total", last + 1, 1)
    canvas.sheet.write_blank(last + 1, 2, None, canvas.looks(top=1))
    late = (first + 1, 1, first + SLOTS + 1, 1, f"N($B{first + 2})>0")
    start = "N(INDEX(bucket_first,ROW()-MIN(ROW(aged_late))+1))"
    canvas.colour(*late[:4], f"AND({late[4]},{start}>serious_days)", **SERIOUS)
    canvas.colour(*late, **LATE)
    return last + 3


def _bucket_label(code: str) -> str:
    if code.startswith("late_"):
        return f"INDEX(bucket_label,{code.removeprefix('late_')})"
    return f"{{{code}}}"


def _months(canvas: Canvas, row: int) -> None:
    """Invoiced and received, month by month, the last one that of the date."""
    _section(
        canvas,
        row,
        Words("Facturé et encaissé par mois (TTC)", "Invoiced and received by month (gross)"),
        Words("Facturé", "Invoiced"),
        Words("Encaissé", "Received"),
    )
    for index in range(MONTHS):
        here = row + 1 + index
        cell = f"$A{here + 1}"
        canvas.formula(
            here,
            0,
            f"EDATE(DATE(YEAR(as_of),MONTH(as_of),1),{index - MONTHS + 1})",
            canvas.looks.cell("month", locked=True, align="left"),
            0,
        )
        for column, formula in ((1, INVOICED), (2, RECEIVED)):
            canvas.formula(
                here, column, formula.replace("{month}", cell), canvas.looks.cell("money", locked=True), 0
            )
    canvas.define("months", row + 1, 0, row + MONTHS, 2)


def proofs(canvas: Canvas) -> None:
    """What the workbook checks on itself, in words, green or red."""
    canvas.page(landscape=True)
    for column, width in enumerate((66, 18, 18, 16, 20)):
        canvas.sheet.set_column(column, column, width)
    canvas.heading(SHEETS["proofs"])
    titles = (
        Words("Contrôle", "Check"),
        Words("Calculé", "Computed"),
        Words("Attendu", "Expected"),
        Words("Différence", "Difference"),
        Words("Verdict", "Verdict"),
    )
    for column, title in enumerate(titles):
        canvas.sheet.write_string(
            4, column, canvas.say(title), canvas.looks.head("money" if 0 < column < 4 else "text")
        )
    for row, proof in enumerate(PROOFS, 5):
        _proof(canvas, row, proof.code, proof.label, (proof.left, proof.right), proof.look)
        canvas.formula(
            row,
            4,
            f"IF($D{row + 1}=0,{{correct}},{{gap}})",
            canvas.looks.cell("text", locked=True, bold=True),
        )
    last = 4 + len(PROOFS)
    canvas.define("proof_verdicts", 5, 4, last, 4)
    canvas.define("proof_differences", 5, 3, last, 3)
    canvas.colour(5, 4, last, 4, "$E6={correct}", **DONE)
    canvas.colour(5, 4, last, 4, "$E6={gap}", **SERIOUS)
    _since_export(canvas, last + 3)


def _proof(canvas: Canvas, row: int, code: str, label: Words, sides: tuple[str, str], look: str) -> None:
    canvas.sheet.set_row(row, 20)
    canvas.sheet.write_string(
        row, 0, canvas.say(label), canvas.looks.cell("long", locked=False, valign="vcenter")
    )
    for column, formula in ((1, sides[0]), (2, sides[1]), (3, f"ROUND($B{row + 1}-$C{row + 1},2)")):
        canvas.formula(row, column, formula, canvas.looks.cell(look, locked=True, valign="vcenter"), 0)
    canvas.define(f"proof_{code}", row, 1)


def _since_export(canvas: Canvas, row: int) -> None:
    """The balance as it was exported, beside what it is now: different as soon as someone changes the date, a payment, a limit."""
    title = Words(
        "Depuis l’export (pour information : changer une date ou un paiement change le solde)",
        "Since the export (for information: changing a date or a payment changes the balance)",
    )
    canvas.sheet.write_string(row, 0, canvas.say(title), canvas.looks.note(text_wrap=False))
    _proof(
        canvas,
        row + 1,
        "exported",
        Words(
            "Solde calculé ici, et solde au moment de l’export",
            "Balance computed here, and balance when exported",
        ),
        ("fig_balance", "0"),
        "money",
    )
    canvas.sheet.write_number(row + 1, 2, 0, canvas.looks.cell("money", locked=True, valign="vcenter"))
    canvas.define("exported_balance", row + 1, 2)
    canvas.formula(
        row + 1, 4, f"IF($D{row + 2}=0,{{as_exported}},{{changed}})", canvas.looks.cell("text", locked=True)
    )
    canvas.define("exported_verdict", row + 1, 4)


def settings(canvas: Canvas) -> None:
    """What may be changed, and everything follows: the date, the currency, the limits; and what the figures rest on."""
    canvas.page(landscape=False)
    for column, width in enumerate((40, 17, 17, 44)):
        canvas.sheet.set_column(column, column, width)
    canvas.heading(SHEETS["settings"])
    _section(canvas, 4, Words("À changer librement", "Change these freely"))
    for row, (name, look, label, note) in enumerate(_CHOICES, 5):
        canvas.sheet.write_string(row, 0, canvas.say(label), canvas.looks.cell("text", locked=False))
        canvas.sheet.write_blank(row, 1, None, _input(canvas, look))
        canvas.define(name, row, 1)
        canvas.sheet.merge_range(
            row, 2, row, 3, canvas.say(note), canvas.looks.note(bottom=1, bottom_color=looks.LINE, indent=1)
        )
    row = 5 + len(_CHOICES)
    for name, months, label in (
        ("year_ago", -12, Words("Douze mois avant", "Twelve months before")),
        ("two_years_ago", -24, Words("Vingt-quatre mois avant", "Twenty-four months before")),
    ):
        canvas.sheet.write_string(row, 0, canvas.say(label), canvas.looks.cell("text", locked=False))
        canvas.formula(
            row, 1, f"EDATE(as_of,{months})", canvas.looks.cell("date", locked=True, align="right"), 0
        )
        canvas.define(name, row, 1)
        row += 1
    canvas.sheet.data_validation(
        "B6",
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 1,
            "maximum": 2_958_465,
            "error_message": "24/11/2026",
        },
    )
    _limits(canvas, row + 1)
    _basis(canvas, row + 5 + SLOTS)


_CHOICES = (
    ("as_of", "date", Words("Date d’arrêté", "As-of date"), Words("Tout est calculé à cette date ; rien ne dépend du jour d’ouverture.", "Everything is computed at this date; nothing depends on the day you open the file.")),
    ("main_currency", "code", Words("Devise", "Currency"), Words("Seules les pièces de cette devise sont comptées.", "Only documents in this currency are counted.")),
    ("serious_days", "integer", Words("Retard grave, au-delà de (jours)", "Seriously late, beyond (days)"), Words("Au-delà, une facture est en rouge.", "Beyond that, an invoice is red.")),
    ("dso_days", "integer", Words("Durée du DSO comptable (jours)", "Window of the accounting DSO (days)"), Words("Nombre de jours de ventes auxquels l’encours est rapporté.", "Days of sales that outstanding is compared with.")),
)  # fmt: skip


def _input(canvas: Canvas, look: str) -> object:
    return canvas.looks.cell(look, locked=False, align="right", border=1, border_color=looks.NOW, bold=True)


def _limits(canvas: Canvas, row: int) -> None:
    """The limits of the aged balance: the last day of each bucket; the first days and the names follow."""
    _section(
        canvas,
        row,
        Words("Tranches de la balance âgée", "Buckets of the aged balance"),
        Words("Du jour", "From day"),
        Words("Au jour", "To day"),
    )
    first = row + 1
    for place in range(SLOTS + 1):
        here = first + place
        start = "1" if place == 0 else f'IF($C{here}="","",$C{here}+1)'
        canvas.formula(here, 1, start, canvas.looks.cell("integer", locked=True), 0)
        if place < SLOTS:
            canvas.sheet.write_blank(here, 2, None, _input(canvas, "integer"))
        else:
            canvas.sheet.write_blank(here, 2, None, canvas.looks.cell("integer", locked=True))
        label = f'IF($B{here + 1}="","",IF($C{here + 1}="",{{more_than}}&($B{here + 1}-1)&{{days}},$B{here + 1}&"–"&$C{here + 1}&{{days}}))'
        canvas.formula(here, 0, label, canvas.looks.cell("text", locked=True))
        canvas.formula(here, 4, f'IF($B{here + 1}="","",$B{here + 1}-1)', canvas.looks("integer"), 0)
    last = first + SLOTS
    canvas.sheet.set_column(4, 4, 9, None, {"hidden": True})
    for name, column in (("bucket_label", 0), ("bucket_first", 1), ("bucket_last", 2), ("bucket_floor", 4)):
        canvas.define(name, first, column, last, column)
    canvas.sheet.data_validation(
        first, 2, last - 1, 2, {"validate": "integer", "criteria": ">", "value": 0, "ignore_blank": True}
    )


def _basis(canvas: Canvas, row: int) -> None:
    """What the figures rest on, written at the fill: two columns, what and how many."""
    _section(canvas, row, Words("Sur quoi les chiffres reposent", "What the figures rest on"))
    for index in range(7):
        canvas.sheet.write_blank(
            row + 1 + index, 0, None, canvas.looks.cell("long", locked=True, bg_color=looks.INPUT)
        )
        canvas.sheet.write_blank(
            row + 1 + index, 1, None, canvas.looks.cell("count", locked=True, bg_color=looks.INPUT)
        )
    canvas.define("basis", row + 1, 0, row + 7, 1)
