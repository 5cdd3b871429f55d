"""The committed templates: what the model would build today, protected, printable, and made of functions that every spreadsheet has."""

import io
import pkgutil
import re
import zipfile
from importlib import import_module

import openpyxl
import pytest

from fiche.analysis.metric import metrics
from fiche.excel.blocks import ADDRESSES, CONTACTS, DISPUTES, INTERACTIONS, Slot
from fiche.excel.blocks_hidden import HIDDEN
from fiche.excel.blocks_ledger import INSTALMENTS, PAYMENTS, TRANSACTIONS
from fiche.excel.build import TEMPLATES, templates
from fiche.excel.choices import EXCHANGE, FOLLOWED, RATES
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.words import SHEETS
from fiche.i18n import LANGUAGES
from fiche.model import TABLES

# Known to Excel 2016 and to LibreOffice 7.4, and none of them hands back an array.
FUNCTIONS = set(
    "ABS AND CHOOSE COUNT COUNTIFS DATE DAY EDATE EOMONTH IF IFERROR INDEX INT ISNUMBER LARGE LEN MATCH MAX MEDIAN MIN MONTH N OR RIGHT ROUND ROW ROWS "
    "SMALL SUM SUMIFS SUMPRODUCT TRIM YEAR".split()
)
BLOCKS = (
    TRANSACTIONS,
    INSTALMENTS,
    PAYMENTS,
    CONTACTS,
    ADDRESSES,
    INTERACTIONS,
    DISPUTES,
    RATES,
    EXCHANGE,
    *HIDDEN,
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
    expected |= {f"{b.prefix}_{s.name}" for b in BLOCKS for s in b.slots} | {
        "as_of",
        "bucket_last",
        *FOLLOWED,
    }
    assert book.names.keys() >= expected


def test_every_indicator_of_a_client_has_a_formula() -> None:
    """All of the registry, but what only a portfolio has."""
    alone = {code for code, metric in metrics().items() if metric.scope == "portfolio"} | {"clients"}
    assert set(FORMULAS) == set(metrics()) - alone


@EACH
def test_formulas_within_what_excel_accepts(language: str) -> None:
    """8,192 characters, 64 levels, texts of 255 characters."""
    for formula in _formulas(_fiche(language)):
        assert len(formula) <= 8_192
        assert max(map(len, re.findall(r'"((?:[^"]|"")*)"', formula)), default=0) <= 255
        bare = re.sub(r'"(?:[^"]|"")*"', "", formula)
        depth = deepest = 0
        for sign in bare:
            depth += (sign == "(") - (sign == ")")
            deepest = max(deepest, depth)
        assert depth == 0 and deepest <= 64


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
        allowed = sheet.title in {SHEETS[code][language] for code in ("figures", "fiche", "workings")}
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
    for code in ("transactions", "dues", "payments"):
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
    from fiche import excel

    modules = [import_module(f"fiche.excel.{m.name}") for m in pkgutil.iter_modules(excel.__path__)]
    found = [w for module in modules for w in _words(vars(module))]
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
