"""Draws the long sheets of the client file's workbook: a header, totals above it, and one model row that the rows of a fill follow; it fills nothing in."""

import re
from collections.abc import Mapping
from typing import Any

from fiche.excel.blocks import Block, Slot
from fiche.excel.canvas import Canvas
from fiche.excel.draw_rows import DONE, LATE, SERIOUS
from fiche.excel.portfolio.blocks import AGED, BLOCKS, CLIENTS, DISPUTES, DOCUMENTS, PAYMENTS
from fiche.excel.portfolio.words import KEPT_TOGETHER, SHEETS, TOTAL
from fiche.excel.references import column_letters
from fiche.excel.surroundings import qualifier
from fiche.excel.words import AGED as BALANCE

HEAD = 4  # the header's row, below the title, the company, the date and the totals
MODEL = HEAD + 1
_OWN = re.compile(r"\[([-+]?)(\w+)\]")
_THERE = re.compile(r"<(doc|pay|dis)\.(\w+)(!?)>")
_NEXT = {"": 0, "-": -1, "+": 1}
# What may not be done on a sheet whose rows must stay together: sorting would mix the clients' stretches.
_PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True, "select_unlocked_cells": True}  # fmt: skip
SHEET_OF = {"doc": "documents", "pay": "payments", "dis": "disputes", "cli": "clients", "age": "aged"}
_SUMS: dict[str, dict[str, str]] = {
    "doc": {name: f"ROUND(SUMIFS(doc_{name},doc_scope,1),2)" for name in ("net", "gross", "applied", "open", "unapplied")},
    "pay": {
        "amount": "ROUND(SUMIFS(pay_counted,pay_kind,{payment}),2)", "applied": "ROUND(SUM(pay_applied),2)", "left": "ROUND(SUM(pay_left),2)",
    },
    "dis": {"amount": "ROUND(SUMIFS(dis_amount,dis_open,1),2)", "open": "SUM(dis_open)"},
    "cli": {
        name: f"ROUND(SUM(cli_{name}),2)"
        for name in ("revenue_12m", "revenue_prev_12m", "outstanding", "overdue", "overdue_serious", "balance", "unapplied", "not_due", "revenue_total")
    } | {name: f"SUM(cli_{name})" for name in ("overdue_count", "order_count", "documents")},
    "age": {name: f"ROUND(SUM(age_{name}),2)" for name in (*BALANCE, "total", "file", "difference")},
}  # fmt: skip


def lists(canvases: Mapping[str, Canvas]) -> None:
    """Every long sheet."""
    for prefix, block in BLOCKS.items():
        _list(canvases[SHEET_OF[prefix]], block)
    _colours(canvases)


def _list(canvas: Canvas, block: Block) -> None:
    shown = len([slot for slot in block.slots if not slot.helper and not slot.rest])
    canvas.page(landscape=True, rows=MODEL + 1, columns=shown, repeat=(HEAD, HEAD))
    canvas.sheet.protect("", _PROTECTION)
    canvas.heading(SHEETS[SHEET_OF[block.prefix]])
    if block in (DOCUMENTS, PAYMENTS):
        canvas.sheet.write_string(0, 4, canvas.say(KEPT_TOGETHER), canvas.looks.note(text_wrap=False, valign="vcenter"))  # fmt: skip
    canvas.totals(block, HEAD - 1, TOTAL, _SUMS[block.prefix])
    canvas.sheet.set_row(HEAD, 38 if block is CLIENTS else 30)
    for column, slot in enumerate(block.slots):
        _column(canvas, block, column, slot)
    canvas.define(f"block_{block.name}", MODEL, 0, MODEL, len(block.slots) - 1)
    canvas.sheet.autofilter(HEAD, 0, MODEL, len(block.slots) - 1)
    canvas.sheet.freeze_panes(MODEL, 2)


def _column(canvas: Canvas, block: Block, column: int, slot: Slot) -> None:
    look = _look(canvas, slot)
    if block is AGED and slot.name.startswith("late_"):
        label = f"INDEX(bucket_label,{slot.name.removeprefix('late_')})"
        canvas.formula(HEAD, column, label, canvas.looks.head(slot.look))
    else:
        canvas.sheet.write_string(HEAD, column, canvas.say(slot.label), canvas.looks.head(slot.look))
    dressed = None if slot.formula or slot.helper else look  # empty cells of a fill have their column's look
    canvas.sheet.set_column(column, column, slot.width, dressed, {"hidden": slot.helper})
    canvas.define(f"{block.prefix}_{slot.name}", MODEL, column, MODEL, column)
    if slot.formula:
        canvas.formula(MODEL, column, in_row(canvas, block, slot), look)
    else:
        canvas.sheet.write_blank(MODEL, column, None, look)
        _rule(canvas, slot, column)


def _look(canvas: Canvas, slot: Slot) -> Any:
    """Thousands of rows are read along: no line under each, and no text on two lines."""
    locked = bool(slot.formula) or slot.helper
    plain = {"bottom": 0, "text_wrap": False}
    return canvas.looks.cell(slot.look, locked=locked, **plain)


def _rule(canvas: Canvas, slot: Slot, column: int) -> None:
    if slot.helper or slot.look not in {"date", "money"}:
        return
    rule = canvas.rule(slot)
    if slot.help is not None:
        rule |= {"input_title": canvas.say(slot.label)[:32], "input_message": canvas.say(slot.help)}
    canvas.sheet.data_validation(MODEL, column, MODEL, column, rule)


def in_row(canvas: Canvas, block: Block, slot: Slot) -> str:
    """A column's formula as it stands in the model row."""

    def own(match: re.Match[str]) -> str:
        return f"${column_letters(block.place(match[2]))}{MODEL + 1 + _NEXT[match[1]]}"

    def there(match: re.Match[str]) -> str:
        other = BLOCKS[match[1]]
        cell = f"${column_letters(other.place(match[2]))}${MODEL + 1}"
        return qualifier(canvas.say(SHEETS[SHEET_OF[match[1]]])) + (cell if match[3] else f"{cell}:{cell}")

    header = f"{column_letters(block.place(slot.name))}${HEAD + 1}"
    return _THERE.sub(there, _OWN.sub(own, slot.formula.replace("[^]", header)))


def _colours(canvases: Mapping[str, Canvas]) -> None:
    """Late in orange, seriously late in red, paid in green; gaps in red."""
    documents = canvases["documents"]
    days, status = (f"${column_letters(DOCUMENTS.place(name))}{MODEL + 1}" for name in ("days", "status"))
    left, right = DOCUMENTS.place("open"), DOCUMENTS.place("status")
    documents.colour(MODEL, left, MODEL, right, f"AND(ISNUMBER({days}),N({days})>serious_days)", **SERIOUS)
    documents.colour(MODEL, left, MODEL, right, f"ISNUMBER({days})", **LATE)
    documents.colour(MODEL, right, MODEL, right, f"{status}={{paid}}", **DONE)
    clients = canvases["clients"]
    for name, other, colours in (("overdue_serious", "0", SERIOUS), ("overdue", "0", LATE)):
        place = CLIENTS.place(name)
        clients.colour(
            MODEL, place, MODEL, place, f"N(${column_letters(place)}{MODEL + 1})>{other}", **colours
        )
    use = CLIENTS.place("credit_use")
    clients.colour(MODEL, use, MODEL, use, f"AND(ISNUMBER(${column_letters(use)}{MODEL + 1}),N(${column_letters(use)}{MODEL + 1})>1)", **SERIOUS)  # fmt: skip
    gap = AGED.place("difference")
    canvases["aged"].colour(MODEL, gap, MODEL, gap, f"${column_letters(gap)}{MODEL + 1}<>0", **SERIOUS)
    is_open = DISPUTES.place("open")
    canvases["disputes"].colour(MODEL, 0, MODEL, is_open, f"${column_letters(is_open)}{MODEL + 1}=0", font_color="#6B7480")  # fmt: skip
