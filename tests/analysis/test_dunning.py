"""Whom to remind, at which level, or why not now; and what reminders brought in, each case worked by hand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import Filters, Portfolio, Settings
from fiche.analysis.dunning import Case
from tests.analysis.build import Row, dataset, day, invoice, money, payment

AS_OF = dt.date(2025, 6, 30)
EARLY = "2025-01-02"


def late(key: int, gross: Any, days: int, client: str = "C1", **more: Any) -> Row:
    """An invoice that is `days` late at AS_OF."""
    return invoice(key, gross, EARLY, (AS_OF - dt.timedelta(days=days)).isoformat(), client=client, **more)


def sent(on: str, level: int, documents: str = "F0001", client: str = "C1") -> Row:
    return {"client_id": client, "date": day(on), "channel": "E-mail", "dunning_level": level, "dunning_documents": documents}  # fmt: skip


def case(*rows: Row, settings: Settings | None = None, as_of: dt.date = AS_OF, **tables: Any) -> Case:
    """The only case there is."""
    documents = [r for r in rows if "kind" in r]
    payments = [r for r in rows if "kind" not in r]
    (found,) = Portfolio(dataset(documents, payments, **tables), settings).dunning(as_of)
    return found


@pytest.mark.parametrize(("days", "reached", "hold"), [(1, 0, "early"), (6, 0, "early"), (7, 1, ""), (29, 1, ""), (30, 2, ""), (59, 2, ""), (60, 3, "")])  # fmt: skip
def test_the_level_reached_is_the_oldest_invoice_s(days: int, reached: int, hold: str) -> None:
    found = case(late(1, 100, days), late(2, 50, 1))
    assert (found.reached, found.hold) == (reached, hold)
    if hold:
        assert (found.level, found.until) == (0, AS_OF + dt.timedelta(days=7 - days))


def test_nobody_is_given_notice_who_was_never_reminded() -> None:
    assert case(late(1, 100, 200)).level == 1
    assert case(late(1, 100, 200), interactions=[sent("2025-06-01", 1)]).level == 2
    assert case(late(1, 100, 40), interactions=[sent("2025-06-01", 2)]).level == 2, (
        "never above what the delay says"
    )
    both = [sent("2025-05-01", 1), sent("2025-06-01", 2)]
    assert case(late(1, 100, 200), interactions=both).level == 3
    assert case(late(1, 100, 200), interactions=[*both, sent("2025-06-15", 3)]).level == 3, (
        "the last is repeated"
    )


def test_a_reminder_of_what_was_paid_since_begins_again() -> None:
    rows = (late(1, 100, 90), payment(100, "2025-06-02", 1), late(2, 80, 45))
    assert case(*rows, interactions=[sent("2025-06-01", 2)]).level == 1
    assert case(*rows, interactions=[sent("2025-06-01", 1, "F0001 ; F0002")]).level == 2
    unnamed = sent("2025-06-01", 1, "")
    assert case(*rows, interactions=[unnamed]).level == 2, "it was late already: the reminder was for it too"
    assert case(*rows, interactions=[replace_date(unnamed, "2025-05-01")]).level == 1


def replace_date(row: Row, on: str) -> Row:
    return {**row, "date": day(on)}


def test_the_interval_is_respected_and_the_future_is_not_known() -> None:
    rows = late(1, 100, 40)
    found = case(rows, interactions=[sent("2025-06-21", 1)])
    assert (found.hold, found.until) == ("interval", dt.date(2025, 7, 1))
    assert case(rows, interactions=[sent("2025-06-20", 1)]).level == 2
    assert case(rows, interactions=[sent("2025-07-15", 1)]).level == 1, "sent after the date looked at"


def test_a_disputed_invoice_leaves_and_the_others_stay() -> None:
    disputes = [
        {"client_id": "C1", "document_key": 1, "document_id": "F0001", "opened_on": day("2025-06-01")}
    ]
    found = case(late(1, 500, 90), late(2, 80, 8), disputes=disputes)
    assert [d.document_id for d in found.demands] == ["F0002"] and [
        d.document_id for d in found.disputed
    ] == ["F0001"]
    assert (found.amount, found.level, found.reached) == (Decimal("80.00"), 1, 1), "the oldest left counts"
    assert case(late(1, 500, 90), disputes=disputes).hold == "disputed"
    closed = [disputes[0] | {"closed_on": day("2025-06-29")}]
    assert case(late(1, 500, 90), disputes=closed).level == 1
    later = [disputes[0] | {"opened_on": day("2025-07-02")}]
    assert case(late(1, 500, 90), disputes=later).level == 1


def test_a_dispute_of_no_invoice_holds_everything_back() -> None:
    found = case(late(1, 500, 90), disputes=[{"client_id": "C1", "opened_on": day("2025-06-01")}])
    assert (found.hold, found.whole, found.amount) == ("disputed", True, Decimal("0.00"))


def test_a_promise_not_yet_due_holds_back_and_a_broken_one_does_not() -> None:
    def promise(on: str, **more: Any) -> Row:
        return {"client_id": "C1", "promised_on": day(on), "made_on": day("2025-06-10"), "amount": money(50), **more}  # fmt: skip

    own = {"document_key": 1, "document_id": "F0001"}
    found = case(late(1, 100, 90), late(2, 80, 8), promises=[promise("2025-07-05", **own)])
    assert [d.document_id for d in found.demands] == ["F0002"] and found.to_see
    alone = case(late(1, 100, 90), promises=[promise("2025-07-05", **own)])
    assert (alone.hold, alone.until) == ("promised", dt.date(2025, 7, 5))
    assert case(late(1, 100, 90), promises=[promise("2025-06-30", **own)]).hold == "promised", (
        "today is not over"
    )
    assert case(late(1, 100, 90), promises=[promise("2025-06-29", **own)]).level == 1
    assert case(late(1, 100, 90), promises=[promise("2025-07-05")]).hold == "promised"
    assert case(late(1, 100, 90), promises=[promise("2025-07-05", state="Annulée")]).level == 1
    assert (
        case(late(1, 100, 90), promises=[promise("2025-07-05") | {"made_on": day("2025-07-01")}]).level == 1
    )


def test_partial_payments_credit_notes_and_money_applied_to_nothing() -> None:
    found = case(
        late(1, 1000, 40), payment(400, "2025-06-20", 1), invoice(9, -100, "2025-06-01", None, related_key=1)
    )
    (demand,) = found.demands
    assert (demand.amount, demand.open_amount, demand.partly_paid) == (1000, 500, True)
    loose = case(late(1, 1000, 40), payment(300, "2025-06-20"))
    assert (loose.unapplied, loose.level) == (Decimal("300.00"), 1) and loose.to_see
    covered = case(late(1, 1000, 40), invoice(9, -1000, "2025-06-01", None))
    assert covered.hold == "covered"


def test_too_small_archived_and_instalments_not_yet_due() -> None:
    assert case(late(1, "9.99", 40)).hold == "minimum"
    assert case(late(1, "12.00", 40), payment("2.01", "2025-06-01")).hold == "minimum"
    away = [{"client_id": "C1", "name": "Parti", "archived_on": day("2025-06-01")}]
    assert case(late(1, 100, 40), clients=away).hold == "archived"
    parts = invoice(
        1, 100, EARLY, "2025-08-01", schedule="2025-03-01=30.00 2025-05-31=50.00 2025-08-01=20.00"
    )
    found = case(parts, payment(40, "2025-03-05", 1))
    (demand,) = found.demands
    assert (demand.due_date, demand.amount, demand.open_amount, demand.instalment) == (
        dt.date(2025, 5, 31),
        50,
        40,
        True,
    )


def test_penalties_and_indemnities_are_the_indicators_own() -> None:
    """Golden: 15 000 at 15 % for 30 days is 184,93; the half-year without a rate is named and leaves no figure."""
    settings = Settings(contractual_rate=Decimal("0.15"))
    found = case(
        invoice(1, 15_000, "2025-03-01", "2025-03-31"), as_of=dt.date(2025, 4, 30), settings=settings
    )
    assert (found.penalties, found.indemnities, found.unrated) == (Decimal("184.93"), Decimal("40.00"), ())
    half = invoice(1, 10_000, "2024-09-01", "2024-09-30")
    assert case(half, as_of=dt.date(2024, 11, 19)).penalties == Decimal("202.19")
    rows = [late(1, 100, 50), late(2, 70, 20), late(3, 30, 10)]
    own = Portfolio(dataset(rows))
    figures = own.figures(AS_OF)
    (whole,) = own.dunning(AS_OF)
    assert (
        whole.penalties == figures["penalties"].value
        and whole.indemnities == figures["recovery_indemnity"].value
    )
    unknown = case(invoice(1, 100, "2030-01-01", "2030-02-01"), as_of=dt.date(2030, 3, 31))
    assert (unknown.penalties, unknown.unrated) == (None, (dt.date(2030, 1, 1),))
    person = [{"client_id": "C1", "name": "Mme Rey", "category": "Particulier"}]
    private = case(late(1, 100, 50), clients=person)
    assert (private.private, private.penalties, private.indemnities) == (True, 0, 0)
    assert case(late(1, 100, 50, currency="USD")).indemnities is None


def test_a_case_a_currency_and_the_filters() -> None:
    rows = [
        late(1, 100, 50, currency="EUR"),
        late(2, 70, 20, currency="USD"),
        late(3, 30, 10, client="C2", currency="EUR"),
    ]
    portfolio = Portfolio(dataset(rows))
    assert [(c.client_id, c.currency, c.amount) for c in portfolio.dunning(AS_OF)] == [("C1", "EUR", 100), ("C1", "USD", 70), ("C2", "EUR", 30)]  # fmt: skip
    assert [c.currency for c in portfolio.dunning(AS_OF, where=Filters(currency="USD"))] == ["USD"]
    assert [c.client_id for c in portfolio.dunning(AS_OF, "C2")] == ["C2"]
    late_amount = sum(c.late for c in portfolio.dunning(AS_OF) if c.currency == "EUR")
    assert late_amount == portfolio.figures(AS_OF, where=Filters(currency="EUR"))["overdue"].value


def test_levels_are_a_setting() -> None:
    settings = Settings(dunning_days=(1, 5, 10, 20, 30), dunning_interval=0, dunning_minimum=Decimal(0))
    found = case(late(1, 1, 25), settings=settings, interactions=[sent("2025-06-29", 3)])
    assert (found.reached, found.level) == (4, 4)
    for wrong in ((), (0, 3), (5, 5), (1, 2, 3, 4, 5, 6)):
        with pytest.raises(ValueError, match="dunning_days"):
            replace(settings, dunning_days=wrong)


def test_what_each_level_brought_in_and_in_how_many_days() -> None:
    """Level 1 on 1 March asks 1 000 + 500; 400 come on the 11th, before level 2 of 1 April, which asks 600 + 500 and brings 600 on the 15th. The credit
    note of 500 is neither asked for any more nor recovered."""
    rows = [
        invoice(1, 1000, EARLY, "2025-02-01"),
        invoice(2, 500, EARLY, "2025-02-01"),
        invoice(3, -500, "2025-05-01", None, related_key=2),
    ]
    paid = [payment(400, "2025-03-11", 1), payment(600, "2025-04-15", 1)]
    talks = [sent("2025-03-01", 1, "F0001 ; F0002"), sent("2025-04-01", 2, "F0001 ; F0002")]
    portfolio = Portfolio(dataset(rows, paid, interactions=talks))
    effect = portfolio.dunning_effect(dt.date(2025, 4, 30))
    first, second = effect.levels
    assert (first.asked, first.recovered, first.invoices, first.paid, first.days) == (1500, 400, 2, 0, None)
    assert (second.asked, second.recovered, second.paid, second.days) == (1100, 600, 1, 14.0)
    assert second.share == pytest.approx(600 / 1100)
    later = portfolio.dunning_effect(AS_OF)
    assert (later.levels[1].asked, later.levels[1].share, later.levels[1].invoices) == (600, 1.0, 1)
    assert portfolio.dunning_effect(dt.date(2025, 3, 5)).levels[0].share == 0.0
    assert portfolio.dunning_effect(dt.date(2025, 2, 1)).levels == ()
    assert [s.level for s in portfolio.sendings(AS_OF)] == [2, 1]


def test_nothing_late_is_no_case() -> None:
    assert Portfolio(dataset()).dunning(AS_OF) == []
    assert Portfolio(dataset([late(1, 100, 0)])).dunning(AS_OF) == []
