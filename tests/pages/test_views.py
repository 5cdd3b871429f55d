"""A view is named on a page, opened by its link in another session, begun with by who chose it, and refused softly when it is gone."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fiche.store import Store
from tests.pages.conftest import AS_OF
from tests.pages.test_filters import chips
from tests.pages.test_segments import asked, many
from tests.pages.window import press

OpenPage = Callable[..., AppTest]


def store(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder / 'fiche.db'}")


def session(root: Path, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=60)
    app.query_params.update(parameters)
    return app


def to(app: AppTest, root: Path, page: str) -> AppTest:
    (file,) = (root / "pages").rglob(f"{page}.py")
    return app.run().switch_page(str(file)).run()


def test_a_view_is_saved_and_its_link_opens_the_same(open_page: OpenPage, root: Path, tmp_path: Path) -> None:
    app = open_page("segments", many(), zone="Nord", vue="groupes", date="2026-10-31")
    app.button(key="view_save").click().run()
    app.text_input(key="view_name").set_value("Le Nord par groupe")
    app.toggle(key="view_shared").set_value(True)
    app.text_input(key="author_typed_view").set_value("Léa")
    press(app, "Enregistrer")
    assert not app.exception
    (saved,) = store(tmp_path).saved("view", "")
    assert (saved.name, saved.by, saved.shared) == ("Le Nord par groupe", "Léa", True)
    other = session(root, enregistree=str(saved.id)).run()
    assert not other.exception and other.title[0].value == "Segments"
    assert (
        chips(other) == ["Zone : Nord"]
        and asked(other, "vue") == ["groupes"]
        and asked(other, "date") == ["2026-10-31"]
    )
    other.multiselect(key="filter_zone").set_value(["Sud"]).run()
    assert chips(other) == ["Zone : Sud"] and asked(other, "enregistree") == []


def test_a_view_that_is_gone_is_said(open_page: OpenPage) -> None:
    app = open_page("portfolio", many(), enregistree="12")
    assert not app.exception and chips(app) == []
    assert any("n’existe plus" in w.value for w in app.warning)


def test_one_begins_with_one_s_own_view(open_page: OpenPage, root: Path, tmp_path: Path) -> None:
    open_page("portfolio", many())
    record = store(tmp_path)
    made = record.save_as("view", "Mon Sud", '{"page": "portfolio", "query": {"zone": ["Sud"]}}', shared=False, by="Léa")  # fmt: skip
    record.set_default_view(made.id, by="Léa")
    app = session(root, date=AS_OF)
    app.session_state["author"] = "Léa"
    app = to(app, root, "clients")
    assert chips(app) == ["Zone : Sud"]
    app.button(key="filter_clear").click().run()
    assert chips(app) == [], "once a session only"
