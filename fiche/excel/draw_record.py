"""The lower part of the first sheet: every declared column of the client, its contacts and addresses, what the file had more; it fills nothing in."""

from dataclasses import dataclass
from typing import Any

from fiche.columns import Column
from fiche.excel import looks
from fiche.excel.blocks import ADDRESSES, CONTACTS, HEAD, MODEL_ROWS, Block
from fiche.excel.canvas import Canvas
from fiche.excel.references import column_letters
from fiche.excel.words import SECTIONS, SHEETS, Words
from fiche.model import TABLES

PAIRS = (
    ("identity", "contact"),
    ("delivery", "billing"),
)  # side by side; any other section takes the whole width


@dataclass(frozen=True)
class Summary:
    """A short list on the first sheet, read from the sheet that holds it whole: a heading and a formula per column."""

    title: Words
    name: str
    block: Block
    source: int
    heads: tuple[Words, ...]
    formulas: tuple[str, ...]


SUMMARIES = (
    Summary(
        Words("Contacts", "Contacts"), "fiche_contacts", CONTACTS, HEAD + 1,
        (Words("Contact", "Contact"), Words("Fonction", "Role"), Words("E-mail", "E-mail"), Words("Téléphone", "Phone")),
        ('TRIM({title}&" "&{first_name}&" "&{contact_name})', "TRIM({role})", "TRIM({email})", 'TRIM({phone}&" "&{mobile})'),
    ),
    Summary(
        Words("Adresses", "Addresses"), "fiche_addresses", ADDRESSES, HEAD + MODEL_ROWS + 4,
        (Words("Type", "Type"), Words("Adresse", "Address"), Words("Ville", "City"), Words("Pays", "Country")),
        ('TRIM({address_kind}&" "&{address_name})', 'TRIM({address}&" "&{address_more})', 'TRIM({postal_code}&" "&{city})', "TRIM({country})"),
    ),
)  # fmt: skip


def record(canvas: Canvas, row: int) -> int:
    """Draw from `row` down. Returns the next free row."""
    for left, right in PAIRS:
        row = _pair(canvas, row, left, right)
    paired = {section for pair in PAIRS for section in pair}
    for section in dict.fromkeys(column.section for column in TABLES["clients"]):
        if section not in paired:
            row = _wide(canvas, row, section)
    for summary in SUMMARIES:
        row = _summary(canvas, row, summary)
    return _extras(canvas, row)


def _fields(section: str) -> list[Column]:
    return [column for column in TABLES["clients"] if column.section == section]


def heading(canvas: Canvas, row: int, left: int, right: int, words: Words) -> None:
    """The heading of a section over some columns."""
    canvas.sheet.set_row(row, 20)
    for column in range(left, right + 1):
        canvas.text(row, column, words if column == left else Words("", ""), canvas.looks.section())


def _pair(canvas: Canvas, row: int, left: str, right: str) -> int:
    """Two sections side by side, a labelled cell per column of the model."""
    for section, column in ((left, 0), (right, 2)):
        heading(canvas, row, column, column + 1, SECTIONS[section])
        for here, field in enumerate(_fields(section), row + 1):
            _field(canvas, here, column, field)
    return row + max(len(_fields(left)), len(_fields(right))) + 2


def _wide(canvas: Canvas, row: int, section: str) -> int:
    """A section over the whole width: long texts have room."""
    heading(canvas, row, 0, 3, SECTIONS.get(section, SECTIONS[""]))
    for here, field in enumerate(_fields(section), row + 1):
        canvas.sheet.merge_range(here, 1, here, 3, "", _value_look(canvas, field.type))
        _field(canvas, here, 0, field)
        canvas.define(f"wide_{field.name}", here, 1)
    return row + len(_fields(section)) + 2


def _field(canvas: Canvas, row: int, column: int, field: Column) -> None:
    canvas.text(row, column, Words(field.fr, field.en), label_look(canvas))
    canvas.sheet.write_blank(row, column + 1, None, _value_look(canvas, field.type))
    canvas.define(f"client_{field.name}", row, column + 1)


def _value_look(canvas: Canvas, look: str) -> Any:
    return canvas.looks.cell(look, locked=False, align="left", indent=0, text_wrap=True)


def label_look(canvas: Canvas) -> Any:
    """The look of the name of a field."""
    line: dict[str, Any] = {"bottom": 1, "bottom_color": looks.LINE}
    return canvas.looks(font_size=9, font_color=looks.REFERENCE, text_wrap=True, **line)


def _summary(canvas: Canvas, row: int, summary: Summary) -> int:
    heading(canvas, row, 0, 3, summary.title)
    for column, head in enumerate(summary.heads):
        canvas.text(row + 1, column, head, canvas.looks(font_size=9, font_color=looks.REFERENCE))
    sheet = canvas.say(SHEETS["people"])
    look = canvas.looks.cell("text", locked=True, bg_color=looks.INPUT)
    for place in range(MODEL_ROWS):
        line = summary.source + place + 2
        slots = enumerate(summary.block.slots)
        cells = {slot.name: f"{sheet}!${column_letters(i)}{line}" for i, slot in slots}
        for column, formula in enumerate(summary.formulas):
            canvas.formula(row + 2 + place, column, formula.format_map(cells), look)
    canvas.define(f"block_{summary.name}", row + 2, 0, row + 1 + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 3


def _extras(canvas: Canvas, row: int) -> int:
    """The columns of the file that were not recognised: nothing of it is lost."""
    heading(canvas, row, 0, 3, Words("Autres informations du fichier", "Other information of the file"))
    for here in range(row + 1, row + 1 + MODEL_ROWS):
        canvas.sheet.write_blank(here, 0, None, label_look(canvas))
        canvas.sheet.merge_range(here, 1, here, 3, "", canvas.looks.cell("long", locked=False))
    canvas.define("block_extras", row + 1, 0, row + MODEL_ROWS, 3)
    return row + MODEL_ROWS + 1
