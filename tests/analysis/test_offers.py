"""What to offer: what most clients alike buy and this one does not, with its count; nothing when the file does not support it."""

import datetime as dt
from collections.abc import Sequence

import pytest

from fiche.analysis import Portfolio
from fiche.analysis.offers import Offer, at_least
from fiche.dataset import Dataset
from tests.analysis.build import Row, dataset, invoice, money

AS_OF = dt.date(2026, 11, 24)


def company(
    baskets: Sequence[Sequence[str]],
    *,
    on: str = "2026-06-01",
    category: str | None = "PME",
    sectors: Sequence[str] = (),
) -> Dataset:
    """Client C0, C1… of one category, each with one invoice of a line per product of its basket."""
    numbers = [f"C{i}" for i in range(len(baskets))]
    documents = [invoice(i, 100, on, client=number) for i, number in enumerate(numbers)]
    lines = [
        {"document_id": f"F{i:04d}", "document_key": i, "product": product, "description": f"Article {product}", "line_amount": money(10)}
        for i, basket in enumerate(baskets)
        for product in basket
    ]  # fmt: skip
    of = dict(zip(numbers, sectors, strict=False))
    clients: list[Row] = [
        {"client_id": n, "name": n, "category": category, "sector": of.get(n)} for n in numbers
    ]
    return dataset(documents, [], clients, lines=lines)


def offered(data: Dataset, client_id: str = "C0", as_of: dt.date = AS_OF) -> list[tuple[str, int, int]]:
    return [(o.product, o.buyers, o.peers) for o in Portfolio(data).offers(client_id, as_of)]


def test_what_eight_of_ten_clients_alike_buy_is_offered_with_its_count() -> None:
    data = company([["A"], *[["A", "B"]] * 8, *[["A"]] * 2])
    (offer,) = Portfolio(data).offers("C0", AS_OF)
    assert offer == Offer("Article B", 8, 10, "category", ("PME",))


def test_what_the_client_buys_already_is_not_offered() -> None:
    data = company([["B"], *[["A", "B"]] * 10])
    assert offered(data) == [("Article A", 10, 10)]
    assert offered(data, "C1") == []


def test_a_prospect_is_offered_what_its_kind_buys() -> None:
    data = company([[], *[["A"]] * 9])
    assert offered(data) == [("Article A", 9, 9)]


@pytest.mark.parametrize(
    ("baskets", "why"),
    [
        ([["A"], *[["A", "B"]] * 4], "four clients alike are too few"),
        ([["A"], *[["A", "B"]] * 5, *[["A"]] * 5], "half of ten may be chance"),
        ([["A"], ["B"], *[["A"]] * 9], "one buyer says nothing"),
        ([["A"], *[["A"]] * 9], "everything is bought already"),
    ],
)
def test_nothing_is_offered_without_support(baskets: list[list[str]], why: str) -> None:
    assert offered(company(baskets)) == [], why


def test_clients_that_nothing_likens_are_offered_nothing() -> None:
    assert offered(company([["A"], *[["A", "B"]] * 9], category=None)) == []


def test_the_closest_kind_with_enough_clients_is_the_one_compared_with() -> None:
    """Of its sector all buy B; of its category, twice as many, none does."""
    baskets = [["A"], *[["A", "B"]] * 6, *[["A"]] * 12]
    (offer,) = Portfolio(company(baskets, sectors=["Bois"] * 7 + ["Métal"] * 12)).offers("C0", AS_OF)
    assert offer == Offer("Article B", 6, 6, "category_and_sector", ("PME", "Bois"))
    assert offered(company(baskets)) == []


def test_only_two_years_before_the_date_count() -> None:
    data = company([["A"], *[["A", "B"]] * 9], on="2024-01-01")
    assert offered(data) == []
    assert offered(data, as_of=dt.date(2024, 6, 1)) == [("Article B", 9, 9)]
    assert offered(data, as_of=dt.date(2023, 6, 1)) == []


def test_costs_beside_the_products_are_not_offered() -> None:
    assert offered(company([["A"], *[["A", "Frais de port", "Porte"]] * 9])) == [("Article Porte", 9, 9)]


def test_an_article_written_two_ways_is_one() -> None:
    data = company([["réf. 12"], *[["REF 12"]] * 9])
    assert offered(data) == []


def test_without_lines_the_subject_names_the_product_when_it_recurs() -> None:
    def subjects(texts: list[str]) -> Dataset:
        documents = [
            invoice(i, 100, "2026-06-01", client=f"C{i}", description=t) for i, t in enumerate(texts)
        ]
        clients = [{"client_id": f"C{i}", "name": "x", "category": "PME"} for i in range(len(texts))]
        return dataset(documents, [], clients)

    assert offered(subjects(["Palettes", *["Cartons"] * 9, "Palettes", "Palettes"])) == [("Cartons", 9, 11)]
    sentences = ["Cartons"] * 9 + [f"Chantier de la rue {i}" for i in range(9)]
    assert offered(subjects(["Palettes", *sentences])) == [], "most subjects are sentences"


def test_a_credit_note_is_no_purchase() -> None:
    documents = [invoice(i, -100, "2026-06-01", client=f"C{i}", description="Retour") for i in range(10)]
    clients = [{"client_id": f"C{i}", "name": "x", "category": "PME"} for i in range(10)]
    assert offered(dataset(documents, [], clients)) == []


def test_the_cautious_share() -> None:
    """Wilson's interval, one side at 90 %, worked by hand for 8 of 10: (0.8 + 0.0821 − 0.1817) ÷ 1.1642 = 0.6016."""
    assert at_least(8, 10) == pytest.approx(0.6016, abs=0.0002)
    assert at_least(0, 10) == pytest.approx(0.0, abs=1e-9)
    assert at_least(80, 100) > at_least(8, 10) > at_least(4, 5)


def test_what_a_client_bought_product_by_product() -> None:
    data = company([["A", "A", "B"]])
    first, second = Portfolio(data).products("C0", AS_OF)
    assert (first.product, first.amount, first.invoices) == ("Article A", money(20), 1)
    assert (second.product, second.amount, second.last_on) == ("Article B", money(10), dt.date(2026, 6, 1))
    assert Portfolio(data).products("C0", dt.date(2026, 5, 31)) == ()
