"""The committed templates: what the model would build today, protected, printable, and made of functions that every spreadsheet has."""

import io
import re
import zipfile

import openpyxl
import pytest

from fiche.analysis.metric import metrics
from fiche.excel.blocks import BLOCKS, Slot
from fiche.excel.build import TEMPLATES, templates
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.words import SHEETS
from fiche.i18n import LANGUAGES
from fiche.model import TABLES

# Known to Excel 2016 and to LibreOffice 7.4, and none of them hands back an array.
FUNCTIONS = set(
    "AND COUNT COUNTIFS DATE EDATE EOMONTH IF IFERROR INDEX ISNUMBER MATCH MAX MIN MONTH N OR ROUND ROW SUM SUMIFS SUMPRODUCT TRIM YEAR".split()
)
EACH = pytest.mark.parametrize("language", list(LANGUAGES))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_model_builds_the_committed_templates() -> None:
    """After a change of the model, of a word or of a formula: python -m fiche.excel.build."""
    built = templates()
    assert {path.name for path in TEMPLATES.iterdir()} == set(built)
    for name, data in built.items():
        committed, new = _parts((TEMPLATES / name).read_bytes()), _parts(data)
        assert committed.keys() == new.keys()
        assert [part for part in new if committed[part] != new[part]] == [], name


def _fiche(language: str) -> bytes:
    return (TEMPLATES / f"fiche_{language}.xlsx").read_bytes()


def _formulas(data: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    return [str(cell.value) for cell in cells]


@EACH
def test_only_functions_that_every_spreadsheet_has(language: str) -> None:
    found = {name for f in _formulas(_fiche(language)) for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", re.sub(r'"[^"]*"', "", f))}  # fmt: skip
    assert found <= FUNCTIONS, found - FUNCTIONS
    assert b"cm=" not in b"".join(v for k, v in _parts(_fiche(language)).items() if "worksheets/" in k)


@EACH
def test_sheets_and_names(language: str) -> None:
    book = Patcher(_fiche(language))
    assert list(book.sheet_names) == [words[language] for words in SHEETS.values()]
    expected = {f"client_{c.name}" for c in TABLES["clients"]} | {f"fig_{code}" for code in FORMULAS}
    expected |= {f"{b.prefix}_{s.name}" for b in BLOCKS.values() for s in b.slots} | {"as_of", "bucket_last"}
    assert expected <= set(book.names)
    assert all(code in metrics() for code in FORMULAS)


def test_both_languages_have_the_same_structure() -> None:
    french, english = (Patcher(_fiche(code)) for code in ("fr", "en"))
    sheets = dict(zip(french.sheet_names, english.sheet_names, strict=True))
    places = {n: (sheets[french.area(n).sheet], french.area(n).cell) for n in french.names if not n.startswith("_xlnm")}  # fmt: skip
    assert places == {n: (english.area(n).sheet, english.area(n).cell) for n in places}


@EACH
def test_formulas_are_locked_and_inputs_are_not(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_fiche(language)))
    patcher = Patcher(_fiche(language))
    for sheet in book:
        assert sheet.protection.sheet and sheet.protection.password is None
        open_formulas = [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f" and not c.protection.locked]  # fmt: skip
        allowed = {"figures"} if sheet.title == SHEETS["figures"][language] else set()
        assert not open_formulas or allowed, (sheet.title, open_formulas)
    typed = [f"client_{c.name}" for c in TABLES["clients"]] + [
        "as_of",
        "serious_days",
        "tx_gross",
        "pay_amount",
    ]
    for name in typed:
        area = patcher.area(name)
        assert not book[area.sheet][area.cell].protection.locked, name


@EACH
def test_pages_are_a4_one_page_wide_and_headers_stay_in_sight(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_fiche(language)))
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
            9,
            None,
        ) or sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for code in ("transactions", "payments"):
        sheet = book[SHEETS[code][language]]
        assert sheet.freeze_panes == "B6" and sheet.auto_filter.ref.startswith("A5:")
        assert sheet.print_title_rows == "$5:$5"
    assert book[SHEETS["fiche"][language]]._charts


def test_number_formats_read_rightly_in_every_language_of_excel() -> None:
    styles = _parts(_fiche("fr"))["xl/styles.xml"].decode()
    codes = set(re.findall(r'formatCode="([^"]*)"', styles))
    assert "#,##0.00\\ &quot;€&quot;;\\-#,##0.00\\ &quot;€&quot;" in codes and "dd/mm/yyyy" in codes
    assert not [c for c in codes if "jj" in c or "aaaa" in c or "[$" in c]


def test_every_word_is_in_both_languages() -> None:
    """The workbook's words stand side by side: none is missing, and French keeps its typography."""
    from fiche.excel import (
        blocks,
        draw_blank,
        draw_fiche,
        draw_record,
        draw_settings,
        fill_figures,
        indicators,
        words,
    )

    found = [w for module in (blocks, draw_blank, draw_fiche, draw_record, draw_settings, fill_figures, indicators, words) for w in _words(vars(module))]  # fmt: skip
    assert len(found) > 150
    for pair in found:
        assert bool(pair.fr) == bool(pair.en), pair
        assert "!" not in pair.fr and "'" not in pair.fr and "..." not in pair.fr, pair


def _words(value: object, depth: int = 0) -> list[object]:
    from fiche.excel.words import Words

    if isinstance(value, Words):
        return [value]
    if isinstance(value, Slot):
        return [value.label, *([value.help] if value.help else [])]
    if isinstance(value, dict):
        return [w for v in value.values() for w in _words(v, depth + 1)] if depth < 5 else []
    if isinstance(value, tuple | list):
        return [w for v in value for w in _words(v, depth + 1)] if depth < 5 else []
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type) and depth < 5:
        return [w for name in value.__dataclass_fields__ for w in _words(getattr(value, name), depth + 1)]
    return []
