"""ABC classes, RFM scores and named segments, and how concentrated revenue is: published examples, ties, edges, laws."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.analysis import Filters, Portfolio, Settings, rfm
from fiche.analysis.concentration import herfindahl_index, top_share
from tests.analysis import scoring
from tests.analysis.build import Row, dataset, invoice

AS_OF = dt.date(2025, 11, 20)
LIMITS = (Decimal("0.80"), Decimal("0.95"))
AMOUNTS = st.lists(st.integers(-500, 5000).map(lambda n: Decimal(n) / 100), max_size=30)


def classes(published: dict[str, float]) -> dict[str, str]:
    """The class of each, from accumulated shares in percent as printed."""
    before, rows = Decimal(0), []
    for name, accumulated in published.items():
        until = Decimal(str(accumulated))
        rows.append({"client_id": name, "revenue_12m": until - before})
        before = until
    return {name: each for name, (each, _before) in scoring.abc(rows, LIMITS).items()}


def test_pareto_of_unpaid_invoices_as_published() -> None:
    """79,82 % before D is below 80 %: D is the last of class A; H begins at 93,57 %."""
    accumulated = dict(
        zip("CIDABEHFGJ", (42.24, 79.82, 83.8, 87.71, 90.94, 93.57, 96.02, 98.12, 99.25, 100.0), strict=True)
    )
    assert classes(accumulated) == dict(zip("CIDABEHFGJ", "AAABBBBCCC", strict=True))


def test_pareto_of_articles_as_published() -> None:
    """The page lists M before L although its own shares make L (1,91 %) the larger: the eighth place, with 94,19 % before it, is L’s."""
    shares = "46.75 68.15 78.06 85.2 89.34 92.19 94.19 96.09 98.0 98.63 99.18 99.62 99.86 99.94 100".split()
    accumulated = dict(zip("BKANEJGMLODCFHI", map(float, shares), strict=True))
    assert classes(accumulated) == dict(zip("BKANEJGLMODCFHI", "AAAABBBBCCCCCCC", strict=True))


def test_classes_at_their_edges() -> None:
    rows = [
        {"client_id": c, "revenue_12m": a}
        for c, a in (("D", Decimal(5)), ("C", Decimal(5)), ("B", Decimal(10)), ("A", Decimal(80)))
    ]
    rows += [
        {"client_id": "E", "revenue_12m": Decimal(0)},
        {"client_id": "F", "revenue_12m": Decimal(-9)},
        {"client_id": "G", "revenue_12m": None},
    ]
    found = scoring.abc(rows, LIMITS)
    assert {name: each for name, (each, _before) in found.items()} == {"A": "A", "B": "B", "C": "B", "D": "C"}
    assert [float(before) for _each, before in found.values()] == [0, 0.8, 0.9, 0.95]
    assert scoring.abc([], LIMITS) == {}


@given(AMOUNTS)
def test_classes_of_any_file(amounts: list[Decimal]) -> None:
    """A then B then C by revenue; the first client is A whatever it weighs; the order of the file changes nothing."""
    rows = [{"client_id": f"{n:03d}", "revenue_12m": amount} for n, amount in enumerate(amounts)]
    found = scoring.abc(rows, LIMITS)
    assert scoring.abc(rows[::-1], LIMITS) == found
    assert set(found) == {row["client_id"] for row in rows if row["revenue_12m"] > 0}
    letters = "".join(each for each, _before in found.values())
    assert letters == "".join(sorted(letters))
    assert not letters or letters[0] == "A"
    total = sum((a for a in amounts if a > 0), Decimal(0))
    in_a = sum((amounts[int(n)] for n, (each, _before) in found.items() if each == "A"), Decimal(0))
    assert in_a >= Decimal("0.80") * total


def test_cutoffs_are_quintiles() -> None:
    assert rfm.cutoffs(range(1, 11)) == (2, 4, 6, 8)
    assert [scoring.score(n, (2, 4, 6, 8)) for n in (1, 2, 3, 8, 9)] == [1, 1, 2, 4, 5]
    assert [scoring.recency_score(n, (2, 4, 6, 8)) for n in (1, 2, 3, 8, 9)] == [5, 5, 4, 2, 1]
    assert rfm.cutoffs([7]) == (7, 7, 7, 7)
    assert rfm.cutoffs([]) == ()
    ties = [1, 1, 1, 1, 1, 1, 1, 2, 3, 4]
    assert [scoring.score(n, rfm.cutoffs(ties)) for n in ties] == [1] * 7 + [4, 5, 5]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_scores_of_any_values(values: list[int]) -> None:
    """Equal values, equal scores; greater values, at least as great; about a fifth each where all differ."""
    limits = rfm.cutoffs(values)
    scores = {value: scoring.score(value, limits) for value in values}
    assert list(dict(sorted(scores.items())).values()) == sorted(scores.values())
    assert set(scores.values()) <= {1, 2, 3, 4, 5}
    assert all(scoring.recency_score(v, limits) == 6 - s for v, s in scores.items())
    if len(set(values)) == len(values):
        share = Counter(scores.values())
        assert max(share.values()) <= -(-len(values) // 5)


def test_every_cell_is_in_one_segment() -> None:
    for r in range(1, 6):
        for fm in range(2, 11):
            inside = [c for c in rfm.CELLS if c.r <= r <= c.r_last and c.fm <= fm <= c.fm_last]
            assert len(inside) == 1, (r, fm)
    assert {c.segment for c in rfm.CELLS} | {rfm.LOST} == set(rfm.SEGMENTS) == set(rfm.MEANINGS)
    assert (rfm.segment(5, 5, 5), rfm.segment(3, 4, 4), rfm.segment(1, 3, 3), rfm.segment(1, 1, 1)) == (
        "champions", "loyal", "wake", "asleep",
    )  # fmt: skip


def five() -> Portfolio:
    """C1 the best to C5 the least, one who left, one who never bought, one invoiced and credited."""
    rows: list[Row] = []
    for place in range(1, 6):
        for n in range(6 - place):
            day = AS_OF - dt.timedelta(days=20 * place + n)
            rows.append(invoice(len(rows) + 1, 1000 // place, day.isoformat(), client=f"C{place}"))
    rows.append(invoice(90, 500, "2024-11-20", client="GONE"))
    clients = [{"client_id": c, "name": c} for c in ("C1", "C2", "C3", "C4", "C5", "GONE", "NEVER")]
    return Portfolio(dataset(rows, [], clients))


def test_segments_of_a_portfolio() -> None:
    found = five().segments(AS_OF)
    table = found.table.set_index("client_id")
    assert table.index.tolist() == ["C1", "C2", "C3", "C4", "C5", "GONE", "NEVER"]
    assert found.cutoffs == {
        "recency_days": (20, 40, 60, 80),
        "purchase_days_12m": (1, 2, 3, 4),
        "revenue_12m": (Decimal(200), Decimal(500), Decimal(999), Decimal(2000)),
    }
    assert found.limits == LIMITS
    scores = table.loc[["C1", "C2", "C3", "C4", "C5"], ["r", "f", "m"]]
    assert scores.to_numpy().tolist() == [[n, n, n] for n in (5, 4, 3, 2, 1)]
    assert table["segment"].tolist()[:6] == ["champions", "loyal", "attention", "asleep", "asleep", "lost"]
    assert table.loc["GONE", ["abc", "r", "f", "m"]].isna().all()
    assert table.loc["GONE", "recency_days"] == 365
    assert table.loc["NEVER", ["abc", "r", "segment", "recency_days"]].isna().all()
    assert table["abc"].tolist()[:5] == ["A", "A", "B", "B", "C"]
    assert table["share_before"].tolist()[:2] == [0, pytest.approx(5000 / 8699)]


def test_a_filter_changes_nobody() -> None:
    portfolio = five()
    some, everyone = portfolio.segments(AS_OF, Filters(search="C3")), portfolio.segments(AS_OF)
    assert some.table["client_id"].tolist() == ["C3"]
    assert some.cutoffs == everyone.cutoffs
    assert some.table["abc"].tolist() == ["B"]


def test_the_best_clients_are_class_a() -> None:
    """The status «VIP» and class A are one rule: the setting moves both."""
    for share in ("0.50", "0.80"):
        portfolio = Portfolio(five()._dataset, Settings(vip_share=Decimal(share), residue=Decimal(10**6)))
        first = portfolio.segments(AS_OF).table.set_index("client_id")["abc"] == "A"
        vip = portfolio.clients(AS_OF).set_index("client_id")["status_computed"] == "vip"
        assert first.to_dict() == vip.to_dict()


def test_nothing_and_several_currencies() -> None:
    empty = Portfolio(dataset([])).segments(AS_OF)
    assert empty.table.empty
    assert empty.cutoffs == {"recency_days": (), "purchase_days_12m": (), "revenue_12m": ()}
    mixed = Portfolio(
        dataset(
            [
                invoice(1, 10, "2025-05-01", currency="EUR"),
                invoice(2, 10, "2025-05-01", client="C2", currency="USD"),
            ]
        )
    )
    table = mixed.segments(AS_OF).table
    assert table[["abc", "m", "segment"]].isna().all().all()
    assert table["f"].tolist() == [1, 1]
    assert mixed.segments(AS_OF, Filters(currency="USD")).table["abc"].tolist() == ["A"]


def test_concentration_by_hand() -> None:
    amounts = [Decimal(n) for n in (50, 30, 20)]
    assert herfindahl_index(amounts).value == pytest.approx(0.38)
    assert top_share(amounts, 2).value == 0.8
    assert herfindahl_index([*amounts, Decimal(-40), Decimal(0)]).value == pytest.approx(0.38)
    assert top_share([*amounts, Decimal(-40)], 10).value == 1.0
    assert herfindahl_index([Decimal("0.1")] * 10).value == pytest.approx(0.1)
    assert herfindahl_index([Decimal(-1)]).value is top_share([], 10).value is None


@given(AMOUNTS)
def test_concentration_of_any_file(amounts: list[Decimal]) -> None:
    """Between equal shares and one client; the order changes nothing; undefined exactly when nothing is positive."""
    positive = [a for a in amounts if a > 0]
    index, share = herfindahl_index(amounts).value, top_share(amounts, 10).value
    assert (index is None) == (share is None) == (not positive)
    if isinstance(index, float) and isinstance(share, float):
        assert 1 / len(positive) - 1e-12 <= index <= 1
        assert min(1, 10 / len(positive)) - 1e-12 <= share <= 1
        assert herfindahl_index(amounts[::-1]).value == index


def test_concentration_figures() -> None:
    portfolio = five()
    figures = portfolio.figures(AS_OF)
    amounts = [5000, 2000, 999, 500, 200]
    assert figures["herfindahl"].value == pytest.approx(sum(a * a for a in amounts) / 8699**2)
    assert figures["top10_share"].value == 1.0
    alone = portfolio.figures(AS_OF, "C1")["top10_share"]
    assert (alone.value, alone.reason) == (
        None,
        "Cet indicateur se lit sur le portefeuille, pas sur un client.",
    )
    before = portfolio.figures(dt.date(2020, 1, 1))["herfindahl"]
    assert before.reason == "Aucun client n’a de chiffre d’affaires positif sur les 12 derniers mois."
    assert portfolio.figures(AS_OF, "C5")["purchase_days_12m"].value == 1
