"""The sheet of the template that computes: status, indicators, aged balance, and the months behind the chart; it fills nothing in."""

from fiche.analysis.metric import metrics
from fiche.excel import looks, spoken
from fiche.excel.canvas import Canvas
from fiche.excel.draw_rows import LATE, SERIOUS
from fiche.excel.indicators import INVOICED, MONTHS, PARTS, RECEIVED, in_bucket
from fiche.excel.words import AGED, SHEETS, SLOTS, Words

WIDTHS = (36, 18, 17, 62)
_LOOKS = {
    "percent": "percent",
    "points": "points",
    "days": "average",
    "money": "money",
    "count": "count",
    "date": "date",
}
_WHOLE_DAYS = {"oldest_delay"}
_WORDS = 4  # the hidden column of what each indicator means, written at the fill


def figures(canvas: Canvas) -> int:
    """Each indicator with its formula in words, the aged balance, and the months. Returns the row of the first month."""
    canvas.page(landscape=False, repeat=(0, 3))
    canvas.widths(*WIDTHS)
    canvas.sheet.set_column(_WORDS, _WORDS, 9, None, {"hidden": True})
    canvas.heading(SHEETS["figures"])
    row = _situation(canvas, 4)
    for part in PARTS:
        canvas.section(row, part.title)
        for code, formula in part.formulas:
            row += 1
            _figure(canvas, row, code, formula)
        row += 2
    canvas.sheet.set_h_pagebreaks([row])
    row = _aged(canvas, row)
    _months(canvas, row)
    canvas.sheet.freeze_panes(4, 0)
    return row + 1


def _situation(canvas: Canvas, row: int) -> int:
    """The client's status and why; below, the one that someone gave it, written at the fill. Returns the next free row."""
    canvas.section(row, Words("Situation", "Situation"))
    canvas.text(
        row + 1, 0, Words("Statut calculé", "Computed status"), canvas.looks.cell("text", locked=False)
    )
    canvas.formula(
        row + 1,
        1,
        spoken.status(),
        canvas.looks.cell("text", locked=True, bold=True, align="right", indent=0),
    )
    canvas.define("fig_status", row + 1, 1)
    canvas.sheet.merge_range(row + 1, 2, row + 1, 3, "", canvas.remark())
    canvas.formula(row + 1, 2, spoken.why(), canvas.remark())
    canvas.define("why_status", row + 1, 2)
    canvas.text(
        row + 2,
        0,
        Words("Statut donné par une personne", "Status given by someone"),
        canvas.looks.cell("text", locked=False),
    )
    canvas.sheet.write_blank(
        row + 2, 1, None, canvas.looks.cell("text", locked=True, align="right", indent=0)
    )
    canvas.define("given_status", row + 2, 1)
    canvas.sheet.merge_range(row + 2, 2, row + 2, 3, "", canvas.remark())
    canvas.define("given_words", row + 2, 2)
    return row + 4


def _figure(canvas: Canvas, row: int, code: str, formula: str) -> None:
    """An indicator: its name, its live value, and its meaning, or why it has no value."""
    metric = metrics()[code]
    canvas.text(row, 0, Words(metric.fr, metric.en), canvas.looks.cell("text", locked=False))
    look = "days" if code in _WHOLE_DAYS else _LOOKS[metric.unit]
    canvas.formula(
        row, 1, formula, canvas.looks.cell(look, locked=True, align="right", indent=0, bold=True), 0
    )
    canvas.define(f"label_{code}", row, 0)
    canvas.define(f"fig_{code}", row, 1)
    canvas.sheet.merge_range(row, 2, row, 3, "", canvas.remark())
    canvas.formula(
        row,
        2,
        f"IF(fig_{code}={{undefined}},{spoken.reason(code)},$E{row + 1}{spoken.more(code)})",
        canvas.remark(),
    )
    canvas.define(f"why_{code}", row, 2)
    canvas.sheet.write_blank(row, _WORDS, None)
    canvas.define(f"words_{code}", row, _WORDS)


def _aged(canvas: Canvas, row: int) -> int:
    """The aged balance: one row per bucket, then its total, which is the balance. Returns the next free row."""
    canvas.section(row, Words("Balance âgée", "Aged balance"), Words("Montant", "Amount"), Words("Part de l’encours", "Share of outstanding"))  # fmt: skip
    first, last = row + 1, row + len(AGED)
    for here, code in enumerate(AGED, first):
        _bucket(canvas, here, code)
    canvas.define("aged_amount", first, 1, last, 1)
    canvas.define("aged_late", first + 1, 1, first + SLOTS + 1, 1)
    canvas.text(last + 1, 0, Words("Solde", "Balance"), canvas.looks(bold=True, top=1))
    canvas.formula(
        last + 1, 1, "ROUND(SUM(aged_amount),2)", canvas.looks("money", bold=True, top=1, align="right"), 0
    )
    canvas.define("aged_total", last + 1, 1)
    canvas.sheet.write_blank(last + 1, 2, None, canvas.looks(top=1))
    late = f"N($B{first + 2})>0"
    begins = "N(INDEX(bucket_first,ROW()-MIN(ROW(aged_late))+1))"
    canvas.colour(first + 1, 1, first + SLOTS + 1, 1, f"AND({late},{begins}>serious_days)", **SERIOUS)
    canvas.colour(first + 1, 1, first + SLOTS + 1, 1, late, **LATE)
    return last + 3


def _bucket(canvas: Canvas, row: int, code: str) -> None:
    name = f"$A{row + 1}"
    late = code.removeprefix("late_")
    canvas.formula(
        row,
        0,
        f"INDEX(bucket_label,{late})" if late != code else f"{{{code}}}",
        canvas.looks.cell("text", locked=False),
    )
    amount = "fig_unapplied" if code == "unapplied" else f'IF({name}="",0,ROUND({in_bucket(name)},2))'
    canvas.formula(row, 1, amount, canvas.looks.cell("money", locked=True), 0)
    if code != "unapplied":
        share = f"IF(fig_outstanding>0,$B{row + 1}/fig_outstanding,{{undefined}})"
        canvas.formula(row, 2, share, canvas.looks.cell("percent", locked=True), 0)
    for prefix, column in (("name", 0), ("aged", 1), ("share", 2)):
        canvas.define(f"{prefix}_{code}", row, column)


def _months(canvas: Canvas, row: int) -> None:
    """Invoiced and received, month by month, the last one that of the date."""
    canvas.section(
        row,
        Words("Par mois, TTC", "By month, gross"),
        Words("Facturé", "Invoiced"),
        Words("Encaissé", "Received"),
    )
    for index in range(MONTHS):
        here = row + 1 + index
        month = f"EDATE(DATE(YEAR(as_of),MONTH(as_of),1),{index - MONTHS + 1})"
        canvas.formula(
            here, 0, month, canvas.looks.cell("month", locked=True, align="left", bg_color=looks.INPUT), 0
        )
        for column, formula in ((1, INVOICED), (2, RECEIVED)):
            own = formula.replace("{month}", f"$A{here + 1}")
            canvas.formula(here, column, own, canvas.looks.cell("money", locked=True), 0)
    canvas.define("months", row + 1, 0, row + MONTHS, 2)
