"""What fills a workbook asks of it, whether it is a template compiled once (fiche.excel.form) or any workbook (fiche.excel.patcher); it does nothing."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from fiche.excel.names import Area
from fiche.excel.values import Value


class Page(Protocol):
    """A worksheet to be filled. Rows count from 1, columns from 0; a cell is «B12»."""

    def write(self, cell: str, value: Value) -> None:
        """Put a value in a cell, in place of its value or formula; its style stays."""

    def cache(self, cell: str, value: Value) -> None:
        """Say what a cell's formula gives. Raises ValueError where there is no formula."""

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """Put a formula (without «=») and what it gives in a cell; its style stays."""

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """Values down the columns from row `first`: beside the formula where the cell has one, in its place elsewhere."""

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it; «» when it is empty."""

    def text_at(self, row: int, column: int) -> str:
        """The same, by the numbers of its row and column."""

    def dress(self, cell: str, like: str) -> None:
        """Give a cell the style of another one."""

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""

    def hide(self, row: int) -> None:
        """Hide a row."""


class Book(Protocol):
    """A workbook whose blocks have their rows, to be filled."""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets, in their order."""

    @property
    def names(self) -> Collection[str]:
        """The workbook's own names."""

    def area(self, name: str) -> Area:
        """The cells that a name stands for. Raises KeyError for an unknown name, ValueError when it is not one plain range."""

    def sheet(self, name: str) -> Page:
        """A worksheet. Raises KeyError."""

    def write(self, name: str, value: Value) -> None:
        """Put a value in the cell called `name`."""

    def cache(self, name: str, value: Value) -> None:
        """Say what the formula of the cell called `name` gives."""

    def fill(self, name: str, columns: Mapping[int, list[Value]]) -> None:
        """Values down the block called `name`; columns count from the block's own first."""
