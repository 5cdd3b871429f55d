"""What each quality rule finds, keeps silent about and proposes, in small files that go through the whole way."""

import datetime as dt
import random
from decimal import Decimal

import polars as pl
import pytest

from fiche import loading
from fiche.checking.facts import Examined
from fiche.checking.identifiers import vat_of
from fiche.checking.quality import findings_of
from fiche.checking.rule import rules
from fiche.dataset import Dataset
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 11, 20)
SIREN, SIRET, OTHER = "732829320", "73282932000074", "404833048"
Found = list[tuple[str, str | None, str | None]]


def load(**files: str) -> Dataset:
    """Files by name, each a text whose cells are separated by semicolons."""
    reading = loading.prepare([(f"{name}.csv", content.strip().encode()) for name, content in files.items()])
    return loading.check(reading, loaded_on=AS_OF)


def found(portfolio: Dataset, rule: str) -> pl.DataFrame:
    return rules()[rule].find(Examined(portfolio), AS_OF)


def short(frame: pl.DataFrame) -> Found:
    """(column, value, proposal) of each finding."""
    return frame.select("column", "value", "proposal").rows()


def of_clients(header: str, *rows: str, rule: str) -> Found:
    """What `rule` finds in a file of clients numbered C1, C2…"""
    lines = [f"C{n};{row}" for n, row in enumerate(rows, start=1)]
    return short(found(load(clients="\n".join([f"Numéro client;{header}", *lines])), rule))


def test_keys_of_siret_siren_and_vat() -> None:
    head = "Raison sociale;SIRET;SIREN;N° TVA intracommunautaire;Pays"
    rows = [
        f"A;{SIRET};;FR44{SIREN};France",
        f"B;{SIRET[:-1]}5;{SIREN};FR45{SIREN};France",
        f"C;;732829321;FR{SIREN};France",
        f"D;35600000000048;{SIRET};BE0776091950;France",
        "E;12345678901234;;;Allemagne",
    ]
    assert of_clients(head, *rows, rule="identifiers") == [
        ("siret", f"{SIRET[:-1]}5", None),
        ("siren", "732829321", None),
        ("siren", SIRET, SIREN),
        ("vat_number", f"FR45{SIREN}", f"FR44{SIREN}"),
        ("vat_number", f"FR{SIREN}", None),
        ("vat_number", "BE0776091950", None),
    ]


def test_signs_around_a_number_go_away_and_sites_are_checked() -> None:
    sites = f"Numéro client;Adresse;Ville;SIRET de l’établissement\nC1;1 rue A;Lyon;{SIRET}\nC1;2 rue B;Lyon;{SIRET[:-1]}9"
    head = "Raison sociale;SIRET;N° TVA intracommunautaire"
    clients = f"Numéro client;{head}\nC1;A;N°{SIRET};{SIREN}\nC2;B;{SIRET};{SIREN}\nC3;C;;CHE-116.281.710"
    result = found(load(clients=clients, adresses=sites), "identifiers")
    assert result.select("table", "column", "value", "proposal").rows() == [
        ("clients", "siret", f"N°{SIRET}", SIRET),
        ("addresses", "siret", f"{SIRET[:-1]}9", None),
        ("clients", "vat_number", SIREN, f"FR44{SIREN}"),
    ]
    assert result["source_row"].to_list() == [2, 3, 3]


def test_the_vat_number_of_a_siren() -> None:
    assert (vat_of(SIREN), vat_of(OTHER)) == (f"FR44{SIREN}", f"FR83{OTHER}")


def test_vat_of_another_firm() -> None:
    head = "Raison sociale;SIRET;SIREN;N° TVA intracommunautaire"
    rows = [
        f"A;;{SIREN};FR83{OTHER}",
        f"B;{SIRET};;FR44{SIREN}",
        f"C;;{SIREN};BE0776091951",
        f"D;;;FR83{OTHER}",
    ]
    assert of_clients(head, *rows, rule="vat_not_siren") == [("vat_number", f"FR83{OTHER}", None)]


def test_a_missing_vat_number_follows_from_the_siren() -> None:
    head = "Raison sociale;Forme juridique;SIREN;N° TVA intracommunautaire;Pays"
    rows = [
        f"A;SAS;{SIREN};;France",
        f"B;Micro-entreprise;{SIREN};;France",
        f"C;Association;{SIREN};;France",
        f"D;SA;{SIREN};;Suisse",
        f"E;SARL;{SIREN};en cours;France",
        "F;SARL;;;France",
    ]
    assert of_clients(head, *rows, rule="missing_vat") == [("vat_number", None, f"FR44{SIREN}")]


def test_one_siren_is_a_group_and_one_siret_is_one_establishment() -> None:
    second = "73282932000082"
    clients = f"Numéro client;Raison sociale;SIRET;SIREN\nC1;A;{SIRET};\nC2;B;{second};\nC3;C;{SIRET};\nC4;D;;{OTHER}"
    portfolio = load(clients=clients)
    group, twice = found(portfolio, "same_siren"), found(portfolio, "duplicate_siret")
    assert group.select("record", "value", "detail").rows() == [("C1", SIREN, "avec C2, C3")]
    assert twice.select("record", "value", "detail").rows() == [("C3", SIRET, "C1\u00a0·\u00a0A")]


NAMES = "Numéro client;Raison sociale;Code postal;Ville;SIREN"


def doubles(*rows: str, header: str = NAMES, **files: str) -> list[tuple[str, str]]:
    """(client, the one it is beside) of each near duplicate."""
    clients = "\n".join([header, *(f"C{n};{row}" for n, row in enumerate(rows, start=1))])
    frame = found(load(clients=clients, **files), "near_duplicate")
    return frame.select("record", pl.col("detail").str.extract(r"^(\w+)")).rows()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SARL Dupont & Fils;69001;Lyon;", "DUPONT et fils S.A.R.L.;69001;Lyon;", True),
        ("Boulangerie Martin;69001;Lyon;", "Martin Boulangerie;69001;LYON;", True),
        ("Ets Bérard Menuiserie;69001;Lyon;", "Berard Menuiseries;69001;Lyon;", True),
        ("Boulangerie Martin;69001;Lyon;", "Boulangerie Martin;69002;Lyon;", False),
        ("Boulangerie Martin;;Lyon;", "Boulangerie Martin;;lyon;", True),
        ("Boulangerie Martin;;;", "Boulangerie Martin;;;", False),
        ("Magasin central 12;69001;Lyon;", "Magasin central 13;69001;Lyon;", False),
        ("Garage Dupont;69001;Lyon;", "Garage Durand;69001;Lyon;", False),
        (f"Garage Dupont;69001;Lyon;{SIREN}", f"Garage Dupont;69001;Lyon;{OTHER}", False),
        (f"Garage Dupont;69001;Lyon;{SIREN}", "Garage Dupont;69001;Lyon;", True),
        ("SARL;69001;Lyon;", "SAS;69001;Lyon;", False),
    ],
)
def test_near_duplicates(one: str, other: str, same: bool) -> None:
    assert doubles(one, other, "Zèbre;75001;Paris;") == ([("C1", "C2")] if same else [])


def test_of_two_the_one_with_more_documents_is_kept() -> None:
    factures = "Numéro de facture;Numéro client;Date de facture;Montant TTC\nF1;C2;13/01/2026;100"
    rows = ("Garage Dupont;69001;Lyon;", "Garage Dupond;69001;Lyon;", "Garage Duponts;69001;Lyon;")
    assert doubles(*rows, factures=factures) == [("C2", "C1"), ("C1", "C3")]


def test_a_double_in_a_crowded_place_is_found_at_either_end_of_the_name() -> None:
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(400)]
    names = [" ".join(sorted(draw.sample(words, 3))) for _ in range(300)]
    repeats = {7: names[7][:-1], 90: f"a{names[90][1:]}", 200: names[200] + " sarl"}
    clients = [
        {"client_id": f"C{n:03d}", "name": name, "postal_code": "69001"} for n, name in enumerate(names)
    ]
    clients += [
        {"client_id": f"D{n:03d}", "name": name, "postal_code": "69001"} for n, name in repeats.items()
    ]
    frame = found(dataset(clients=clients), "near_duplicate")
    pairs = frame.select("record", pl.col("detail").str.slice(0, 4)).rows()
    assert pairs == [(f"C{n:03d}", f"D{n:03d}") for n in repeats]


def test_emails() -> None:
    addresses = [
        "compta@alpha.fr", "a@b.fr, c@d.fr", "COMPTA@ALPHA.FR", "néant", "",
        "compta@alpha", "compta @ alpha.fr", "mailto:a@alpha.fr", "a@alpha.fr.", "a@gmail,com", "Jean <jean@alpha.fr>", "a@b.fr; c@d", "jéan@alpha.fr", "a@serveur.local",
    ]  # fmt: skip
    clients = [{"client_id": f"C{n}", "name": "A", "email": a or None} for n, a in enumerate(addresses)]
    contacts = [{"client_id": "C1", "email": "x@y.fr ;"}, {"client_id": "C1", "email": "x@y.fr"}]
    result = found(dataset(clients=clients, contacts=contacts), "invalid_email")
    assert dict(result.select("value", "proposal").rows()) == {
        "compta@alpha": None, "compta @ alpha.fr": "compta@alpha.fr", "mailto:a@alpha.fr": "a@alpha.fr", "a@alpha.fr.": "a@alpha.fr",
        "a@gmail,com": "a@gmail.com", "Jean <jean@alpha.fr>": "jean@alpha.fr", "a@b.fr; c@d": None, "jéan@alpha.fr": None, "a@serveur.local": None,
        "x@y.fr ;": "x@y.fr",
    }  # fmt: skip


def test_phones() -> None:
    numbers = {
        "04 72 00 11 22": "France", "04.72.00.11.22 / 06 12 34 56 78": None, "+33 (0)4 72 00 11 22": "France", "0262 20 12 34": "France", "02 512 71 12": "Belgique",
        "04 72 00 11 22 poste 12": None, "04 72 00 11 23": "Belgique", "+32 2 512 71 11": "France", "06 39 98 12 34": "France", "nc": None,
        "472001122": "France", "33472001122": "France", "04 72 00 11": "France", "0000000000": "France", "04 72 00 11 22 / 06 12 34": None, "voir M. Blanc": None,
    }  # fmt: skip
    clients = [
        {"client_id": f"C{n}", "name": "A", "phone": number, "country": country}
        for n, (number, country) in enumerate(numbers.items())
    ]
    contacts = [{"client_id": "C1", "mobile": "612345678"}]
    result = found(dataset(clients=clients, contacts=contacts), "invalid_phone")
    assert dict(result.select("value", "proposal").rows()) == {
        "472001122": "04 72 00 11 22", "33472001122": "+33 4 72 00 11 22", "04 72 00 11": None, "0000000000": None, "voir M. Blanc": None, "04 72 00 11 22 / 06 12 34": None,
        "612345678": "06 12 34 56 78",
    }  # fmt: skip


def test_bank_accounts() -> None:
    rows = [
        "A;FR14 2004 1010 0505 0001 3M02 606",
        "B;FR14 2004 1010 0505 0001 3M02 607",
        "C;20041 01005 0500013M026 06",
        "D;",
    ]
    assert of_clients("Raison sociale;IBAN", *rows, rule="invalid_iban") == [
        ("iban", "FR14 2004 1010 0505 0001 3M02 607", None),
        ("iban", "20041 01005 0500013M026 06", "FR1420041010050500013M02606"),
    ]


def test_countries() -> None:
    rows = [f"A;{c}" for c in ("France", "UK", "Belgiqe", "Germny", "Nulle part", "391")]
    assert of_clients("Raison sociale;Pays", *rows, rule="unknown_country") == [
        ("country", "Belgiqe", "Belgique"),
        ("country", "Germny", "Germany"),
        ("country", "Nulle part", None),
        ("country", "391", None),
    ]


def test_clients_whom_nothing_says_how_to_reach() -> None:
    clients = "Numéro client;Raison sociale;Statut;E-mail;Mobile\nC1;A;Actif;;\nC2;B;Actif;;0612345678\nC3;C;Actif;;\nC4;D;Inactif;;\nC5;E;Actif;;"
    contacts = "Numéro client;Nom;E-mail\nC3;Blanc;a@b.fr"
    factures = "Numéro de facture;Numéro client;Date de facture;Montant TTC\n" + "\n".join(
        f"F{n};C{n};{'13/01/2020' if n == 5 else '13/01/2026'};100" for n in range(1, 6)
    )
    portfolio = load(clients=clients, contacts=contacts, factures=factures)
    assert found(portfolio, "missing_contact")["record"].to_list() == ["C1"]
    nobody = load(clients="Numéro client;Raison sociale\nC1;A\nC2;B", factures=factures)
    assert found(nobody, "missing_contact").is_empty()


def test_what_an_electronic_invoice_lacks() -> None:
    head = "Raison sociale;Catégorie;SIREN;Code postal;Ville;Pays"
    rows = [
        f"A;PME;{SIREN};69001;Lyon;France",
        "B;PME;;69001;Lyon;France",
        f"C;PME;{SIREN};;;France",
        "D;Particulier;;69001;Lyon;France",
        "E;PME;;1000;Bruxelles;Belgique",
        "F;PME;732829321;69001;Lyon;France",
    ]
    clients = "\n".join([f"Numéro client;{head}", *(f"C{n};{row}" for n, row in enumerate(rows))])
    result = found(load(clients=clients), "e_invoicing_not_ready")
    assert result.select("record", "column", "value", "detail").rows() == [
        ("C1", "siret", None, "manque : SIREN"),
        ("C2", "postal_code", None, "manque : code postal, ville"),
        ("C5", "siren", "732829321", "manque : SIREN"),
    ]


INVOICES = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC"


def test_discounts_above_the_one_granted() -> None:
    clients = "Numéro client;Raison sociale;Remise accordée\nC1;A;5 %\nC2;B;"
    rows = "F1;C1;13/01/2026;;100;5,5 %\nF2;C1;13/01/2026;;100;5,6 %\nF3;C2;13/01/2026;;100;40 %\nF4;C1;13/01/2026;;100;"
    portfolio = load(clients=clients, factures=f"{INVOICES};Taux de remise\n{rows}")
    result = found(portfolio, "discount_above_granted")
    assert result["record"].to_list() == ["C1\x1finvoice\x1fF2"]
    assert result["detail"].to_list() == ["5,6\u00a0%, pour 5,0\u00a0% accordés"]


def test_amounts_out_of_proportion() -> None:
    usual = [invoice(n, 100 + n) for n in range(1, 9)]
    others = [invoice(n, 150, client="C2") for n in range(100, 400)]
    few = [invoice(20, 10, client="C3"), invoice(21, 500, client="C3")]
    result = found(dataset([*usual, invoice(9, 1100), invoice(10, 950), *few, *others]), "outlier_amount")
    assert result.select("record", "column", "value", "detail").rows() == [
        ("C1\x1finvoice\x1fF0009", "gross_amount", "1100.00", "habituellement 105,50\u00a0€")
    ]
    assert found(dataset([*usual, invoice(9, 1050), *others]), "outlier_amount").is_empty(), (
        "ten times, not more"
    )


def test_clients_in_several_currencies() -> None:
    rows = [
        invoice(1, 10, currency="EUR"),
        invoice(2, 10, currency="usd"),
        invoice(3, 10, client="C2", currency="USD"),
    ]
    result = found(dataset(rows), "mixed_currencies")
    assert result.select("record", "detail").rows() == [("C1", "EUR, USD")]


def test_due_before_the_invoice() -> None:
    clients = "Numéro client;Raison sociale;Conditions de paiement\nC1;A;30 jours\nC2;B;"
    rows = "F1;C1;13/02/2026;01/02/2026;100\nF2;C2;13/02/2026;01/02/2026;100\nF3;C1;13/02/2026;13/02/2026;100"
    result = found(load(clients=clients, factures=f"{INVOICES}\n{rows}"), "due_before_date")
    assert result.select("record", "value", "proposal").rows() == [
        ("C1\x1finvoice\x1fF1", "2026-02-01", "2026-03-15"),
        ("C2\x1finvoice\x1fF2", "2026-02-01", None),
    ]


def test_paid_before_the_invoice() -> None:
    rows = "F1;C1;13/02/2026;;100;01/02/2026\nF2;C1;13/02/2026;;100;13/02/2026"
    paiements = (
        "Numéro de paiement;Numéro client;Facture réglée;Date de paiement;Montant\nP1;C1;F3;01/01/2026;50"
    )
    factures = f"{INVOICES};Date de règlement\n{rows}\nF3;C1;13/02/2026;;50;"
    result = found(load(factures=factures, paiements=paiements), "paid_before_date")
    assert result.select("record", "column", "value").rows() == [
        ("C1\x1finvoice\x1fF1", "paid_date", "2026-02-01")
    ]


@pytest.mark.parametrize(
    ("date", "due", "words", "too_long"),
    [
        ("2026-03-10", "2026-05-09", "", False),  # 60 days
        ("2026-02-15", "2026-04-30", "", False),  # 45 days, then end of month: 74 days
        ("2026-03-10", "2026-05-15", "", False),  # end of month, then 45 days
        ("2026-03-10", "2026-05-16", "", True),
        ("2026-02-15", "2026-05-01", "", True),
        ("2026-03-10", "2026-04-30", "Transport routier Lyon-Metz", True),
        ("2026-03-10", "2026-04-09", "Transport routier Lyon-Metz", False),
        ("2026-03-11", "2026-04-19", "Produits frais", False),  # end of the ten days, then 30 days
        ("2026-03-11", "2026-04-20", "Fruits et légumes", True),
        ("2026-03-10", "2026-03-31", "Viande fraîche", True),
        ("2026-03-10", "2026-04-30", "Rhum vieux", False),  # end of month, then 30 days
        ("2026-03-10", "2026-05-01", "Rhum vieux", True),
        ("2026-03-10", "2026-04-30", "Facture récapitulative", True),
        ("2026-03-10", "2026-06-13", "Jouets en bois", False),  # 95 days
        ("2026-03-10", "2026-06-15", "Jouets en bois", True),
    ],
)
def test_terms_beyond_the_law(date: str, due: str, words: str, too_long: bool) -> None:
    portfolio = dataset([invoice(1, 100, date, due, description=words or None)])
    assert (len(found(portfolio, "terms_too_long")) == 1) == too_long


def test_terms_are_said_once_a_client_and_not_of_people_nor_abroad() -> None:
    clients = [
        {"client_id": "C1", "name": "A", "country": "France", "payment_terms": "90 jours"},
        {"client_id": "C2", "name": "B", "country": "Suisse"},
        {"client_id": "C3", "name": "C", "category": "Particulier"},
        {"client_id": "C4", "name": "D", "sector": "Commerce de jouets"},
        {"client_id": "C5", "name": "E", "sector": "Transport routier"},
    ]
    rows = [invoice(n, 100, "2026-03-01", "2026-05-30", client=f"C{n}") for n in range(1, 5)]
    rows += [
        invoice(7, 100, "2026-03-01", "2026-06-08", client="C1"),
        invoice(8, 100, "2026-03-01", "2026-04-30", client="C5"),
    ]
    result = found(dataset(rows, clients=clients), "terms_too_long")
    assert result.select("record", "column", "value", "detail").rows() == [
        ("C1", "payment_terms", "99\u00a0j", "2 factures ; limite pour la plus longue : 75\u00a0j")
    ]


def test_a_portfolio_without_a_fault_is_left_in_peace() -> None:
    clients = (
        "Numéro client;Raison sociale;SIRET;N° TVA intracommunautaire;E-mail;Téléphone;Code postal;Ville;Pays;Conditions de paiement;Remise accordée\n"
        f"C1;Garage Dupont;{SIRET};FR44{SIREN};a@dupont.fr;04 72 00 11 22;69001;Lyon;France;45 jours fin de mois;5 %\n"
        f"C2;Bäckerei Weiß;;DE136695976;a@weiss.de;+49 30 901820;10115;Berlin;Allemagne;30 jours;"
    )
    rows = "\n".join(f"F{n};C{n % 2 + 1};{n:02d}/10/2026;;{100 + n},00;5 %" for n in range(1, 20))
    portfolio = load(clients=clients, factures=f"{INVOICES};Taux de remise\n{rows}")
    assert portfolio.documents["gross"].sum() == Decimal(2090)
    assert findings_of(portfolio, AS_OF).is_empty()
