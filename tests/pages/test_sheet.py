"""The client's sheet: who, how much, what to do, everything the file knows, and a sentence where it knows nothing."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Portfolio
from fiche.analysis.late import LateInvoice
from fiche.brief import gather, rows
from fiche.brief.facts import facts
from fiche.brief.points import points
from fiche.documents.brief import brief_pdf
from fiche.i18n import money as money_said
from fiche.web import fiche_view_words as words
from fiche.web.downloads import file_name
from fiche.web.fiche_view import contact_line, identity_line
from fiche.web.fiche_view_ledger import document_status, documents_sentence
from tests.analysis.build import dataset, invoice, money
from tests.documents.read import flat, read
from tests.excel.companies import AS_OF
from tests.pages.small import EVIL, company, hostile

OpenPage = Callable[..., AppTest]
NNBSP, NBSP = "\u202f", "\u00a0"


def said(app: AppTest) -> str:
    """All that the page says, HTML included."""
    blocks = [str(block.proto.body) for block in app.get("html")]
    return "\n".join(
        [*(str(e.value) for e in [*app.title, *app.markdown, *app.caption, *app.warning]), *blocks]
    )


def test_a_deep_link_opens_the_client(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C1")
    assert app.title[0].value == "Dupont \\& Fils"
    text = said(app)
    assert "▲" in text and "À risque" in text.replace("\\", "")
    assert "732 829 320 00074 ✓ valide" in text and "✗ invalide" in text
    assert "[compta@dupont\\.fr](mailto:compta@dupont.fr)" in text and "(tel:0472000000)" in text


def test_the_six_tiles(open_page: OpenPage) -> None:
    text = said(open_page("sheet", company(), client="C1"))
    for label in (
        "CA 12 mois HT",
        "Encours",
        "En retard",
        "Délai de paiement",
        "Prochain achat",
        "Remise, 12 mois",
    ):
        assert f'<div class="label">{label}</div>' in text
    assert f"120{NBSP}% du plafond" in text and f"accordée : 5,0{NBSP}%" in text
    assert "Moins de trois dates d’achat" in text, "why the next purchase is «—»"


def test_what_to_say_and_to_do(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C1")
    title = next(i for i, m in enumerate(app.markdown) if m.value == "**À dire, à proposer**")
    todo = app.markdown[title + 1].value
    assert "Urgent" in todo and "En retard" in todo and "Rappeler" in todo and "12/12/2026" in todo


def test_every_section_has_its_empty_state(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C3")
    assert not app.exception
    text = said(app)
    for sentence in (
        "Rien à signaler", "Aucune facture ni paiement", "Aucune facture ni avoir", "Aucun paiement", "Rien n’est encore dit de la livraison",
        "Aucun échange", "Aucun litige", "Toutes les colonnes du fichier ont été reconnues",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert ">0<" not in text


def test_columns_that_nobody_recognised_are_kept(open_page: OpenPage) -> None:
    text = said(open_page("sheet", company(), client="C1"))
    assert "Couleur" in text and "rouge" in text


def test_documents_and_payments(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C2")
    documents, payments = app.dataframe[0].value, app.dataframe[1].value
    if "gross" not in documents.columns:  # the chart's own table comes first
        documents, payments = app.dataframe[1].value, app.dataframe[2].value
    assert documents["left"].sum() == 480.0
    assert documents["status_shown"].tolist() == ["○ À déduire", "○ En attente", "✓ Réglée"]
    assert payments["amount"].tolist() == [2400.0]


def test_an_unknown_client_is_a_sentence_with_a_way_on(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="<b>nobody</b>")
    assert not app.exception
    assert "Aucun client ne porte le numéro" in app.warning[0].value
    assert any(b.key == "choose_C1" for b in app.button)


def test_without_a_client_one_is_chosen_then_remembered(open_page: OpenPage) -> None:
    app = open_page("sheet", company())
    app.button(key="choose_C2").click().run()
    assert app.title[0].value == "Établissements Élan"


def test_search_finds_without_accents(open_page: OpenPage) -> None:
    app = open_page("sheet", company())
    app.text_input(key="fiche_search").set_value("elan").run()
    assert [b.key for b in app.button if b.key and b.key.startswith("choose_")] == ["choose_C2"]


def test_two_currencies_are_read_one_at_a_time(open_page: OpenPage) -> None:
    two = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD")]
    app = open_page("sheet", dataset(two), client="C1")
    assert not app.exception
    assert f"1{NNBSP}000,00" not in said(app)


def test_hostile_words_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page("sheet", hostile(), client="C1")
    assert not app.exception
    assert app.title[0].value.replace("\\", "") == EVIL
    assert not any("<script>" in str(block.proto.body) for block in app.get("html"))
    assert not any("](http" in m.value or ":red[c]" in m.value for m in [*app.markdown, *app.caption])


@pytest.mark.parametrize(
    ("status", "kind", "shown"),
    [
        ("late", "invoice", "▲ En retard"),
        ("paid", "credit_note", "✓ Imputé"),
        ("pending", "credit_note", "○ À déduire"),
    ],
)
def test_a_status_is_a_word_and_a_sign(status: str, kind: str, shown: str) -> None:
    assert document_status({"payment_status": status, "kind": kind}) == shown


def test_addresses_numbers_and_their_validity() -> None:
    fields = {"address": "12 rue de la Paix", "postal_code": "69002", "city": "Lyon", "country": None}
    assert rows.address_line(fields, "") == "12 rue de la Paix, 69002 Lyon"
    assert rows.grouped_digits("73282932000074") == "732 829 320 00074"
    assert rows.grouped_digits("12A") == "12A"
    assert words.extra_text('{"a": "b"}') == f"a{NBSP}: b" and words.extra_text(None) is None


def test_nothing_to_reach_them_is_said() -> None:
    none: dict[str, object] = dict.fromkeys(
        ("phone", "mobile", "email", "account_manager", "siret", "vat_number", "legal_form", "category", "sector", "zone", "created_on")
    )  # fmt: skip
    assert "Ni téléphone" in contact_line(none)[0]
    assert identity_line(none) == ["SIRET —", "TVA —", "Responsable \\: —"]


@pytest.mark.parametrize(
    ("name", "made"),
    [("CON", "_CON.xlsx"), ("../../etc/passwd", "_.._etc_passwd.xlsx"), ("", "document.xlsx"), ("a/b\\c", "a_b_c.xlsx"), ("x" * 300, "x" * 95 + ".xlsx")],
)  # fmt: skip
def test_a_file_name_that_every_system_accepts(name: str, made: str) -> None:
    assert file_name(name) == made


def test_documents_in_one_sentence() -> None:
    frame = pd.DataFrame({"kind": ["invoice"] * 2 + ["credit_note"]})
    late = LateInvoice("F1", None, dt.date(2026, 1, 1), money(30), money(10), 3, False, False)
    assert (
        documents_sentence(frame, [late], "EUR") == f"2 factures et 1 avoir ; 1 en retard pour 10,00{NBSP}€."
    )


def test_the_screen_says_what_the_printed_page_says(open_page: OpenPage) -> None:
    """The same six figures and the same things to say, to the letter."""
    data = company()
    brief = gather(Portfolio(data), "C1", AS_OF)
    printed = read(brief_pdf(brief)).text
    text = said(open_page("sheet", data, client="C1")).replace("\\", "")
    for fact in facts(brief):
        for each in (fact.label, fact.figure, fact.comparison):
            assert each in text and flat(each) in printed, each
    for point in points(brief):
        assert point.text in text and flat(point.text) in printed, point.text
    late = money_said(brief.late[0].amount, "EUR")
    assert late in text and flat(late) in printed


def test_the_whole_brief_is_on_the_first_screen(open_page: OpenPage) -> None:
    text = said(open_page("sheet", company(), client="C1"))
    for each in ("Ce qu’il achète", "1 facture, le 01/09/2026.", "Ce qui est en retard, et pourquoi", "F0001", "Dernier échange", "Promet de payer", "Remises", "Risque"):  # fmt: skip
        assert each in text, each
