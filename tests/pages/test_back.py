"""The import page and a workbook that comes back from Excel: what changed is shown, written once the reader agrees, and taken back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche import loading
from fiche.edits import Edit
from fiche.excel.back import bring
from fiche.excel.patcher import Patcher
from fiche.excel.sheet import client_workbook
from fiche.mirror import Mirror
from fiche.store import Store
from fiche.web.load_state import KEY, Load
from fiche.web.state import AUTHOR
from tests.pages.small import company, hostile

OpenPage = Callable[..., AppTest]
AS_OF = dt.date(2026, 11, 24)


def dropped(app: AppTest, content: bytes) -> AppTest:
    """The import page once the workbook is read."""
    found = loading.prepare([("Fiche C1.xlsx", content)])
    ours = tuple(raw.name for raw in found.loaded if bring.is_ours(raw))
    app.session_state[KEY] = Load(found, tuple(m for m in found.sheets if m.file not in ours), apart=ours)
    app.session_state[AUTHOR] = "Léa"
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(
        str(e.value) for e in (*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error)
    )


@pytest.fixture
def record(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")


def test_what_changed_in_excel_is_written_and_taken_back(
    open_page: OpenPage, record: Callable[[], Store]
) -> None:
    app = open_page("load", company())
    store = record()
    book = Patcher(client_workbook(Mirror(store).now().portfolio, "C1", AS_OF))
    book.write("client_city", "Nîmes")
    book.write("client_phone", "04 66 00 00 00")
    store.edit([Edit("clients", "C1", "phone", "04 72 00 00 00", "04 78 00 00 00")], by="Paul")
    app = dropped(app, book.content())
    assert not app.exception, app.exception
    assert "1 champ modifié dans Excel" in words(app) and "1 champ a changé des deux côtés" in words(app)
    app.button(key="back_save_Fiche C1.xlsx").click().run()
    assert not app.exception, app.exception
    fields = Mirror(store).now().portfolio.client("C1").fields
    assert (fields["city"], fields["phone"]) == ("Nîmes", "04 78 00 00 00"), (
        "what conflicts stays until it is chosen"
    )
    assert "1 modifications enregistrées" in words(app) or "modification" in words(app)
    app.button(key="back_undo").click().run()
    assert Mirror(store).now().portfolio.client("C1").fields["city"] == "Lyon"


def test_nothing_changed_another_record_and_an_ordinary_file(
    open_page: OpenPage, record: Callable[[], Store]
) -> None:
    app = open_page("load", hostile())
    content = client_workbook(Mirror(record()).now().portfolio, "C1", AS_OF)
    app = dropped(app, content)
    assert not app.exception, app.exception
    assert "Rien de ce qui peut être repris" in words(app)
    app.button(key="back_ordinary_Fiche C1.xlsx").click().run()
    assert "Ce qui a été reconnu" in "\n".join(s.value for s in app.subheader)
    other = Store.open()
    other.save(company(), [("b.xlsx", "1" * 64)])
    app = dropped(app, client_workbook(Mirror(other).now().portfolio, "C1", AS_OF))
    assert "autre enregistrement" in words(app)
    assert "Ce qui a été reconnu" in "\n".join(s.value for s in app.subheader)
