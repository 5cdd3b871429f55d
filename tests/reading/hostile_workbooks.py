"""Hostile .xlsx files: sound archives whose XML claims, repeats, nests or points where it should not; it reads none of them."""

import io
import zipfile

from tests.reading.conftest import MAIN, PACKAGE, RELATION, XML, bare_xlsx
from tests.reading.hostile import BOMB, CELLS, DAMAGED, EMPTY, READ, Hostile, Repeated, Write, hostile, packed

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
START, END = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def cell(address: str, value: object = 1) -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def text(words: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{words}</t></is></c></row>'


def book(parts: dict[str, str | bytes | Repeated] | None = None, rows: str = ONE, strings: str = "") -> Write:
    """A workbook of one sheet, some of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(bare_xlsx(rows, strings))) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()} | (parts or {}))


def sheet(content: str | Repeated, before: str = "") -> Write:
    """A workbook whose sheet is that, whole; `before` goes between the XML declaration and the root."""
    if isinstance(content, Repeated):
        content = Repeated(content.piece, content.times, START + content.start, content.end + END)
        return book({SHEET: content})
    return book({SHEET: f'{XML}{before}<worksheet xmlns="{MAIN}"><sheetData>{content}{END}'})


def letters(index: int) -> str:
    """A column's letters, from 1."""
    found = ""
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def wide(rows: int, columns: int, sheets: int = 1) -> Write:
    """Every cell of the first rows; with `sheets`, as many times."""
    body = "".join(
        f'<row r="{r}">' + "".join(cell(f"{letters(c)}{r}") for c in range(1, columns + 1)) + "</row>"
        for r in range(1, rows + 1)
    )
    return many_sheets(sheets, START + body + END)


def many_sheets(count: int, content: str | Repeated, name: str = "F") -> Write:
    """A workbook of `count` sheets of one content."""
    sheets = "".join(f'<sheet name="{name}{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(1, count + 1))
    targets = "".join(
        f'<Relationship Id="r{i}" Type="{RELATION}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, count + 1)
    )
    return book(
        {
            BOOK: f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>',
            RELS: f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>',
        }
        | {f"xl/worksheets/sheet{i}.xml": content for i in range(1, count + 1)}
    )


def strings(piece: str, times: int) -> Write:
    """A workbook with that table of shared strings."""
    content = Repeated(piece, times, f'{XML}<sst xmlns="{MAIN}">', "</sst>")
    return book({STRINGS: content}, strings="<sst/>")


def stray(rows: int) -> Write:
    """Ordinary rows of one cell, and one cell in the last column."""
    body = (
        f'<row r="{i}">{cell(f"A{i}")}{cell(f"XFD{i}") if i == rows // 2 else ""}</row>'
        for i in range(1, rows + 1)
    )
    return sheet("".join(body))


def doctype(entities: str) -> str:
    return f"<!DOCTYPE x [{entities}]>"


def laughs(depth: int, width: int) -> str:
    """Entities that unfold to width ** depth words."""
    return '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * width}">' for i in range(1, depth + 1)
    )


def relation(target: str, more: str = "") -> Write:
    """A workbook whose sheet is said to lie elsewhere."""
    return book(
        {
            RELS: f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="{target}" {more}/></Relationships>'
        }
    )


ROW_OF_ONE = "<row><c><v>1</v></c></row>"
CORNERS = f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>'
BEYOND = f'<row r="1">{cell("A1")}</row><row r="16777217">{cell("XFE16777217")}</row>'
MERGE = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{ONE}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
DECLARED = (
    f'{XML}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{ONE}</sheetData></worksheet>'
)
XFS = Repeated("<xf/>", 2_000_000, f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs>', "</cellXfs></styleSheet>")
ODD_REFERENCES = "".join(
    f'<row r="{r}"><c r="{c}"><v>1</v></c></row>'
    for r, c in (("0", "A0"), ("-1", "A-1"), ("x", "1A"), ("99999999999999999999", "A99999999999999999999"))
)
ODD_NUMBERS = '<row r="1">' + "".join(
    cell(f"{letters(i)}1", v)
    for i, v in enumerate(("NaN", "inf", "-1e999", "1e308", "9" * 400, "0x10", "1,5", ""), 1)
)
DATES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)
ODD_DATES = '<row r="1">' + "".join(
    f'<c r="{letters(i)}1" s="{s}"><v>{v}</v></c>'
    for i, (s, v) in enumerate(
        ((1, "1e300"), (1, "-5"), (1, "2958466"), (1, "60"), (99, "1"), (-1, "1"), (1, "NaN")), 1
    )
)
FILE = doctype('<!ENTITY f SYSTEM "file:///etc/passwd">')


def listened_to(port: int) -> Hostile:
    """A sheet that asks for a parameter entity, and for an entity, at a server of this machine."""
    asks = doctype(
        f'<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p.dtd"> %p; <!ENTITY e SYSTEM "http://127.0.0.1:{port}/e">'
    )
    return hostile("reseau.xlsx", sheet(text("&e;"), asks), DAMAGED, READ)


FILES: tuple[Hostile, ...] = (
    # Cells where there are none, and claims.
    hostile("coins.xlsx", sheet(CORNERS), CELLS),
    hostile("hors_grille.xlsx", sheet(BEYOND), CELLS),
    hostile("egare.xlsx", stray(50_000), CELLS),
    hostile("egare_court.xlsx", stray(2_000), CELLS),
    hostile("etendue_declaree.xlsx", book({SHEET: DECLARED}), READ),
    hostile("fusion_de_tout.xlsx", book({SHEET: MERGE}), READ),
    hostile("chaines_mentent.xlsx", book(strings='<sst uniqueCount="4294967295"/>'), DAMAGED),
    hostile("references_fausses.xlsx", sheet(ODD_REFERENCES), READ, DAMAGED, CELLS),
    hostile("chaine_absente.xlsx", sheet('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>'), READ, DAMAGED),
    hostile("nombres_fous.xlsx", sheet(f"{ODD_NUMBERS}</row>"), READ, DAMAGED),
    hostile("dates_folles.xlsx", book({STYLES: DATES, SHEET: f"{START}{ODD_DATES}</row>{END}"}), READ, DAMAGED),
    # Volume.
    hostile("feuille_100_mo.xlsx", sheet(Repeated(ROW_OF_ONE, 3_900_000)), BOMB),
    hostile("feuille_45_mo.xlsx", sheet(Repeated(ROW_OF_ONE, 1_700_000)), READ, CELLS),
    hostile("vingt_feuilles.xlsx", many_sheets(20, Repeated(ROW_OF_ONE, 1_700_000, START, END)), BOMB),
    hostile("toutes_colonnes_250.xlsx", wide(250, 16_384), CELLS),
    hostile("toutes_colonnes_50.xlsx", wide(50, 16_384), CELLS),
    hostile("chaine_300_mo.xlsx", sheet(Repeated("x", 300_000_000, *text("|").split("|"))), BOMB),
    hostile("chaine_45_mo.xlsx", sheet(Repeated("x", 45_000_000, *text("|").split("|"))), DAMAGED),
    hostile("espaces_300_mo.xlsx", sheet(Repeated(" ", 300_000_000, "", ONE)), BOMB),
    hostile("espaces_45_mo.xlsx", sheet(Repeated(" ", 45_000_000, "", ONE)), READ),
    hostile("chaines_10_millions.xlsx", strings("<si><t>x</t></si>", 10_000_000), BOMB),
    hostile("chaines_2_millions.xlsx", strings("<si><t>x</t></si>", 2_000_000), READ),
    hostile("styles_2_millions.xlsx", book({STYLES: XFS}), READ),
    hostile("mille_feuilles.xlsx", many_sheets(1_000, f"{START}{ONE}{END}"), READ),
    hostile("nom_de_feuille_1_mo.xlsx", many_sheets(1, f"{START}{ONE}{END}", "n" * 1_000_000), READ),
    # Shape of the XML.
    hostile("attributs_200000.xlsx", sheet('<row r="1"><c r="A1" ' + "".join(f'a{i}="" ' for i in range(200_000)) + "><v>1</v></c></row>"), READ, DAMAGED),
    hostile("profond.xlsx", sheet("<row r='1'>" + "<x>" * 300_000 + "</x>" * 300_000 + cell("A1") + "</row>"), READ, DAMAGED),
    hostile("nom_de_balise_10_mo.xlsx", sheet("<" + "x" * 10_000_000 + "/>" + ONE), READ, DAMAGED),
    hostile("commentaire_sans_fin.xlsx", sheet(Repeated("<!--", 10_000_000)), READ, DAMAGED),
    hostile("balises_ouvertes.xlsx", sheet(Repeated('<c r="A1" ', 4_000_000)), READ, DAMAGED),
    # Entities and places outside.
    hostile("rires_feuille.xlsx", sheet(text("&l9;"), doctype(laughs(9, 10))), DAMAGED, READ),
    hostile("rires_chaines.xlsx", book({STRINGS: f'{XML}{doctype(laughs(9, 10))}<sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'}, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<sst/>"), DAMAGED, READ),
    hostile("rires_classeur.xlsx", book({BOOK: f'{XML}{doctype(laughs(9, 10))}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="&l9;" sheetId="1" r:id="r1"/></sheets></workbook>'}), DAMAGED, READ),
    hostile("quadratique.xlsx", sheet(text("&a;" * 50_000), doctype(f'<!ENTITY a "{"a" * 50_000}">')), DAMAGED, READ),
    hostile("quadratique_discret.xlsx", sheet(text("&a;" * 700), doctype(f'<!ENTITY a "{"a" * 10_000}">')), DAMAGED, READ),
    hostile("fichier_du_serveur.xlsx", sheet(text("&f;"), FILE), DAMAGED, READ),
    hostile("relation_dehors.xlsx", relation("../../../../etc/passwd"), DAMAGED),
    hostile("relation_reseau.xlsx", relation("http://127.0.0.1:9/x.xml", 'TargetMode="External"'), DAMAGED),
    hostile("relation_en_rond.xlsx", relation("../xl/workbook.xml"), DAMAGED, EMPTY),
    hostile("sans_relation.xlsx", book({RELS: ""}), DAMAGED),
)  # fmt: skip
