"""The first sheet of the template: who the client is, how things stand, one chart, what needs someone; it fills nothing in."""

from dataclasses import dataclass
from typing import Any

from fiche.excel import looks
from fiche.excel.blocks import MODEL_ROWS
from fiche.excel.canvas import AS_OF, Canvas
from fiche.excel.draw_record import heading, record
from fiche.excel.draw_workings import alert_at
from fiche.excel.indicators import MONTHS
from fiche.excel.looks import EURO, sign
from fiche.excel.words import FINE, GAPS, SHEETS, Words
from fiche.i18n import LANGUAGES

WIDTH = 26.0
CHART_ROWS = 12
_EURO = {language: sign(language, EURO) for language in LANGUAGES}
_EVOLUTION = Words(
    "Facturé et encaissé par mois, TTC, sur 24 mois", "Invoiced and received by month, gross, over 24 months"
)
_COUNT = Words('[>1]#,##0" factures";0" facture"', '[>1]#,##0" invoices";0" invoice"')


@dataclass(frozen=True)
class Tile:
    """A figure with its label and one comparison; `shown` is the comparison's number format, French and English."""

    figure: str
    label: Words
    look: str
    comparison: str
    shown: Words


TILES = (
    Tile("revenue_12m", Words("CA 12 mois", "Revenue, 12 months"), "money", "fig_growth",
         Words(r'\+0.0\ %" sur un an";\-0.0\ %" sur un an";0.0\ %" sur un an"', r'\+0.0%" over a year";\-0.0%" over a year";0.0%" over a year"')),
    Tile("outstanding", Words("Encours", "Outstanding"), "money", "fig_credit_use",
         Words(r'"solde : "0\ %" du plafond";"solde : "\-0\ %" du plafond"', r'"balance: "0%" of the limit";"balance: "\-0%" of the limit"')),
    Tile("overdue", Words("En retard", "Overdue"), "money", "fig_overdue_count", _COUNT),
    Tile("balance", Words("Solde", "Balance"), "money", "fig_unapplied",
         Words(rf'"à déduire : "#,##0.00{_EURO["fr"]};"à déduire : "\-#,##0.00{_EURO["fr"]}', rf'"to deduct: "{_EURO["en"]}#,##0.00;"to deduct: "\-{_EURO["en"]}#,##0.00')),
    Tile("days_to_pay", Words("Délai de paiement", "Days to pay"), "average", 'IF(client_payment_terms="","",client_payment_terms)', Words("@", "@")),
    Tile("days_late_weighted", Words("Retard moyen", "Average delay"), "average", "fig_oldest_delay", Words(r'"le plus ancien : "0\ "j"', r'"the oldest: "0\ "d"')),
    Tile("discount_rate", Words("Remise moyenne", "Average discount"), "percent", 'IF(client_granted_discount="","",client_granted_discount)',
         Words(r'"accordée : "0.0\ %', r'"granted: "0.0%')),
    Tile("average_order", Words("Panier moyen", "Average order"), "money", "fig_order_count", _COUNT),
)  # fmt: skip


def fiche(canvas: Canvas, months: int) -> None:
    """Draw the sheet from top to bottom. `months`: the row of the figures sheet where the months begin."""
    canvas.widths(WIDTH, WIDTH, WIDTH, WIDTH)
    _title(canvas)
    row = _tiles(canvas, 4)
    _chart(canvas, row, months)
    row = record(canvas, _remarks(canvas, row + CHART_ROWS + 1))
    canvas.page(landscape=False, rows=row, columns=4)
    canvas.sheet.freeze_panes(2, 0)


def _title(canvas: Canvas) -> None:
    """The name, the number, the date; the status and why; whether the proofs hold."""
    grey = {"font_color": looks.REFERENCE}
    canvas.sheet.set_row(0, 30)
    large = canvas.looks(bold=True, font_size=18, font_color=looks.NOW, text_wrap=True)
    canvas.sheet.merge_range(0, 0, 0, 3, "", large)
    canvas.formula(0, 0, 'IF(client_name="",client_client_id&"",client_name)', large)
    canvas.define("client_title", 0, 0)
    number = canvas.say(Words("Client n° ", "Client no. "))
    canvas.formula(1, 0, f'"{number}"&client_client_id&" · "&main_currency', canvas.looks(**grey))
    canvas.define("client_number", 1, 0)
    canvas.formula(1, 3, "as_of", canvas.looks(num_format=canvas.say(AS_OF), align="right", **grey), 0)
    canvas.define("fiche_as_of", 1, 3)
    status = canvas.looks(text_wrap=True, valign="top")
    canvas.sheet.merge_range(2, 0, 2, 2, "", status)
    canvas.formula(2, 0, 'fig_status&" · "&why_status', status)
    canvas.define("status_line", 2, 0)
    gaps = "SUMPRODUCT(--(proof_differences<>0))"
    fine = canvas.looks(font_size=9, font_color=looks.DONE, align="right")
    canvas.formula(2, 3, f'IF({gaps}=0,"{canvas.say(FINE)}","{canvas.say(GAPS)}")', fine)
    canvas.define("proofs_sentence", 2, 3)
    canvas.colour(2, 3, 2, 3, f"{gaps}>0", font_color=looks.SERIOUS, bold=True)
    canvas.sheet.set_row(3, 6)


def _tiles(canvas: Canvas, row: int) -> int:
    """Eight figures in two rows of four. Returns the next free row."""
    for place, tile in enumerate(TILES):
        _tile(canvas, row + 4 * (place // 4), place % 4, tile)
    for top in (row, row + 4):
        for offset, height in enumerate((16, 23, 16, 6)):
            canvas.sheet.set_row(top + offset, height)
    canvas.colour(row + 1, 2, row + 1, 2, "N(fig_overdue_serious)>0", font_color=looks.SERIOUS)
    canvas.colour(row + 1, 2, row + 1, 2, "N(fig_overdue)>0", font_color=looks.LATE)
    return row + 8


def _tile(canvas: Canvas, row: int, column: int, tile: Tile) -> None:
    edges: dict[str, Any] = {
        "bg_color": looks.SOFT,
        "left": 5,
        "right": 5,
        "left_color": "#FFFFFF",
        "right_color": "#FFFFFF",
    }
    edges |= {"align": "left", "indent": 1}
    small = edges | {"font_size": 9, "font_color": looks.REFERENCE}
    canvas.text(row, column, tile.label, canvas.looks(**small))
    canvas.formula(
        row + 1, column, f"fig_{tile.figure}", canvas.looks(tile.look, bold=True, font_size=15, **edges), 0
    )
    canvas.formula(row + 2, column, tile.comparison, canvas.looks(num_format=canvas.say(tile.shown), **small))
    canvas.define(f"tile_label_{tile.figure}", row, column)
    canvas.define(f"tile_{tile.figure}", row + 1, column)
    canvas.define(f"versus_{tile.figure}", row + 2, column)


def _chart(canvas: Canvas, row: int, first: int) -> None:
    """Invoiced and received over the months: a native chart on the figures sheet's rows."""
    chart, source = canvas.book.add_chart({"type": "column"}), canvas.say(SHEETS["figures"])
    font = {"name": looks.FONT, "size": 8, "color": looks.REFERENCE}
    last = first + MONTHS - 1
    for column, colour in ((1, looks.NOW), (2, looks.DONE)):
        places = {"categories": [source, first, 0, last, 0], "values": [source, first, column, last, column]}
        chart.add_series(
            {
                "name": [source, first - 1, column],
                **places,
                "fill": {"color": colour},
                "gap": 60,
                "overlap": 0,
            }
        )
    heading_font = {**font, "size": 10, "bold": False, "color": looks.INK}
    chart.set_title({"name": canvas.say(_EVOLUTION), "name_font": heading_font})
    line = {"color": looks.LINE}
    chart.set_x_axis({"num_format": "mm/yy", "num_font": {**font, "rotation": -45}, "line": line, "text_axis": True, "label_position": "low", "major_tick_mark": "none"})  # fmt: skip
    chart.set_y_axis({"num_format": "#,##0", "num_font": font, "line": {"none": True}, "major_gridlines": {"visible": True, "line": line}})  # fmt: skip
    chart.set_legend({"position": "top", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 748, "height": 20 * CHART_ROWS})
    canvas.sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": canvas.say(_EVOLUTION)})


def _remarks(canvas: Canvas, row: int) -> int:
    """What needs someone, a sentence a row, the gravest first. Returns the next free row."""
    heading(canvas, row, 0, 3, Words("À faire", "To do"))
    canvas.define("remarks_head", row, 0)
    look = canvas.looks(text_wrap=True, indent=1)
    for here in range(row + 1, row + 1 + MODEL_ROWS):
        canvas.sheet.merge_range(here, 0, here, 3, "", look)
        canvas.formula(here, 0, alert_at("(ROW()-ROW(remarks_head))"), look)
    canvas.define("block_remarks", row + 1, 0, row + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 2
