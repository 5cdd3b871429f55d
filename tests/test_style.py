"""The house style, read from the syntax tree: docstrings, lengths, and what no file may do; it judges no behaviour."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = sorted([*ROOT.glob("fiche/**/*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("app.py")])
SCRIPTS = sorted([*ROOT.glob("sample_data/**/*.py"), *ROOT.glob("tools/**/*.py")])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
# Where the day or the hour may be asked for; everywhere else it is an argument.
MAY_ASK_THE_DAY = ("fiche/web/", "fiche/cli", "fiche/store/", "app.py", "pages/")
RUNS_SQL = {"execute", "executemany", "sql", "query", "exec_driver_sql", "text", "from_query"}
DATABASES = {"duckdb", "sqlalchemy", "sqlite3"}


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def broken(paths: Iterable[Path], rule: Callable[[Path], Iterable[str]]) -> list[str]:
    """«file: what is wrong» for each time a file breaks the rule."""
    return [f"{_relative(path)}: {wrong}" for path in paths for wrong in rule(path)]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Each call of a file with the dotted name called («st.sidebar.button»), «» where it is not a name."""
    return ((node, _dotted(node.func)) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))


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


def test_every_file_opens_with_a_sentence() -> None:
    """What it is for, and what it never does."""

    def rule(path: Path) -> Iterator[str]:
        first = (ast.get_docstring(_tree(path)) or "").split("\n\n")[0].strip()
        if len(first) < 20 or not (first.endswith((".", ":")) or first.count("\n") > 2):
            yield f"opens with «{first}»"

    assert not broken(PRODUCT + SCRIPTS + TESTS, rule)


def test_files_are_short() -> None:
    """Sixty lines a page, three hundred elsewhere: beyond, look for what could live in its own file."""

    def rule(path: Path) -> Iterator[str]:
        lines = len(path.read_text("utf-8").splitlines())
        if lines > (60 if _relative(path).startswith("pages/") else 300):
            yield f"{lines} lines"

    assert not broken(PRODUCT + SCRIPTS, rule)


def test_nothing_is_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error")
    assert not broken(
        PRODUCT + SCRIPTS, lambda path: [mark for mark in marks if mark in path.read_text("utf-8")]
    )


def test_no_raw_html() -> None:
    """A client's name is never markup: no unsafe option, no component that runs scripts."""

    def rule(path: Path) -> Iterator[str]:
        for call, name in _calls(path):
            if name.startswith("components.") or {k.arg for k in call.keywords} & {
                "unsafe_allow_html",
                "unsafe_allow_javascript",
            }:
                yield f"line {call.lineno}: {name}"
        yield from (name for name in _imported(path) if name.startswith("streamlit.components.v1"))

    assert not broken(PRODUCT, rule)


def test_no_amount_is_typed_in_a_number_field() -> None:
    """number_input turns «1234,56» into 123456 in an English browser: whole numbers only, with a whole step."""

    def rule(path: Path) -> Iterator[str]:
        for call, name in _calls(path):
            step = {k.arg: k.value for k in call.keywords}.get("step")
            if name.endswith("number_input") and not (
                isinstance(step, ast.Constant) and type(step.value) is int
            ):
                yield f"line {call.lineno}"

    assert not broken(PRODUCT, rule)


def test_texts_are_put_together_without_panic() -> None:
    """polars 2.1 panics in pl.format: fiche.words.formatted does the same."""
    assert not broken(PRODUCT, lambda path: [name for _call, name in _calls(path) if name == "pl.format"])


def test_charts_are_graph_objects() -> None:
    dear = ("plotly.express", "matplotlib", "seaborn")
    assert not broken(PRODUCT, lambda path: [name for name in _imported(path) if name.startswith(dear)])


def test_pages_compute_nothing() -> None:
    """A page makes no figure and no frame; a view lays frames out, and never asks a database or a workbook itself."""
    records = {"duckdb", "sqlalchemy", "openpyxl", "xlsxwriter"}
    frames = {"pandas", "polars", "numpy"}

    def rule(path: Path) -> set[str]:
        imported = {name.split(".")[0] for name in _imported(path, for_types=False)}
        return imported & (records if _relative(path).startswith("fiche/web/") else records | frames)

    assert not broken(
        [p for p in PRODUCT if _relative(p).startswith(("pages/", "fiche/web/", "app.py"))], rule
    )


def test_no_sql_is_built_from_values() -> None:
    """Values are parameters, never pasted into the text."""

    def rule(path: Path) -> Iterator[str]:
        if not {name.split(".")[0] for name in _imported(path)} & DATABASES and "/analysis/" not in _relative(
            path
        ):
            return
        for call, name in _calls(path):
            if name.rpartition(".")[2] in RUNS_SQL and call.args and _is_assembled(call.args[0]):
                yield f"line {call.lineno}: {name}"

    assert not broken(PRODUCT, rule)


def _is_assembled(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        setting = isinstance(node.left, ast.Constant) and node.left.value == "PRAGMA "  # takes no parameter
        return isinstance(node.op, ast.Add | ast.Mod) and not setting
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "format_map"}
    )


def test_the_day_is_asked_only_at_the_edge() -> None:
    """Everywhere else as_of is an argument."""

    def rule(path: Path) -> Iterator[str]:
        if _relative(path).startswith(MAY_ASK_THE_DAY):
            return
        for call, name in _calls(path):
            owner, _, method = name.rpartition(".")
            if method in {"today", "now", "utcnow"} and owner.split(".")[-1] in {
                "date",
                "datetime",
                "dt",
                "Timestamp",
            }:
                yield f"line {call.lineno}: {name}"

    assert not broken(PRODUCT, rule)
