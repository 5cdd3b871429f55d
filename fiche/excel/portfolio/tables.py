"""The lists of the client file's workbook as plain tables for other programs, in a ZIP: CSV for spreadsheets, Parquet for the rest; no formula.

There is no limit of rows, and memory holds some clients at a time.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, Literal

import polars as pl

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.selecting import words_of
from fiche.analysis.whole import Whole, whole
from fiche.archive import Packed, Writer
from fiche.chosen_note import chosen_note
from fiche.excel.delimited import delimited
from fiche.excel.portfolio.arrange import Told, plan, unheard
from fiche.excel.portfolio.blocks import BLOCKS, FIGURES
from fiche.excel.portfolio.draw_lists import SHEET_OF
from fiche.excel.portfolio.lists import Lists, Read
from fiche.excel.portfolio.people import revenues
from fiche.excel.portfolio.words import SHEETS
from fiche.i18n import speaking

Form = Literal["csv", "parquet"]
_NO_LIMIT = 1 << 40


def portfolio_tables(
    portfolio: Portfolio,
    as_of: dt.date,
    out: BinaryIO,
    where: Filters,
    language: str,
    form: Form,
    tell: Told = unheard,
) -> None:
    """Write clients, aged balance, documents, payments and disputes of the clients that pass `where` to a file that can be sought in, and the filters in
    words, when there are some. `tell` hears how many clients are written, of how many, and may raise to stop."""
    read = Read(as_of, portfolio.settings, "en" if language == "en" else "fr")
    with speaking(read.language), whole(portfolio, as_of, list(FIGURES), where) as found:
        files = {prefix: _FILES[form](_columns(prefix, read)) for prefix in BLOCKS}
        for prefix, rows in _batches(portfolio, found, where, read, tell):
            files[prefix].add(rows)
        writer = Writer(out)
        for prefix, file in files.items():
            file.finish(writer, f"{SHEETS[SHEET_OF[prefix]][read.language]}.{form}")
        for name, content in chosen_note(words_of(portfolio, where)):
            writer.store(name, content)
        writer.close()


def _batches(
    portfolio: Portfolio, found: Whole, where: Filters, read: Read, tell: Told
) -> Iterator[tuple[str, pl.DataFrame]]:
    where = replace(where, currency=found.currency) if found.several else where
    planned = plan(found, _NO_LIMIT)
    segments = portfolio.segments(read.as_of, where)
    lists = Lists(found, planned, segments, revenues(portfolio, found, read.as_of, where), read)
    yield "dis", lists.disputes
    for first, last in planned.batches():
        for prefix, (_sheet, rows) in lists.batch(first, last).rows().items():
            yield prefix, rows
        tell(last, len(planned.clients))


def _columns(prefix: str, read: Read) -> dict[str, tuple[str, str]]:
    """The columns that the workbook shows, with their titles and, of the late buckets in use, their codes."""
    titles = {slot: name for name, slot in read.slots.items()}
    codes = dict(zip((f"late_{n}" for n in range(1, len(read.buckets) + 1)), read.buckets, strict=True))
    found = {}
    for slot in BLOCKS[prefix].slots:
        title = slot.label[read.language] or titles.get(slot.name)
        if not slot.helper and title:
            found[slot.name] = (title, codes.get(slot.name, slot.name))
    return found


class _Csv:
    """A list as a .csv, packed as it comes."""

    def __init__(self, columns: Mapping[str, tuple[str, str]]) -> None:
        self._headers = {name: title for name, (title, _code) in columns.items()}
        self._packed = Packed()
        self._begun = False

    def add(self, rows: pl.DataFrame) -> None:
        """Add some rows."""
        self._packed.add(delimited(rows, self._headers, head=not self._begun))
        self._begun = True

    def finish(self, writer: Writer, name: str) -> None:
        """Put the file in the archive."""
        self._packed.finish()
        head = (
            b""
            if self._begun
            else delimited(pl.DataFrame(schema=dict.fromkeys(self._headers, pl.String)), self._headers)
        )
        writer.enclose(name, head, self._packed, b"")


class _Parquet:
    """A list as a .parquet, with the code names of the columns."""

    def __init__(self, columns: Mapping[str, tuple[str, str]]) -> None:
        self._columns = columns
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `finish`
        self._writer: Any = None

    def add(self, rows: pl.DataFrame) -> None:
        """Add some rows."""
        import pyarrow.parquet as pq

        shown = rows.select(pl.col(name).alias(code) for name, (_title, code) in self._columns.items())
        table = shown.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema, compression="zstd")
        self._writer.write_table(table)

    def finish(self, writer: Writer, name: str) -> None:
        """Put the file in the archive; a list without any row is left out."""
        if self._writer is not None:
            self._writer.close()
            self._file.seek(0)
            writer.copy(name, self._file)
        self._file.close()


_FILES: Mapping[Form, Any] = {"csv": _Csv, "parquet": _Parquet}
