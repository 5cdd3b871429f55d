"""What has been found so far in a template, cell by cell, none twice; it looks for nothing itself."""

from dataclasses import dataclass, field

from fiche.excel.mapped.mapping import Block, Place
from fiche.excel.mapped.outline import At, SheetSeen
from fiche.excel.mapped.vocabulary import Kind
from fiche.excel.references import column_letters

LONGEST = 60  # letters of a label or of a header
_TALLEST = 10_000  # rows of a table of a template


@dataclass
class Finding:
    """What was found so far."""

    kind: Kind
    places: list[Place] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    taken: set[tuple[str, int, int]] = field(default_factory=set)

    def free(self, sheet: SheetSeen, row: int, column: int) -> bool:
        """Whether nothing is to go in a cell yet."""
        inside = any(b.sheet == sheet.name and b.covers(row, column) for b in self.blocks)
        return (sheet.name, row, column) not in self.taken and not inside

    def place(self, sheet: SheetSeen, at: At, put: str, by: str, label: str) -> None:
        """One more cell, unless it has been spoken for, or computes something."""
        row, column = sheet.covered.get(at, at)
        if sheet.at(row, column).what in ("formula", "fixed") or not self.free(sheet, row, column):
            return
        self.taken.add((sheet.name, row, column))
        cell = f"{column_letters(column)}{row}"
        self.places.append(Place(sheet.name, cell, put, by, label))  # type: ignore[arg-type]

    def block(self, block: Block) -> None:
        """One more block, unless a cell of it has been spoken for."""
        overlap = any(
            b.sheet == block.sheet and b.first <= block.last and block.first <= b.last and b.left <= block.right and block.left <= b.right
            for b in self.blocks
        )  # fmt: skip
        if block.columns and not overlap and block.last - block.first < _TALLEST:
            self.blocks.append(block)
