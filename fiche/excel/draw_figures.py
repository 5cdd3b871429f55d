"""The sheet of the template that computes: indicators, aged balance, and the months behind the chart; it fills nothing in."""

from fiche.analysis.metric import metrics
from fiche.excel import looks
from fiche.excel.canvas import Canvas
from fiche.excel.draw_rows import LATE, SERIOUS
from fiche.excel.indicators import INVOICED, MONTHS, PARTS, RECEIVED
from fiche.excel.words import AGED, SHEETS, SLOTS, Words

WIDTHS = (33, 17, 17, 50)
_LOOKS = {"percent": "percent", "days": "average", "money": "money", "count": "count", "date": "date"}
_WHOLE_DAYS = {"oldest_delay"}
_UNAPPLIED = "ROUND(SUM(tx_unapplied)+SUM(pay_unapplied),2)"


def figures(canvas: Canvas) -> int:
    """Each indicator with its formula in words, the aged balance, and the months. Returns the row of the first month."""
    canvas.page(landscape=False, tall=1)
    canvas.widths(*WIDTHS)
    canvas.heading(SHEETS["figures"])
    row = 4
    for part in PARTS:
        canvas.section(row, part.title)
        for code, formula in part.formulas:
            row += 1
            _figure(canvas, row, code, formula)
        row += 2
    row = _aged(canvas, row)
    _months(canvas, row)
    canvas.sheet.freeze_panes(4, 0)
    return row + 1


def _figure(canvas: Canvas, row: int, code: str, formula: str) -> None:
    """An indicator: its name, its live value, and its meaning, written at the fill from the registry."""
    metric = metrics()[code]
    canvas.text(row, 0, Words(metric.fr, metric.en), canvas.looks.cell("text", locked=False))
    look = "days" if code in _WHOLE_DAYS else _LOOKS[metric.unit]
    canvas.formula(
        row, 1, formula, canvas.looks.cell(look, locked=True, align="right", indent=0, bold=True), 0
    )
    canvas.define(f"label_{code}", row, 0)
    canvas.define(f"fig_{code}", row, 1)
    canvas.sheet.merge_range(row, 2, row, 3, "", canvas.remark())
    canvas.define(f"why_{code}", row, 2)


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
    amount = f'IF({name}="",0,ROUND(SUMPRODUCT(--(tx_bucket={name}),tx_open),2))'
    canvas.formula(
        row, 1, _UNAPPLIED if code == "unapplied" else amount, canvas.looks.cell("money", locked=True), 0
    )
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
