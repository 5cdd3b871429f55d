"""Customer value: the published CDNOW results, parameters found again on simulated clients, and «not enough data» rather than a number."""

import csv
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from math import lgamma, log
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from scipy.special import hyp2f1

from fiche import i18n
from fiche.analysis import Filters, Portfolio, Settings
from fiche.analysis.value import BgNbd, GammaGamma, Summary, fit_bgnbd, fit_gamma_gamma, fitted, summary
from fiche.analysis.value.worth import estimates
from tests.analysis.build import Row, dataset, frame, invoice

AS_OF = dt.date(2025, 11, 20)


def simulated(n: int, purchases: BgNbd, amounts: GammaGamma, seed: int) -> Summary:
    """`n` clients who buy as the models say, in days from 200 to 1,100 before the date of the figures."""
    draw = np.random.default_rng(seed)
    age = draw.integers(200, 1100, n).astype(float)
    rate = draw.gamma(purchases.r, 1 / purchases.alpha, n)
    stop = draw.beta(purchases.a, purchases.b, n)
    count, last, now, going = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
    while going.any():
        now = np.where(going, now + draw.exponential(1 / rate), now)
        going &= now < age
        count += going
        last = np.where(going, now, last)
        going &= draw.random(n) >= stop
    spread = draw.gamma(amounts.q, 1 / amounts.gamma, n)
    again = np.maximum(count, 1)
    mean = np.where(count > 0, draw.gamma(amounts.p * again, 1 / (spread * again)), np.nan)
    return Summary(tuple(map(str, range(n))), count, last, age, mean)


def portfolio_of(seen: Summary, settings: Settings | None = None, currency: str = "EUR") -> Portfolio:
    """A portfolio whose clients bought `frequency` + 1 times, evenly from first to last, always for the same amount."""
    rows: list[Row] = []
    for index, client in enumerate(seen.client_id):
        first = AS_OF - dt.timedelta(days=int(seen.T[index]))
        times = int(seen.frequency[index])
        steps = np.linspace(0, seen.recency[index], times + 1).round() if times else [0.0]
        amount = 50 if np.isnan(seen.monetary[index]) else round(float(seen.monetary[index]), 2)
        for step in dict.fromkeys(steps):
            on = (first + dt.timedelta(days=int(step))).isoformat()
            rows.append(invoice(len(rows) + 1, amount, on, client=client, currency=currency))
    return Portfolio(dataset(rows), settings)


CLIENTS = simulated(400, BgNbd(0.8, 60, 0.6, 3, 0), GammaGamma(5, 4, 900, 0), seed=3)


@pytest.fixture(scope="module")
def data() -> Path:
    """The published CDNOW files, in the developers' package that carries them; its code is not run."""
    found = find_spec("lifetimes")
    assert found is not None, (
        "the package that carries the CDNOW data is not installed: make install, then make check"
    )
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "datasets"


@pytest.fixture(scope="module")
def cdnow(data: Path) -> Summary:
    """2,357 clients, in weeks, as published."""
    with (data / "cdnow_customers_summary_with_transactions.csv").open() as source:
        rows = list(csv.DictReader(source))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in ("x", "t_x", "T", "zbar")}
    mean = np.where(columns["zbar"] > 0, columns["zbar"], np.nan)
    return Summary(tuple(row["ID"] for row in rows), columns["x"], columns["t_x"], columns["T"], mean)


def test_bgnbd_as_published(cdnow: Summary) -> None:
    found = fit_bgnbd(cdnow)
    assert found is not None
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    one = found.expected_purchases(39, np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert one[0] == pytest.approx(1.226, abs=5e-4)


def test_gamma_gamma_as_published(cdnow: Summary) -> None:
    found = fit_gamma_gamma(cdnow)
    assert found is not None
    assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=1e-2)


def test_purchases_to_summary_to_fit(data: Path, cdnow: Summary) -> None:
    """From the 6,919 raw purchases, in days: the published frequency, recency and T, and the same fit with α seven times as long."""
    rows: list[Row] = []
    for line in (data / "CDNOW_sample.txt").read_text().splitlines():
        _master, client, on, _quantity, amount = line.split()
        day = f"{on[:4]}-{on[4:6]}-{on[6:]}"
        rows.append(invoice(len(rows) + 1, amount, day, client=client.zfill(4)))
    seen = summary(frame("documents", rows), dt.date(1997, 9, 30))
    assert seen.frequency.tolist() == cdnow.frequency.tolist()
    assert seen.recency / 7 == pytest.approx(cdnow.recency, abs=6e-3)
    assert pytest.approx(cdnow.T, abs=6e-3) == seen.T / 7
    known = np.isfinite(cdnow.monetary)
    assert np.isfinite(seen.monetary).tolist() == known.tolist()
    assert seen.monetary[known] == pytest.approx(cdnow.monetary[known], abs=6e-3)
    found = fit_bgnbd(seen)
    assert found is not None
    assert (found.r, found.alpha / 7, found.a, found.b) == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), abs=3e-3
    )


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "purchases", [BgNbd(0.8, 60, 0.6, 3, 0), BgNbd(2, 90, 1.5, 6, 0)], ids=["uneven", "alike"]
)
def test_known_parameters_are_found_again(purchases: BgNbd, seed: int) -> None:
    amounts = GammaGamma(5, 4, 900, 0)
    seen = simulated(20_000, purchases, amounts, seed)
    found, spent = fit_bgnbd(seen), fit_gamma_gamma(seen)
    assert found is not None
    assert spent is not None
    assert (found.r, found.alpha) == pytest.approx((purchases.r, purchases.alpha), rel=0.06)
    assert (found.a, found.b) == pytest.approx((purchases.a, purchases.b), rel=0.12)
    assert (spent.p, spent.q, spent.gamma) == pytest.approx((5, 4, 900), rel=0.12)
    mean = spent.p * spent.gamma / (spent.q - 1)
    assert mean == pytest.approx(1500, rel=0.03)


def test_expected_purchases_are_those_that_come() -> None:
    """Over the year that follows, simulated clients buy what the model expects of them all."""
    model = BgNbd(0.8, 60, 0.6, 3, 0)
    long = simulated(30_000, model, GammaGamma(5, 4, 900, 0), 5)
    nothing = np.zeros(1)
    expected = model.expected_purchases(365, nothing, nothing, nothing)[0]

    def rate(t: float) -> float:
        """The published unconditional E[X(t)]."""
        a, b, r, alpha = model.a, model.b, model.r, model.alpha
        scale = (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t))
        return float((a + b - 1) / (a - 1) * (1 - scale))

    assert expected == pytest.approx(rate(365), rel=1e-9)
    by_age = [model.expected_purchases(float(age), nothing, nothing, nothing)[0] for age in long.T[:3000]]
    assert long.frequency[:3000].mean() == pytest.approx(np.mean(by_age), rel=0.06)


def test_expected_purchases_against_their_integral() -> None:
    """E[purchases] = p(alive) × ∫∫ over the rate and the stopping probability that the past leaves; here done numerically for a few clients."""
    model = BgNbd(0.8, 60, 1.3, 3, 0)
    for x, tx, age in ((0, 0, 300), (1, 20, 300), (6, 280, 300), (40, 900, 1000)):
        # Given that the client is alive: rate ~ Gamma(r + x, α + T), stopping ~ Beta(a, b + x).
        draw = np.random.default_rng(1)
        rates = draw.gamma(model.r + x, 1 / (model.alpha + age), 400_000)
        stops = draw.beta(model.a, model.b + x, 400_000)
        alive = np.mean((1 - np.exp(-rates * stops * 365)) / stops)
        numbers = [np.array([float(v)]) for v in (x, tx, age)]
        expected = model.expected_purchases(365, *numbers)[0]
        assert expected == pytest.approx(alive * model.p_alive(*numbers)[0], rel=0.01)


def test_heavy_buyers_and_awkward_parameters_stay_finite() -> None:
    x, tx, age = (
        np.array([0.0, 1, 500, 5000]),
        np.array([0.0, 1, 3000, 3650]),
        np.array([0.0, 3650, 3650, 3650]),
    )
    for a in (1e-3, 0.5, 1 - 1e-9, 1.0, 1 + 1e-9, 40):
        model = BgNbd(0.5, 30, a, 2, 0)
        expected = model.expected_purchases(365, x, tx, age)
        assert np.isfinite(expected).all()
        assert (expected >= 0).all()
        assert expected[3] <= 365 / 3650 * 5000 * 1.01
    near = [BgNbd(0.5, 30, a, 2, 0).expected_purchases(365, x, tx, age) for a in (1 - 1e-4, 1.0, 1 + 1e-4)]
    assert near[1] == pytest.approx((near[0] + near[2]) / 2, rel=1e-4)


def plainly(seen: Summary, model: BgNbd) -> float:
    """The published log-likelihood, client by client."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    total = 0.0
    for x, tx, age in zip(seen.frequency, seen.recency, seen.T, strict=True):
        bought = lgamma(r + x) - lgamma(r) + r * log(alpha) + lgamma(a + b) + lgamma(b + x)
        bought -= lgamma(b) + lgamma(a + b + x)
        still = (alpha + age) ** -(r + x)
        gone = a / (b + x - 1) * (alpha + tx) ** -(r + x) if x else 0.0
        total += bought + log(still + gone)
    return total


def test_the_fit_is_the_greatest_likelihood() -> None:
    """What is reported is the published formula at the parameters found, and no parameter beside them does better."""
    found = fit_bgnbd(CLIENTS)
    assert found is not None
    best = plainly(CLIENTS, found)
    assert found.log_likelihood == pytest.approx(best, rel=1e-10)
    for name in ("r", "alpha", "a", "b"):
        for factor in (0.98, 1.02):
            assert plainly(CLIENTS, replace(found, **{name: getattr(found, name) * factor})) < best


def test_time_has_no_unit() -> None:
    """The same purchases in weeks: α seven times less, everything else the same; clients alike count once each, in any order."""
    days = fit_bgnbd(CLIENTS)
    weeks = fit_bgnbd(
        Summary(CLIENTS.client_id, CLIENTS.frequency, CLIENTS.recency / 7, CLIENTS.T / 7, CLIENTS.monetary)
    )
    order = np.random.default_rng(0).permutation(len(CLIENTS))
    mixed = fit_bgnbd(
        Summary((), *(v[order] for v in (CLIENTS.frequency, CLIENTS.recency, CLIENTS.T, CLIENTS.monetary)))
    )
    assert days is not None
    assert weeks is not None
    assert (weeks.r, weeks.alpha * 7, weeks.a, weeks.b) == pytest.approx(
        (days.r, days.alpha, days.a, days.b), rel=1e-4
    )
    assert mixed == days


def test_summary_of_documents() -> None:
    """Purchases of one day are one; a credit note lowers the invoice that it names; what is later, undated or a quote to come is not there."""
    rows = [
        invoice(1, 100, "2025-01-01"), invoice(2, 60, "2025-01-11"), invoice(3, 40, "2025-01-11"), invoice(4, 300, "2025-01-21"),
        invoice(5, -100, "2025-02-01", related_key=4), invoice(6, -50, "2025-03-01"), invoice(7, 5, "2026-01-01"), invoice(8, 5, None),
        invoice(9, 80, "2025-10-01", client="C2"), invoice(10, 80, "2025-10-01", client="C3"), invoice(11, 80, "2025-10-02", client="C3"),
        invoice(12, -80, "2025-10-03", client="C3", related_key=11),
    ]  # fmt: skip
    seen = summary(frame("documents", rows), AS_OF)
    assert seen.client_id == ("C1", "C2", "C3")
    assert seen.frequency.tolist() == [2, 0, 1]
    assert seen.recency.tolist() == [20, 0, 1]
    assert seen.T.tolist() == [323, 50, 50]
    assert seen.monetary[0] == 150
    assert np.isnan(seen.monetary[1:]).all()
    assert seen.repeat == 2
    assert len(summary(frame("documents", []), AS_OF)) == 0


def test_a_year_of_every_client() -> None:
    portfolio = portfolio_of(CLIENTS)
    found = portfolio.worth(AS_OF)
    assert found.reason is None
    assert found.purchases is not None
    assert len(found.table) == 400
    assert found.total == sum(Decimal(f"{v:.2f}") for v in found.table["clv_12m"])
    product = found.table["expected_purchases"] * found.table["expected_value"]
    assert found.table["clv_12m"].to_numpy() == pytest.approx(product.to_numpy(), abs=0.01 * 80)
    assert found.table["clv_12m"].is_monotonic_decreasing
    assert found.table["p_alive"].between(0, 1).all()
    once = found.table[found.table["frequency"] == 0]
    assert once["monetary"].isna().all()
    assert once["expected_value"].nunique() == 1
    some = portfolio.worth(AS_OF, Filters(search="Client 12"))
    assert 0 < len(some.table) < 400
    merged = some.table.merge(found.table, on="client_id")
    assert (merged["clv_12m_x"] == merged["clv_12m_y"]).all()


def test_a_leap_year_is_a_day_longer() -> None:
    models = fitted(CLIENTS, Settings())
    assert models.purchases is not None
    leap, plain = (estimates(models, dt.date(year, 3, 1))["expected_purchases"] for year in (2023, 2024))
    assert (leap > plain).all()


def too_little(seen: Summary, settings: Settings | None = None, **options: str) -> str:
    """The reason that there is no value, checked to come with no number."""
    found = portfolio_of(seen, settings, **options).worth(AS_OF)
    assert found.total is None
    assert found.table["clv_12m"].isna().all()
    assert found.reason is not None
    return found.reason


def first(n: int, frequency: np.ndarray | None = None) -> Summary:
    x = CLIENTS.frequency[:n] if frequency is None else frequency
    again = x > 0
    return Summary(
        CLIENTS.client_id[:n], x, np.where(again, np.maximum(CLIENTS.recency[:n], 1), 0), CLIENTS.T[:n], np.where(again, 100.0, np.nan)
    )  # fmt: skip


def test_too_few_clients_or_repeat_buyers() -> None:
    words = "Données insuffisantes : il faut au moins 100 clients qui ont déjà acheté, il y en a 99."
    assert too_little(first(99)) == words
    rare = np.array([1.0 if n < 29 else 0.0 for n in range(150)])
    assert too_little(first(150, rare)).endswith(
        "il faut au moins 30 clients qui ont acheté des jours différents, il y en a 29."
    )
    with i18n.speaking("en"):
        assert portfolio_of(first(99)).worth(AS_OF).reason == (
            "Not enough data: at least 100 clients who have bought are needed, there are 99."
        )
    assert portfolio_of(CLIENTS, Settings(value_min_clients=401)).worth(AS_OF).total is None
    empty = Portfolio(dataset([])).worth(AS_OF)
    assert (len(empty.table), empty.total) == (0, None)


def test_no_heterogeneity_no_number() -> None:
    """Everyone buys at the same beat for the same amount: the parameters run away, and then there is no number."""
    n = 200
    beat = Summary(
        tuple(f"{i:03d}" for i in range(n)),
        np.full(n, 10.0),
        np.full(n, 300.0),
        np.full(n, 305.0),
        np.full(n, 100.0),
    )
    assert fit_bgnbd(beat) is None
    assert fit_gamma_gamma(beat) is None
    assert too_little(beat).startswith("Données insuffisantes")


def test_currencies_are_not_added() -> None:
    rows = [invoice(1, 10, currency="EUR"), invoice(2, 10, currency="USD")]
    found = Portfolio(dataset(rows)).worth(AS_OF)
    assert found.total is None
    assert found.reason == "Plusieurs devises (EUR, USD) ne s’additionnent pas : choisissez-en une."
    assert Portfolio(dataset(rows)).worth(AS_OF, Filters(currency="USD")).currency == "USD"


def test_a_hundred_thousand_clients_are_quick() -> None:
    """Seconds of processor, imports apart; a quarter of this on a quiet machine."""
    many = simulated(100_000, BgNbd(0.8, 60, 0.6, 3, 0), GammaGamma(5, 4, 900, 0), 1)
    fit_bgnbd(CLIENTS)
    start = process_time()
    assert fit_bgnbd(many) is not None
    assert fit_gamma_gamma(many) is not None
    assert process_time() - start < 2


def test_clients_twice_are_the_same_fit() -> None:
    parts = (CLIENTS.frequency, CLIENTS.recency, CLIENTS.T, CLIENTS.monetary)
    once, twice = fit_bgnbd(CLIENTS), fit_bgnbd(Summary((), *(np.concatenate([v, v]) for v in parts)))
    assert once is not None
    assert twice is not None
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)
    assert (twice.r, twice.alpha, twice.a, twice.b) == pytest.approx(
        (once.r, once.alpha, once.a, once.b), rel=1e-4
    )
