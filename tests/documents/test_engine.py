"""The document engine: data stay data, nothing else is read, the same bytes each time, from several threads too; and what its templates may not do."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fiche.brief import gather
from fiche.documents import engine
from fiche.documents.brief import content
from tests.analysis.build import dataset
from tests.documents.read import flat, read
from tests.excel.companies import HOSTILE

AS_OF = dt.date(2026, 11, 24)
FOLDER = Path(engine.__file__).parent
# Each is markup, code, a reference, a comment or a file's name to Typst, or has no place on paper.
MARKUP = (
    '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0"', "*gras* _italique_ `code`", "$x^2$", "= Titre", "- liste", "+ énum", "/ terme: sens", "<label> @label",
    "\\ \\u{41} \\#", "// commentaire", "/* commentaire */", "~ --- -- ...", "#{1 + 1} #[x] #let a = 1", "]] }} ))", '"guillemets" \'simples\'', "https://exemple.fr/a_b",
)  # fmt: skip


def brief_of(name: str) -> dict[str, Any]:
    """The content of a brief of a client that has nothing but a name."""
    from fiche.analysis import Portfolio

    return content(gather(Portfolio(dataset(clients=[{"client_id": "C1", "name": name}])), "C1", AS_OF))


def made(name: str) -> bytes:
    return engine.pdf("brief.typ", brief_of(name), AS_OF)


@pytest.mark.parametrize("name", [*MARKUP, *HOSTILE])
def test_a_name_is_printed_to_the_letter(name: str) -> None:
    content = made(name)
    found = read(content)
    assert found.pages == 1
    if name.isascii() or all(c < "\u0600" for c in name):  # others are read back in an order of their own
        assert found.text.startswith(flat(name)), found.text[:80]
    assert b"/URI" not in content and b"/JavaScript" not in content


@pytest.mark.slow
def test_every_naughty_string_makes_one_page(shared: Any) -> None:
    lines = shared("corpus/minimaxir+big-list-of-naughty-strings/blns.txt").read_text("utf-8").split("\n")
    strings = [line for line in lines if line and not line.startswith("#")]
    assert len(strings) > 400
    base = brief_of("x")
    for text in strings:
        page = {**base, "name": text, "title": text, "said": [text], "known": [["Notes", text]]}
        found = read(engine.pdf("brief.typ", page, AS_OF))
        assert found.pages == 1, text
        if text.isascii() and len(text) < 40 and text.isprintable():
            assert found.text.startswith(flat(text)), (text, found.text[:80])


def test_the_same_data_give_the_same_bytes() -> None:
    first = made("Établissements Élan")
    assert first == made("Établissements Élan")
    engine._compiler.cache_clear()
    assert first == made("Établissements Élan")
    assert first != made("Établissements Élan 2")


def test_it_is_dated_by_its_data() -> None:
    assert b"D:20261124000000" in made("x")


def test_it_is_tagged_and_made_to_last() -> None:
    content = made("Dupont & Fils")
    assert (
        b"<pdfaid:part>2</pdfaid:part>" in content
        and b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content and b"/StructTreeRoot" in content
    assert read(content).title.endswith("Dupont & Fils")


def test_a_character_that_no_font_has_never_stops_the_page() -> None:
    content = made("Dupont \U000f0000 fin")
    assert read(content).pages == 1 and b"pdfaid" not in content and b"/StructTreeRoot" in content


def test_marks_that_turn_the_reading_are_left_out() -> None:
    assert read(made("\u202eDupont\u202c\0\x1b\ufeff")).text.startswith("Dupont Fiche d’appel")


def test_several_threads_get_each_their_own() -> None:
    names = [f"Client numéro {i}" for i in range(24)]
    data = [brief_of(name) for name in names]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda each: engine.pdf("brief.typ", each, AS_OF), data))
    assert [read(page).text.startswith(name) for page, name in zip(pages, names, strict=True)] == [True] * 24


def test_a_fault_of_a_template_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="words"):
        engine.pdf("brief.typ", {"name": "x"}, AS_OF)


def test_templates_evaluate_nothing_and_read_nothing_but_their_own() -> None:
    """No package, no file, no evaluated text: what a client is called can then do nothing."""
    for template in FOLDER.glob("*.typ"):
        code = re.sub(r"//.*", "", template.read_text("utf-8"))
        assert not re.search(r"\b(eval|read|csv|yaml|toml|xml|cbor|plugin|image)\s*\(", code), template.name
        assert set(re.findall(r'import "([^"]+)"', code)) <= {each.name for each in FOLDER.glob("*.typ")}
        assert "@" not in code


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL Open Font License" in (FOLDER / "fonts" / "OFL.txt").read_text("utf-8")
    fonts = [each.name for each in (FOLDER / "fonts").iterdir() if each.suffix == ".ttf"]
    assert fonts == ["SourceSans3.ttf"]
