"""Around the sheet: a client that begins without a file, one put away, two that are one, what is expected of one."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.store import Store
from fiche.web.fiche_view_future import risk_lines
from tests.analysis.build import dataset, invoice
from tests.excel.companies import AS_OF
from tests.pages.small import company
from tests.pages.window import fill, press, within

OpenPage = Callable[..., AppTest]
Record = Callable[[], Store]


@pytest.fixture
def store(tmp_path: Path) -> Record:
    """The record that the page writes, as another one reads it."""
    return lambda: Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")


def twins() -> Dataset:
    clients = [
        {"client_id": "C1", "name": "Dupont Matériaux", "postal_code": "69002", "city": "Lyon", "phone": None},
        {"client_id": "C2", "name": "Dupont Materiaux SARL", "postal_code": "69002", "city": "Lyon 2", "phone": "0472000000"},
    ]  # fmt: skip
    documents = [
        invoice(1, 100, "2026-10-01"),
        invoice(2, 50, "2026-10-02"),
        invoice(3, 25, "2026-10-03", client="C2"),
    ]
    return dataset(documents, [], clients)


def names(app: AppTest) -> list[str]:
    return [str(name) for name in app.dataframe[-1].value["name"]]


def test_a_client_begins_without_any_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Record
) -> None:
    monkeypatch.setenv("FICHE_DATA", str(tmp_path))
    app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=60).run()
    app.button(key="new_client_open").click().run()
    fill(app, name="Atelier Neuf", city="Brest")
    press(app, "Créer la fiche")
    assert not app.exception and [e.value for e in app.error] == []
    assert app.title[0].value == "Atelier Neuf"
    (row,) = store().own_rows()
    assert row.values == {"name": "Atelier Neuf", "city": "Brest"}
    assert store().dataset().clients["name"].to_list() == ["Atelier Neuf"]


def test_a_new_client_from_the_list_needs_a_name_and_a_free_number(
    open_page: OpenPage, store: Record
) -> None:
    app = open_page("clients", company())
    app.button(key="new_client_open").click().run()
    fill(app)
    press(app, "Créer la fiche")
    assert any("doit être rempli" in m.value for m in app.markdown)
    app.text_input(key="new_client_id").set_value("C2")
    fill(app, name="Un autre")
    press(app, "Créer la fiche")
    assert any("porte déjà le numéro" in e.value for e in app.error) and store().own_rows() == []


def test_the_list_hides_the_archived_and_says_how_many(open_page: OpenPage, store: Record) -> None:
    app = open_page("clients", company())
    store().edit([Edit("clients", "C1", "archived_on", None, "2026-11-01")], by="A. Martin")
    app.run()
    assert names(app) == ["Établissements Élan", "zébulon"]
    assert "2 clients" in str(app.get("html")[0].proto.body)
    (switch,) = [t for t in app.toggle if t.key == "clients_archived"]
    assert "archivé" in switch.label
    switch.set_value(True).run()
    assert len(names(app)) == 3


def test_an_archived_client_raises_no_alert() -> None:
    before = Portfolio(company())
    assert {a.client_id for a in before.alerts(AS_OF)} >= {"C1"}
    frame = company().clients
    put_away = [dt.date(2026, 11, 1) if n == "C1" else None for n in frame["client_id"]]
    import polars as pl

    tables = {
        **company().tables,
        "clients": frame.with_columns(pl.Series("archived_on", put_away, dtype=pl.Date)),
    }
    after = Portfolio(Dataset(tables, company().set_aside, company().findings, company().loaded_on))
    assert "C1" not in {a.client_id for a in after.alerts(AS_OF)}
    assert {a.client_id for a in after.alerts(dt.date(2026, 10, 15))} >= {"C1"}, "not yet archived then"
    assert after.alerts(AS_OF, "C1") == []


def test_a_pair_is_merged_from_the_page_of_quality_and_separated(open_page: OpenPage, store: Record) -> None:
    app = open_page("quality", twins())
    app.button(key="merge_pair_near_duplicate").click().run()
    assert not app.exception
    said = " ".join(m.value for m in app.markdown)
    assert "Documents \\: 1 de" in said or "Documents : 1 de" in said
    (city,) = [r for r in app.radio if (r.key or "").endswith("_city")]
    assert [o.replace("\\", "") for o in city.options] == ["Lyon", "Lyon 2"]
    assert any("0472000000" in c.value for c in app.caption), "what only the other has is named"
    assert store().merges() == [], "nothing is merged unasked"
    city.set_value(True)
    fill(app)
    app.button(key="merge_now").click()
    within(app)
    assert not app.exception
    merged = store().dataset()
    assert merged.clients["client_id"].to_list() == ["C1"]
    assert merged.clients["city"].to_list() == ["Lyon 2"] and merged.clients["phone"].to_list() == [
        "0472000000"
    ]
    assert merged.documents["client_id"].to_list() == ["C1"] * 3
    app.button(key="fiche_undo").click().run()
    assert not app.exception and store().merges() == []
    assert sorted(store().dataset().clients["client_id"]) == ["C1", "C2"]


def test_the_risk_is_explained_part_by_part() -> None:
    risk = Portfolio(company()).risk("C1", AS_OF)
    lines = risk_lines(risk)
    assert len(lines) == len(risk.parts) and sum(p.points for p in risk.parts) == risk.score
    assert all(part.sentence.split()[0] in " ".join(lines).replace("\\", "") for part in risk.parts)


def test_what_is_expected_of_a_client_is_said_or_why_not(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C1")
    app.session_state["sheet_tabs"] = "Prévision et valeur"
    app.run()
    assert not app.exception
    said = " ".join(c.value for c in app.caption)
    assert "Données insuffisantes" in said


def test_an_address_that_says_too_much_is_answered_by_a_sentence(open_page: OpenPage) -> None:
    app = open_page("portfolio", company(), date="1850-01-01")
    assert not app.exception and app.date_input(key="as_of").value == dt.date(1990, 1, 1)
    assert not open_page("portfolio", company(), date="hier").exception
    app = open_page("portfolio", company(), essai="nul")
    assert not app.exception and any("n’existe plus" in w.value for w in app.warning)
    app.button(key="trial_gone_seen").click().run()
    assert not app.warning


def test_a_section_s_own_button_opens_the_form_there(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key="change_billing").click().run()
    assert not app.exception and [t for t in app.text_input if t.key == "form_clients_C1_credit_limit"]


def test_a_client_that_was_merged_leads_to_the_one_that_is_kept(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    kept = store()
    kept.merge_clients("C1", "C3", by="A. Martin")
    kept.merge_clients("C2", "C1", by="A. Martin")
    kept.close()
    app.query_params["client"] = "C3"
    app.run()
    assert not app.exception and [t.value for t in app.title] == ["Établissements Élan"]
    assert any("n° C3" in i.value for i in app.info)
