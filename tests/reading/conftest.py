"""Files made by hand for the tests of reading: bare archives, hostile or not; nothing here reads them."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from fiche.reading.decode import Result as Decoded
from fiche.reading.planes import Result
from fiche.reading.raw import RawSheet
from fiche.reading.worker import READERS

XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of those parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bare_xlsx(rows: str, strings: str = "", table: str = "sharedStrings.xml", **parts: str | bytes) -> bytes:
    """The smallest workbook with those rows (XML) and, when given, that table of shared strings."""
    content = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
        + (f'<Override PartName="/xl/{table}" ContentType="{TYPE}.sharedStrings+xml"/>' if strings else "")
        + "</Types>",
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="Feuille" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATION}/sharedStrings" Target="{table}"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped(content | ({f"xl/{table}": strings} if strings else {}) | parts)


def bare_ods(rows: str) -> bytes:
    """The smallest OpenDocument spreadsheet with those rows (XML)."""
    names = (
        "".join(f' xmlns:{n}="{OASIS}:{n}:1.0"' for n in ("office", "table", "text"))
        + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'{XML}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>',
            "content.xml": f"{XML}<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Feuille">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


@pytest.fixture(scope="session")
def make_xlsx() -> Callable[..., bytes]:
    """See bare_xlsx."""
    return bare_xlsx


@pytest.fixture(scope="session")
def make_ods() -> Callable[[str], bytes]:
    """See bare_ods."""
    return bare_ods


@pytest.fixture(scope="session")
def make_zip() -> Callable[[dict[str, str | bytes]], bytes]:
    """See zipped."""
    return zipped


def read_here(format: str, data: bytes | str, cells: int = 40_000_000) -> tuple[RawSheet, ...]:
    """The sheets of a page or an XML workbook, read by the child's own functions without starting a child. Raises Stop."""
    with tempfile.TemporaryDirectory() as folder:
        source, answer = Path(folder) / "source", Path(folder) / "result"
        source.write_bytes(data.encode() if isinstance(data, str) else data)
        result = Result(answer)
        try:
            import_module(f"fiche.reading.{READERS[format]}").read(source, cells, result, lambda _: None)
        finally:
            result.close()
        return Decoded(answer).sheets("fichier.xls", "fichier")


@pytest.fixture(scope="session")
def here() -> Callable[..., tuple[RawSheet, ...]]:
    """See read_here."""
    return read_here


@pytest.fixture
def temp(tmp_path, monkeypatch):
    """A base folder for jobs, this test's own."""
    base = tmp_path / "jobs"
    monkeypatch.setenv("FICHE_TEMP", str(base))
    return base
