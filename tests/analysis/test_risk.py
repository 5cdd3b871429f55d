"""The risk score: each component by hand, the sum to the tenth, «not enough data», and what holds of any client: more overdue never lowers it."""

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import i18n
from fiche.analysis import Filters, Portfolio, RiskScales, RiskScore, Scale, Settings
from fiche.analysis.risk import measures, points, risk, score
from fiche.analysis.risk_words import LABELS
from fiche.errors import UnknownClient
from tests.analysis.build import Row, dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)
SCALES = RiskScales()
CODES = [f.name for f in fields(RiskScales)]


def of(
    rows: list[Row], paid: list[Row] | None = None, scales: RiskScales = SCALES, **client: Any
) -> RiskScore:
    """C1's score."""
    clients = [{"client_id": "C1", "name": "A", **client}]
    return Portfolio(dataset(rows, paid or [], clients), Settings(risk=scales)).risk("C1", AS_OF)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


LATE = [
    invoice(1, 100, "2025-01-01", "2025-02-01"), invoice(2, 200, "2025-06-01", "2025-07-01"),
    invoice(3, 300, "2025-09-01", "2025-10-01", disputed=True), invoice(4, 300, "2025-11-01", "2025-12-01"),
]  # fmt: skip
PAID = [payment(100, "2025-02-11", 1), payment(200, "2025-08-20", 2)]


def test_by_hand() -> None:
    """Weights 25 + 20 + 15 + 10 + 10 + 10 + 5 = 95; half late fills the first, 50 days of 120, 36,67 of 60, 40 of 30, 1 of 5, 100 % between 80 and 120, 1 of 3."""
    found = of(LATE, PAID, credit_limit=Decimal(600))
    exact = (25 + 20 * 50 / 120 + 15 * (110 / 3) / 60 + 10 + 10 / 5 + 10 / 2 + 5 / 3) / 95 * 100
    assert found.score == Decimal(f"{exact:.1f}")
    assert {part.code: (part.value, plain(part.shown)) for part in found.parts} == {
        "overdue_share": (0.5, "50 %"), "oldest_delay": (50, "50 j"), "paid_delay": (pytest.approx(110 / 3), "37 j"),
        "delay_trend": (40, "40 j"), "late_count": (1, "1"), "credit_use": (1, "100 %"), "disputes": (1, "1"),
    }  # fmt: skip
    assert [plain(part.sentence) for part in found.parts] == [
        "50 % de l’encours en retard : 300,00 € sur 600,00 €.",
        "La plus ancienne facture en retard est échue depuis 50 j.",
        "En moyenne, les factures soldées dans les 12 derniers mois l’ont été 37 j après l’échéance.",
        "Le retard moyen des factures soldées est de 50 j sur les 6 derniers mois, contre 10 j sur les 6 d’avant.",
        "1 facture est en retard.",
        "Le solde est de 600,00 € pour un plafond de 600,00 €.",
        "1 facture ouverte est en litige.",
    ]
    assert plain(found.parts[1].scale) == "Aucun point jusqu’à 0 j, 21,1 points à partir de 120 j."
    assert found.parts[0].points == found.parts[0].weight == Decimal("26.3")


def test_a_good_payer() -> None:
    """Paid early, nothing late: 0, and every component that applies says so."""
    found = of(LATE[:2], [payment(100, "2025-01-20", 1), payment(200, "2025-06-20", 2)])
    assert found.score == 0
    assert [part.code for part in found.parts] == [
        "overdue_share",
        "oldest_delay",
        "paid_delay",
        "delay_trend",
        "late_count",
        "disputes",
    ]
    assert found.parts[0].sentence == "Rien n’est en retard."
    assert (
        found.parts[2].sentence
        == "En moyenne, les factures soldées dans les 12 derniers mois l’ont été à l’échéance ou avant."
    )


def test_the_worst_is_a_hundred() -> None:
    rows = [invoice(n, 100, "2024-12-01", "2025-01-01", disputed=True) for n in range(1, 7)]
    rows += [invoice(10, 100, "2024-10-01", "2024-11-01"), invoice(11, 100, "2025-01-01", "2025-02-01")]
    found = of(
        rows, [payment(100, "2025-01-02", 10), payment(100, "2025-08-01", 11)], credit_limit=Decimal(100)
    )
    assert found.score == 100
    assert all(part.points == part.weight for part in found.parts)


def test_no_history() -> None:
    for rows in (
        [],
        [invoice(1, 100, "2025-11-01", "2025-12-01")],
        [invoice(1, 100, "2025-11-01")],
        [invoice(1, 9, "2025-12-01", "2025-12-02")],
    ):
        found = of(rows)
        assert (found.score, found.parts) == (None, ())
        assert found.reason == "Données insuffisantes : aucune facture n’est encore échue ni réglée."
    assert of([invoice(1, 100, "2025-11-01", "2025-11-19")]).score is not None
    assert of([invoice(1, 100, "2025-11-01")], [payment(100, "2025-11-02", 1)]).score == 0
    with i18n.speaking("en"):
        assert of([]).reason == "Not enough data: no invoice is due or settled yet."


def test_weights_are_settings() -> None:
    off = {code: replace(getattr(SCALES, code), weight=0) for code in CODES}
    only = replace(SCALES, **(off | {"oldest_delay": Scale(3, 100)}))
    found = of(LATE, PAID, only)
    assert [(part.code, part.points, part.weight) for part in found.parts] == [
        ("oldest_delay", Decimal(50), Decimal(100))
    ]
    assert (
        of(LATE, PAID, replace(SCALES, **off)).reason
        == "Aucune composante du score n’a de poids dans les réglages."
    )
    for wrong in ((-1, 1, 0), (1, 0, 0), (1, 2, 2)):
        with pytest.raises(ValueError, match="risk scale"):
            Scale(*wrong)


def test_currencies_unknown_clients_and_all_at_once() -> None:
    rows = [
        invoice(1, 100, due="2025-02-01", currency="EUR"),
        invoice(2, 50, due="2025-02-01", currency="USD"),
        invoice(3, 50, due="2025-11-01", client="C2", currency="USD"),
    ]
    portfolio = Portfolio(dataset(rows))
    mixed = portfolio.risk("C1", AS_OF)
    assert mixed.score is None
    assert mixed.reason == "Plusieurs devises (EUR, USD) ne s’additionnent pas : choisissez-en une."
    assert "50,00 $" in plain(portfolio.risk("C1", AS_OF, Filters(currency="USD")).parts[0].sentence)
    assert portfolio.risks(AS_OF) == {"C1": None, "C2": portfolio.risk("C2", AS_OF).score}
    with pytest.raises(UnknownClient):
        portfolio.risk("C9", AS_OF)


def test_promises_count_once_they_are_recorded() -> None:
    row = {
        "history": 1, "outstanding": Decimal(0), "overdue": Decimal(0), "overdue_count": 0, "oldest_delay": None, "balance": Decimal(0),
        "credit_limit": None, "paid_delay": None, "delay_now": None, "delay_before": None, "disputed_count": 0,
    }  # fmt: skip
    assert "broken_promises" not in measures(row)
    found = risk(row | {"broken_promises": 2}, SCALES, "EUR")
    assert found.parts[-1].sentence == "2 promesses de paiement n’ont pas été tenues."
    assert found.score == found.parts[-1].points > 0
    assert set(LABELS) == set(CODES)


DAYS = st.integers(0, 500).map(lambda n: (AS_OF - dt.timedelta(days=n)).isoformat())
DUE = st.integers(-60, 400).map(lambda n: (AS_OF - dt.timedelta(days=n)).isoformat())


@st.composite
def clients(draw: st.DrawFn) -> tuple[list[Row], list[Row], dict[str, Any]]:
    """Invoices due from long ago to soon, some disputed, some paid early or late, in whole or in part, and a limit or none."""
    rows = [
        invoice(key, draw(st.integers(1, 3000)), "2024-01-01", draw(DUE), disputed=draw(st.booleans()))
        for key in range(1, draw(st.integers(1, 7)) + 1)
    ]
    paid = [
        payment(row["gross"] / draw(st.sampled_from([1, 1, 2])), draw(DAYS), row["document_key"])
        for row in rows
        if draw(st.booleans())
    ]
    return rows, paid, {"credit_limit": draw(st.none() | st.integers(0, 5000).map(Decimal))}


@settings(max_examples=25)
@given(clients(), st.integers(1, 400), st.integers(1, 3000))
def test_more_overdue_never_lowers_the_score(
    file: tuple[list[Row], list[Row], dict[str, Any]], days: int, amount: int
) -> None:
    """One more late invoice, whatever its age, or an open one due earlier: the score goes up or stays."""
    rows, paid, client = file
    before = of(rows, paid, **client).score or Decimal(0)
    due = AS_OF - dt.timedelta(days=days)
    more = of([*rows, invoice(99, amount, "2024-01-01", due.isoformat())], paid, **client)
    assert more.score is not None
    assert more.score >= before
    untouched = {row["document_key"] for row in rows} - {row["document_key"] for row in paid}
    for key in sorted(untouched)[:1]:
        earlier = [
            dict(r) | {"due_date": r["due_date"] - dt.timedelta(days=days)} if r["document_key"] == key else r
            for r in rows
        ]
        assert (of(earlier, paid, **client).score or Decimal(0)) >= before


@settings(max_examples=15)
@given(clients())
def test_the_parts_make_the_score(file: tuple[list[Row], list[Row], dict[str, Any]]) -> None:
    """Σ points = score and Σ weights = 100 to the tenth; the same twice, alone or among all, and whatever the order of the rows."""
    rows, paid, client = file
    found = of(rows, paid, **client)
    assert found == of(rows[::-1], paid[::-1], **client)
    everyone = Portfolio(dataset(rows, paid, [{"client_id": "C1", "name": "A", **client}])).risks(AS_OF)
    assert everyone == {"C1": found.score}
    if found.score is None:
        assert found.reason
        return
    assert found.score == sum(part.points for part in found.parts)
    assert sum(part.weight for part in found.parts) == 100
    assert 0 <= found.score <= 100
    assert all(0 <= part.points <= part.weight + Decimal("0.1") for part in found.parts)
    assert all(part.sentence.endswith(".") and part.scale.endswith(".") for part in found.parts)


VALUES = st.fixed_dictionaries({}, optional={code: st.floats(-200, 400) for code in CODES})


@given(VALUES, st.sampled_from(CODES), st.floats(0, 300))
def test_each_component_only_adds(values: dict[str, float], code: str, more: float) -> None:
    """Any component greater, the others as they are: no fewer points in all; and always tenths that sum to the rounded exact score."""
    if code not in values:
        return
    before = points(values, SCALES)
    after = points(values | {code: values[code] + more}, SCALES)
    total = sum((each for each, _most in before.values()), Decimal(0))
    assert sum((each for each, _most in after.values()), Decimal(0)) >= total
    weights = sum(getattr(SCALES, each).weight for each in values)
    exact = (
        sum(getattr(SCALES, c).weight * getattr(SCALES, c).level(v) for c, v in values.items())
        / weights
        * 100
    )
    assert abs(float(total) - exact) <= 0.05 + 1e-9


def test_score_is_the_parts_without_words() -> None:
    row = {
        "history": 3, "outstanding": Decimal(10), "overdue": Decimal(3), "overdue_count": 2, "oldest_delay": 40, "balance": Decimal(9),
        "credit_limit": Decimal(10), "paid_delay": 12.5, "delay_now": 20.0, "delay_before": 3.0, "disputed_count": 1,
    }  # fmt: skip
    assert score(row, SCALES) == risk(row, SCALES, "EUR").score
