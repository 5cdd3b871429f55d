"""The first sheet of the template: who the client is, how things stand, one chart, and every declared column; it fills nothing in."""

from dataclasses import dataclass

from fiche.columns import Column
from fiche.excel import looks
from fiche.excel.blocks import ADDRESSES, CONTACTS, MODEL_ROWS, Block
from fiche.excel.canvas import Canvas, own_row
from fiche.excel.draw_rows import HEAD
from fiche.excel.indicators import MONTHS
from fiche.excel.references import column_letters
from fiche.excel.words import SECTIONS, SHEETS, Words
from fiche.model import TABLES, label

WIDTH = 26.0
PAIRS = (
    ("identity", "contact"),
    ("delivery", "billing"),
)  # side by side; any other section takes the whole width
CHART_ROWS = 12


@dataclass(frozen=True)
class Tile:
    """A figure with its label and one comparison; `shown` is the comparison's number format, French and English."""

    figure: str
    label: Words
    look: str
    comparison: str
    shown: Words


_EURO = '"€"'
TILES = (
    Tile("revenue_12m", Words("CA 12 mois", "Revenue, 12 months"), "money", "fig_growth",
         Words(r'\+0.0\ %" sur un an";\-0.0\ %" sur un an";0.0\ %" sur un an"', r'\+0.0%" over a year";\-0.0%" over a year";0.0%" over a year"')),
    Tile("outstanding", Words("Encours", "Outstanding"), "money", "fig_credit_use", Words(r'"solde : "0\ %" du plafond";"solde : "\-0\ %" du plafond"', '"balance: "0%" of the limit";"balance: "\\-0%" of the limit"')),
    Tile("overdue", Words("En retard", "Overdue"), "money", "fig_overdue_count", Words('[>1]0" factures";0" facture"', '[>1]0" invoices";0" invoice"')),
    Tile("balance", Words("Solde", "Balance"), "money", "fig_unapplied",
         Words(rf'"dont à déduire : "#,##0.00\ {_EURO};"dont à déduire : "\-#,##0.00\ {_EURO}', rf'"to deduct: "{_EURO}#,##0.00;"to deduct: "\-{_EURO}#,##0.00')),
    Tile("days_to_pay", Words("Délai de paiement", "Days to pay"), "average", 'IF(client_payment_terms="","",client_payment_terms)', Words("@", "@")),
    Tile("days_late_weighted", Words("Retard moyen", "Average delay"), "average", "fig_oldest_delay", Words(r'"le plus ancien : "0\ "j"', r'"the oldest: "0\ "d"')),
    Tile("discount_rate", Words("Remise moyenne", "Average discount"), "percent", 'IF(client_granted_discount="","",client_granted_discount)',
         Words(r'"accordée : "0.0\ %', '"granted: "0.0%')),
    Tile("average_order", Words("Panier moyen", "Average order"), "money", "fig_order_count", Words('[>1]#,##0" factures";0" facture"', '[>1]#,##0" invoices";0" invoice"')),
)  # fmt: skip
_CONTACT = (
    'TRIM({title}&" "&{first_name}&" "&{contact_name})',
    "{role}",
    "{email}",
    'TRIM({phone}&IF(AND({phone}<>"",{mobile}<>"")," · ","")&{mobile})',
)
_ADDRESS = (
    'TRIM({address_kind}&IF(AND({address_kind}<>"",{address_name}<>"")," · ","")&{address_name})',
    'TRIM({address}&" "&{address_more})',
    'TRIM({postal_code}&" "&{city})',
    "{country}",
)


def fiche(canvas: Canvas, months: int) -> None:
    """Draw the sheet from top to bottom. `months`: the row of the figures sheet where the months begin."""
    canvas.sheet.set_column(0, 3, WIDTH)
    _title(canvas)
    row = _tiles(canvas, 4)
    _chart(canvas, row, months)
    row = _remarks(canvas, row + CHART_ROWS + 1)
    for left, right in PAIRS:
        row = _pair(canvas, row, left, right)
    paired = {s for pair in PAIRS for s in pair}
    for section in dict.fromkeys(c.section for c in TABLES["clients"]):
        if section not in paired:
            row = _wide(canvas, row, section)
    row = _list(
        canvas,
        row,
        Words("Contacts", "Contacts"),
        "fiche_contacts",
        CONTACTS,
        HEAD + 1,
        _CONTACT_HEADS,
        _CONTACT,
    )
    lower = HEAD + 1 + MODEL_ROWS + 3
    row = _list(
        canvas,
        row,
        Words("Adresses", "Addresses"),
        "fiche_addresses",
        ADDRESSES,
        lower,
        _ADDRESS_HEADS,
        _ADDRESS,
    )
    row = _extras(canvas, row)
    canvas.page(landscape=False, rows=row, columns=4)
    canvas.sheet.freeze_panes(2, 0)


_CONTACT_HEADS = (
    Words("Contact", "Contact"),
    Words("Fonction", "Role"),
    Words("E-mail", "E-mail"),
    Words("Téléphone", "Phone"),
)
_ADDRESS_HEADS = (
    Words("Type", "Type"),
    Words("Adresse", "Address"),
    Words("Ville", "City"),
    Words("Pays", "Country"),
)


def _title(canvas: Canvas) -> None:
    canvas.sheet.set_row(0, 30)
    canvas.sheet.merge_range(0, 0, 0, 3, "", canvas.looks.title(18))
    canvas.formula(
        0,
        0,
        'IF(client_name="",client_client_id,client_name)',
        canvas.looks(bold=True, font_size=18, font_color=looks.NOW, text_wrap=True),
    )
    canvas.define("client_title", 0, 0)
    number = canvas.say(Words("Client n° ", "Client no. "))
    canvas.formula(1, 0, f'"{number}"&client_client_id', canvas.looks(font_color=looks.REFERENCE))
    shown = Words('"Arrêté au "dd/mm/yyyy', '"As of "dd/mm/yyyy')
    canvas.formula(
        1,
        3,
        "as_of",
        canvas.looks(num_format=canvas.say(shown), font_color=looks.REFERENCE, align="right"),
        0,
    )
    gaps = canvas.say(
        Words("Contrôles : des écarts, voir la feuille Contrôle", "Checks: gaps, see the Checks sheet")
    )
    fine = canvas.say(Words("Contrôles : tous justes", "Checks: all correct"))
    look = canvas.looks(font_size=9, font_color=looks.DONE, align="right")
    canvas.formula(2, 3, f'IF(SUMPRODUCT(--(proof_differences<>0))=0,"{fine}","{gaps}")', look)
    canvas.define("proofs_sentence", 2, 3)
    canvas.colour(2, 3, 2, 3, "SUMPRODUCT(--(proof_differences<>0))>0", font_color=looks.SERIOUS, bold=True)
    canvas.sheet.set_row(3, 6)


def _tiles(canvas: Canvas, row: int) -> int:
    """Eight figures in two rows of four. Returns the next free row."""
    for place, tile in enumerate(TILES):
        top, column = row + 4 * (place // 4), place % 4
        edges = {
            "bg_color": looks.SOFT,
            "left": 5,
            "right": 5,
            "left_color": "#FFFFFF",
            "right_color": "#FFFFFF",
            "align": "left",
            "indent": 1,
        }
        canvas.sheet.write_string(
            top,
            column,
            canvas.say(tile.label),
            canvas.looks(font_size=9, font_color=looks.REFERENCE, **edges),
        )
        figure = canvas.looks(tile.look, bold=True, font_size=15, **edges)
        canvas.formula(top + 1, column, f"fig_{tile.figure}", figure, 0)
        canvas.define(f"tile_{tile.figure}", top + 1, column)
        small = canvas.looks(
            num_format=canvas.say(tile.shown), font_size=9, font_color=looks.REFERENCE, **edges
        )
        canvas.formula(top + 2, column, tile.comparison, small)
        canvas.define(f"versus_{tile.figure}", top + 2, column)
    for top in (row, row + 4):
        for offset, height in enumerate((16, 23, 16, 6)):
            canvas.sheet.set_row(top + offset, height)
    canvas.colour(row + 1, 2, row + 1, 2, "N(fig_overdue_serious)>0", font_color=looks.SERIOUS)
    canvas.colour(row + 1, 2, row + 1, 2, "N(fig_overdue)>0", font_color=looks.LATE)
    return row + 8


def _chart(canvas: Canvas, row: int, first: int) -> None:
    """Invoiced and received over the months: a native chart on the figures sheet's rows."""
    chart = canvas.book.add_chart({"type": "column"})
    source = canvas.say(SHEETS["figures"])
    font = {"name": looks.FONT, "size": 8, "color": looks.REFERENCE}
    for column, colour in ((1, looks.NOW), (2, looks.DONE)):
        chart.add_series(
            {
                "name": [source, first - 1, column],
                "categories": [source, first, 0, first + MONTHS - 1, 0],
                "values": [source, first, column, first + MONTHS - 1, column],
                "fill": {"color": colour},
                "gap": 60,
                "overlap": 0,
            }
        )
    title = Words(
        "Facturé et encaissé par mois, TTC, sur 24 mois",
        "Invoiced and received by month, gross, over 24 months",
    )
    chart.set_title(
        {
            "name": canvas.say(title),
            "name_font": {**font, "size": 10, "bold": False, "color": looks.INK},
            "overlay": False,
        }
    )
    chart.set_x_axis(
        {
            "num_format": "mm/yy",
            "num_font": {**font, "rotation": -45},
            "line": {"color": looks.LINE},
            "text_axis": True,
            "major_tick_mark": "none",
        }
    )
    chart.set_y_axis(
        {
            "num_format": "#,##0",
            "num_font": font,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": looks.LINE}},
        }
    )
    chart.set_legend({"position": "top", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 748, "height": 20 * CHART_ROWS})
    canvas.sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": canvas.say(title)})


def _heading(canvas: Canvas, row: int, left: int, right: int, text: str) -> None:
    canvas.sheet.set_row(row, 20)
    for column in range(left, right + 1):
        canvas.sheet.write_string(row, column, text if column == left else "", canvas.looks.section())


def _remarks(canvas: Canvas, row: int) -> int:
    """What needs someone, in sentences written at the fill, with their date."""
    _heading(canvas, row, 0, 3, "")
    canvas.define("remarks_title", row, 0)
    for here in range(row + 1, row + 1 + MODEL_ROWS):
        canvas.sheet.merge_range(here, 0, here, 3, "", canvas.looks.cell("long", locked=False))
    canvas.define("block_remarks", row + 1, 0, row + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 2


def _fields(section: str) -> list[Column]:
    return [c for c in TABLES["clients"] if c.section == section]


def _pair(canvas: Canvas, row: int, left: str, right: str) -> int:
    """Two sections side by side, a labelled cell per column of the model."""
    for section, column in ((left, 0), (right, 2)):
        _heading(canvas, row, column, column + 1, canvas.say(SECTIONS[section]))
        for here, field in enumerate(_fields(section), row + 1):
            _field(canvas, here, column, field)
    return row + max(len(_fields(left)), len(_fields(right))) + 2


def _wide(canvas: Canvas, row: int, section: str) -> int:
    """A section over the whole width: long texts have room."""
    _heading(canvas, row, 0, 3, canvas.say(SECTIONS.get(section, SECTIONS[""])))
    for here, field in enumerate(_fields(section), row + 1):
        look = canvas.looks.cell(field.type, locked=False, align="left", text_wrap=True)
        canvas.sheet.merge_range(here, 1, here, 3, "", look)
        _field(canvas, here, 0, field)
    return row + len(_fields(section)) + 2


def _field(canvas: Canvas, row: int, column: int, field: Column) -> None:
    canvas.sheet.write_string(row, column, label(field, canvas.language), _label_look(canvas))
    look = canvas.looks.cell(field.type, locked=False, align="left", text_wrap=True)
    canvas.sheet.write_blank(row, column + 1, None, look)
    canvas.define(f"client_{field.name}", row, column + 1)


def _label_look(canvas: Canvas) -> object:
    return canvas.looks(
        font_size=9,
        font_color=looks.REFERENCE,
        valign="top",
        bottom=1,
        bottom_color=looks.LINE,
        text_wrap=True,
    )


def _list(
    canvas: Canvas,
    row: int,
    title: Words,
    name: str,
    block: Block,
    source: int,
    heads: tuple[Words, ...],
    formulas: tuple[str, ...],
) -> int:
    """A short list of contacts or addresses, read from the sheet that holds them whole (its header there is on row `source`)."""
    _heading(canvas, row, 0, 3, canvas.say(title))
    for column, head in enumerate(heads):
        canvas.sheet.write_string(
            row + 1, column, canvas.say(head), canvas.looks(font_size=9, font_color=looks.REFERENCE)
        )
    sheet = canvas.say(SHEETS["people"])
    for place in range(MODEL_ROWS):
        cells = {
            s.name: f"{sheet}!${column_letters(i)}{source + place + 2}" for i, s in enumerate(block.slots)
        }
        for column, formula in enumerate(formulas):
            inner = formula.format_map(cells)
            look = canvas.looks.cell("text", locked=True, bg_color=looks.INPUT)
            canvas.formula(
                row + 2 + place, column, inner if inner.startswith("TRIM") else f'{inner}&""', look
            )
    canvas.define(f"block_{name}", row + 2, 0, row + 1 + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 3


def _extras(canvas: Canvas, row: int) -> int:
    """The columns of the file that were not recognised: nothing of it is lost."""
    _heading(
        canvas,
        row,
        0,
        3,
        canvas.say(Words("Autres informations du fichier", "Other information of the file")),
    )
    for here in range(row + 1, row + 1 + MODEL_ROWS):
        canvas.sheet.write_blank(here, 0, None, _label_look(canvas))
        canvas.sheet.merge_range(here, 1, here, 3, "", canvas.looks.cell("long", locked=False))
    canvas.define("block_extras", row + 1, 0, row + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 1
