"""Draws the workings behind the charts and the classes: months, buckets, first clients, and the search for the limits of classes A and B.

A class's limit is the smallest amount, in cents, that clients above it do not reach the wanted share with. It is found by halving, a row a step:
each step adds up the clients once, where ranking each client would add them up once a client.
"""

from fiche.excel import looks
from fiche.excel.canvas import Canvas
from fiche.excel.portfolio.words import SHEETS
from fiche.excel.words import AGED, BUCKETS, Words

MONTHS, TOP, STEPS = 12, 10, 46
MONTHS_AT, AGED_AT, TOP_AT, HALVING_AT = 5, 20, 34, 48  # rows, from 0, of the first line of each table
_MONTH = "EDATE(DATE(YEAR(as_of),MONTH(as_of),1),{})"
_SOLD = 'ROUND(SUMIFS(doc_net,doc_scope,1,doc_date,">="&{0},doc_date,"<="&{1}),2)'
_ENDS = "IF(as_of=EOMONTH(as_of,0),EOMONTH(year_ago,0),year_ago)"
_FIRST = "SUMPRODUCT(SMALL((cli_revenue_12m=$B{0})*ROW(cli_revenue_12m)+(cli_revenue_12m<>$B{0})*9999999,COUNTIF($B${1}:$B{0},$B{0})))-MIN(ROW(cli_revenue_12m))+1"


def workings(canvas: Canvas) -> None:
    """The sheet from top to bottom."""
    canvas.page(landscape=False, tall=1)
    canvas.widths(30, 17, 17, 17, 17, 17, 17, 17)
    canvas.heading(SHEETS["workings"])
    _months(canvas)
    _aged(canvas)
    _top(canvas)
    _halving(canvas)
    canvas.sheet.freeze_panes(4, 0)


def _months(canvas: Canvas) -> None:
    """Revenue of the last twelve months and of the same months a year before, the last one up to the date."""
    canvas.section(MONTHS_AT - 1, Words("Chiffre d’affaires par mois", "Revenue by month"), Words("12 derniers mois", "Last 12 months"), Words("Un an avant", "A year before"))  # fmt: skip
    for index in range(MONTHS):
        row = MONTHS_AT + index
        month = canvas.looks.cell("month", locked=True, align="left", bg_color=looks.INPUT)
        canvas.formula(row, 0, _MONTH.format(index - MONTHS + 1), month, 0)
        before = f"EDATE($A{row + 1},-12)"
        end = f"EOMONTH({before},0)" if index < MONTHS - 1 else _ENDS
        sold = (_SOLD.format(f"$A{row + 1}", f"EOMONTH($A{row + 1},0)"), _SOLD.format(before, end))
        for column, formula in enumerate(sold, 1):
            canvas.formula(row, column, formula, canvas.looks.cell("money", locked=True), 0)
    canvas.define("months", MONTHS_AT, 0, MONTHS_AT + MONTHS - 1, 2)


def _aged(canvas: Canvas) -> None:
    """The buckets of the aged balance that the settings use, one after the other: a chart of it has no hole."""
    canvas.section(AGED_AT - 1, Words("Balance âgée", "Aged balance"), Words("Montant", "Amount"))
    used, last = 'SUMPRODUCT(--(bucket_label<>""))', ("no_due_date", "unapplied")
    for place, name in enumerate(AGED):
        row, label, amount = AGED_AT + place, f'"{BUCKETS["not_due"][canvas.language]}"', "total_age_not_due"
        if place:
            label, amount = '""', "0"
            for after, code in reversed(list(enumerate(last, 1))):
                is_next = f"{place}-{used}={after}"
                label = f'IF({is_next},"{BUCKETS[code][canvas.language]}",{label})'
                amount = f"IF({is_next},total_age_{code},{amount})"
        if name.startswith("late_"):
            label = f"IF({place}<={used},INDEX(bucket_label,{place}),{label})"
            amount = f"IF({place}<={used},total_age_{name},{amount})"
        canvas.formula(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.formula(row, 1, amount, canvas.looks.cell("money", locked=True), 0)
    canvas.define("aged_balance", AGED_AT, 0, AGED_AT + len(AGED) - 1, 1)


def _top(canvas: Canvas) -> None:
    """The ten clients of most revenue in twelve months, equal ones in the order of the sheet."""
    canvas.section(TOP_AT - 1, Words("Premiers clients", "First clients"), Words("CA 12 mois", "Revenue, 12 months"), Words("Rang dans la feuille", "Place in the sheet"))  # fmt: skip
    for index in range(TOP):
        row = TOP_AT + index
        place = _FIRST.format(row + 1, TOP_AT + 1)
        name = f'IF($B{row + 1}<=0,"",IF(INDEX(cli_client_name,$C{row + 1})="",INDEX(cli_client_id,$C{row + 1}),INDEX(cli_client_name,$C{row + 1})))'
        canvas.formula(row, 0, name, canvas.looks.cell("text", locked=False, text_wrap=False))
        best = f"IFERROR(LARGE(cli_revenue_12m,{index + 1}),0)"
        canvas.formula(row, 1, best, canvas.looks.cell("money", locked=True), 0)
        canvas.formula(row, 2, f'IF($B{row + 1}<=0,"",{place})', canvas.looks.cell("count", locked=True), 0)
    canvas.define("top_clients", TOP_AT, 0, TOP_AT + TOP - 1, 2)


def _halving(canvas: Canvas) -> None:
    """Class A in columns A to D, class B in E to H: between, middle, what clients above the middle sell."""
    heads = (Words("entre (centimes)", "between (cents)"), Words("et", "and"), Words("milieu", "middle"), Words("CA au-dessus", "Revenue above"))  # fmt: skip
    for column in range(8):
        words = heads[column % 4]
        title = Words(f"{'AB'[column // 4]} {words.fr}", f"{'AB'[column // 4]} {words.en}")
        canvas.text(HALVING_AT - 1, column, title, canvas.looks.head("number"))
    for row in range(HALVING_AT, HALVING_AT + STEPS):
        for left, name in ((0, "a"), (4, "b")):
            _step(canvas, row, left, name)
    last = HALVING_AT + STEPS - 1
    canvas.define("halving_a", HALVING_AT, 0, last, 3)
    canvas.define("halving_b", HALVING_AT, 4, last, 7)
    canvas.define("halved_a", last, 1)
    canvas.define("halved_b", last, 5)


def _step(canvas: Canvas, row: int, left: int, name: str) -> None:
    """The bounds follow from the step above; nobody above the upper one, or too few."""
    low, high, middle, above = (f"${'ABCDEFGH'[left + n]}{row}" for n in range(4))
    enough = f"{above}<ROUND(abc_share_{name}*abc_total,4)"
    first = row == HALVING_AT
    bounds = ("0", "MAX(0,ROUND(100*MAX(cli_revenue_12m),0))") if first else (f"IF({enough},{low},{middle})", f"IF({enough},{middle},{high})")  # fmt: skip
    own_low, own_high, own_middle = (f"${'ABCDEFGH'[left + n]}{row + 1}" for n in range(3))
    look = canvas.looks.cell("integer", locked=True)
    canvas.formula(row, left, bounds[0], look, 0)
    canvas.formula(row, left + 1, bounds[1], look, 0)
    canvas.formula(row, left + 2, f"INT(({own_low}+{own_high})/2)", look, 0)
    sold = f"ROUND(SUMPRODUCT((cli_revenue_12m>{own_middle}/100)*cli_revenue_12m),2)"
    canvas.formula(row, left + 3, sold, canvas.looks.cell("money", locked=True), 0)
