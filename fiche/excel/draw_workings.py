"""The hidden sheet of the template: what sentences say, where the methods stop, and the rows in order that other sheets look up; it fills nothing in."""

from fiche.excel import looks, spoken, spoken_alerts
from fiche.excel.blocks import MODEL_ROWS
from fiche.excel.blocks_hidden import HIDDEN, NEVER
from fiche.excel.blocks_ledger import hole_sum, rate_sum
from fiche.excel.canvas import Canvas
from fiche.excel.spoken import SAID, quoted
from fiche.excel.words import Words
from fiche.i18n import _

_TITLE = Words(
    "Calculs intermédiaires : rien n’est à saisir ici",
    "Intermediate workings: nothing is to be filled in here",
)
# The first unrated day after the earliest due date that has late days without a rate.
_UNRATED_DUE = f"MIN({NEVER}-SUMPRODUCT(MAX((tx_holes>0)*(tx_lots=0)*({NEVER}-tx_due))),{NEVER}-SUMPRODUCT(MAX((lot_holes>0)*({NEVER}-lot_due))))"
_GAP = "(per_since-per_gap)"
_LATER = f"({_GAP}+({_GAP}<=unrated_due)*(unrated_due+1-{_GAP}))"
POINTS: tuple[tuple[str, str], ...] = (
    ("outside_rate", "ROUND(1000000*N(contractual_rate),0)"),
    ("outside_hole", "IF(outside_rate=0,1,0)"),
    ("rates_at", "MATCH(as_of,per_since,1)"),
    ("rates_total", rate_sum("as_of", "rates_at")),
    ("holes_total", hole_sum("as_of", "rates_at")),
    ("unrated_due", f"IF(SUM(tx_holes)>0,{_UNRATED_DUE},0)"),
    ("unrated_day", f"IF(unrated_due=0,0,{NEVER}-SUMPRODUCT(MAX((per_gap>0)*(per_since>unrated_due+1)*({NEVER}-{_LATER}))))"),
    ("ripe_first", "SUMPRODUCT(MAX((rip_due<=as_of-90)*rip_month))"),
    ("ripe_last", "IF(ripe_first=0,-1,EOMONTH(ripe_first,0))"),
    ("dso_place", "SUMPRODUCT(--(sal_reach<ROUND(100*fig_outstanding,0)))+1"),
    ("best_place", "SUMPRODUCT(--(sal_reach<ROUND(100*fig_not_due,0)))+1"),
)  # fmt: skip


def workings(canvas: Canvas) -> None:
    """The sheet from top to bottom; its blocks are one under the other, each below its own header."""
    canvas.sheet.hide()
    canvas.page(landscape=True)
    canvas.widths(30, 22, 22, 90)
    canvas.text(0, 0, _TITLE, canvas.looks.note(text_wrap=False))
    row = _points(canvas, 2)
    row = _said(canvas, row + 1)
    row = _alerts(canvas, row + 1)
    for block in HIDDEN:
        canvas.block(block, row + 1, widths=False)
        row += MODEL_ROWS + 3


def _name(canvas: Canvas, row: int, name: str) -> None:
    canvas.sheet.write_string(row, 0, name, canvas.looks.note(text_wrap=False))


def _points(canvas: Canvas, row: int) -> int:
    for name, formula in POINTS:
        _name(canvas, row, name)
        canvas.formula(row, 1, formula, canvas.looks("number"), 0)
        canvas.define(name, row, 1)
        row += 1
    _name(canvas, row, "currency_sign")
    known = "".join(f'IF(main_currency="{code}","{sign}",' for code, sign in looks.SIGNS.items())
    canvas.formula(row, 1, f"{known}main_currency{')' * len(looks.SIGNS)}", canvas.looks("text"))
    canvas.define("currency_sign", row, 1)
    _name(canvas, row + 1, "conversion_note")
    canvas.sheet.write_blank(row + 1, 1, None, canvas.looks("text"))
    canvas.define("conversion_note", row + 1, 1)
    return row + 2


def _said(canvas: Canvas, row: int) -> int:
    """Each number of a sentence: its value, its digits, how it is written."""
    for said in SAID:
        value, digits = f"$B{row + 1}", f"$C{row + 1}"
        _name(canvas, row, said.name)
        canvas.formula(row, 1, said.value, canvas.looks("number"), 0)
        if said.kind != "day":
            canvas.formula(row, 2, spoken.whole(said, value), canvas.looks("number"), 0)
        canvas.formula(row, 3, spoken.text(said, value, digits), canvas.looks("text"))
        canvas.define(f"value_{said.name}", row, 1)
        canvas.define(f"digits_{said.name}", row, 2)
        canvas.define(f"said_{said.name}", row, 3)
        row += 1
    return row


def _alerts(canvas: Canvas, row: int) -> int:
    """Each alert: its place among those that hold (the gravest first, then the largest), and its sentence."""
    first = row
    for place, alert in enumerate(spoken_alerts.warned(), 1):
        _name(canvas, row, alert.code)
        holds = f"IF({spoken_alerts.KEPT},{alert.holds},FALSE)"
        order = f'IF({holds},1E14*{alert.gravity}-ROUND(1000*{alert.amount},0)+{place},"")'
        canvas.formula(row, 1, order, canvas.looks("number"))
        canvas.formula(row, 3, f'IF($B{row + 1}="","",{alert.sentence})', canvas.looks("text"))
        row += 1
    for code in spoken_alerts.AS_EXPORTED:
        _name(canvas, row, code)
        canvas.sheet.write_blank(row, 1, None, canvas.looks("number"))
        canvas.sheet.write_blank(row, 3, None, canvas.looks("text"))
        row += 1
    canvas.define("alert_order", first, 1, row - 1, 1)
    canvas.define("alert_text", first, 3, row - 1, 3)
    return row


def alert_at(place: str) -> str:
    """The sentence of the alert at `place`; on the first one, that there is none."""
    nothing = f'IF({place}=1,{quoted(_(spoken_alerts.NOTHING))},"")'
    return f"IF(COUNT(alert_order)<{place},{nothing},INDEX(alert_text,MATCH(SMALL(alert_order,{place}),alert_order,0)))"
