"""Discounts client by client: they add up to the indicators, and what goes beyond an agreement, the past or those alike is to the cent."""

import datetime as dt
from decimal import Decimal

from fiche.analysis import Filters, Portfolio
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 11, 24)


def company() -> Portfolio:
    """Six clients of one trade discounted 2, 4, 5, 6, 8 and 20 % on 1 000, the last one 10 % a year before; two without a discount said."""
    rates = (2, 4, 5, 6, 8, 20)
    documents = [
        invoice(n, 1000 - 10 * rate, "2026-05-04", client=f"C{n}", before_discount=1000, discount=10 * rate)
        for n, rate in enumerate(rates)
    ]
    documents.append(invoice(20, 900, "2025-05-04", client="C5", before_discount=1000, discount=100))
    documents += [invoice(30, 500, "2026-05-04", client="N1"), invoice(31, 500, "2026-06-04", client="N2")]
    clients = [
        {"client_id": f"C{n}", "name": f"Client {n}", "sector": "Bois", "granted_discount": 0.05}
        for n in range(6)
    ]
    clients += [{"client_id": each, "name": each, "sector": "Bois"} for each in ("N1", "N2")]
    return Portfolio(dataset(documents, [], clients))


def test_they_add_up_to_the_indicators() -> None:
    made = company()
    people, figures = made.discounts(AS_OF), made.figures(AS_OF)
    assert sum(people["given"]) == figures["discount_12m"].value == 450
    assert sum(people["above_granted"]) == figures["discount_above_granted"].value == 10 + 30 + 150
    assert float(sum(people["rated"]) / sum(people["base"])) == figures["discount_rate_12m"].value


def test_beyond_the_past_and_those_alike() -> None:
    people = company().discounts(AS_OF).set_index("client_id")
    assert list(people.index) == [f"C{n}" for n in range(6)], "no discount known, no row"
    assert people["drift"].to_dict() == {**{f"C{n}": Decimal(0) for n in range(5)}, "C5": Decimal(100)}
    assert set(people["usual"]) == {0.055}
    assert people["above_alike"].to_dict() == {"C0": 0, "C1": 0, "C2": 0, "C3": 5, "C4": 25, "C5": 145}


def test_a_filter_leaves_the_peers_as_they_are() -> None:
    alone = company().discounts(AS_OF, Filters(search="Client 5"))
    assert list(alone["client_id"]) == ["C5"] and alone["above_alike"].iloc[0] == 145


def test_months_are_cut_at_the_date_and_so_is_the_year_before() -> None:
    documents = [
        invoice(1, 90, "2026-11-24", before_discount=100, discount=10),
        invoice(2, 80, "2026-11-25", before_discount=100, discount=20),
        invoice(3, 70, "2025-11-24", before_discount=100, discount=30),
        invoice(4, 60, "2025-11-25", before_discount=100, discount=40),
        invoice(5, 95, "2025-10-31", before_discount=100, discount=5),
    ]
    made = Portfolio(dataset(documents))
    frame = made.discount_by_month(AS_OF)
    assert len(frame) == 12 and frame["given"].iloc[-1] == 10
    assert (frame["rate"].iloc[-1], frame["rate_previous"].iloc[-1]) == (0.1, 0.3)
    assert frame["rate_previous"].iloc[-2] == 0.05 and frame["rate"].iloc[-2] != frame["rate"].iloc[-2]
    assert made.discounts_in(AS_OF, dt.date(2026, 11, 1))["given"].tolist() == [Decimal(10)]


def test_several_currencies_are_not_compared() -> None:
    documents = [
        invoice(1, 90, "2026-05-01", currency="EUR", before_discount=100, discount=10),
        invoice(2, 90, "2026-05-01", currency="USD", client="C2", before_discount=100, discount=10),
    ]
    made = Portfolio(dataset(documents))
    assert made.discounts(AS_OF).empty and len(made.discounts(AS_OF, Filters(currency="USD"))) == 1
