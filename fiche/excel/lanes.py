"""The XML of rows that are all alike, put together column by column: what never changes is said once, what does is a lane down the rows.

Writing cell by cell costs ten times more: a block's cells differ by their row number and their value alone, and a formula that goes down a
block is written once and shared, as spreadsheets do.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from fiche.excel.cells import Cell, cell_xml, row_attributes
from fiche.excel.references import column_letters
from fiche.excel.values import EMPTY, UNKNOWN, Value, ascii_xml, clean, escaped, plain_xml, stored

_NUMBERS = {int, Decimal}
_NOTHING = type(None)
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
_AT_A_TIME = 2_000  # rows put together at a time
Lane = Sequence[str]


class Column(NamedTuple):
    """A column of a block: its model cell, its values, one for each row, the cells of its own by their place, and the number of its shared formula."""

    place: int
    model: Cell
    values: Sequence[Value]
    own: Mapping[int, Cell]
    shared: int
    date1904: bool


def rows_xml(
    first: int,
    count: int,
    columns: Iterable[Column],
    attributes: tuple[Mapping[str, str], Mapping[int, Mapping[str, str]]],
    prefixes: Mapping[str, str],
) -> str:
    """`count` rows from row `first`, in ASCII. `attributes`: those of every row, and those of some by their place."""
    rows, woven = list(map(str, range(first, first + count))), _Woven(count)
    usual, own = attributes
    woven.text('<row r="')
    woven.lane(rows)
    if own:
        heads = [f'"{row_attributes(usual, prefixes)}>'] * count
        for place, found in own.items():
            heads[place] = f'"{row_attributes(found, prefixes)}>'
        woven.lane(heads)
    else:
        woven.text(f'"{row_attributes(usual, prefixes)}>')
    for column in columns:
        _weave(woven, column, rows)
    woven.text("</row>")
    return woven.joined()


class _Woven:
    """Texts and lanes in the order in which they stand in a row."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._strands: list[str | Lane] = []
        self._first: dict[int, str] = {}  # texts that are other ones in the first row
        self._text = ""
        self._text_first: str | None = None

    def text(self, usual: str, first: str | None = None) -> None:
        """A text that every row has, and what the first has in its place."""
        if first is not None or self._text_first is not None:
            before = self._text if self._text_first is None else self._text_first
            self._text_first = before + (usual if first is None else first)
        self._text += usual

    def lane(self, lane: Lane) -> None:
        """A text for each row."""
        if self._text_first is not None:
            self._first[len(self._strands)] = self._text_first
            self._text_first = None
        self._strands += (self._text, lane)
        self._text = ""

    def joined(self) -> str:
        """All rows, one after the other."""
        self.lane([""] * self._count)
        found = []
        for begin in range(0, self._count, _AT_A_TIME):
            end = min(self._count, begin + _AT_A_TIME)
            rows, width = end - begin, len(self._strands)
            out = [""] * (rows * width)
            for place, strand in enumerate(self._strands):
                out[place::width] = [strand] * rows if isinstance(strand, str) else strand[begin:end]
            if not begin:
                for place, text in self._first.items():
                    out[place] = text
            found.append("".join(out))
        return "".join(found)


def _weave(woven: _Woven, column: Column, rows: Lane) -> None:
    """A column's cells."""
    letters, model = column_letters(column.place), column.model
    if column.own:
        woven.lane(_with_own(column, letters, rows))
        return
    woven.text(f'<c r="{letters}')
    woven.lane(rows)
    style = f'" s="{model.style}"' if model.style else '"'
    if model.formula is None:
        _weave_typed(woven, style, column)
    else:
        _weave_formula(
            woven, style, column, f"{letters}{rows[0]}:{letters}{rows[-1]}" if len(rows) > 1 else ""
        )


def _weave_typed(woven: _Woven, style: str, column: Column) -> None:
    """Values without a formula."""
    values, kinds = column.values, set(map(type, column.values))
    if kinds == {_NOTHING}:
        woven.text(f"{style}/>")
    elif (digits := _digits(values, kinds, column.date1904)) is not None:
        woven.text(f"{style}><v>")
        woven.lane(digits)
        woven.text("</v></c>")
    else:
        woven.text(style)
        woven.lane(_tails(values, kinds, column.date1904))


def _weave_formula(woven: _Woven, style: str, column: Column, area: str) -> None:
    """Values beside a formula: the first row says it, the others share it."""
    text = ascii_xml(plain_xml(column.model.formula or ""))
    first = f'><f t="shared" ref="{area}" si="{column.shared}">{text}</f>' if area else f"><f>{text}</f>"
    usual = f'><f t="shared" si="{column.shared}"/>'
    values, kinds = column.values, set(map(type, column.values))
    if kinds == {_NOTHING} and column.model.value == UNKNOWN:
        woven.text(f"{style}{usual}</c>", f"{style}{first}</c>")
    elif (digits := _digits(values, kinds, column.date1904)) is not None:
        woven.text(f"{style}{usual}<v>", f"{style}{first}<v>")
        woven.lane(digits)
        woven.text("</v></c>")
    elif kinds <= {str, _NOTHING} and not any(values):
        dressed = f'{style} t="str"'
        woven.text(f"{dressed}{usual}<v></v></c>", f"{dressed}{first}<v></v></c>")
    else:
        woven.text(style)
        types, bodies = _computed(values, kinds, column.date1904)
        if types is None:
            usual, first = f' t="str"{usual}', f' t="str"{first}'
        else:
            woven.lane(types)
        woven.text(f"{usual}<v>", f"{first}<v>")
        woven.lane(bodies)
        woven.text("</v></c>")


def _with_own(column: Column, letters: str, rows: Lane) -> Lane:
    """Whole cells, where some are not as the others."""
    if len(column.own) == len(rows):
        return [ascii_xml(cell_xml(f"{letters}{row}", column.own[n])) for n, row in enumerate(rows)]
    alone = _Woven(len(rows))
    _weave(alone, Column(column.place, column.model, column.values, {}, column.shared, column.date1904), rows)
    alone.text("\0")
    cells = alone.joined().split("\0")
    for n, cell in column.own.items():
        cells[n] = ascii_xml(cell_xml(f"{letters}{rows[n]}", cell))
    return cells[: len(rows)]


def _digits(values: Sequence[Value], kinds: set[type], date1904: bool) -> Lane | None:
    """The values as they are written where all are numbers, or all days; None elsewhere."""
    if kinds <= _NUMBERS:
        return list(map(str, values))
    if kinds == {dt.date} and not date1904 and min(values).year > 1900:  # type: ignore[type-var, union-attr]
        return [str(value.toordinal() - _DAY_ZERO) for value in values]  # type: ignore[union-attr]
    return None


def _tails(values: Sequence[Value], kinds: set[type], date1904: bool) -> Lane:
    """The ends of cells without a formula."""
    if kinds <= {str, _NOTHING}:
        return [_text_tail(value) if value else "/>" for value in values]
    if kinds <= {int, Decimal, _NOTHING}:
        return ["/>" if value is None else f"><v>{value}</v></c>" for value in values]
    return [_text_tail(value) if type(value) is str else _other_tail(value, date1904) for value in values]


@lru_cache(maxsize=8192)
def _text_tail(text: str) -> str:
    return _other_tail(text, date1904=False)


def tail(value: Value) -> str:
    """The end of a cell that holds a value without a formula."""
    return _text_tail(value) if type(value) is str else _other_tail(value, date1904=False)


def computed(value: Value) -> tuple[str, str]:
    """The attribute and the element that say what a formula gives."""
    if type(value) is str:
        return ' t="str"', f"<v>{_text(value)}</v>"
    kind, body = _stored(value, date1904=False)
    return computed_type(kind), computed_value(kind, body)


def _other_tail(value: Value, date1904: bool) -> str:
    kind, body = _stored(value, date1904)
    return value_tail(kind, body)


def value_tail(kind: str, body: str) -> str:
    """The end of a cell without a formula, from its attributes on, in ASCII."""
    if not kind:
        return "/>"
    if kind == "n":
        return f"><v>{body}</v></c>"
    if kind == "inlineStr":
        return f' t="inlineStr"><is><t xml:space="preserve">{ascii_xml(escaped(body))}</t></is></c>'
    return f' t="{kind}"><v>{ascii_xml(plain_xml(body))}</v></c>'


def _computed(values: Sequence[Value], kinds: set[type], date1904: bool) -> tuple[Lane | None, Lane]:
    """The types and the values of cells with a formula; None where all are texts."""
    if kinds == {str}:
        return None, [_text(value) if value else "" for value in values]
    if kinds <= {int, Decimal, str}:
        types = [' t="str"' if type(value) is str else "" for value in values]
        return types, [_text(value) if type(value) is str and value else str(value) for value in values]
    kept = [_stored(value, date1904) for value in values]
    types = [computed_type(kind) for kind, _body in kept]
    return types, [body if kind == "n" else _text(body) for kind, body in kept]


def computed_type(kind: str) -> str:
    """The attribute that says what a formula gives, from the kind of a stored value."""
    return "" if kind == "n" else ' t="str"' if kind in {"inlineStr", ""} else f' t="{kind}"'


def computed_value(kind: str, body: str) -> str:
    """The element of what a formula gives, in ASCII."""
    return f"<v>{body if kind == 'n' else _text(body)}</v>"


@lru_cache(maxsize=8192)
def _text(text: str) -> str:
    return ascii_xml(escaped(clean(text)))


def _stored(value: Value, date1904: bool) -> tuple[str, str]:
    """As fiche.excel.values.stored, the usual kinds first."""
    if value is None or value == "":
        return EMPTY
    kind = type(value)
    if kind in _NUMBERS:
        return "n", str(value)
    if kind is float and -1e15 < value < 1e15:  # type: ignore[operator]
        return "n", repr(int(value)) if value.is_integer() else repr(value)  # type: ignore[union-attr, arg-type]
    if type(value) is dt.date and not date1904 and value.year > 1900:
        return "n", str(value.toordinal() - _DAY_ZERO)
    return stored(value, date1904)
