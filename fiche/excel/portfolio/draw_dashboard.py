"""Draws the first sheet of the client file's workbook: how things stand in eight figures and four native charts; it fills nothing in."""

from dataclasses import dataclass
from typing import Any

from fiche.excel import looks
from fiche.excel.canvas import AS_OF, Canvas
from fiche.excel.looks import EURO, sign
from fiche.excel.portfolio import draw_segments, draw_workings
from fiche.excel.portfolio.words import SHEETS, TITLE
from fiche.excel.words import AGED, FINE, GAPS, Words
from fiche.i18n import LANGUAGES

COLUMNS, WIDTH = 4, 34.0
CHARTS_AT, CHART_ROWS = 13, 14
_EURO = {language: sign(language, EURO) for language in LANGUAGES}
_SOLD = 'SUMIFS(doc_gross,doc_scope,1,doc_date,">"&(as_of-dso_days))'


@dataclass(frozen=True)
class Tile:
    """A figure with its label and one comparison; `shown` is the comparison's number format, French and English."""

    code: str
    label: Words
    look: str
    formula: str
    comparison: str
    shown: Words


def _share(french: str, english: str) -> Words:
    return Words(rf'0.0\ %" {french}"', f'0.0%" {english}"')


TILES = (
    Tile("revenue_12m", Words("CA 12 mois", "Revenue, 12 months"), "money", "total_cli_revenue_12m",
         "IF(total_cli_revenue_prev_12m>0,total_cli_revenue_12m/total_cli_revenue_prev_12m-1,{undefined})",
         Words(r'\+0.0\ %" sur un an";\-0.0\ %" sur un an";0.0\ %" sur un an"', r'\+0.0%" over a year";\-0.0%" over a year";0.0%" over a year"')),
    Tile("outstanding", Words("Encours", "Outstanding"), "money", "total_cli_outstanding", "IF(total_cli_outstanding>0,total_cli_not_due/total_cli_outstanding,{undefined})",
         _share("non échu", "not due")),
    Tile("overdue", Words("En retard", "Overdue"), "money", "total_cli_overdue", "IF(total_cli_outstanding>0,total_cli_overdue/total_cli_outstanding,{undefined})",
         _share("de l’encours", "of outstanding")),
    Tile("overdue_serious", Words("Retard grave", "Seriously late"), "money", "total_cli_overdue_serious", "total_cli_overdue_count",
         Words('[>1]#,##0" factures en retard";0" facture en retard"', '[>1]#,##0" invoices late";0" invoice late"')),
    Tile("balance", Words("Solde", "Balance"), "money", "total_cli_balance", "total_cli_unapplied",
         Words(rf'"à déduire : "#,##0.00{_EURO["fr"]};"à déduire : "\-#,##0.00{_EURO["fr"]}', rf'"to deduct: "{_EURO["en"]}#,##0.00;"to deduct: "\-{_EURO["en"]}#,##0.00')),
    Tile("dso_accounting", Words("DSO comptable", "DSO, accounting method"), "average", f"IF({_SOLD}>0,total_cli_outstanding/{_SOLD}*dso_days,{{undefined}})", "dso_days",
         Words(r'"sur "0\ "jours de ventes"', r'"over "0\ "days of sales"')),
    Tile("days_late_weighted", Words("Retard moyen", "Average delay"), "average",
         'IF(SUMIFS(doc_gross,doc_delay_days,">-99999")>0,SUMPRODUCT(doc_gross,doc_delay_days)/SUMIFS(doc_gross,doc_delay_days,">-99999"),{undefined})',
         "MAX(doc_days)", Words(r'"le plus ancien : "#,##0\ "j"', r'"the oldest: "#,##0\ "d"')),
    Tile("clients", Words("Clients", "Clients"), "count", "COUNTA(cli_client_id)", "COUNT(cli_recency)",
         Words('[>1]#,##0" ont acheté en 12 mois";0" a acheté en 12 mois"', '[>1]#,##0" bought in 12 months";0" bought in 12 months"')),
)  # fmt: skip


def dashboard(canvas: Canvas) -> None:
    """The sheet from top to bottom, on one page."""
    canvas.widths(*[WIDTH] * COLUMNS)
    _title(canvas)
    for place, tile in enumerate(TILES):
        _tile(canvas, 4 + 4 * (place // COLUMNS), place % COLUMNS, tile)
    for top in (4, 8):
        for offset, height in enumerate((16, 23, 16, 6)):
            canvas.sheet.set_row(top + offset, height)
    canvas.colour(5, 2, 5, 2, "N(total_cli_overdue)>0", font_color=looks.LATE)
    canvas.colour(5, 3, 5, 3, "N(total_cli_overdue_serious)>0", font_color=looks.SERIOUS)
    _charts(canvas)
    canvas.page(landscape=True, rows=CHARTS_AT + 2 * CHART_ROWS, columns=COLUMNS, tall=1)
    canvas.sheet.center_horizontally()
    canvas.sheet.freeze_panes(2, 0)


def _title(canvas: Canvas) -> None:
    """What it is, of what, at which date, and whether the proofs hold."""
    grey = {"font_color": looks.REFERENCE}
    canvas.sheet.set_row(0, 30)
    canvas.text(0, 0, TITLE, canvas.looks(bold=True, font_size=18, font_color=looks.NOW))
    canvas.sheet.write_string(1, 0, "", canvas.looks(**grey))
    canvas.define("client_title", 1, 0)
    right = canvas.looks(num_format=canvas.say(AS_OF), align="right", **grey)
    canvas.formula(1, 3, "as_of", right, 0)
    canvas.define("dashboard_as_of", 1, 3)
    gaps = "SUMPRODUCT(--(proof_differences<>0))"
    fine = canvas.looks(font_size=9, font_color=looks.DONE, align="right")
    canvas.formula(2, 3, f'IF({gaps}=0,"{canvas.say(FINE)}","{canvas.say(GAPS)}")', fine)
    canvas.define("proofs_sentence", 2, 3)
    canvas.colour(2, 3, 2, 3, f"{gaps}>0", font_color=looks.SERIOUS, bold=True)
    canvas.sheet.write_string(2, 0, "", canvas.looks.note(text_wrap=False))
    canvas.define("further_sheets", 2, 0)
    canvas.sheet.set_row(3, 6)


def _tile(canvas: Canvas, row: int, column: int, tile: Tile) -> None:
    edges: dict[str, Any] = {"bg_color": looks.SOFT, "left": 5, "right": 5, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}  # fmt: skip
    edges |= {"align": "left", "indent": 1}
    small = edges | {"font_size": 9, "font_color": looks.REFERENCE}
    canvas.text(row, column, tile.label, canvas.looks(**small))
    large = canvas.looks(tile.look, bold=True, font_size=16, **edges)
    canvas.formula(row + 1, column, tile.formula, large, 0)
    canvas.formula(row + 2, column, tile.comparison, canvas.looks(num_format=canvas.say(tile.shown), **small), 0)  # fmt: skip
    canvas.define(f"tile_{tile.code}", row + 1, column)
    canvas.define(f"versus_{tile.code}", row + 2, column)


# ── charts ──


def _charts(canvas: Canvas) -> None:
    """Revenue by month, aged balance, first clients, ABC classes: two by two."""
    workings, segments = canvas.say(SHEETS["workings"]), canvas.say(SHEETS["segments"])
    months = (draw_workings.MONTHS_AT, draw_workings.MONTHS_AT + draw_workings.MONTHS - 1)
    aged = (draw_workings.AGED_AT, draw_workings.AGED_AT + len(AGED) - 1)
    top = (draw_workings.TOP_AT, draw_workings.TOP_AT + draw_workings.TOP - 1)
    classes = (draw_segments.ABC_AT, draw_segments.ABC_AT + len(draw_segments.CLASSES) - 1)
    revenue = _chart(canvas, "column", Words("Chiffre d’affaires par mois, comparé à l’année précédente", "Revenue by month, against the year before"))  # fmt: skip
    _series(revenue, workings, months, 2, looks.REFERENCE_FILL, head=True)
    _series(revenue, workings, months, 1, looks.NOW, head=True)
    revenue.set_x_axis(_axis(num_format="mm/yy", text_axis=True))
    revenue.set_legend({"position": "top", "font": _font()})
    balance = _chart(canvas, "column", Words("Balance âgée", "Aged balance"))
    _series(balance, workings, aged, 1, looks.LATE)
    first = _chart(canvas, "bar", Words("Dix premiers clients, CA de 12 mois", "First ten clients, revenue of 12 months"))  # fmt: skip
    _series(first, workings, top, 1, looks.NOW)
    first.set_y_axis(_axis(reverse=True))
    first.set_x_axis(_axis(num_format="#,##0", gridlines=True))
    abc = _chart(canvas, "column", Words("Part du chiffre d’affaires par classe ABC", "Share of revenue by ABC class"))  # fmt: skip
    _series(abc, segments, classes, 3, looks.NOW, labels="0 %")
    abc.set_y_axis(_axis(num_format="0 %", gridlines=True, low=0))
    for place, chart in enumerate((revenue, balance, first, abc)):
        chart.set_size({"width": 484, "height": 20 * CHART_ROWS - 8})
        row, column = CHARTS_AT + CHART_ROWS * (place // 2), 2 * (place % 2)
        canvas.sheet.insert_chart(row, column, chart, {"object_position": 2, "x_offset": 2, "description": chart.title.name})  # fmt: skip


def _font() -> dict[str, Any]:
    return {"name": looks.FONT, "size": 8, "color": looks.REFERENCE}


def _axis(*, gridlines: bool = False, reverse: bool = False, low: float | None = None, **more: Any) -> dict[str, Any]:  # fmt: skip
    line = {"color": looks.LINE}
    quiet = {"num_font": _font(), "line": line, "major_tick_mark": "none", "label_position": "low", **more}
    if gridlines:
        quiet |= {"major_gridlines": {"visible": True, "line": line}, "line": {"none": True}}
    else:
        quiet |= {"major_gridlines": {"visible": False}}
    return quiet | ({"reverse": True} if reverse else {}) | ({} if low is None else {"min": low})


def _chart(canvas: Canvas, kind: str, title: Words) -> Any:
    chart = canvas.book.add_chart({"type": kind})
    chart.set_title({"name": canvas.say(title), "name_font": _font() | {"size": 10, "bold": False, "color": looks.INK}})  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_x_axis(_axis())
    chart.set_y_axis(_axis(num_format="#,##0", gridlines=True))
    return chart


def _series(
    chart: Any, sheet: str, rows: tuple[int, int], column: int, colour: str, *, head: bool = False, labels: str = ""
) -> None:  # fmt: skip
    first, last = rows
    one: dict[str, Any] = {
        "categories": [sheet, first, 0, last, 0], "values": [sheet, first, column, last, column], "fill": {"color": colour}, "gap": 60,
    }  # fmt: skip
    if head:
        one |= {"name": [sheet, first - 1, column], "overlap": 0}
    if labels:
        one |= {"data_labels": {"value": True, "num_format": labels, "font": _font()}}
    chart.add_series(one)
