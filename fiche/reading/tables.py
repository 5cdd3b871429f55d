"""The sheets that a page or an XML workbook turns out to hold, in their order, within what one file may hold; it reads no format."""

from collections.abc import Iterable, Sequence

from fiche.reading.grid import COLUMNS, Grid
from fiche.reading.kinds import Stop
from fiche.reading.planes import Result

MOST = 1_000  # sheets; a spreadsheet shows a few hundred
NAME = 120  # characters of a sheet's name
DecodeNotes = Iterable[tuple[str, int | None, None, str]]


class Tables:
    """Sheets on their way into `result`. `cells` is how many cells all of them may have; `columns`, as many as the widest sheet alone."""

    def __init__(self, cells: int, result: Result, notes: DecodeNotes = ()) -> None:
        self.cells, self.result = cells, result
        # A line of the source is no row of a table: of these notes only what they say is kept.
        self._notes = [[code, None, column, value] for code, _, column, value in notes]
        self.columns = COLUMNS
        self._places: list[float] = []

    def grid(self) -> Grid:
        """A new table, allowed what the others left."""
        return Grid(self.cells)

    def add(
        self,
        grid: Grid,
        name: str,
        *,
        place: float | None = None,
        hidden: bool = False,
        faults: Sequence[Sequence[object]] = (),
    ) -> None:
        """Keep a table; `place` says where it comes among the others, after them by default."""
        sheet = grid.end()
        self.cells -= sheet.height * len(sheet.columns)
        self.columns -= len(sheet.columns)
        if self.cells < 0 or self.columns < 0 or len(self._places) >= MOST:
            raise Stop("too_many_cells")
        self._places.append(len(self._places) if place is None else place)
        self.result.add(
            sheet, name=name[:NAME].strip(), hidden=hidden, first_row=1, first_column=0, notes=[], faults=list(faults)
        )  # fmt: skip

    def close(self, empty: str) -> None:
        """Put the sheets in order; Stop(`empty`) when there is none."""
        sheets = self.result.sheets
        if not sheets:
            raise Stop(empty)
        order = sorted(range(len(sheets)), key=self._places.__getitem__)
        sheets[:] = [sheets[i] for i in order]
        for number, sheet in enumerate(sheets, 1):
            sheet["number"] = number  # a name for those that have none is the reader's language's
        sheets[0]["notes"] = self._notes
