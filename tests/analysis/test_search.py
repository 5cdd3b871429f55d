"""Finding a client by whatever one has at hand; order and labels, accents, digits and slips of the keyboard."""

import pytest

from fiche.analysis import Filters, Portfolio
from tests.analysis.build import LOADED_ON, dataset, invoice

CLIENTS = [
    {"client_id": "00123", "name": "Dupont & Fils SARL", "city": "Lyon", "siret": "732 829 320 00074", "phone": "04 72 00 11 22", "email": "compta@dupont.fr"},
    {"client_id": "C-2", "name": "Société Générale d’Œuvres", "city": "Saint-Étienne", "mobile": "+33 6 12 34 56 78"},
    {"client_id": "C-3", "name": "Atelier Dupont", "city": "Paris", "vat_number": "FR44732829320"},
    {"client_id": "C-4", "name": "Lyonnaise des Eaux", "city": "Villeurbanne"},
    {"client_id": "C-5", "name": None, "city": None},
]  # fmt: skip
CONTACTS = [{"client_id": "C-4", "contact_name": "Hélène Marchetti", "email": "h.marchetti@eaux.example"}]


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    rows = [
        invoice(1, 10, client="C-4") | {"document_id": "FA-2025/0042"},
        invoice(2, 10, client="C-2") | {"document_id": "FA-2025/0043"},
    ]
    return Portfolio(dataset(rows, [], CLIENTS, contacts=CONTACTS))


@pytest.mark.parametrize(
    ("text", "clients"),
    [
        ("00123", ["00123"]),
        ("123", ["00123"]),
        ("c-2", ["C-2"]),
        ("DUPONT", ["00123", "C-3"]),
        ("dupont fils", ["00123"]),
        ("fils dupont", ["00123"]),
        ("dupont lyon", ["00123"]),
        ("societe generale", ["C-2"]),
        ("oeuvres", ["C-2"]),
        ("st", []),
        ("saint etienne", ["C-2"]),
        ("lyon", ["00123", "C-4"]),
        ("73282932000074", ["00123"]),
        ("732 829 320", ["00123"]),
        ("FR44 732", []),
        ("fr44732829320", ["C-3"]),
        ("0472001122", ["00123"]),
        ("04.72.00", ["00123"]),
        ("+33 4 72 00 11 22", ["00123"]),
        ("06 12 34 56 78", ["C-2"]),
        ("compta@dupont", ["00123"]),
        ("marchetti", ["C-4"]),
        ("FA-2025/0042", ["C-4"]),
        ("fa 2025 0042", ["C-4"]),
        ("FA-2025", ["C-2", "C-4"]),
        ("0043", ["C-2"]),
        ("dupnt", ["00123", "C-3"]),
        ("dupnt fill", ["00123"]),
        ("lyonaise", ["C-4"]),
        ("generle societte", ["C-2"]),
        ("", []),
        ("   ", []),
        ("zzzzqq", []),
        ("(((", []),
        ("%' OR 1=1 --", []),
    ],
)
def test_finds(portfolio: Portfolio, text: str, clients: list[str]) -> None:
    assert sorted(portfolio.search(text)["client_id"]) == clients


def test_best_first(portfolio: Portfolio) -> None:
    assert portfolio.search("lyon")["client_id"].tolist() == [
        "00123",
        "C-4",
    ]  # the whole city before the beginning of a name
    assert portfolio.search("dupont")["client_id"].tolist() == ["00123", "C-3"]
    assert portfolio.search("dupont", limit=1)["client_id"].tolist() == ["00123"]


def test_a_word_of_a_name_comes_before_what_begins_elsewhere() -> None:
    clients = [
        {"client_id": "C1", "name": "Alpha", "city": "Marseille", "contact_name": "Martin"},
        {"client_id": "C2", "name": "Lycée de Marvenne", "city": "Tours"},
        {"client_id": "C3", "name": "Marbrerie", "city": "Tours"},
    ]
    assert Portfolio(dataset(clients=clients)).search("mar")["client_id"].tolist() == ["C3", "C2", "C1"]


def test_says_what_matched(portfolio: Portfolio) -> None:
    found = portfolio.search("lyon").set_index("client_id")
    assert found["matched"].to_dict() == {"00123": "Ville\u00a0: Lyon", "C-4": "Nom"}
    assert portfolio.search("0042")["matched"].tolist() == ["Facture\u00a0: FA-2025/0042"]
    assert list(portfolio.search("x").columns) == ["client_id", "name", "city", "matched"]


def test_filters_use_it(portfolio: Portfolio) -> None:
    assert portfolio.figures(LOADED_ON, where=Filters(search="dupont"))["clients"].value == 2
    assert portfolio.figures(LOADED_ON, where=Filters(search="zzzzqq"))["clients"].value == 0
