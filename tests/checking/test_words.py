"""The words of files: what is not paid is never taken for paid, and a term that says nothing gives no date."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.terms import Terms, due_dates, parse
from fiche.vocabulary import kind_of, status_of

STATUSES = {
    "late": "Impayée|Facture impayée|En retard|Unpaid|Relancée|1ère relance|Relance 1|Late payment|Échue|Overdue",
    "pending": "Non payé|Non payée|not_paid|Facture non payée|Facture non réglée|À régler|À payer|Facture à payer|À encaisser|"
    "En attente de règlement|Règlement en attente|Attente règlement|En attente de paiement|Reste à payer|Solde dû|Solde à payer|"
    "Jamais payé|Pas encore payé|Not yet paid|To be paid|To be settled|Unsettled|Non lettrée|Émise|Envoyée|Non échue|In payment|Open",
    "paid": "Payé|Payée|PAYÉES|Réglé|Réglée|Soldé|Soldée|Acquittée|Encaissé|Paid|Fully paid|Paid in full|Settled|Closed|Cleared|"
    "Lettrée|Remboursée|Clôturée|Oui|yes|1|Facture payée|Réglée le 12/03|Payé (chèque)|Règlement reçu|Payé en retard|Totalement payé",
    "partial": "Partiellement payé|Partiellement réglée|Payée en partie|Partly paid|partially_paid|Règlement partiel",
    "cancelled": "Annulée|Cancelled|Canceled|Void|Extourné|Abandonnée",
    "draft": "Brouillon|Draft",
}
SAYS_NOTHING = "Règlement|En cours de règlement|En cours de paiement|Incomplet|0|Non|Payment due|Bleu|"


@pytest.mark.parametrize(("status", "words"), [(s, w) for s, ws in STATUSES.items() for w in ws.split("|")])
def test_status(status: str, words: str) -> None:
    assert status_of(words) == status
    assert status_of(words.upper()) == status


@pytest.mark.parametrize("words", SAYS_NOTHING.split("|"))
def test_words_that_say_nothing_of_a_payment(words: str) -> None:
    assert status_of(words) is None


@given(
    st.sampled_from("non pas jamais not never".split()),
    st.sampled_from("payé réglée soldé encaissée paid settled".split()),
)
def test_a_negation_is_never_paid(no: str, word: str) -> None:
    assert status_of(f"{no} {word}") == status_of(f"Facture {no} {word}") == "pending"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Avoir", "credit_note"), ("AVOIR CLIENT", "credit_note"), ("Facture d’avoir", "credit_note"), ("Note de crédit", "credit_note"),
        ("Credit Memo", "credit_note"), ("out_refund", "credit_note"), ("out_invoice", "invoice"), ("381", "credit_note"), ("380", "invoice"),
        ("Facture", "invoice"), ("Acompte", "invoice"), ("Invoice", "invoice"), ("Pro forma", "other"), ("Bon de livraison", "other"),
        ("Quotation", "other"), ("", None), ("Bleu", None),
    ],
)  # fmt: skip
def test_kind(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("2/10 net 30", Terms(30)), ("2% 10 days, net 30 days", Terms(30)), ("2/10 n/30", Terms(30)), ("NET30", Terms(30)), ("Virement 30", Terms(30)),
        ("50 % à la commande, solde à 30 jours", Terms(30)), ("30FDM", Terms(30, True)), ("LCR 60 FDM", Terms(60, True)), ("30 EOM", Terms(30, True)),
        ("45 jours fin de mois le 15", Terms(45, True, 15)), ("fin de mois", Terms(0, True)), ("due on receipt", Terms()), ("60j", Terms(60)),
    ],
)  # fmt: skip
def test_terms_as_people_write_them(words: str, terms: Terms) -> None:
    assert parse(words) == terms


@pytest.mark.parametrize(
    "words",
    [
        "Paiement en 2 fois",
        "3 x sans frais",
        "30/60/90",
        "30/60/90 jours",
        "1er du mois",
        "30 %",
        "1000",
        "chèque",
        "",
    ],
)
def test_a_number_of_something_else_is_no_term(words: str) -> None:
    assert parse(words) is None


@pytest.mark.parametrize(
    ("words", "month_first", "due"),
    [
        ("45 jours fin de mois", False, (2025, 4, 30)), ("45 jours fin de mois", True, (2025, 4, 14)), ("fin de mois le 10", False, (2025, 3, 10)),
        ("fin de mois", False, (2025, 2, 28)), ("comptant", False, (2025, 2, 15)), ("net 30", False, (2025, 3, 17)), ("30 jours", True, (2025, 3, 17)),
    ],
)  # fmt: skip
def test_due_dates_of_the_fifteenth_of_february(
    words: str, month_first: bool, due: tuple[int, int, int]
) -> None:
    """Source of both readings of «45 jours fin de mois»: golden.md."""
    frame = pl.DataFrame({"d": [dt.date(2025, 2, 15)], "t": [words]})
    assert due_dates(frame, "d", "t", month_first).to_list() == [dt.date(*due)]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 120))
def test_an_end_of_month_is_one(day: dt.date, number: int) -> None:
    frame = pl.DataFrame({"d": [day], "t": [f"{number} jours fin de mois"]})
    (due,) = due_dates(frame, "d", "t").to_list()
    assert (due + dt.timedelta(days=1)).day == 1
    assert 0 <= (due - day).days - number < 31
