"""The portfolio's frames, filters and records as others consume them; the numbers behind them have their own tests."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.errors import UnknownClient
from tests.analysis.build import dataset, day, invoice, payment

AS_OF = dt.date(2025, 11, 20)
CLIENTS = [
    {"client_id": "00001", "name": "Dupont", "status": "Actif", "category": "PME", "sector": "BTP", "zone": "Nord", "account_manager": "Martin", "city": "Lille", "extra": {"Couleur": "bleu"}},
    {"client_id": "00002", "name": "Durand", "status": "Actif", "category": "ETI"},
    {"client_id": "00003", "name": "Petit", "status": None, "category": None},
]  # fmt: skip


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    documents = [
        invoice(1, 120, "2025-09-10", "2025-10-10", "00001", net=100, before_discount=125, discount=25, extra='{"a": "b"}', description="Conseil", payment_status="Payée"),
        invoice(2, 60, "2024-09-10", "2024-10-10", "00001", net=50),
        invoice(3, -12, "2025-10-01", None, "00001", net=-10, related_key=1),
        invoice(4, 240, "2025-11-20", "2025-12-20", "00002", net=200),
        invoice(5, 36, None, "2025-11-01", "00001", net=30),
        invoice(6, 99, "2025-11-21", None, "00001", net=99),
        invoice(7, 12, "2024-11-25", "2024-12-25", "00002", net=10),
    ]  # fmt: skip
    payments = [
        payment(60, "2024-10-20", 2, "00001", payment_id="P1", method="Virement", reference="R"),
        payment(50, "2025-11-10", 1, "00001", payment_id="P2", implied=True), payment(7, None, None, "00001", payment_id="P3"),
        payment(9, "2025-12-01", 1, "00001", payment_id="P4"), payment(12, "2024-12-25", 7, "00002", payment_id="P5", assumed=True),
    ]  # fmt: skip
    interactions = [
        {"client_id": "00001", "date": day("2025-01-01"), "channel": "Appel"}, {"client_id": "00001", "date": day("2025-02-01"), "channel": "Visite"},
        {"client_id": "00002", "date": day("2025-03-01"), "channel": "Appel"},
    ]  # fmt: skip
    contacts = [
        {"client_id": "00001", "client_name": "Dupont", "contact_name": "Anne", "extra": '{"Fax": "1"}'}
    ]
    return Portfolio(dataset(documents, payments, CLIENTS, interactions=interactions, contacts=contacts))


def test_clients(portfolio: Portfolio) -> None:
    table = portfolio.clients(AS_OF)
    assert (
        list(table.columns)
        == (
            "client_id name status city postal_code category sector zone account_manager revenue_12m revenue_prev_12m growth outstanding "
            "overdue balance oldest_delay_days last_purchase documents discount_rate status_computed status_reason archived_on status_override override_by "
            "override_on override_reason"
        ).split()
    )
    assert table["client_id"].tolist() == ["00002", "00001", "00003"]
    first = table.set_index("client_id").loc["00001"]
    assert (first["revenue_12m"], first["revenue_prev_12m"], first["growth"]) == (90, 50, pytest.approx(0.8))
    assert (first["outstanding"], first["overdue"], first["balance"]) == (94, 94, 87)
    assert (first["oldest_delay_days"], first["documents"], first["discount_rate"]) == (
        41,
        4,
        pytest.approx(0.2),
    )
    assert first["last_purchase"].date() == dt.date(2025, 9, 10)
    nobody = table.set_index("client_id").loc["00003"]
    assert (nobody["revenue_12m"], nobody["documents"], nobody["status_computed"]) == (0, 0, "prospect")
    assert nobody[["growth", "oldest_delay_days", "last_purchase", "discount_rate", "status"]].isna().all()


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filters(), ["00001", "00002", "00003"]),
        (Filters(category=("PME",)), ["00001"]),
        (Filters(category=("PME", "ETI")), ["00001", "00002"]),
        (Filters(category=(None,)), ["00003"]),
        (Filters(status=("Actif", None)), ["00001", "00002", "00003"]),
        (Filters(status=("Actif",), category=("ETI",)), ["00002"]),
        (Filters(sector=("BTP",), zone=("Nord",), account_manager=("Martin",)), ["00001"]),
        (Filters(status_computed=("prospect",)), ["00003"]),
        (Filters(search="dur"), ["00002"]),
        (Filters(category=("x' OR 1=1",)), []),
        (Filters(currency="USD"), ["00003"]),
    ],
)
def test_filters(portfolio: Portfolio, where: Filters, expected: list[str]) -> None:
    """The list, the figures, the aged balance and the months all speak of the same clients."""
    table = portfolio.clients(AS_OF, where)
    assert sorted(table["client_id"]) == expected
    figures = portfolio.figures(AS_OF, where=where)
    assert figures["clients"].value == len(expected)
    assert float(figures["balance"].value or 0) == pytest.approx(table["balance"].sum())  # type: ignore[arg-type]
    aged = portfolio.aged(AS_OF, where=where)
    assert (aged.difference, aged.buckets_total) == (0, figures["balance"].value)
    assert figures["revenue_12m"].value == pytest.approx(Decimal(str(table["revenue_12m"].sum())))


def test_filters_narrow_one_client(portfolio: Portfolio) -> None:
    assert portfolio.figures(AS_OF, "00001", Filters(category=("ETI",)))["clients"].value == 0
    assert portfolio.figures(AS_OF, "00001", Filters(category=("PME",)))["clients"].value == 1


def test_choices(portfolio: Portfolio) -> None:
    assert portfolio.choices() == {
        "status": ["Actif"],
        "category": ["ETI", "PME"],
        "sector": ["BTP"],
        "zone": ["Nord"],
        "account_manager": ["Martin"],
    }


def test_transactions(portfolio: Portfolio) -> None:
    table = portfolio.transactions("00001", AS_OF)
    assert (
        list(table.columns)[:21]
        == (
            "document_key document_id kind date due_date net gross before_discount discount discount_rate applied open_amount unapplied_rest "
            "days_late bucket payment_status file_status last_payment_date assumed description extra"
        ).split()
    )
    assert table["document_key"].tolist() == [
        3,
        1,
        2,
        5,
    ]  # latest first, undated last, nothing after the date
    row = table.set_index("document_key").loc[1]
    assert (row["gross"], row["applied"], row["open_amount"]) == (
        Decimal("120.00"),
        Decimal("62.00"),
        Decimal("58.00"),
    )
    assert (row["days_late"], row["bucket"], row["payment_status"], row["file_status"]) == (
        41,
        "31-60",
        "late",
        "Payée",
    )
    assert (row["last_payment_date"].date(), row["discount_rate"]) == (dt.date(2025, 11, 10), 0.2)
    assert (row["description"], row["extra"], row["document_id"]) == ("Conseil", '{"a": "b"}', "F0001")
    credit = table.set_index("document_key").loc[3]
    assert (credit["kind"], credit["applied"], credit["unapplied_rest"], credit["payment_status"]) == (
        "credit_note",
        12,
        0,
        "paid",
    )
    paid = table.set_index("document_key").loc[2]
    assert (paid["payment_status"], paid["open_amount"], paid["paid_on"].date()) == (
        "paid",
        0,
        dt.date(2024, 10, 20),
    )
    assert paid[["days_late", "bucket"]].isna().all()


def test_payments(portfolio: Portfolio) -> None:
    table = portfolio.payments("00001", AS_OF)
    assert (
        list(table.columns)[:10]
        == (
            "payment_id date amount applied unapplied_rest document_id method reference assumed implied"
        ).split()
    )
    assert table["payment_id"].tolist() == ["P2", "P1", "P3"]
    assert table["unapplied_rest"].tolist() == [0, 0, Decimal("-7.00")]
    assert table["document_id"].tolist()[:2] == ["F0001", "F0002"]
    assert table["implied"].tolist() == [True, False, False]
    assert portfolio.payments("00002", AS_OF)["assumed"].tolist() == [True]
    assert portfolio.payments("00003", AS_OF).empty
    assert portfolio.transactions("00003", AS_OF).empty


def test_client(portfolio: Portfolio) -> None:
    record = portfolio.client("00001")
    assert (record.fields["client_id"], record.fields["name"], record.fields["siret"]) == (
        "00001",
        "Dupont",
        None,
    )
    assert record.extra == {"Couleur": "bleu"}
    assert record.contacts["contact_name"].tolist() == ["Anne"]
    assert record.contacts["extra"].tolist() == ['{"Fax": "1"}']
    assert record.interactions["channel"].tolist() == ["Visite", "Appel"]
    assert record.addresses.empty
    assert record.disputes.empty
    assert portfolio.client("00003").extra == {}


def test_unknown_client(portfolio: Portfolio) -> None:
    questions = (
        portfolio.client, lambda c: portfolio.figures(AS_OF, c), lambda c: portfolio.aged(AS_OF, c), lambda c: portfolio.transactions(c, AS_OF),
        lambda c: portfolio.payments(c, AS_OF), lambda c: portfolio.evolution(c, AS_OF), lambda c: portfolio.alerts(AS_OF, c),
        lambda c: portfolio.monthly_revenue(AS_OF, client_id=c),
    )  # fmt: skip
    for question in questions:
        with pytest.raises(UnknownClient):
            question("1")


def test_monthly_revenue(portfolio: Portfolio) -> None:
    table = portfolio.monthly_revenue(AS_OF)
    assert table["month"].dt.date.tolist()[0] == dt.date(2024, 12, 1)
    assert table["month"].dt.date.tolist()[-1] == dt.date(2025, 11, 1)
    by_month = table.set_index(table["month"].dt.strftime("%Y-%m"))
    assert by_month["revenue"][by_month["revenue"] != 0].to_dict() == {
        "2025-09": 100,
        "2025-10": -10,
        "2025-11": 200,
    }
    assert by_month["revenue_previous"][by_month["revenue_previous"] != 0].to_dict() == {
        "2025-09": 50
    }  # 25 Nov 2024 is past the same day
    assert portfolio.monthly_revenue(dt.date(2025, 11, 30))["revenue_previous"].iloc[-1] == 10
    assert portfolio.monthly_revenue(AS_OF, months=3, client_id="00002")["revenue"].tolist() == [0, 0, 200]


def test_a_full_month_is_compared_with_a_full_month() -> None:
    portfolio = Portfolio(
        dataset([invoice(1, 1, "2024-02-29"), invoice(2, 2, "2025-02-28"), invoice(3, 4, "2025-03-01")])
    )
    assert portfolio.monthly_revenue(dt.date(2025, 2, 28), 1)[
        ["revenue", "revenue_previous"]
    ].to_numpy().tolist() == [[2, 1]]
    assert portfolio.monthly_revenue(dt.date(2025, 2, 27), 1)[
        ["revenue", "revenue_previous"]
    ].to_numpy().tolist() == [[0, 0]]


def test_evolution(portfolio: Portfolio) -> None:
    table = portfolio.evolution("00001", AS_OF, 15)
    assert len(table) == 15
    found = table.set_index(table["month"].dt.strftime("%Y-%m"))[["invoiced", "received", "overdue"]].to_dict(
        "index"
    )
    assert found["2024-09"] == {"invoiced": 60, "received": 0, "overdue": 0}
    assert found["2024-10"] == {"invoiced": 0, "received": 60, "overdue": 0}
    assert found["2025-10"] == {"invoiced": -12, "received": 0, "overdue": 108}
    assert found["2025-11"] == {"invoiced": 0, "received": 50, "overdue": 94}
    assert table["overdue"].iloc[-1] == float(portfolio.figures(AS_OF, "00001")["overdue"].value or 0)  # type: ignore[arg-type]


def test_evolution_is_what_was_overdue_then(portfolio: Portfolio) -> None:
    """Each month's end is the figure of that day."""
    table = portfolio.evolution("00001", AS_OF, 4)
    ends = [dt.date(2025, 8, 31), dt.date(2025, 9, 30), dt.date(2025, 10, 31), AS_OF]
    expected = [portfolio.figures(end, "00001")["overdue"].value for end in ends]
    assert table["overdue"].tolist() == [float(v) for v in expected]  # type: ignore[arg-type]


def test_breakdown_by_month(portfolio: Portfolio) -> None:
    table = portfolio.breakdown(AS_OF, ["revenue_total", "order_count"], "month")
    assert table["revenue_total"].sum() == portfolio.figures(AS_OF)["revenue_total"].value
    assert table["month"].isna().sum() == 1
