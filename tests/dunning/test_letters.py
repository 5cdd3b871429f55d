"""The letters: what they ask for, in French and English, with the texts that people wrote; hostile names go to no header and to no markup."""

import datetime as dt
import email
import email.policy
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fiche.analysis import CurrencyRate, Filters, Portfolio, Settings
from fiche.documents.letter import letter_pdf
from fiche.dunning import Letter, Texts
from fiche.dunning.contact import recipient
from fiche.dunning.fields import FIELDS, by_name
from fiche.dunning.letter import TABLE
from fiche.dunning.mail import body, eml
from fiche.dunning.originals import SHARED, original
from fiche.dunning.texts import verified
from fiche.errors import Refused
from fiche.letters import Manner, archive, chosen, files, key_of, write
from tests.analysis.build import Row, dataset, day, invoice, payment
from tests.documents.read import flat, read

AS_OF = dt.date(2025, 4, 30)
NNBSP, NBSP = "\u202f", "\u00a0"
CLIENT: Row = {"client_id": "C1", "name": "Dupont & Fils", "email": "info@dupont.fr", "address": "12 rue de la Paix", "postal_code": "69002", "city": "Lyon", "country": "France"}  # fmt: skip
CONTACTS = [{"client_id": "C1", "title": "Mme", "contact_name": "Rey", "first_name": "Ana", "role": "Responsable comptabilité", "email": "compta@dupont.fr"}]  # fmt: skip
GOLDEN = Settings(contractual_rate=Decimal("0.15"))


def portfolio(*rows: Row, settings: Settings = GOLDEN, client: Row = CLIENT, **tables: Any) -> Portfolio:
    documents = [r for r in rows if "kind" in r] or [invoice(1, 15_000, "2025-03-01", "2025-03-31")]
    payments = [r for r in rows if "kind" not in r]
    return Portfolio(dataset(documents, payments, [client], contacts=tables.pop("contacts", CONTACTS), **tables), settings)  # fmt: skip


def made(own: Portfolio, manner: Manner | None = None, level: int | None = None) -> Letter:
    (case,) = own.dunning(AS_OF)
    return write(own, case, AS_OF, manner or Manner(), level)


def text(letter: Letter) -> str:
    return body(letter).replace(NNBSP, " ").replace(NBSP, " ")


def totals(letter: Letter) -> dict[str, str]:
    return {label: amount.replace(NNBSP, " ").replace(NBSP, " ") for label, amount in letter.totals}


def test_the_golden_case_is_what_is_asked_for() -> None:
    """15 000 × 15 % × 30 / 365 = 184,93, and 40 € for the invoice."""
    letter = made(portfolio(), level=2)
    assert totals(letter) == {
        "Reste dû": "15 000,00 €",
        "Pénalités de retard au 30/04/2025": "184,93 €",
        f"Indemnités de recouvrement : 1 × 40,00{NBSP}€": "40,00 €",
        "Total à régler": "15 224,93 €",
    }
    assert letter.total == Decimal("15224.93") and letter.documents == ("F0001",)
    assert letter.subject.replace(NNBSP, " ").replace(NBSP, " ") == "Relance : 1 facture échue, 15 224,93 € à régler avant le 08/05/2025"  # fmt: skip


def test_the_first_reminder_announces_and_does_not_claim() -> None:
    letter = made(portfolio())
    assert totals(letter) == {"Total à régler": "15 000,00 €"} and "Pénalités" not in letter.heads
    assert "s’ajouteront" in text(letter) and "Madame Rey," in text(letter)
    never = made(portfolio(settings=Settings(dunning_claims_from=0)), level=3)
    assert never.total == Decimal("15000.00") and "s’ajouteront" in text(never)


CURRENCIES = Settings(contractual_rate=Decimal("0.15"), convert_to="EUR", currency_rates=(CurrencyRate("USD", dt.date(2025, 1, 1), Decimal("0.90"), "worked by hand"),))  # fmt: skip


def test_a_client_is_asked_in_the_currency_of_its_invoices_whatever_is_converted(tmp_path: Path) -> None:
    rows = [invoice(1, 1000, "2025-02-01", "2025-03-31", currency="USD"), payment(400, "2025-03-15", 1, currency="USD")]  # fmt: skip
    own = portfolio(*rows, settings=CURRENCIES)
    assert own.currency == "EUR" and own.figures(AS_OF)["overdue"].value == 540
    (case,) = own.dunning(AS_OF, where=Filters(currency="EUR"))
    assert (case.currency, case.amount, case.amount_in("EUR")) == ("USD", 600, 540)
    letter = made(own, level=2)
    assert totals(letter)["Reste dû"] == "600,00 $" and any(f"540,00{NBSP}€" in note for note in letter.notes)
    assert "not included" in text(made(own, Manner(language="en"), 2)) and "540.00" in text(made(own, Manner(language="en"), 2))  # fmt: skip
    assert "à titre indicatif" in read(letter_pdf(letter)).text
    archive(own, [case], AS_OF, Manner(statement=True), tmp_path / "letters.zip", "k", lambda *_: None, ["Zone : Sud"])  # fmt: skip
    with zipfile.ZipFile(tmp_path / "letters.zip") as opened:
        assert opened.namelist()[-1] == "Filtres.txt" and "Zone : Sud" in opened.read("Filtres.txt").decode()
        draft = email.message_from_bytes(opened.read(next(n for n in opened.namelist() if n.endswith(".eml"))), policy=email.policy.default)  # fmt: skip
    (book,) = [part.get_content() for part in draft.iter_attachments() if str(part.get_filename()).endswith(".xlsx")]  # type: ignore[attr-defined] # fmt: skip
    assert b"600" in b"".join(zipfile.ZipFile(io.BytesIO(book)).read(n) for n in zipfile.ZipFile(io.BytesIO(book)).namelist() if "sheet" in n)  # fmt: skip


def test_partial_payment_credit_note_dispute_and_promise() -> None:
    rows = [
        invoice(1, 1000, "2025-02-01", "2025-03-01"), invoice(2, 500, "2025-02-01", "2025-03-01"), invoice(3, 80, "2025-02-01", "2025-03-10"),
        invoice(4, -120, "2025-03-02", None), payment(400, "2025-03-15", 1),
    ]  # fmt: skip
    disputes = [
        {"client_id": "C1", "document_key": 2, "document_id": "F0002", "opened_on": day("2025-03-05")}
    ]
    promises = [
        {"client_id": "C1", "document_key": 3, "document_id": "F0003", "promised_on": day("2025-05-15")}
    ]
    letter = made(portfolio(*rows, disputes=disputes, promises=promises))
    assert letter.documents == ("F0001",) and letter.total == Decimal("480.00")
    assert totals(letter) == {
        "Reste dû": "600,00 €",
        "À déduire : avoirs et règlements non affectés": "−120,00 €",
        "Total à régler": "480,00 €",
    }
    assert len(letter.notes) == 2 and "litige" in letter.notes[0] and "promis" in letter.notes[1]
    assert "F0002" not in text(letter) and "F0003" not in text(letter)


def test_a_rate_that_is_missing_is_named_and_nothing_is_invented() -> None:
    own = portfolio(invoice(1, 1000, "2030-02-01", "2030-03-01"), settings=Settings())
    (case,) = own.dunning(dt.date(2030, 4, 30))
    letter = write(own, case, dt.date(2030, 4, 30), Manner(), 2)
    assert letter.rows[0][-1] == "—" and letter.total == Decimal("1040.00")
    assert "1er semestre 2030" in letter.notes[0]
    assert not any("Pénalités" in label for label, _amount in letter.totals)


def test_a_private_person_owes_neither_penalty_nor_indemnity() -> None:
    person = CLIENT | {"category": "Particulier"}
    for level in (1, 2, 3):
        letter = made(portfolio(client=person), level=level)
        assert letter.total == Decimal("15000.00") and "L441-10" not in text(letter)
    assert "1231-6" in text(letter)


def test_english_for_a_client_abroad_and_for_who_asks_for_it() -> None:
    letter = made(portfolio(client=CLIENT | {"country": "Royaume-Uni"}), level=3)
    said = text(letter)
    assert letter.language == "en" and "Formal notice to pay €15,224.93 by 08/05/2025" in letter.subject
    assert "Dear Ms Rey," in said and "Total to pay" in said and "ROYAUME" not in letter.recipient.lines[-1]
    assert not any(word in said for word in ("facture", "règlement", "Pénalités", "échéance"))
    nowhere = CLIENT | {"country": None}
    assert made(portfolio(client=nowhere), Manner(otherwise="en")).language == "en"
    assert made(portfolio(client=nowhere), Manner()).language == "fr"
    assert made(portfolio(), Manner(language="en")).language == "en"
    said_so = CLIENT | {"country": "Allemagne", "extra": {"Langue": "Français"}}
    assert made(portfolio(client=said_so)).language == "fr"


def test_the_person_who_pays_is_written_to() -> None:
    own = portfolio()
    assert recipient(own.client("C1")).email == "compta@dupont.fr"
    without = portfolio(contacts=[CONTACTS[0] | {"role": "Acheteur"}])
    assert recipient(without.client("C1")).email == "info@dupont.fr"
    several = portfolio(contacts=[], client=CLIENT | {"email": "néant ; x@y, a.b@dupont.fr"})
    assert recipient(several.client("C1")).email == "a.b@dupont.fr"
    assert recipient(portfolio(contacts=[], client=CLIENT | {"email": None}).client("C1")).email is None


def test_a_draft_with_its_letter_and_its_statement() -> None:
    texts = Texts({"fr.email": "recouvrement@exemple.fr", "fr.sender": "Exemple SAS\n1 rue Haute"})
    manner = Manner(texts, statement=True)
    own = portfolio()
    named = dict(files(own, made(own, manner), manner))
    assert list(named) == ["Relance 1 C1 Dupont _ Fils EUR 2025-04-30.pdf", "Relance 1 C1 Dupont _ Fils EUR 2025-04-30.eml"]  # fmt: skip
    message = email.message_from_bytes(named.popitem()[1], policy=email.policy.default)
    assert (message["To"], message["From"], message["X-Unsent"]) == ("Ana Rey <compta@dupont.fr>", "recouvrement@exemple.fr", "1")  # fmt: skip
    pdf, sheet = message.iter_attachments()
    assert pdf.get_filename() == next(iter(named)) and pdf.get_content()[:5] == b"%PDF-"
    assert sheet.get_filename().endswith(".xlsx") and sheet.get_content()[:2] == b"PK"
    said = message.get_body().get_content()  # type: ignore[union-attr]
    assert "Madame Rey" in said and f"15{NNBSP}000,00{NBSP}€" in said
    assert eml(made(own)) == eml(made(own))


EVIL = (
    'X\r\nBcc: victime@exemple.fr\r\n\r\n<b> #set page(width: 1pt) $x$ \u202e "a, b" <z@z.fr> 名 \x00 \ud800'
)


def test_hostile_names_go_to_no_header_and_to_no_markup() -> None:
    client = CLIENT | {
        "client_id": "C1",
        "name": EVIL,
        "address": EVIL,
        "city": EVIL,
        "extra": {"Langue": EVIL},
    }
    contacts = [CONTACTS[0] | {"contact_name": EVIL, "first_name": EVIL, "email": "a@b.fr\r\nBcc: x@y.fr"}]
    rows = [invoice(1, 100, "2025-02-01", "2025-03-01", document_id=EVIL)]
    clean = str.maketrans("", "", "\x00\ud800")
    tidy = lambda row: {k: v.translate(clean) if isinstance(v, str) else v for k, v in row.items()}  # noqa: E731
    own = portfolio(*map(tidy, rows), client=tidy(client), contacts=list(map(tidy, contacts)))
    letter = made(own, Manner(Texts({"fr.1.subject": "Rappel {client}", "fr.sender": EVIL}), language="fr"))
    message = email.message_from_bytes(eml(letter), policy=email.policy.default)
    assert message["Bcc"] is None and not message.defects
    assert [a.addr_spec for a in message["To"].addresses] == ["a@b.fr"], "what follows an address is not one"
    assert set(message.keys()) <= {"Subject", "To", "X-Unsent", "Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip
    page = read(letter_pdf(letter))
    assert page.pages >= 1 and "#set page(width: 1pt)" in flat(page.text)
    (name, _content), _mail = files(own, letter, Manner())
    assert "/" not in name and "\n" not in name and len(name) <= 100


def test_the_page_says_what_the_letter_says_and_a_long_table_goes_on() -> None:
    rows = [invoice(n, 100, "2025-02-01", "2025-03-01") for n in range(1, 91)]
    letter = made(portfolio(*rows), Manner(Texts({"fr.sender": "Exemple SAS\n1 rue Haute"})), level=3)
    page = read(letter_pdf(letter))
    said = flat(page.text)
    assert page.pages >= 3 and "page 1 sur" in said and said.count("F0090") == 1
    for part in ("Exemple SAS", "Dupont & Fils", "69002 Lyon", "Objet : Mise en demeure", "article 1344", "Total à régler"):  # fmt: skip
        assert part in said, part
    assert letter_pdf(letter) == letter_pdf(letter)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_original_texts_hold_only_fields_that_there_are(language: str, level: int) -> None:
    for part in ("subject", "body"):
        said = original(part, language, level, 3)
        assert verified(part, language, said) == said
    assert len(by_name(language)) == len(FIELDS)
    letter = made(portfolio(), Manner(language=language), level=level)
    assert "{" not in text(letter) and TABLE in letter.paragraphs


@pytest.mark.parametrize(
    ("part", "written", "code"),
    [("body", "Bonjour {nom}", "letter_field"), ("body", "{amount}", "letter_field"), ("subject", "{tableau}", "letter_field"), ("body", "{client", "letter_brace"),
     ("body", "a } b", "letter_brace"), ("body", "  \n ", "letter_empty"), ("body", "x" * 9000, "letter_long"), ("email", "pas une adresse", "letter_email")],
)  # fmt: skip
def test_a_text_that_cannot_be_is_refused(part: str, written: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        verified(part, "fr", written)
    assert refused.value.code == code and refused.value.message


def test_a_text_that_people_wrote_takes_its_place() -> None:
    kept = {
        "fr.1.body": verified("body", "fr", "Bonjour {client},\r\n\r\nMerci de payer {montant}."),
        "fr.signature": "A. Martin",
    }
    letter = made(portfolio(), Manner(Texts(kept)))
    assert letter.paragraphs == ("Bonjour Dupont & Fils,", TABLE, f"Merci de payer 15{NNBSP}000,00{NBSP}€.")
    assert Texts(kept).is_original("subject", "fr", 1) and not Texts(kept).is_original("body", "fr", 1)
    assert Texts().of("signature", "en") == original("signature", "en") and set(SHARED) >= {"sender"}


def test_many_letters_in_one_archive(tmp_path: Path) -> None:
    rows = [invoice(n, 100 + n, "2025-02-01", "2025-03-01", client=f"C{n % 3}") for n in range(1, 10)]
    clients = [{"client_id": f"C{n}", "name": "../Même nom"} for n in range(3)]
    own = Portfolio(dataset(rows, clients=clients))
    cases = own.dunning(AS_OF)
    target, told = tmp_path / "relances.zip", []
    archive(own, cases, AS_OF, Manner(), target, "k", lambda done, total: told.append((done, total)))
    with zipfile.ZipFile(target) as opened:
        names = opened.namelist()
        assert len(names) == 6 and not any("/" in name for name in names) and opened.testzip() is None
    assert told[-1] == (3, 3)
    keys = [key_of(case) for case in cases]
    assert list(chosen(own, AS_OF, [*keys, "C9\x1fEUR"])) == keys


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_invoice_or_several_agree_with_their_verb(language: str) -> None:
    """A field may be one invoice or several: no original text makes it the subject of a verb."""
    for level in (1, 2, 3):
        said = original("body", language, level, 3)
        assert "restent" not in said and "remain " not in said and "are overdue" not in said
