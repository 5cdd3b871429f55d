"""Small files written for fuzzing: what programs export under an .xls name, and the hostile files of the tests; it mutates nothing."""

import zipfile
from pathlib import Path

UNPACKED = 1_000_000


def exports() -> list[tuple[str, bytes]]:
    """What programs export under an .xls name, written here, several times so that they are drawn as often as the workbooks."""
    rows = "".join(
        f'<tr><td>C{i:03}</td><td rowspan="{1 + i % 2}">Société é &amp; Cie</td><td x:num="{i}.5">{i},50 &euro;</td></tr>'
        for i in range(20)
    )
    page = f"<html><meta charset=utf-8><h1>Clients</h1><table><caption>Ventes</caption>{rows}</table><table><tr><td><table>{rows}</table></table></html>"
    mail = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Location: a.htm\nContent-Type: text/html\n\n{page}\n--x--\n'
    office = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = '<Cell ss:Index="2"><Data ss:Type="Number">1.5</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="DateTime">2026-11-24T00:00:00.000</Data></Cell>'
    book = f'<?xml version="1.0"?><Workbook xmlns="{office}" xmlns:ss="{office}"><Worksheet ss:Name="A"><Table>{f"<Row>{cells}</Row>" * 20}</Table></Worksheet></Workbook>'
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{n}="{oasis}:{n}:1.0"' for n in ("office", "table", "text"))
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="3">{cell}</table:table-row>'
    flat = f'<?xml version="1.0"?><office:document {names} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="A">{row * 9}</table:table></office:spreadsheet></office:body></office:document>'
    texts = {"page.xls": page, "enregistree.xls": mail, "classeur.xls": book, "plat.ods": flat}
    return [(name, text.encode()) for name, text in texts.items()] * 10


def crafted(folder: Path) -> Path:
    """The hostile files of the tests, those that are not about size, and the exports, written in a folder."""
    from tests.reading import hostile_archives, hostile_others, hostile_workbooks
    from tests.reading.hostile import BOMB, CELLS

    for file in (*hostile_archives.FILES, *hostile_others.FILES, *hostile_workbooks.FILES):
        if not file.answers & {BOMB, CELLS}:
            path = folder / file.name
            file.write(path)
            if _unpacked(path) > UNPACKED:
                path.unlink()
    for position, (name, data) in enumerate(exports()):
        (folder / f"{position}-{name}").write_bytes(data)
    return folder


def _unpacked(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return path.stat().st_size
