"""What a block of rows of the client workbook is, and those that are lists: contacts, addresses, exchanges, disputes; it holds no value.

In a formula, [name] is the cell of the same row, [^name] that of the row above (the header's, a text, on the first row), {name} a word of
fiche.excel.words, and prefix_name a whole column of the block of that prefix. Only functions known to Excel 2016 and LibreOffice 7.4.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from fiche.columns import Column
from fiche.excel.words import Words
from fiche.model import TABLES, TableName

Look = Literal[
    "code", "text", "long", "money", "rate", "precise", "number", "integer", "date", "days", "flag"
]
HEAD = 4  # the row of a block's header, from 0, on the sheets of transactions, due amounts and payments
MODEL_ROWS = 2  # rows of each block in a template: enough for a name to stand for a range


@dataclass(frozen=True)
class Slot:
    """One column of a block. `formula` «» is an input, on which `rule` must hold, else `refusal` is said; `helper` columns are hidden; `rest` ones are not printed."""

    name: str
    look: Look
    label: Words
    width: float
    formula: str = ""
    helper: bool = False
    rest: bool = False
    help: Words | None = None
    rule: str = ""
    refusal: Words | None = None


@dataclass(frozen=True)
class Block:
    """Rows of one kind. `prefix`: the defined names of its columns are prefix_name («tx_gross»); `spare`: empty rows left to fill in."""

    name: str
    prefix: str
    slots: tuple[Slot, ...]
    spare: int = 0

    @cached_property
    def _places(self) -> dict[str, int]:
        return {slot.name: place for place, slot in enumerate(self.slots)}

    def place(self, name: str) -> int:
        """The position of a column in the block, from 0. Raises KeyError."""
        return self._places[name]


def helper(name: str, formula: str = "", look: Look = "number") -> Slot:
    """A hidden column that other formulas look at; without a formula it holds what the file says."""
    return Slot(name, look, Words(name, name), 9, formula, helper=True)


# A row that is a sale once it is an invoice: fiche.analysis.metric.SALE.
SOLD = 'OR([net]="",[net]<>0,AND([gross]<>"",[gross]=0))'
RECORD = helper("record", "", "code")  # which record a row shows (fiche.excel.stamp), for the way back


def found(number: str) -> str:
    """The place among the transactions of the document that a row names by its `number`, «» for none."""
    return f'IF([{number}]="","",IFERROR(MATCH([{number}],tx_number,0),""))'


_WIDE = {
    "summary": 46,
    "notes": 36,
    "comment": 40,
    "dispute_reason": 24,
    "address": 30,
    "address_more": 24,
    "email": 30,
    "next_action": 26,
}
_WIDTHS: dict[str, float] = {"date": 12, "money": 14, "code": 15, "text": 18}
_LONG = {"summary", "notes", "comment", "address", "address_more", "next_action", "dispute_reason"}


def _slot(column: Column) -> Slot:
    look: Look = "long" if column.name in _LONG else column.type
    width = _WIDE.get(column.name, _WIDTHS.get(column.type, 12))
    return Slot(column.name, look, Words(column.fr, column.en), width)


_SPARE = 5


def _of_table(table: TableName, prefix: str, *more: Slot) -> Block:
    own = tuple(_slot(c) for c in TABLES[table] if c.name not in {"client_id", "client_name"})
    extra = Slot(
        "extra", "long", Words("Autres colonnes du fichier", "Other columns of the file"), 36, rest=True
    )
    return Block(table, prefix, (*own, extra, *more, RECORD), spare=_SPARE)


def _aligned(one: Block, other: Block) -> tuple[Block, Block]:
    """Two blocks that stand one under the other, their hidden columns in the same ones: the shorter gets empty columns before them."""
    shown = [len([slot for slot in block.slots if not slot.helper]) for block in (one, other)]

    def padded(block: Block, own: int) -> Block:
        pads = tuple(Slot(f"pad_{n}", "text", Words("", ""), 9, rest=True) for n in range(max(shown) - own))
        return replace(block, slots=(*block.slots[:own], *pads, *block.slots[own:]))

    return padded(one, shown[0]), padded(other, shown[1])


CONTACTS, ADDRESSES = _aligned(_of_table("contacts", "con"), _of_table("addresses", "adr"))
INTERACTIONS, DISPUTES = _aligned(
    _of_table("interactions", "int"),
    _of_table(
        "disputes",
        "dis",
        helper("key", found("document_id")),
        helper("live", 'IF(AND(N([opened_on])<=as_of,OR([closed_on]="",[closed_on]>as_of)),1,0)'),
    ),
)
