"""Electronic invoices to one table, in the child: PDF with their XML, XML alone, archives of both; what cannot be read is a row that says why.

The job's source lists the files: [[name on disk, name shown], …]. A row is an invoice; its last cells are the file and, when refused, the code.
"""

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from fiche.reading.invoice_signs import HEAD, PDF, PDF_WITHIN, is_hidden, is_invoice
from fiche.reading.invoice_xml import FIELDS, HEADINGS, fields
from fiche.reading.kinds import Stop
from fiche.reading.planes import Result, Sheet

LARGEST = 20_000_000  # bytes of one invoice, or of the XML in it
MOST = 20_000  # invoices at a time
HEADER = (*FIELDS, "file", "refused")
ZIP = b"PK\x03\x04"


def read(path: Path, cells: int, result: Result, progress: Callable[[float], None]) -> None:
    """Read every listed file into one sheet, whose first row names the fields. Raises Stop when there are too many."""
    listed = json.loads(path.read_text("utf-8"))
    sheet = Sheet(cells)
    rows: list[list[str | None]] = [[HEADINGS.get(name, name) for name in HEADER]]
    for at, (disk, shown) in enumerate(listed):
        for name, data in _contents((path.parent / disk), shown):
            rows.append(_row(name, data))
            if len(rows) > MOST + 1:
                raise Stop("too_many_cells")
        progress(at / len(listed))
    sheet.add(rows)
    result.add(sheet, name="", hidden=False, first_row=1, first_column=0, notes=[])


def _contents(path: Path, shown: str) -> Iterator[tuple[str, bytes | str]]:
    """(name, bytes) of a file, or of the invoices in an archive; (name, code) of what is not to be opened."""
    with path.open("rb") as file:
        head = file.read(4)
    if head != ZIP:
        yield shown, path.read_bytes() if path.stat().st_size <= LARGEST else "file_too_large"
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                if part.is_dir() or is_hidden(part.filename):
                    continue
                data = _unpacked(archive, part)
                if isinstance(data, str) or is_invoice(data[:HEAD], part.filename):
                    yield f"{shown} · {part.filename}", data
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError):
        yield shown, "damaged_file"


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | str:
    """No more than an invoice may hold, whatever the archive claims."""
    try:
        with archive.open(part) as file:
            data = file.read(LARGEST + 1)
    except Exception:  # noqa: BLE001 - whatever is wrong with this part, the others are read
        return "damaged_file"
    return data if len(data) <= LARGEST else "file_too_large"


def _row(name: str, data: bytes | str) -> list[str | None]:
    found: dict[str, str] = {}
    refused = data if isinstance(data, str) else ""
    if isinstance(data, bytes):
        try:
            found = fields(_xml(data))
        except Stop as stop:
            refused = stop.code
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - one invoice that no parser can follow does not stop the others
            refused = "damaged_file"
    return [*(found.get(field) or None for field in FIELDS), name, refused or None]


def _xml(data: bytes) -> bytes:
    """The XML of an invoice: the file itself, or what its PDF carries."""
    if PDF not in data[:PDF_WITHIN]:
        return data
    from facturx import get_xml_from_pdf

    logging.disable(logging.CRITICAL)
    _name, xml = get_xml_from_pdf(io.BytesIO(data), check_xsd=False)
    if not xml:
        raise Stop("pdf_without_invoice")
    if len(xml) > LARGEST:
        raise Stop("file_too_large")
    return bytes(xml)
