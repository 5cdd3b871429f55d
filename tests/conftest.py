"""What every test shares: the project's folders, hypothesis's profile, and the rule that a skip is a failure; it tests nothing.

A test may skip only because a folder of shared/ is not on this machine (a reason beginning with «shared absent:»): those are counted and
named at the end. Any other skip, and any expected failure, fails the session.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ALLOWED = "shared absent:"
# Left out of `make check`, with the laws (hypothesis) and what is marked slow: whole screens, commands, documents and files of others.
WHOLE = (
    "brief/", "cli/", "documents/", "pages/", "samples/", "web/", "reading/test_corpus.py", "reading/test_hostile.py", "reading/test_watch.py",
    "store/test_mirror.py", "store/test_sequences.py", "excel/test_exports_hostile.py",
)  # fmt: skip

# Same examples each time, and no deadline: two noisy cores are no place for a stopwatch.
settings.register_profile(
    "fiche", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fiche")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def demo(root: Path) -> Path:
    """The made-up company's workbook."""
    return root / "sample_data" / "demo" / "entreprise_demo.xlsx"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A file or folder of shared/ by its path there; the test is skipped, counted and named when it is not on this machine."""

    def find(path: str) -> Path:
        found = SHARED / path
        if not found.exists():
            pytest.skip(f"{ALLOWED} {path}")
        return found

    return find


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What WHOLE names and the laws are slow; what needs a real Odoo is left out of a run that does not ask for it (`make odoo`)."""
    if "odoo" not in config.option.markexpr:
        away = [item for item in items if item.get_closest_marker("odoo")]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
    for item in items:
        if item.path.relative_to(ROOT / "tests").as_posix().startswith(WHOLE) or getattr(
            getattr(item, "obj", None), "is_hypothesis_test", False
        ):
            item.add_marker(pytest.mark.slow)


def _skips(config: pytest.Config) -> list[tuple[str, str]]:
    """(test, reason) of each test that was skipped or expected to fail, as the controlling process knows them."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    found = []
    for report in (
        [*reporter.stats.get("skipped", []), *reporter.stats.get("xfailed", [])] if reporter else []
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        found.append((report.nodeid, reason.removeprefix("Skipped: ")))
    return found


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """An unexpected skip makes the session fail."""
    if _is_worker(session.config) or exitstatus != pytest.ExitCode.OK:
        return
    if any(not reason.startswith(ALLOWED) for _, reason in _skips(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The skips, counted and named."""
    skips = _skips(config)
    unexpected = [(test, reason) for test, reason in skips if not reason.startswith(ALLOWED)]
    if len(skips) > len(unexpected):
        absent = sorted({reason for _, reason in skips if reason.startswith(ALLOWED)})
        terminalreporter.section(f"{len(skips) - len(unexpected)} skipped for want of shared/")
        terminalreporter.write_line("\n".join(absent))
    if unexpected:
        terminalreporter.section(f"FAILED: {len(unexpected)} unexpected skips", red=True)
        terminalreporter.write_line("\n".join(f"{test}: {reason}" for test, reason in unexpected))
