"""The portfolios that every chart is drawn from: the made-up company, one with all that is awkward, and one with nothing; it tests nothing."""

import datetime as dt
from pathlib import Path

import pytest

from fiche.analysis import Portfolio
from fiche.loading import check, prepare
from tests.analysis.build import dataset, invoice, money, payment

AS_OF = dt.date(2026, 11, 24)


@pytest.fixture(scope="session")
def made_up(demo: Path) -> Portfolio:
    """The made-up company."""
    reading = prepare([(demo.name, demo)])
    return Portfolio(check(reading, loaded_on=AS_OF))


@pytest.fixture(scope="session")
def awkward() -> Portfolio:
    """Places of every kind and none, names that are markup, credit notes alone, undated rows, discounts with and without a granted rate."""
    names = (
        "<b>gras</b>",
        "=1+1",
        "Élan",
        "zébulon",
        None,
        "A & B",
        "Seul",
        "Client 8",
        "Client 9",
        "Client 10",
        "Client 11",
        "Client 12",
    )
    where = [("69002", None), ("20137", "France"), ("97400", ""), (None, "Belgique"), ("1000", None), ("98000", None), ("75 008", "FR"), ("94390", None), ("59000", "Atlantide"), (None, "Guadeloupe"), ("10115", "Allemagne"), ("01200", "France")]  # fmt: skip
    clients = [
        {
            "client_id": f"C{n:02d}", "name": name, "postal_code": postcode, "country": country, "category": "Négoce" if n % 2 else None,
            "sector": "Bâtiment" if n % 3 else "Santé", "granted_discount": 0.05 if n % 4 else None, "credit_limit": money(5000),
        }
        for n, (name, (postcode, country)) in enumerate(zip(names, where, strict=True))
    ]  # fmt: skip
    documents, payments = [], []
    for n in range(11):  # the last one never bought
        for k in range(1 + n % 5):
            key = 100 * n + k
            day = AS_OF - dt.timedelta(days=37 * k + 61 * n + 5)
            before = 1000 + 137 * n + 11 * k
            discount = round(before * 0.03 * (n % 4), 2)
            net = before - discount
            due = None if key % 7 == 3 else (day + dt.timedelta(days=30)).isoformat()
            documents.append(
                invoice(key, round(net * 1.2, 2), day.isoformat(), due, client=f"C{n:02d}", net=net, before_discount=before, discount=discount)
            )  # fmt: skip
            if key % 3:
                paid_on = day + dt.timedelta(days=20 + 9 * n)
                payments.append(payment(round(net * (1.2 if key % 2 else 0.5), 2), paid_on.isoformat(), key, client=f"C{n:02d}"))  # fmt: skip
    documents += [
        invoice(5001, -600, "2026-10-10", client="C02", net=-500),
        invoice(5002, -9000, "2026-09-01", client="C09", net=-7500),
        invoice(5003, 240, None, "2026-08-01", client="C03", net=200),
        invoice(5004, 120, "2027-01-05", "2027-02-05", client="C01", net=100),
    ]
    payments += [payment(75, "2026-11-02", client="C05"), payment(33, None, client="C06")]
    return Portfolio(dataset(documents, payments, clients))


@pytest.fixture(scope="session")
def nothing() -> Portfolio:
    """One client who never bought."""
    return Portfolio(dataset([], [], [{"client_id": "C1", "name": "Seul"}]))
