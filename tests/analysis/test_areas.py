"""Places and potential: every client is somewhere or counted as nowhere, the places add up to the portfolio, and the potential is the distance to the middle of those alike."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from fiche.analysis import Filters, Portfolio
from fiche.analysis.areas import AMOUNTS, Level, places
from tests.analysis.build import dataset, frame, invoice, payment

AS_OF = dt.date(2026, 11, 24)


def company() -> Portfolio:
    """Seven clients of one trade in three places, one abroad, one nowhere, one who never bought; the nth buys n × 100."""
    where = [("69001", None), ("69002", "FR"), ("38000", None), ("38100", None), ("97410", None), (None, "Belgique"), (None, None)]  # fmt: skip
    clients = [
        {
            "client_id": f"C{n}",
            "name": f"Client {n}",
            "postal_code": code,
            "country": country,
            "sector": "Bois",
        }
        for n, (code, country) in enumerate(where, 1)
    ]
    clients.append({"client_id": "NEW", "name": "Prospect", "postal_code": "69003", "sector": "Bois"})
    documents = [invoice(n, 120 * n, "2026-05-01", "2026-06-01", client=f"C{n}", net=100 * n) for n in range(1, 8)]  # fmt: skip
    documents += [invoice(10 + n, 60, "2025-05-01", client=f"C{n}", net=50) for n in range(1, 8)]
    return Portfolio(dataset(documents, [payment(60, "2025-05-02", 10 + n, client=f"C{n}") for n in range(1, 8)], clients))  # fmt: skip


@pytest.mark.parametrize("level", ["department", "region", "country"])
def test_places_add_up_to_the_portfolio(level: Level) -> None:
    made = company()
    table, figures = made.areas(AS_OF, level).table, made.figures(AS_OF)
    for code in ("revenue_12m", "revenue_prev_12m", "outstanding", "overdue"):
        assert sum(table[code]) == figures[code].value
    assert table["clients"].sum() == figures["clients"].value == 8


def test_who_is_where() -> None:
    found = company().areas(AS_OF, "department").table
    counts = dict(zip(found["key"], found["clients"], strict=True))
    assert counts == {"69": 3, "38": 2, "974": 1, "BE": 1, None: 1}
    regions = company().areas(AS_OF, "region").table
    assert dict(zip(regions["key"], regions["clients"], strict=True))["84"] == 5
    growth = dict(zip(found["key"], found["growth"], strict=True))
    assert growth["38"] == 6.0


def test_the_figures_of_a_place_are_the_indicators_of_its_clients() -> None:
    made = company()
    found = made.areas(AS_OF, "department")
    for key in ("69", "38"):
        mine = found.people[found.people["key"] == key]["client_id"]
        for code in ("revenue_12m", "outstanding"):
            whole = sum(made.figures(AS_OF, client)[code].value for client in mine)  # type: ignore[misc]
            assert whole == found.table.set_index("key").loc[key, code]


def test_a_filter_leaves_the_peers_as_they_are() -> None:
    made = company()
    alone = made.areas(AS_OF, "department", Filters(search="Client 1"))
    whole = made.areas(AS_OF, "department")
    own = whole.people.set_index("client_id").loc["C1", "potential"]
    assert list(alone.people["client_id"]) == ["C1"] and alone.people["potential"].iloc[0] == own == Decimal(
        300
    )


def test_the_potential_is_the_distance_to_the_middle_of_those_alike() -> None:
    found = {row["client_id"]: row for row in company().potential(AS_OF).to_dicts()}
    assert found["C1"]["reference"] == Decimal(400) and found["C1"]["peers"] == 7
    assert found["C1"]["alike"] == "sector"
    assert [found[f"C{n}"]["potential"] for n in range(1, 8)] == [
        Decimal(100 * max(0, 4 - n)) for n in range(1, 8)
    ]
    assert found["NEW"]["potential"] == 0, "a prospect is not counted"


def test_too_few_alike_give_no_potential() -> None:
    documents = [invoice(n, 100 * n, "2026-05-01", client=f"C{n}") for n in range(1, 5)]
    found = Portfolio(dataset(documents)).potential(AS_OF)
    assert found["reference"].is_null().all() and found["potential"].to_list() == [Decimal(0)] * 4


def test_several_currencies_have_no_amount() -> None:
    documents = [
        invoice(1, 100, "2026-05-01", client="C1", currency="EUR"),
        invoice(2, 100, "2026-05-01", client="C2", currency="USD"),
    ]
    table = Portfolio(dataset(documents)).areas(AS_OF, "country").table
    assert table[list(AMOUNTS)].isna().all().all()
    one = Portfolio(dataset(documents)).areas(AS_OF, "country", Filters(currency="USD")).table
    assert one["revenue_12m"].iloc[0] == Decimal(100)


def test_without_a_country_the_vat_number_says_it() -> None:
    rows = [
        {"client_id": "A", "postal_code": "10115", "vat_number": "DE123456789"},
        {"client_id": "B", "postal_code": "10115", "vat_number": "FR32123456789"},
        {"client_id": "C", "postal_code": "10552", "vat_number": "el 094259216", "country": " "},
        {"client_id": "D", "postal_code": "69001", "vat_number": "BE0123456789", "country": "France"},
    ]
    found = places(frame("clients", rows).with_columns(pl.lit(None).alias("unused")))
    assert found["country"].to_list() == ["DE", "FR", "GR", "FR"]
    assert found["department"].to_list() == [None, "10", None, "69"]
