"""What hangs on a client: added, changed, archived, several at once, attached; each is on the page at once and is taken back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.model import TABLES, TableName
from fiche.store import Store
from fiche.web import fiche_transactions as several
from fiche.web.drafts import Draft
from tests.pages.small import company
from tests.pages.window import fill, press

OpenPage = Callable[..., AppTest]
Record = Callable[[], Store]
AS_OF = dt.date(2026, 11, 24)
ROWS: list[tuple[TableName, dict[str, object], str]] = [
    ("contacts", {"contact_name": "Léa Roux"}, "Léa Roux"),
    ("addresses", {"address": "8 quai Neuf"}, "8 quai Neuf"),
    ("interactions", {"summary": "Rappeler lundi"}, "Rappeler lundi"),
    ("disputes", {"document_id": "F0001", "dispute_reason": "Marchandise abîmée", "amount": "200"}, "Marchandise abîmée"),
    ("promises", {"document_id": "F0001", "amount": "500", "promised_on": dt.date(2026, 12, 20)}, "500"),
    ("documents", {"document_id": "F9001", "gross_amount": "1 200,50"}, "F9001"),
    ("payments", {"document_id": "F0001", "amount": "300"}, "F0001"),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Record:
    """The record that the page writes, as another one reads it."""
    return lambda: Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")


def shown(app: AppTest) -> str:
    frames = " ".join(str(d.value.to_dict("list")) for d in app.dataframe)
    return " ".join([*(m.value for m in app.markdown), frames])


@pytest.mark.parametrize(("table", "values", "word"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_is_added_shown_and_undone(
    open_page: OpenPage, store: Record, table: TableName, values: dict[str, object], word: str
) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key=f"add_{table}").click().run()
    fill(app, **values)
    press(app, "Ajouter")
    assert not app.exception and app.success, [e.value for e in app.error]
    (row,) = store().own_rows("C1")
    assert (row.table, row.by) == (table, "A. Martin")
    assert word in shown(app)
    app.button(key="fiche_undo").click().run()
    assert store().archived() == {(table, row.record)}
    rows = store().dataset()[table]
    assert len(rows) == len(company()[table])


def test_what_a_row_cannot_do_without_is_asked(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key="add_payments").click().run()
    fill(app, amount="")
    press(app, "Ajouter")
    assert any("doit être rempli" in m.value for m in app.markdown) and store().own_rows() == []


def test_an_exchange_is_changed_then_archived(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key="change_talk_0").click().run()
    fill(app, summary="Paiera en décembre")
    press(app, "Enregistrer")
    assert "Paiera en décembre" in shown(app)
    app.button(key="change_talk_0").click().run()
    press(app, "Archiver")
    assert not app.exception and len(store().dataset()["interactions"]) == 0
    app.button(key="fiche_undo").click().run()
    assert "Paiera en décembre" in shown(app)


def test_an_invoice_and_a_payment_change_what_is_owed(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key="add_payments").click().run()
    fill(app, document_id="F0001", amount="200")
    press(app, "Ajouter")
    assert "1\u202f000,00" in " ".join(str(b.proto.body) for b in app.get("html"))


def test_several_invoices_at_once_lose_no_cell(store: Record, open_page: OpenPage) -> None:
    open_page("clients", company())
    kept = store()
    forms = list(several._drafts(kept, "documents", "C2"))
    wanted = [TABLES["documents"].by_name[c] for c in several.SEVERAL["documents"]]
    rows = [{c.name: several._cell(c, d.texts.get(c.name)) for c in wanted} for d in forms]
    assert [several.read(wanted, row, d.texts)[0] for row, d in zip(rows, forms, strict=True)] == [
        {c.name: d.texts.get(c.name) for c in wanted} for d in forms
    ], "nothing changes by itself"
    for place, row in enumerate(rows):
        row["description"] = f"Chantier {place}"
        row["due_date"] = dt.date(2026, 12, 1 + place)
    made = [
        e for row, d in zip(rows, forms, strict=True) for e in d.edits(several.read(wanted, row, d.texts)[0])
    ]
    kept.edit(made, by="A. Martin", seen={d.key: d.seen for d in forms})
    documents = kept.dataset().documents.sort("date", descending=True)
    mine = documents.filter(documents["client_id"] == "C2")
    assert mine["description"].to_list() == [f"Chantier {n}" for n in range(len(forms))]
    assert mine["due_date"].to_list() == [dt.date(2026, 12, 1 + n) for n in range(len(forms))]
    assert len(forms) == 3


def test_a_cell_that_cannot_be_read_is_named() -> None:
    amount = TABLES["payments"].by_name["amount"]
    draft = Draft("payments", "x", "C1", {"amount": "5.00"}, {}, 0)
    assert several.read([amount], {"amount": "cinq"}, draft.texts)[1]["amount"].startswith("« cinq »")


def test_a_document_is_attached_given_back_archived_and_restored(open_page: OpenPage, store: Record) -> None:
    content = bytes(range(256)) * 5
    app = open_page("sheet", company(), client="C1")
    app.file_uploader(key="attach_files").set_value([("contrat.pdf", content, "application/pdf")])
    app.text_input(key="author_typed_attach").set_value("A. Martin")
    next(b for b in app.button if b.label == "Joindre").click().run()
    assert not app.exception
    (one,) = store().attachments("C1")
    assert (one.name, one.size, one.by) == ("contrat.pdf", len(content), "A. Martin")
    assert store().attachment_content(one.id) == content
    assert "contrat\\.pdf" in shown(app)
    app.button(key=f"attached_away_{one.id}").click().run()
    assert store().attachments("C1") == []
    app.button(key=f"attached_back_{one.id}").click().run()
    assert [a.name for a in store().attachments("C1")] == ["contrat.pdf"]
