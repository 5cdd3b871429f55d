"""Workbooks to planes, in the child: every worksheet by calamine, or by openpyxl where calamine cannot; it guards nothing by itself.

calamine is 22 times faster than openpyxl, which comes second only, for the formats it knows: openpyxl gives no sheet at all of a Strict
workbook, without an error. calamine gives a cell in error as empty: fiche.reading.faults finds those.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from fiche.reading.kinds import Stop
from fiche.reading.planes import Cells, Result, Sheet, blocks

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from fiche.reading.faults import Fault

Progress = Callable[[float], None]
SECOND_CHANCE = {"xlsx", "xlsm"}
LEFT_OUT = "left_out_sheet"


def read(path: Path, format: str, cells: int, result: Result, progress: Progress) -> None:
    """Read every sheet into `result`. Raises Stop, or what the parser raised (BaseException: a Rust panic is no Exception)."""
    from python_calamine import CalamineWorkbook, PasswordError

    if format == "ods":
        _check_repeats(path)
    if format == "xls" and _asks_a_password(path):
        raise Stop("password_protected")
    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise Stop("password_protected") from None
    except Exception as fault:
        raise (Stop("too_many_cells") if "Cell limit exceeded" in str(fault) else fault) from fault
    _Calamine(book, path, format, cells, result).read(progress)
    if not result.sheets and not result.notes:
        raise Stop("damaged_file")


def _check_repeats(path: Path) -> None:
    """The repeats of an .ods before they are unfolded."""
    import zipfile

    from fiche.reading.extents import check_ods

    try:
        check_ods(path)
    except (zipfile.BadZipFile, KeyError, OSError):
        raise Stop("damaged_file") from None


def _asks_a_password(path: Path) -> bool:
    """Whether an .xls is protected: calamine reads some of those without a word, cells still enciphered."""
    from fiche.reading.ole import Ole, is_protected

    try:
        with path.open("rb") as file:
            return is_protected(Ole(file).workbook())
    except (ValueError, OSError):
        return False


class _Calamine:
    """One workbook being read by calamine."""

    def __init__(self, book: "CalamineWorkbook", path: Path, format: str, cells: int, result: Result) -> None:
        self.book, self.path, self.format, self.cells, self.result = book, path, format, cells, result
        self.faults: dict[int, list[Fault]] | None = None

    def read(self, progress: Progress) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        metadata = self.book.sheets_metadata
        for index, said in enumerate(metadata):
            progress(index / len(metadata))
            if said.typ != SheetTypeEnum.WorkSheet:
                self.result.notes.append([LEFT_OUT, None, None, said.name])
                continue
            self._sheet(index, said.name, said.visible != SheetVisibleEnum.Visible)

    def _sheet(self, index: int, name: str, hidden: bool) -> None:
        try:
            found = self.book.get_sheet_by_index(index)
        except Exception as fault:
            if self.format in SECOND_CHANCE:
                raise
            self._unreadable(name, hidden, fault)
            return
        first_row, first_column = found.start or (0, 0)
        if found.height * found.width > self.cells:
            raise Stop("too_many_cells")
        sheet = Sheet(self.cells)
        for block in blocks(_rows(found, first_row)):
            sheet.add(block)
        self.cells -= sheet.height * len(sheet.columns)
        said = self._faults_of(index, sheet, first_row, first_column)
        self.result.add(
            sheet, name=name, hidden=hidden, first_row=first_row + 1, first_column=first_column, **said
        )

    def _unreadable(self, name: str, hidden: bool, fault: Exception) -> None:
        """A sheet that alone is damaged: said, and the others read."""
        if len(self.book.sheet_names) == 1:
            raise fault
        notes = [["unreadable_sheet", None, None, name]]
        self.result.add(Sheet(0), name=name, hidden=hidden, first_row=1, first_column=0, notes=notes)

    def _faults_of(self, index: int, sheet: Sheet, first_row: int, first_column: int) -> dict[str, object]:
        """The sheet's cells in error, as positions among its planes; those outside what was read as notes."""
        if not sheet.blanks and sheet.height:
            return {}
        from fiche.reading import faults

        if self.faults is None:
            self.faults = {}
            for fault in faults.find(self.path, self.format):
                self.faults.setdefault(fault[0], []).append(fault)
        inside, notes = [], []
        for _, row, column, literal in self.faults.get(index, ()):
            i, j = row - first_row, column - first_column
            if 0 <= i < sheet.height and 0 <= j < len(sheet.columns):
                inside.append([i, j, literal])
            else:
                notes.append(["cell_error", row + 1, column, literal])
        return {"faults": inside, "notes": notes}


def _rows(sheet: "CalamineSheet", first_row: int) -> Iterator[Cells]:
    """The rows of the used range; calamine's iterator begins at the sheet's first row, whatever the range."""
    return islice(sheet.iter_rows(), first_row, None) if sheet.height else iter(())


def read_again(path: Path, cells: int, result: Result, progress: Progress) -> None:
    """The second chance of an .xlsx or .xlsm: openpyxl, once the claims are checked. Always reset_dimensions(): openpyxl believes what a
    sheet declares of its size and drops the rows beyond.
    """
    import openpyxl

    from fiche.reading.extents import check_xlsx

    check_xlsx(path, cells)
    if not openpyxl.DEFUSEDXML:
        raise Stop("damaged_file")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for index, found in enumerate(book.worksheets):
        progress(index / len(book.worksheets))
        found.reset_dimensions()
        sheet = Sheet(cells)
        for block in blocks(found.iter_rows(values_only=True)):
            sheet.add(block)
        cells -= sheet.height * len(sheet.columns)
        result.add(
            sheet, name=found.title, hidden=found.sheet_state != "visible", first_row=1, first_column=0
        )
    if not book.worksheets:
        raise Stop("damaged_file")
