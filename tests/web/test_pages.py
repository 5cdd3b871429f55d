"""Every page, without a browser: with nothing loaded, with the made-up company, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = sorted(
    str(path.relative_to(Path(__file__).parents[2] / "pages"))
    for path in (Path(__file__).parents[2] / "pages").rglob("*.py")
)
Session = Callable[..., AppTest]


def words(app: AppTest) -> str:
    """All that the page says."""
    return "\n".join(
        str(e.value) for e in [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    )


@pytest.mark.parametrize("page", PAGES)
def test_nothing_loaded_shows_the_way(page: str, empty_record: Path, session: Session) -> None:
    app = session(page)
    assert not app.exception and not app.error
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_the_made_up_company(page: str, demo_record: Path, session: Session) -> None:
    app = session(page, date="2026-11-20")
    assert not app.exception and not app.error
    assert app.title


def test_the_portfolio_says_the_figures_of_the_command_line(demo_record: Path, session: Session) -> None:
    app = session("clients/portfolio.py", date="2026-11-20")
    assert "740\u202f184,84\u00a0€" in words(app), "the balance, on the proof line"
    assert any("748\u202f923,07\u00a0€" in str(m.value) for m in app.markdown), "the outstanding"


def test_a_deep_link_opens_the_client(demo_record: Path, session: Session) -> None:
    app = session("clients/sheet.py", client="C-00001", date="2026-11-20")
    assert not app.exception
    assert "C\\-00001" in words(app) or "C-00001" in words(app)


def test_an_unknown_client_is_a_sentence(demo_record: Path, session: Session) -> None:
    app = session("clients/sheet.py", client="<b>nobody</b>")
    assert not app.exception
    assert "<b>nobody</b>" not in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_in_english(page: str, demo_record: Path, session: Session) -> None:
    app = session(page, langue="en", date="2026-11-20")
    assert not app.exception and not app.error
    titles = {"Accueil", "Portefeuille", "Qualité", "Importer", "Modèles Excel", "Fiche client"}
    assert app.title[0].value not in titles


def test_undo_empties_the_portfolio_and_loses_nothing(demo_record: Path, session: Session) -> None:
    app = session("data/quality.py")
    next(b for b in app.button if b.key and b.key.startswith("undo_")).click().run()
    assert not app.exception
    assert app.info
