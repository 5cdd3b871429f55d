"""The cells of a sheet's part: read from its XML once, copied for each fill, written back as XML; it moves nothing and knows no value's meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from fiche.excel.references import column_letters, moved, split
from fiche.excel.values import EMPTY, UNKNOWN, Stored, attributes_xml, escaped, plain_xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)


class Cell(NamedTuple):
    """A cell: `raw` is its XML content where it is neither a plain value nor a formula (formatted text); `more`: its other attributes (that its
    formula spills over its neighbours, that it holds a rich value)."""

    style: str = ""
    value: Stored = EMPTY
    formula: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    more: tuple[tuple[str, str], ...] = ()


NONE = Cell()
_KNOWN = {"r", "s", "t"}


@dataclass(slots=True)
class Row:
    """A row: its attributes as XML, and its cells by column. A copy shares the cells, which never change."""

    attributes: dict[str, str] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)

    def copy(self) -> "Row":
        """A row that may be changed without changing this one."""
        return Row(dict(self.attributes), dict(self.cells))


@lru_cache(maxsize=64)
def parsed_sheet(content: bytes) -> tuple[bytes, dict[int, Row]]:
    """A sheet without its rows, and its rows: the same template is read once. The rows are to be copied, never changed."""
    root = etree.fromstring(content, PARSER)
    data = root.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise ValueError(root.tag)
    rows = _rows(data)
    del data[:]
    data.text = None
    return etree.tostring(root), rows


def _rows(data: Any) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    number = 0
    for element in data:
        number = int(element.get("r", number + 1))
        row = rows[number] = Row({k: v for k, v in element.attrib.items() if k not in {"r", "spans"}})
        column = -1
        for one in element:
            reference = one.get("r")
            column = split(reference)[1] if reference else column + 1
            row.cells[column] = _cell(one, (number, column), shared)
    return rows


def _cell(
    element: Any,
    at: tuple[int, int],
    shared: dict[str, tuple[str, int, int]],
) -> Cell:
    style, kind = element.get("s", ""), element.get("t", "n")
    value, raw = EMPTY, ""
    formula: str | None = None
    attributes: dict[str, str] = {}
    for child in element:
        tag = etree.QName(child).localname
        if tag == "f":
            formula, attributes = _formula(child, at, shared)
        elif tag == "v":
            value = Stored(kind, child.text or "")
        elif tag == "is" and (plain := _plain_text(child)) is not None:
            value = Stored(kind, plain)
        else:
            raw += etree.tostring(child, encoding="unicode")
    if formula is not None and value == EMPTY and not raw:
        value = UNKNOWN
    more = tuple(pair for pair in element.items() if pair[0] not in _KNOWN) if len(element.keys()) > 1 else ()
    return Cell(style, Stored(kind, "") if raw else value, formula, tuple(attributes.items()), raw, more)


def _plain_text(element: Any) -> str | None:
    """The text of an inline string without formatting; None where there is more to it, or an escape («_x000D_»)."""
    only = element[0] if len(element) == 1 and etree.QName(element[0]).localname == "t" else None
    text = None if only is None else only.text or ""
    return None if text is None or "_x" in text else text


def _formula(
    element: Any,
    at: tuple[int, int],
    shared: dict[str, tuple[str, int, int]],
) -> tuple[str, dict[str, str]]:
    """A cell's own formula: one shared by several cells is written out in each, so that they can move apart."""
    text, index = element.text or "", element.get("si")
    if element.get("t") != "shared":
        return text, dict(element.attrib)
    if text:
        shared[index] = (text, *at)
    source, row, column = shared[index]
    return moved(source, at[0] - row, at[1] - column), {}


def copied(model: Row, rows: int) -> Row:
    """A row with the model's styles and formulas, `rows` rows below it, its typed values left out."""
    cells = {}
    for column, one in model.cells.items():
        if one.formula is None:
            cells[column] = _styled(one.style)
        else:
            attributes = tuple((k, moved(v, rows) if k == "ref" else v) for k, v in one.attributes)
            cells[column] = Cell(one.style, one.value, moved(one.formula, rows), attributes, more=one.more)
    return Row(dict(model.attributes), cells)


@lru_cache(maxsize=1024)
def _styled(style: str) -> Cell:
    return Cell(style)


def row_attributes(attributes: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """The attributes of a row as they stand in its tag."""
    return attributes_xml(_prefixed(attributes, prefixes)) if attributes else ""


def cell_xml(reference: str, cell: Cell) -> str:
    """One cell."""
    return _xml(reference, *cell)


def row_xml(number: int, row: Row, prefixes: Mapping[str, str]) -> str:
    """One row."""
    attributes = row_attributes(row.attributes, prefixes)
    body = "".join([_xml(f"{column_letters(c)}{number}", *row.cells[c]) for c in sorted(row.cells)])
    return f'<row r="{number}"{attributes}>{body}</row>' if body else f'<row r="{number}"{attributes}/>'


def _prefixed(attributes: Mapping[str, str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by the prefixed names that the sheet's root declares («x14ac:dyDescent»)."""
    found = {}
    for name, value in attributes.items():
        uri, brace, local = name.lstrip("{").partition("}")
        if not brace or uri in prefixes:
            found[f"{prefixes[uri]}:{local}" if brace else name] = value
    return found


def _xml(
    reference: str,
    style: str,
    value: Stored,
    formula: str | None,
    attributes: tuple[tuple[str, str], ...],
    raw: str,
    more_attributes: tuple[tuple[str, str], ...],
) -> str:
    """One `<c>` element. With a formula, the value is what the formula last gave; none where that is not known."""
    kind, body = value
    head = f'<c r="{reference}" s="{style}"' if style else f'<c r="{reference}"'
    if more_attributes:
        head += attributes_xml(dict(more_attributes))
    if formula is not None and kind == UNKNOWN.kind:
        more = attributes_xml(dict(attributes)) if attributes else ""
        return f"{head}><f{more}>{plain_xml(formula)}</f></c>"
    if formula is not None:
        typed = "" if kind == "n" else ' t="str"' if kind in {"inlineStr", ""} else f' t="{kind}"'
        more = attributes_xml(dict(attributes)) if attributes else ""
        return f"{head}{typed}><f{more}>{plain_xml(formula)}</f><v>{escaped(body) if typed else body}</v></c>"
    if raw:
        return f'{head} t="{kind}">{raw}</c>'
    if not kind:
        return f"{head}/>"
    if kind == "n":
        return f"{head}><v>{body}</v></c>"
    if kind == "inlineStr":
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escaped(body)}</t></is></c>'
    return f'{head} t="{kind}"><v>{plain_xml(body)}</v></c>'
