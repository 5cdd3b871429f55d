"""Every kind of alert with values worked out by hand: its reason, its amount, its day; contested invoices apart, archived clients silent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings

from fiche.analysis import Alert, Filters, Portfolio, Settings
from fiche.analysis.alerting import kinds
from fiche.dataset import Dataset
from tests.analysis.build import dataset, day, invoice, money, payment
from tests.analysis.test_laws import DATES, files

AS_OF = dt.date(2025, 11, 20)


def one(portfolio: Portfolio, code: str, as_of: dt.date = AS_OF) -> Alert | None:
    """The only alert of that kind, None when there is none."""
    found = [a for a in portfolio.alerts(as_of) if a.code == code]
    assert len(found) <= 1
    return found[0] if found else None


def said(alert: Alert | None) -> str:
    """The message with plain spaces."""
    assert alert is not None
    return alert.message.replace("\u00a0", " ").replace("\u202f", " ")


def client(**more: Any) -> list[dict[str, Any]]:
    return [{"client_id": "C1", "name": "A", **more}]


def owing(*due: str, **tables: Sequence[Any]) -> Dataset:
    """Invoices of 100 each, due on these days, that nobody paid."""
    return dataset([invoice(n, 100, "2025-07-01", d) for n, d in enumerate(due, 1)], **tables)  # type: ignore[arg-type]


def test_three_levels_of_lateness() -> None:
    """30 days is the first level, 31 the second, 60 still the second, 61 the third; settings move them."""
    for due, level, severity in (
        ("2025-10-21", 1, "late"), ("2025-10-20", 2, "late"), ("2025-09-21", 2, "late"), ("2025-09-20", 3, "serious"),
    ):  # fmt: skip
        alert = one(Portfolio(owing(due)), "late_payment")
        assert alert and (alert.level, alert.severity, alert.since) == (level, severity, day(due))
        assert alert.asleep_as == f"late_payment_{level}"
    stricter = Portfolio(owing("2025-11-09"), Settings(second_level_days=10, serious_days=20))
    alert = one(stricter, "late_payment")
    assert alert and alert.level == 2


def test_a_contested_invoice_is_said_apart_and_not_dunned() -> None:
    rows = [
        invoice(1, 100, "2025-07-01", "2025-08-01"), invoice(2, 70, "2025-07-01", "2025-11-10"),
    ]  # fmt: skip
    dispute = {"client_id": "C1", "document_key": 1, "opened_on": day("2025-08-05")}
    portfolio = Portfolio(dataset(rows, [], client(credit_limit=money(150)), disputes=[dispute]))
    late, limit = one(portfolio, "late_payment"), one(portfolio, "credit_limit")
    assert late and (late.amount, late.level, late.since) == (70, 1, day("2025-11-10"))
    assert said(late).endswith("S’y ajoutent 100,00 € en litige, à ne pas relancer.")
    assert limit and limit.amount == 20 and said(limit).endswith("Dont 100,00 € en litige.")
    alone = Portfolio(dataset(rows[:1], [], client(), disputes=[dispute]))
    assert one(alone, "late_payment") is None
    assert alone.figures(AS_OF)["outstanding"].value == 100


def test_the_limit_is_near_then_passed_since_a_day() -> None:
    rows = [
        invoice(1, 80, "2025-09-01", "2025-12-31"), invoice(2, 30, "2025-10-01", "2025-12-31"), invoice(3, 15, "2025-11-05", "2025-12-31"),
    ]  # fmt: skip
    paid = [payment(20, "2025-10-10", 1)]  # 80, 110 on 01/10, 90 on 10/10, 105 on 05/11
    portfolio = Portfolio(dataset(rows, paid, client(credit_limit=money(100))))
    passed = one(portfolio, "credit_limit")
    assert passed and (passed.amount, passed.since, passed.severity) == (5, day("2025-11-05"), "serious")
    near = one(portfolio, "near_limit", dt.date(2025, 11, 1))
    assert said(near) == "Le solde (90,00 €) atteint 90 % du plafond de 100,00 € : il reste 10,00 €."
    assert one(portfolio, "credit_limit", dt.date(2025, 11, 1)) is None
    wider = Portfolio(dataset(rows, paid, client(credit_limit=money(100))), Settings(limit_share=0.95))
    assert one(wider, "near_limit", dt.date(2025, 11, 1)) is None


def test_a_limit_in_another_currency_is_not_compared() -> None:
    rows = [invoice(1, 500, "2025-11-01", "2025-12-01", currency="USD")]
    limited = client(credit_limit=money(100), insured_amount=money(50), currency="EUR")
    found = {a.code for a in Portfolio(dataset(rows, [], limited)).alerts(AS_OF)}
    assert not found & {"credit_limit", "near_limit", "insurance_short"}


def test_a_promise_is_broken_until_it_is_paid() -> None:
    rows = [invoice(1, 500, "2025-07-01", "2025-12-31")]
    promise = {
        "client_id": "C1", "document_key": 1, "amount": money(300), "made_on": day("2025-10-01"), "promised_on": day("2025-11-01"),
    }  # fmt: skip
    portfolio = Portfolio(dataset(rows, [payment(120, "2025-10-15", 1)], client(), promises=[promise]))
    alert = one(portfolio, "broken_promise")
    assert alert and (alert.amount, alert.since, alert.severity) == (180, day("2025-11-01"), "serious")
    assert said(alert) == "Promesse de 300,00 € pour le 01/11/2025 non tenue : 120,00 € reçus."
    assert one(portfolio, "broken_promise", dt.date(2025, 11, 1)) is None
    late = [payment(120, "2025-10-15", 1), payment(380, "2025-11-10", 1)]
    assert one(Portfolio(dataset(rows, late, client(), promises=[promise])), "broken_promise") is None
    twice = [promise, {**promise, "promised_on": day("2025-11-15")}]
    both = one(Portfolio(dataset(rows, [], client(), promises=twice)), "broken_promise")
    assert both and both.amount == 600 and both.since == day("2025-11-01")


def test_insurance_ends_or_is_short() -> None:
    rows = [invoice(1, 80, "2025-10-01", "2025-12-31"), invoice(2, 40, "2025-11-02", "2025-12-31")]

    def of(until: str | None, cover: Any = None, **more: Any) -> Portfolio:
        return Portfolio(
            dataset(rows, [], client(insurance_until=day(until), insured_amount=money(cover))),
            Settings(**more),
        )

    soon = one(of("2025-12-20"), "insurance_ending")
    assert soon and (soon.severity, soon.since, soon.amount) == ("info", day("2025-12-20"), 120)
    assert one(of("2025-12-21"), "insurance_ending") is None
    assert one(of("2025-12-21", insurance_days=31), "insurance_ending") is not None
    ended = one(of("2025-11-19"), "insurance_ending")
    assert ended and ended.severity == "serious"
    short = one(of(None, 100), "insurance_short")
    assert short and (short.amount, short.since) == (20, day("2025-11-02"))
    assert one(of(None, 120), "insurance_short") is None and one(of(None, 0), "insurance_short") is None


def test_discounts_that_drift() -> None:
    """2 % the year before, 5 % of the last twelve months: 3 points more, since no day."""
    rows = [
        invoice(1, 98, "2024-06-01", before_discount=100, discount=2), invoice(2, 96, "2025-02-01", before_discount=100, discount=4),
        invoice(3, 94, "2025-03-01", before_discount=100, discount=6),
    ]  # fmt: skip
    portfolio = Portfolio(dataset(rows, [], client(granted_discount=0.045)))
    drift, above = one(portfolio, "discount_drift"), one(portfolio, "discount")
    assert said(drift) == "La remise moyenne passe de 2,0 % à 5,0 % en un an : 3,0 points de plus."
    assert above and (above.amount, above.since) == (1, day("2025-03-01"))
    steady = Portfolio(dataset(rows, [], client()), Settings(discount_drift=0.04))
    assert one(steady, "discount_drift") is None and one(steady, "discount") is None


def test_missing_details() -> None:
    rows = [invoice(n, 100, "2025-11-01", "2025-12-31", client=f"C{n}") for n in (1, 2, 3, 4)]
    clients = [
        {"client_id": "C1", "country": "France", "phone": "04 72 00 00 00", "siret": "73282932000074"},
        {"client_id": "C2", "country": "France"},
        {"client_id": "C3", "country": "Belgique", "email": "a@b.be"},
        {"client_id": "C4", "country": "France", "category": "Particulier"},
    ]
    contacts = [{"client_id": "C4", "mobile": "06 12 34 56 78"}]
    found = [
        (a.code, a.client_id) for a in Portfolio(dataset(rows, [], clients, contacts=contacts)).alerts(AS_OF)
    ]
    assert found == [("unreachable", "C2"), ("missing_siret", "C2")]
    bare = [{"client_id": c["client_id"]} for c in clients]
    assert Portfolio(dataset(rows, [], bare)).alerts(AS_OF) == []


def test_a_next_action_waits_until_one_speaks_with_the_client_again() -> None:
    planned = {
        "client_id": "C1", "date": day("2025-11-03"), "channel": "Appel", "next_action": "Rappeler pour le devis.", "next_action_on": day("2025-11-18"),
    }  # fmt: skip
    before = {"client_id": "C1", "date": day("2025-11-10"), "channel": "E-mail"}
    after = {**before, "date": day("2025-11-19")}

    def alert(*talks: dict[str, Any], as_of: dt.date = AS_OF) -> Alert | None:
        return one(Portfolio(dataset([], [], client(), interactions=talks)), "planned_action", as_of)

    found = alert(planned, before)
    assert found and (found.severity, found.since, found.amount) == ("late", day("2025-11-18"), None)
    assert said(found) == "À faire depuis le 18/11/2025 : Rappeler pour le devis."
    today = alert(planned, as_of=day("2025-11-18"))
    assert today and today.severity == "info" and said(today).startswith("À faire le 18/11/2025")
    assert alert(planned, as_of=day("2025-11-17")) is None and alert(planned, after) is None
    assert alert(planned, after, as_of=AS_OF - dt.timedelta(1)) is None, "spoken with on that very day"
    assert alert(planned, after, as_of=day("2025-11-18")) is not None, "not yet"
    old = alert(planned, as_of=day("2025-12-19"))
    assert old and old.severity == "info", "after a month it no longer presses"
    two = alert(planned, {**planned, "next_action": None, "next_action_on": day("2025-11-20")})
    assert said(two).endswith("Rappeler pour le devis. Et 1 autre action prévue.")


def test_an_archived_client_is_silent_from_that_day() -> None:
    portfolio = Portfolio(
        dataset([invoice(1, 100, "2025-07-01", "2025-08-01")], [], client(archived_on=day("2025-11-20")))
    )
    assert portfolio.alerts(AS_OF) == []
    assert one(portfolio, "late_payment", dt.date(2025, 11, 19)) is not None


def test_every_kind_has_a_name() -> None:
    assert len(kinds()) == len(set(kinds().values())) == 12


@settings(max_examples=40)
@given(files(("EUR", "USD")), DATES)
def test_alerts_of_one_are_those_of_everyone_filtered(file: Dataset, as_of: dt.date) -> None:
    portfolio = Portfolio(file, Settings(serious_days=20, second_level_days=5))
    for where in (Filters(), Filters(currency="EUR")):
        everyone = portfolio.alerts(as_of, where=where)
        for number in ("C1", "C2", "C3"):
            mine = [a for a in everyone if a.client_id == number]
            if where.currency is None or mine:
                assert portfolio.alerts(as_of, number, where=where) == mine
