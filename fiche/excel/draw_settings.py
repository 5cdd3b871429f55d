"""The sheet of the template where one changes things: the date, the currency, each setting, the rate table; it fills nothing in."""

from typing import Any

from fiche.analysis.setting_list import SETTINGS, Setting, texts
from fiche.analysis.setting_words import shown
from fiche.analysis.settings import Settings
from fiche.excel import choices, looks
from fiche.excel.blocks import MODEL_ROWS
from fiche.excel.canvas import NOT_A_DATE, NOT_A_NUMBER, NOT_IN_LIST, Canvas, between
from fiche.excel.choices import EXCHANGE, FOLLOWED, RATES
from fiche.excel.heights import lines
from fiche.excel.words import NO, SHEETS, SLOTS, YES, Words
from fiche.i18n import _

BASIS = 7  # rows that say what the figures rest on
_COLUMNS = 5
_SMALL = 1.2  # how many more small letters than usual ones a width holds
_VALUE, _USUAL = Words("Valeur", "Value"), Words("Par défaut", "Default")
_UNFOLLOWED = Words("Sans effet dans ce classeur.", "Without effect in this workbook.")
_CHOICES: tuple[tuple[str, str, Words, Words], ...] = (
    ("as_of", "date", Words("Date d’arrêté", "As-of date"), Words("Tout est calculé à cette date ; rien ne dépend du jour d’ouverture.", "Everything is computed at this date; nothing depends on the day you open the file.")),
    ("main_currency", "code", Words("Devise", "Currency"), Words("Seules les pièces de cette devise sont comptées.", "Only documents in this currency are counted.")),
    ("private_client", "flag", Words("Client particulier", "Private person"), Words("Oui : ni pénalités de retard, ni indemnité de recouvrement.", "Yes: neither late-payment penalties nor recovery indemnity.")),
    ("best_client", "flag", Words("Client de classe A (VIP)", "Class A client (VIP)"), Words("À l’export, parmi tous les clients : ce classeur ne connaît que celui-ci et ne peut pas le recalculer.", "When exported, among all clients: this workbook knows this one only, and cannot work it out again.")),
)  # fmt: skip
_DERIVED = (
    ("year_ago", -12, Words("Douze mois avant", "Twelve months before")),
    ("two_years_ago", -24, Words("Vingt-quatre mois avant", "Twenty-four months before")),
)


def settings(canvas: Canvas) -> None:
    """Draw the sheet."""
    canvas.page(landscape=True)
    canvas.widths(*(slot.width for slot in RATES.slots))
    canvas.heading(SHEETS["settings"])
    row = _general(canvas, 4)
    for group, listed in choices.by_group().items():
        row = _group(canvas, row, group, listed)
    row = limits(canvas, row, _COLUMNS)
    row = _table(canvas, row, choices.RATES, SETTINGS["rates"])
    row = _table(canvas, row, EXCHANGE, SETTINGS["currency_rates"])
    _basis(canvas, row)


def _section(canvas: Canvas, row: int, *titles: Words) -> None:
    canvas.section(row, *titles, columns=_COLUMNS)


def _general(canvas: Canvas, row: int) -> int:
    _section(
        canvas,
        row,
        Words(
            "À changer librement : tout le classeur suit", "Change these freely: the whole workbook follows"
        ),
    )
    for name, look, label, note in _CHOICES:
        row += 1
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.sheet.write_blank(row, 1, None, input_look(canvas, "text" if look == "flag" else look))
        canvas.define(name, row, 1)
        _note(canvas, row, 2, note)
        rule = {
            "date": between(1, 2_958_465) | {"error_message": canvas.say(NOT_A_DATE)},
            "flag": {
                "validate": "list",
                "source": [canvas.say(YES), canvas.say(NO)],
                "error_message": canvas.say(NOT_IN_LIST),
            },
        }.get(look)
        if rule:
            canvas.sheet.data_validation(row, 1, row, 1, rule)
    for name, months, label in _DERIVED:
        row += 1
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.formula(
            row, 1, f"EDATE(as_of,{months})", canvas.looks.cell("date", locked=True, align="right"), 0
        )
        canvas.define(name, row, 1)
    return row + 2


def input_look(canvas: Canvas, look: str) -> Any:
    """The look of a cell that is there to be changed."""
    return canvas.looks.cell(
        look, locked=False, align="right", indent=1, border=1, border_color=looks.NOW, bold=True
    )


def _note(canvas: Canvas, row: int, left: int, note: Words) -> None:
    """A remark up to the last column."""
    if left < _COLUMNS - 1:
        canvas.sheet.merge_range(row, left, row, _COLUMNS - 1, canvas.say(note), canvas.remark())
    else:
        canvas.text(row, left, note, canvas.remark())


def _group(canvas: Canvas, row: int, group: str, listed: list[Setting]) -> int:
    """A group of settings: value, default, whether they differ, effect. Returns the next free row."""
    title = _(group)
    _section(canvas, row, Words(title, title), _VALUE, _USUAL)
    for setting in listed:
        row += 1
        _setting(canvas, row, setting)
    return row + 2


def _setting(canvas: Canvas, row: int, setting: Setting) -> None:
    words, effect = _(setting.title), _(setting.effect)
    if setting.unit == "days":
        words = _("{title} (jours)").format(title=words)
    followed, look = setting.name in FOLLOWED and setting.name not in choices.SAID_ONLY, choices.look(setting)
    note = (
        Words(effect, effect)
        if followed
        else Words(f"{effect} {_UNFOLLOWED.fr}", f"{effect} {_UNFOLLOWED.en}")
    )
    canvas.text(row, 0, Words(words, words), canvas.looks.cell("text", locked=False))
    plain = canvas.looks.cell(look, locked=True, align="right", indent=0)
    cell = input_look(canvas, look) if followed else plain
    canvas.sheet.write_blank(row, 1, None, cell)
    canvas.define(choices.cell_name(setting), row, 1)
    if followed:
        canvas.sheet.data_validation(
            row, 1, row, 1, between(0, 1e12) | {"error_message": canvas.say(NOT_A_NUMBER)}
        )
    usual = choices.usual(canvas.language)[setting.name]
    if usual is None:
        canvas.sheet.write_blank(row, 2, None, plain)
    else:
        write = canvas.sheet.write_string if isinstance(usual, str) else canvas.sheet.write_number
        write(row, 2, usual, plain)
    canvas.formula(
        row,
        3,
        f'IF($B{row + 1}=$C{row + 1},"",{{modified}})',
        canvas.looks.cell("text", locked=True, bold=True, font_color=looks.LATE),
    )
    canvas.define(f"moved_{choices.cell_name(setting)}", row, 3)
    _note(canvas, row, 4, note)
    needed = lines(canvas.say(note), _SMALL * RATES.slots[-1].width)
    if needed > 1:
        canvas.sheet.set_row(row, 12 * needed + 3)


# ── tables ──


def limits(canvas: Canvas, row: int, columns: int = 4) -> int:
    """The limits of the aged balance, on a sheet of `columns`: the last day of each bucket; first days and names follow. Returns the next free row."""
    setting = SETTINGS["bucket_limits"]
    title, usual = _(setting.title), shown(setting.name, texts(Settings())[setting.name])
    heads = (Words(title, title), Words("Du jour", "From day"), Words("Au jour", "To day"))
    canvas.section(row, *heads, columns=columns)
    effect = f"{_(setting.effect)} {_('À défaut : {value}').format(value=usual)}"
    canvas.sheet.merge_range(row + 1, 0, row + 1, columns - 1, effect, canvas.looks.note(indent=1))
    first, last = row + 2, row + 2 + SLOTS
    for here in range(first, last + 1):
        _limit(canvas, here, columns, first=here == first, last=here == last)
    canvas.sheet.set_column(columns, columns, 9, None, {"hidden": True})
    for name, column in (("label", 0), ("first", 1), ("last", 2), ("floor", columns)):
        canvas.define(f"bucket_{name}", first, column, last, column)
    rule = {"validate": "integer", "criteria": ">", "value": 0, "error_message": canvas.say(NOT_A_NUMBER)}
    canvas.sheet.data_validation(first, 2, last - 1, 2, rule)
    return last + 2


def _limit(canvas: Canvas, row: int, floor: int, *, first: bool, last: bool) -> None:
    """A bucket: its name, its first day, its last day to be typed (the open one has none), and the day before it begins."""
    begin, end = f"$B{row + 1}", f"$C{row + 1}"
    words = f'IF({end}="",{{more_than}}&({begin}-1)&{{days}},{begin}&"–"&{end}&{{days}})'
    canvas.formula(row, 0, f'IF({begin}="","",{words})', canvas.looks.cell("text", locked=True))
    start = "1" if first else f'IF($C{row}="","",$C{row}+1)'
    canvas.formula(row, 1, start, canvas.looks.cell("integer", locked=True), 0)
    blank = canvas.looks.cell("integer", locked=True) if last else input_look(canvas, "integer")
    canvas.sheet.write_blank(row, 2, None, blank)
    canvas.formula(row, floor, f'IF({begin}="","",{begin}-1)', canvas.looks("integer"), 0)


def _table(canvas: Canvas, row: int, block: Any, setting: Setting) -> int:
    """A dated table and its effect. Returns the next free row."""
    title = _(setting.title)
    _section(canvas, row, Words(title, title))
    canvas.sheet.merge_range(
        row + 1, 0, row + 1, _COLUMNS - 1, _(setting.effect), canvas.looks.note(indent=1)
    )
    canvas.block(block, row + 2, widths=False)
    return row + 2 + MODEL_ROWS + 2


def _basis(canvas: Canvas, row: int) -> None:
    """What the figures rest on, written at the fill: what, and how many."""
    _section(
        canvas,
        row,
        Words(
            "Sur quoi les chiffres reposent, au moment de l’export", "What the figures rest on, when exported"
        ),
    )
    for here in range(row + 1, row + 1 + BASIS):
        canvas.sheet.write_blank(here, 0, None, canvas.looks.cell("long", locked=True, bg_color=looks.INPUT))
        canvas.sheet.write_blank(here, 1, None, canvas.looks.cell("count", locked=True, bg_color=looks.INPUT))
    canvas.define("basis", row + 1, 0, row + BASIS, 1)
