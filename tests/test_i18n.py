"""What a reader sees is French in the code and complete in English in the catalogue; it judges no translation's style."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*ROOT.glob("fiche/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
SCREENS = [
    p for p in SOURCES if p.relative_to(ROOT).as_posix().startswith(("fiche/web/", "pages/", "app.py"))
]
# The arguments of Streamlit's functions that are not read by a person.
NOT_WORDS = {
    "key",
    "format",
    "icon",
    "type",
    "mime",
    "file_name",
    "url",
    "url_path",
    "layout",
    "width",
    "height",
    "params",
    "config",
    "theme",
    "locale",
    "color",
    "border",
}
NOT_DISPLAY = {
    "set_option",
    "get_option",
    "switch_page",
    "navigation",
    "cache_data",
    "cache_resource",
    "fragment",
    "query_params",
    "session_state",
    "Page",
}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _place(path: Path, node: ast.expr) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def _marks(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """(«_» or «N_», call) of each call that marks words for translation."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            name = (
                node.func.id
                if isinstance(node.func, ast.Name)
                else node.func.attr
                if isinstance(node.func, ast.Attribute)
                else ""
            )
            if name in {"_", "N_"}:
                yield name, node


def _literal(call: ast.Call) -> str | None:
    argument = call.args[0] if call.args else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


@cache
def _messages() -> dict[str, str]:
    """Each French literal and the first place it stands."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for _, call in _marks(path):
            if (words := _literal(call)) is not None:
                found.setdefault(words, _place(path, call))
    return found


@cache
def _english() -> Catalog:
    with (ROOT / "fiche" / "locale" / "en.po").open("rb") as source:
        return read_po(source)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_words_are_marked_as_they_are_written() -> None:
    """`_()` takes a literal or an entry of a registry marked with N_(); never a sentence put together, which no translator would find."""
    wrong = []
    for path in SOURCES:
        for name, call in _marks(path):
            entry = (
                name == "_"
                and len(call.args) == 1
                and isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript)
            )
            if len(call.args) != 1 or call.keywords or (_literal(call) is None and not entry):
                wrong.append(_place(path, call))
    assert not wrong, "\n".join(wrong)


def _registry(path: Path, name: str) -> tuple[Path, ast.Dict] | None:
    """The module-level dictionary that a file means by `name`: its own, or the one it imports from a file of ours; None where it is no dictionary."""
    for node in _tree(path).body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if any(isinstance(t, ast.Name) and t.id == name for t in targets):
            return (path, node.value) if isinstance(node.value, ast.Dict) else None
        if isinstance(node, ast.ImportFrom) and node.module and any(a.name == name for a in node.names):
            base = ROOT.joinpath(*node.module.split("."))
            found = [p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists()]
            return _registry(found[0], name) if found else None
    return None


def _is_marked(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "N_"


def test_registries_mark_their_words() -> None:
    """What `_(REGISTRY[key])` translates was marked with N_() where it is written."""
    wrong = []
    for path in SOURCES:
        for _, call in _marks(path):
            argument = call.args[0]
            named = isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name)
            registry = _registry(path, argument.value.id) if named else None
            values = registry[1].values if registry else []
            wrong += [_place(registry[0], value) for value in values if not _is_marked(value)]
    assert not wrong, "\n".join(wrong)


def test_english_is_complete() -> None:
    """Every French sentence has its English one."""
    catalogue = _english()
    missing = [
        f"{place}: {words}"
        for words, place in _messages().items()
        if not (catalogue.get(words) and catalogue.get(words).string)
    ]
    assert not missing, f"{len(missing)} without English:\n" + "\n".join(missing)


def test_english_has_nothing_left_over() -> None:
    """No sentence that the code no longer says, none uncertain, none twice."""
    catalogue = _english()
    assert not catalogue.obsolete
    assert not [m.id for m in catalogue if m.id and m.fuzzy]
    assert not [m.id for m in catalogue if m.id and m.id not in _messages()]


def test_english_keeps_the_placeholders() -> None:
    """{name} is {name} in both."""
    wrong = [m.id for m in _english() if m.id and _fields(str(m.id)) != _fields(str(m.string))]
    assert not wrong


def _blunders(words: str) -> list[str]:
    rules = {
        "an exclamation": "!" in words,
        "«Oups»": "oups" in words.lower(),
        "a typewriter’s apostrophe": "'" in words,
        "three dots for an ellipsis": "..." in words,
        "a placeholder without a name": any(not field or field.isdigit() for field in _fields(words)),
    }
    return [rule for rule, broken in rules.items() if broken]


def test_french_is_sober() -> None:
    """No exclamation, no «Oups», French typography, named placeholders."""
    wrong = [f"{place}: {rule}: {words}" for words, place in _messages().items() for rule in _blunders(words)]
    assert not wrong, "\n".join(wrong)


def _words_shown(node: ast.expr) -> bool:
    """Whether a literal, or the fixed part of an f-string, has words in it, tags and Streamlit’s :colour[…] left out."""
    parts = (
        [node] if isinstance(node, ast.Constant) else node.values if isinstance(node, ast.JoinedStr) else []
    )
    text = "".join(p.value if isinstance(p, ast.Constant) and isinstance(p.value, str) else "" for p in parts)
    text = re.sub(r"<[^>]*>|:[a-z-]+\[", "", text).strip()
    return " " in text and any(c.isalpha() for c in text)


def _root_and_name(node: ast.expr) -> tuple[str, str]:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id if isinstance(node, ast.Name) else "", names[0] if names else "")


def test_screens_say_nothing_untranslated() -> None:
    """A sentence handed to Streamlit goes through `_()` first."""
    bare = []
    for path in SCREENS:
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call):
                continue
            root, name = _root_and_name(node.func)
            if root == "st" and name not in NOT_DISPLAY:
                shown = [*node.args, *(k.value for k in node.keywords if k.arg not in NOT_WORDS)]
                bare += [f"{_place(path, a)}: st.{name}" for a in shown if _words_shown(a)]
    assert not bare, "\n".join(bare)
