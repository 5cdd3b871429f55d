"""The direction of imports, what an installed copy carries, and the dependencies that are declared; it runs no code of the application."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Each layer may import itself and those above it in this list, never those below. Names are modules or packages right under fiche/.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "columns",
            "columns_clients",
            "columns_documents",
            "columns_entries",
            "countries",
            "model",
            "words",
            "vocabulary",
            "terms",
            "place",
            "places",
            "records",
        }
    ),
    frozenset(
        {
            "i18n",
            "errors",
            "refusals",
            "findings",
            "dataset",
            "parts",
            "edits",
            "decisions",
            "archive",
            "file_names",
            "chosen_note",
            "refusals_elsewhere",
            "refusals_templates",
        }
    ),
    frozenset({"bundle", "jobs"}),
    frozenset({"sources"}),
    frozenset({"reading"}),
    frozenset(
        {
            "headers",
            "prose",
            "blocks",
            "likeness",
            "synonyms",
            "matches",
            "assignment",
            "matching",
            "linking",
            "checking",
        }
    ),
    frozenset({"loading", "merging"}),
    frozenset({"overlay"}),
    frozenset({"store"}),
    frozenset({"analysis"}),
    frozenset({"brief", "dunning", "mirror", "report"}),
    frozenset({"charts", "excel", "documents", "connectors"}),
    frozenset({"letters"}),
    frozenset(
        {
            "web",
            "cli",
            "cli_answers",
            "cli_audit",
            "cli_back",
            "cli_dunning",
            "cli_export",
            "cli_record",
            "cli_report",
            "cli_source",
            "cli_sync",
            "cli_tables",
            "cli_templates",
        }
    ),
    frozenset({"pages", "app"}),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names} | {"__main__": len(LAYERS) - 2}
APART = (
    frozenset({"charts", "excel"}),
    frozenset({"charts", "documents"}),
    frozenset({"excel", "documents"}),
    frozenset({"web", "cli"}),
    frozenset({"web", "cli_answers"}),
    frozenset({"web", "cli_audit"}),
    frozenset({"web", "cli_dunning"}),
    frozenset({"web", "cli_source"}),
    frozenset({"web", "cli_back"}),
    frozenset({"web", "cli_record"}),
    frozenset({"web", "cli_report"}),
    frozenset({"web", "cli_export"}),
    frozenset({"web", "cli_sync"}),
    frozenset({"web", "cli_tables"}),
    frozenset({"web", "cli_templates"}),
)
NOT_OURS = {"fiche", "pages", "app", "sample_data", "tools", "tests"}


def _sources() -> list[Path]:
    return sorted([*ROOT.glob("fiche/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])


def _part(path: Path) -> str:
    """The layer a file belongs to: «reading» for fiche/reading/csv.py, «pages», «app»."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "fiche" else parts[0]


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of every import in a file, those inside functions and for the type checker included."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(
                [*package[: len(package) - node.level + 1], node.module or ""]
                if node.level
                else [node.module or ""]
            )
            yield from ((f"{base}.{alias.name}".replace("..", "."), node.lineno) for alias in node.names)


def _ours(name: str) -> str | None:
    """The layer that an imported name belongs to, None for a library."""
    parts = name.split(".")
    if parts[0] in {"pages", "app"}:
        return parts[0]
    if parts[0] != "fiche" or len(parts) == 1:
        return None
    return parts[1] if parts[1] in LEVEL else None if parts[1].startswith("__") else parts[1]


def _wrong_imports(path: Path) -> Iterator[str]:
    here = _part(path)
    for name, line in _imports(path):
        there = _ours(name)
        if there is None or there == here:
            continue
        apart = any({here, there} <= pair for pair in APART)
        if there not in LEVEL or LEVEL[there] > LEVEL.get(here, -1) or apart:
            yield f"{path.relative_to(ROOT)}:{line}: {here} may not import {name}"


def test_every_part_has_a_layer() -> None:
    """A new module right under fiche/ says in LAYERS which layer it belongs to."""
    assert {_part(path) for path in _sources()} - LEVEL.keys() <= {"__init__"}


def test_imports_go_one_way() -> None:
    assert not [wrong for path in _sources() for wrong in _wrong_imports(path)]


def test_only_web_and_pages_know_streamlit() -> None:
    before = [path for path in _sources() if _part(path) not in {"web", "pages", "app"}]
    assert not [
        f"{path}:{line}"
        for path in before
        for name, line in _imports(path)
        if name.split(".")[0] == "streamlit"
    ]


def _project() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _declared() -> list[str]:
    """What the application needs, what its option for PostgreSQL adds included."""
    project = _project()["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]


def test_every_library_is_declared() -> None:
    """A library that a file imports is named in pyproject.toml, not merely brought by another one."""
    declared = {re.split(r"[\[<>=!~ ]", str(d))[0].lower() for d in _declared()}
    owners = importlib.metadata.packages_distributions()
    missing = set()
    for path in _sources():
        for name, line in _imports(path):
            top = name.split(".")[0]
            if top in NOT_OURS or top in sys.stdlib_module_names:
                continue
            if not declared & {owner.lower().replace("_", "-") for owner in owners.get(top, ())}:
                missing.add(f"{path.relative_to(ROOT)}:{line}: {top}")
    assert not missing, "\n".join(sorted(missing))


def test_every_declared_library_has_a_floor_and_a_cap() -> None:
    for dependency in _declared():
        if not dependency.startswith("tzdata"):  # dated by year: any later one is right
            assert re.search(r">=.+,<|==\d", dependency), dependency


def test_an_installed_copy_carries_every_file() -> None:
    """Catalogues, templates, SQL and static files are package data; the application, its pages, its settings and its demo are data files."""
    tool = _project()["tool"]["setuptools"]
    globs = [f"fiche/{pattern}" for pattern in tool["package-data"]["fiche"]]
    globs += [pattern for patterns in tool["data-files"].values() for pattern in patterns]
    carried = {file for pattern in globs for file in ROOT.glob(pattern)} | set(ROOT.glob("fiche/**/*.py"))
    wanted = [
        p
        for folder in ("fiche", "pages")
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    ]
    assert not [str(p.relative_to(ROOT)) for p in wanted if p not in carried]
    assert not [str(p) for p in ROOT.glob("fiche/**/*.py") if not (p.parent / "__init__.py").exists()], (
        "not a package"
    )
    for target, patterns in tool["data-files"].items():
        for pattern in patterns:
            assert target == f"share/fiche/{Path(pattern).parent}".removesuffix("/."), (
                f"{pattern} would be installed under {target}"
            )
            assert list(ROOT.glob(pattern)), f"{pattern} matches no file"


def test_no_registry_and_no_machine_path() -> None:
    """Nothing in the project names a package registry or a folder of this machine."""
    hosts = "|".join(("pypi", "pythonhosted", "deb.debian", "registry.npmjs"))
    forbidden = re.compile(rf"({hosts})\.(org|com)|--(extra-)?index-url[= ]|/(work|farm|opt)/\w")
    for path in [
        *ROOT.glob("*.*"),
        *ROOT.glob("tools/*"),
        *ROOT.glob(".ci/*"),
        ROOT / "Makefile",
        *_sources(),
    ]:
        if path.is_file():
            assert not forbidden.search(path.read_text("utf-8")), path


def test_locks_are_hashed_and_agree() -> None:
    """Every locked version carries hashes, and the application's lock is part of the developers'."""
    pinned = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=[a-zA-Z])", (ROOT / name).read_text("utf-8").strip())
        assert all("--hash=sha256:" in block for block in blocks), name
        pinned[name] = {block.split(" \\")[0] for block in blocks}
    assert pinned["requirements.txt"] <= pinned["requirements-dev.txt"]


# Versions below these have a published security fault, or lack a protection that ours rests on (list of 24 November 2026; see the reliability notes, §4.21).
FLOORS = {"streamlit": (1, 54), "starlette": (1, 1), "python-calamine": (0, 9, 1), "defusedxml": (0, 7, 1)}


def test_locked_versions_are_above_the_known_faults() -> None:
    locked = dict(
        re.findall(r"^([a-z0-9-]+)==([\d.]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    )
    for name, floor in FLOORS.items():
        assert tuple(map(int, locked[name].split("."))) >= floor, name
