"""Hostile .xls and .ods files: records and chains of sectors that lie, cells repeated by the billion; it reads none of them."""

import struct

from sample_data.ole import container
from tests.reading.conftest import OASIS, XML, bare_ods, zipped
from tests.reading.hostile import (
    BOMB,
    CELLS,
    DAMAGED,
    EMPTY,
    NOT_TABLE,
    PASSWORD,
    READ,
    Hostile,
    Repeated,
    hostile,
    packed,
)

VALUE = 'office:value-type="float" office:value="1"'


def record(kind: int, data: bytes, length: int | None = None) -> bytes:
    """A record of a .xls; `length` is what it says, its true length by default."""
    return struct.pack("<HH", kind, len(data) if length is None else length) + data


def number(row: int, column: int, value: float = 1.0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


BOF_BOOK, BOF_SHEET = (
    record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (0x05, 0x10)
)
EOF = record(0x0A, b"")
TRUE_START = -1


def xls(cells: bytes, globals_: bytes = b"", start: int = TRUE_START, name: bytes = b"F") -> bytes:
    """An .xls of one sheet; `start` is where the sheet is said to begin."""
    length = len(BOF_BOOK + globals_) + 4 + 8 + len(name) + len(EOF)
    said = length if start == TRUE_START else start
    sheet = record(0x85, struct.pack("<IBBBB", said, 0, 0, min(len(name), 255), 0) + name)
    stream = BOF_BOOK + globals_ + sheet + EOF + BOF_SHEET + cells + EOF
    return container({"Workbook": stream.ljust(5_000, b"\0")})


def patched(data: bytes, *changes: tuple[int, bytes]) -> bytes:
    """The same bytes with others at some places."""
    changed = bytearray(data)
    for at, new in changes:
        changed[at : at + len(new)] = new
    return bytes(changed)


def word(value: int) -> bytes:
    return struct.pack("<I", value)


GOOD = xls(number(0, 0) + number(1, 1))
DIMENSIONS = record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
STRINGS = record(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\x01\0\0a")
LONG_STRING = record(0xFC, struct.pack("<IIHB", 1, 1, 0xFFFF, 1) + b"a")


def repeated(rows: int, columns: int, cell: str = f"<table:table-cell {{}} {VALUE}/>") -> bytes:
    """An .ods of one row and one cell, repeated so many times."""
    columns_said = f'table:number-columns-repeated="{columns}"'
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}">{cell.format(columns_said)}</table:table-row>'
    )
    return bare_ods(row)


TEXT_CELL = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'
COVERED = '<table:covered-table-cell {} office:value-type="float" office:value="1"/>'
SPACES = '<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="4000000000"/>b</text:p></table:table-cell></table:table-row>'
ODS_PARTS = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>',
}
ODS_START = (
    f'{XML}<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" xmlns:text="{OASIS}:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="F">'
)
ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_ROW = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
ODS_ENTITY = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
TWO_LEVELS = (
    '<table:table-row table:number-rows-repeated="1000">'
    + '<table:table-cell table:number-columns-repeated="999" office:value-type="float" office:value="1"/>'
    * 16
    + "</table:table-row>"
)
MANY_LEVELS = TWO_LEVELS * 100

FILES: tuple[Hostile, ...] = (
    # .xls
    hostile("temoin.xls", GOOD, READ),
    hostile("coins.xls", xls(number(0, 0) + number(65_535, 65_535)), CELLS),
    hostile("coins_255.xls", xls(number(0, 0) + number(65_535, 255)), READ, CELLS),
    hostile("dimensions_mentent.xls", xls(DIMENSIONS + number(0, 0)), READ, CELLS),
    hostile("chaines_mentent.xls", xls(number(0, 0), STRINGS), READ, DAMAGED),
    hostile("chaine_trop_longue.xls", xls(number(0, 0), LONG_STRING), READ, DAMAGED),
    hostile("enregistrement_trop_long.xls", xls(record(0x203, bytes(14), 0xFFFF)), READ, DAMAGED),
    hostile("enregistrement_trop_court.xls", xls(record(0x203, b"\0\0")), READ, DAMAGED),
    hostile("feuille_hors_du_flux.xls", xls(b"", start=0xFFFFFFF0), READ, DAMAGED),
    hostile("feuille_sur_elle_meme.xls", xls(b"", start=0), EMPTY, DAMAGED),
    hostile("nom_faux.xls", xls(b"", name=b"\xff" * 250), EMPTY, DAMAGED),
    hostile("mot_de_passe.xls", xls(number(0, 0), record(0x2F, bytes(54))), PASSWORD),
    hostile("flux_de_zeros.xls", container({"Workbook": bytes(50_000)}), DAMAGED),
    hostile("flux_de_ff.xls", container({"Workbook": b"\xff" * 50_000}), DAMAGED),
    hostile("table_en_rond.xls", patched(GOOD, (512 + 4 * 2, word(2))), READ, DAMAGED),
    hostile("annuaire_en_rond.xls", patched(GOOD, (512 + 4, word(1))), DAMAGED),
    hostile("table_infinie.xls", patched(GOOD, (68, word(2)), (72, word(0xFFFFFFFF)), (44, word(0x7FFFFFFF))), DAMAGED),
    hostile("flux_geant.xls", patched(GOOD, (1024 + 128 + 120, word(0x7FFFFFFF))), READ, DAMAGED),
    hostile("secteurs_geants.xls", patched(GOOD, (30, b"\x1f\0")), DAMAGED),
    hostile("coupe.xls", GOOD[:1_500], DAMAGED),
    # .ods
    hostile("cellules_repetees.ods", repeated(900_000, 100), CELLS),
    hostile("rangees_repetees.ods", repeated(4_294_967_295, 1), CELLS),
    hostile("colonnes_repetees.ods", repeated(1, 4_294_967_295), CELLS),
    hostile("textes_repetes.ods", repeated(900_000, 100, TEXT_CELL), CELLS),
    hostile("textes_sans_type.ods", repeated(900_000, 100, TEXT_CELL.replace('office:value-type="string"', "")), CELLS, READ),
    hostile("couvertes_repetees.ods", repeated(900_000, 100, COVERED), CELLS, READ),
    hostile("repetitions_courtes.ods", bare_ods(TWO_LEVELS), CELLS, READ),
    hostile("repetitions_en_nombre.ods", bare_ods(MANY_LEVELS), CELLS),
    hostile("repetitions_negatives.ods", repeated(-1, -1), READ, DAMAGED),
    hostile("repetitions_folles.ods", repeated(10**30, 10**30), CELLS, DAMAGED),
    hostile("apostrophes.ods", zipped({**ODS_PARTS, "content.xml": ODS_START + ODS_ROW.replace("<table:table-row>", "<table:table-row table:number-rows-repeated='4294967295'>") + ODS_END}), CELLS),
    hostile("espaces_repetes.ods", bare_ods(SPACES), READ, DAMAGED, "reading_memory"),
    hostile("cent_mo.ods", packed({**ODS_PARTS, "content.xml": Repeated(ODS_ROW, 1_000_000, ODS_START, ODS_END)}), BOMB),
    hostile("quarante_mo.ods", packed({**ODS_PARTS, "content.xml": Repeated(ODS_ROW, 400_000, ODS_START, ODS_END)}), READ),
    hostile("fichier_du_serveur.ods", zipped({**ODS_PARTS, "content.xml": (ODS_START + ODS_ROW + ODS_END).replace(XML, XML + ODS_ENTITY)}), READ, DAMAGED),
    hostile("sans_contenu.ods", zipped(ODS_PARTS), DAMAGED),
    hostile("autre_prefixe.ods", zipped({**ODS_PARTS, "content.xml": (ODS_START + ODS_ROW.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="4294967295">') + ODS_END).replace("table:", "t:").replace(":t:", ":table:")}), CELLS, READ, DAMAGED),
    hostile("texte_seul.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), NOT_TABLE),
)  # fmt: skip
