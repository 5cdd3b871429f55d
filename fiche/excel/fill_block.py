"""Fills a block of rows that one reads, and gives its rows the height of their texts; it works nothing out."""

from collections.abc import Mapping, Sequence

from fiche.excel.blocks import Block
from fiche.excel.book import Book
from fiche.excel.heights import fit, lines
from fiche.excel.values import Value


def rows_of(book: Book, block: Block) -> int:
    """How many rows a block has."""
    area = book.area(f"block_{block.name}")
    return area.last - area.first + 1


def fill_block(book: Book, block: Block, given: Sequence[Mapping[str, Value]]) -> None:
    """A block of inputs."""
    columns = {slot.name: [line[slot.name] for line in given] for slot in block.slots}
    book.fill(
        f"block_{block.name}", {block.place(name): values for name, values in columns.items() if values}
    )
    fit_block(book, block, columns)


def fit_block(book: Book, block: Block, columns: Mapping[str, Sequence[Value]]) -> None:
    """The heights of a block's rows, from the columns that wrap."""
    area = book.area(f"block_{block.name}")
    sheet = book.sheet(area.sheet)
    wrapped = [
        (columns[s.name], s.width) for s in block.slots if s.look in {"long", "text"} and not s.formula
    ]
    tall = {
        row
        for texts, width in wrapped
        for row, text in enumerate(texts)
        if isinstance(text, str) and lines(text, width) > 1
    }
    for row in sorted(tall):
        fit(sheet, area.first + row, [(texts[row], width) for texts, width in wrapped])
