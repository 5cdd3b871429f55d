"""The page of connections: what to do when there is none, a try before anything is kept, a synchronisation followed to its end, a refusal in words, corrections sent back; no secret on the page."""

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from fiche.web import connections
from tests.connectors.odoo_server import DATABASE, KEY, Odoo, company, serving
from tests.pages.small import company as portfolio
from tests.pages.window import press

OpenPage = Callable[..., AppTest]


@pytest.fixture
def odoo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Odoo]:
    made = company(Odoo())
    with serving(made) as address:
        monkeypatch.setenv("FICHE_CONNECT_HOSTS", f"{address}=127.0.0.0/8")
        yield made


def told(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.error, app.success, app.warning)
    return " ".join(str(e.value) for kind in kinds for e in kind).replace("\\", "")


def waited(app: AppTest) -> AppTest:
    """The page once nothing is at work any more."""
    for _ in range(400):
        app.run()
        if not app.button(key="sync_1").disabled:
            return app
        connections.scheduler()._over.wait(0.05)
    raise AssertionError(told(app))


def test_a_connection_is_tried_kept_followed_and_removed(open_page: OpenPage, odoo: Odoo) -> None:
    app = open_page("data/connections", portfolio())
    assert not app.exception
    assert "Aucune connexion pour l’instant" in told(app)
    app.button(key="connection_add").click().run()
    app.text_input(key="connection_url_odoo").input(odoo.url)
    app.text_input(key="connection_odoo_database").input(DATABASE)
    press(app, "Essayer")
    assert "Clé d’API » doit être rempli" in told(app)
    app.text_input(key="connection_odoo_key").input("wrong")
    press(app, "Essayer")
    assert "refuse la clé" in told(app)
    app.text_input(key="connection_odoo_key").input(KEY)
    press(app, "Essayer")
    assert "Connexion réussie : Odoo 19.0" in told(app)
    assert "Factures et avoirs : 6" in told(app).replace("\u00a0", " ")
    press(app, "Enregistrer")
    app.run()
    assert not app.exception
    waited(app)
    assert "31 nouveautés" in told(app) or "24 nouveautés" in told(app)
    assert KEY not in told(app)
    app.button(key="whole_1").click().run()
    assert "Tout est relu depuis le début" in told(app)
    press(app, "Tout relire de « Odoo »")
    app.run()
    waited(app)
    assert "rien de nouveau" in told(app), "everything again, and nothing twice"
    odoo.fault = lambda *_: (401, {}, b"{}")
    app.button(key="sync_1").click().run()
    waited(app)
    assert "refuse la clé" in told(app)
    app.button(key="remove_1").click().run()
    press(app, "Retirer « Odoo »")
    app.run()
    assert "Aucune connexion pour l’instant" in told(app)
