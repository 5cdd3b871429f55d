"""The house style, read from the syntax tree: docstrings, lengths, and what no file may do; it judges no behaviour."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = sorted([*ROOT.glob("fiche/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
SCRIPTS = sorted([*ROOT.glob("sample_data/**/*.py"), *ROOT.glob("tools/**/*.py")])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
# Where the day or the hour may be asked for; everywhere else it is an argument.
MAY_ASK_THE_DAY = ("fiche/web/", "fiche/cli", "fiche/store/", "app.py", "pages/")
RUNS_SQL = {"execute", "executemany", "sql", "query", "exec_driver_sql", "text", "from_query"}


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    """One test a file."""
    return pytest.mark.parametrize("path", paths, ids=_relative)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Each call of a file with the dotted name called («st.sidebar.button»), «» where it is not a name."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            yield node, _dotted(node.func)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _imported(path: Path, *, for_types: bool = True) -> set[str]:
    """Dotted names imported by a file; without those under `if TYPE_CHECKING` on demand."""
    found: set[str] = set()
    todo: list[ast.AST] = [_tree(path)]
    while todo:
        node = todo.pop()
        if not for_types and isinstance(node, ast.If) and _dotted(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        todo.extend(ast.iter_child_nodes(node))
    return found


@each(PRODUCT + SCRIPTS + TESTS)
def test_opens_with_a_sentence(path: Path) -> None:
    words = ast.get_docstring(_tree(path)) or ""
    first = words.split("\n\n")[0].strip()
    assert first.endswith((".", ":")) or first.count("\n") > 2, (
        f"{_relative(path)}: say in one sentence what it is for and what it never does"
    )
    assert len(first) > 20


@each(PRODUCT + SCRIPTS)
def test_is_short(path: Path) -> None:
    limit = 60 if _relative(path).startswith("pages/") else 300
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= limit, f"{lines} lines: look for what could live elsewhere"


@each(PRODUCT + SCRIPTS)
def test_says_nothing_unfinished(path: Path) -> None:
    for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"):
        assert word not in path.read_text("utf-8"), word


@each(PRODUCT)
def test_shows_no_raw_html(path: Path) -> None:
    for call, name in _calls(path):
        assert not {k.arg for k in call.keywords} & {"unsafe_allow_html", "unsafe_allow_javascript"}, (
            f"line {call.lineno}"
        )
        assert not name.startswith("components."), f"line {call.lineno}: {name}"
    assert not [name for name in _imported(path) if name.startswith("streamlit.components.v1")]


@each(PRODUCT)
def test_types_no_amount_in_a_number_field(path: Path) -> None:
    """number_input turns «1234,56» into 123456 in an English browser: whole numbers only, with a whole step."""
    for call, name in _calls(path):
        if name.endswith("number_input"):
            step = {k.arg: k.value for k in call.keywords}.get("step")
            assert isinstance(step, ast.Constant) and type(step.value) is int, (
                f"line {call.lineno}: an amount is typed as text"
            )


@each(PRODUCT)
def test_draws_with_graph_objects(path: Path) -> None:
    assert not [
        name for name in _imported(path) if name.startswith(("plotly.express", "matplotlib", "seaborn"))
    ]


@each([p for p in PRODUCT if _relative(p).startswith(("pages/", "fiche/web/", "app.py"))])
def test_pages_compute_nothing(path: Path) -> None:
    imported = {name.split(".")[0] for name in _imported(path, for_types=False)}
    assert not imported & {"pandas", "polars", "numpy", "duckdb", "sqlalchemy", "openpyxl", "xlsxwriter"}


@each(PRODUCT)
def test_builds_no_sql_from_values(path: Path) -> None:
    for call, name in _calls(path):
        if name.rpartition(".")[2] in RUNS_SQL and call.args:
            assert not _is_assembled(call.args[0]), (
                f"line {call.lineno}: values are parameters, never pasted into the text"
            )


def _is_assembled(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "format_map"}
    )


@each(PRODUCT)
def test_asks_the_day_only_at_the_edge(path: Path) -> None:
    if _relative(path).startswith(MAY_ASK_THE_DAY):
        return
    asked = {"today", "now", "utcnow"}
    dated = {"date", "datetime", "dt", "Timestamp", "pd", "pl"}
    for call, name in _calls(path):
        owner, _, method = name.rpartition(".")
        assert not (method in asked and owner.split(".")[-1] in dated), (
            f"line {call.lineno}: as_of is an argument"
        )
