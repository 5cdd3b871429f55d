"""Draws the sheet of classes and segments: their limits, how many clients and how much revenue each has; it fills nothing in."""

from fiche.analysis import rfm
from fiche.excel import looks
from fiche.excel.canvas import Canvas
from fiche.excel.portfolio.words import SHEETS
from fiche.excel.words import Words
from fiche.i18n import _, speaking

CLASSES = ("A", "B", "C")
_SCALES = (
    ("r", Words("R : jours depuis le dernier achat", "R: days since the last purchase"), "integer"),
    ("f", Words("F : jours d’achat en 12 mois", "F: purchase days in 12 months"), "integer"),
    ("m", Words("M : chiffre d’affaires de 12 mois", "M: revenue of 12 months"), "money"),
)
_BUYERS = "COUNT(cli_recency)"
_CUTS = {
    "r": "SMALL(cli_recency,{k})",
    "f": "SMALL(cli_purchase_days_12m,COUNTIF(cli_purchase_days_12m,0)+{k})",
    "m": 'SUMPRODUCT(SMALL((cli_recency<>"")*cli_revenue_12m+(cli_recency="")*1E+15,{k}))',
}
ABC_AT, CUTS_AT, SEGMENTS_AT = 6, 14, 21
GRID_AT = SEGMENTS_AT + len(rfm.SEGMENTS) + 3


def segments(canvas: Canvas) -> None:
    """The sheet from top to bottom."""
    canvas.page(landscape=True, tall=1)
    canvas.widths(34, 17, 17, 17, 17, 12, 12, 12, 12, 12)
    canvas.heading(SHEETS["segments"])
    canvas.sheet.write_string(3, 0, "", canvas.looks.note(text_wrap=False))
    canvas.define("segments_note", 3, 0)
    _abc(canvas)
    _cuts(canvas)
    _named(canvas)
    _grid(canvas)
    canvas.sheet.freeze_panes(4, 0)


def _abc(canvas: Canvas) -> None:
    """Each class: from which revenue, its clients, its revenue and share. The names that the formulas of the clients use."""
    canvas.section(ABC_AT - 1, Words("Classes ABC, sur le CA de 12 mois", "ABC classes, on revenue of 12 months"), Words("Clients", "Clients"), Words("CA 12 mois", "Revenue, 12 months"))  # fmt: skip
    canvas.text(ABC_AT - 1, 3, Words("Part du CA", "Share of revenue"), _right(canvas))
    canvas.text(ABC_AT - 1, 4, Words("À partir de", "From"), _right(canvas))
    money, share = (canvas.looks.cell(look, locked=True) for look in ("money", "percent"))
    for row, name in enumerate(CLASSES, ABC_AT):
        canvas.text(row, 0, Words(name, name), canvas.looks.cell("text", locked=False))
        canvas.formula(row, 1, f'COUNTIF(cli_abc,"{name}")', canvas.looks.cell("count", locked=True), 0)
        canvas.formula(row, 2, f'ROUND(SUMIFS(cli_revenue_12m,cli_abc,"{name}"),2)', money, 0)
        canvas.formula(row, 3, f"IF(abc_total>0,$C{row + 1}/abc_total,{{undefined}})", share, 0)
    for row, name in ((ABC_AT, "a"), (ABC_AT + 1, "b")):
        canvas.formula(row, 4, f"IF(abc_total>0,ROUND(halved_{name}/100,2),0)", money, 0)
        canvas.define(f"abc_{name}", row, 4)
        above = f"ROUND(SUMPRODUCT((cli_revenue_12m>abc_{name})*cli_revenue_12m),2)"
        canvas.formula(row, 5, above, canvas.looks("money", font_color=looks.REFERENCE), 0)
        canvas.define(f"abc_above_{name}", row, 5)
    canvas.text(ABC_AT - 1, 5, Words("CA au-dessus", "Revenue above"), _right(canvas))
    row = ABC_AT + len(CLASSES)
    canvas.text(
        row, 0, Words("Chiffre d’affaires positif", "Positive revenue"), canvas.looks(bold=True, top=1)
    )
    canvas.sheet.write_blank(row, 1, None, canvas.looks(top=1))
    total = 'ROUND(SUMIFS(cli_revenue_12m,cli_revenue_12m,">0"),2)'
    canvas.formula(row, 2, total, canvas.looks("money", bold=True, top=1, align="right"), 0)
    canvas.define("abc_total", row, 2)
    canvas.define("abc_table", ABC_AT, 1, ABC_AT + len(CLASSES) - 1, 3)


def _right(canvas: Canvas) -> object:
    return canvas.looks(bold=True, font_size=9, font_color=looks.NOW, bottom=2, bottom_color=looks.NOW, align="right")  # fmt: skip


def _cuts(canvas: Canvas) -> None:
    """The four cut-offs of each score: a fifth of the year's buyers does not exceed the first, two the second…"""
    canvas.section(
        CUTS_AT - 1,
        Words("Seuils des notes R, F et M", "Cut-offs of the R, F and M scores"),
        Words("1er", "1st"),
        Words("2e", "2nd"),
    )
    for column, words in ((3, Words("3e", "3rd")), (4, Words("4e", "4th"))):
        canvas.text(CUTS_AT - 1, column, words, _right(canvas))
    for row, (name, label, look) in enumerate(_SCALES, CUTS_AT):
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        for k in range(1, rfm.SCORES):
            cut = _CUTS[name].format(k=f"ROUNDUP({_BUYERS}*{k}/{rfm.SCORES},0)")
            canvas.formula(row, k, f"IF({_BUYERS}=0,0,{cut})", canvas.looks.cell(look, locked=True), 0)
            canvas.define(f"rfm_{name}{k}", row, k)


def _named(canvas: Canvas) -> None:
    """Each segment with what it means, its clients and its revenue."""
    canvas.section(SEGMENTS_AT - 1, Words("Segments RFM", "RFM segments"), Words("Clients", "Clients"), Words("CA 12 mois", "Revenue, 12 months"))  # fmt: skip
    with speaking(canvas.language):
        for row, (code, name) in enumerate(rfm.SEGMENTS.items(), SEGMENTS_AT):
            canvas.sheet.write_string(row, 0, _(name), canvas.looks.cell("text", locked=False))
            own = f"$A{row + 1}"
            canvas.formula(row, 1, f"COUNTIF(cli_segment,{own})", canvas.looks.cell("count", locked=True), 0)
            sold = f"ROUND(SUMIFS(cli_revenue_12m,cli_segment,{own}),2)"
            canvas.formula(row, 2, sold, canvas.looks.cell("money", locked=True), 0)
            canvas.sheet.merge_range(row, 3, row, 9, _(rfm.MEANINGS[code]), canvas.remark())
            canvas.define(f"segment_{code}", row, 0)
    canvas.define("rfm_lost", SEGMENTS_AT + list(rfm.SEGMENTS).index(rfm.LOST), 0)
    canvas.define("rfm_table", SEGMENTS_AT, 1, SEGMENTS_AT + len(rfm.SEGMENTS) - 1, 2)


def _grid(canvas: Canvas) -> None:
    """Which scores make which segment: R down, F + M across."""
    canvas.section(GRID_AT - 2, Words("Du score au segment", "From scores to segments"))
    canvas.text(
        GRID_AT - 1, 0, Words("R en ligne, F + M en colonne", "R down, F + M across"), canvas.looks.note()
    )
    for column in range(9):
        canvas.sheet.write_number(
            GRID_AT - 1, column + 1, column + 2, canvas.looks(bold=True, align="center")
        )
    look = canvas.looks(font_size=9, align="center", border=1, border_color=looks.LINE, text_wrap=True)
    for r in range(1, rfm.SCORES + 1):
        row = GRID_AT + r - 1
        canvas.sheet.set_row(row, 26)
        canvas.sheet.write_number(row, 0, r, canvas.looks(bold=True, align="right"))
        for fm in range(2, 2 * rfm.SCORES + 1):
            code = next(c.segment for c in rfm.CELLS if c.r <= r <= c.r_last and c.fm <= fm <= c.fm_last)
            canvas.formula(row, fm - 1, f"segment_{code}", look, "")
    canvas.define("rfm_segments", GRID_AT, 1, GRID_AT + rfm.SCORES - 1, 9)
