"""Every indicator's SQL gives the same figures on DuckDB, PostgreSQL and ClickHouse; what the right figure is, tests/analysis says."""

import datetime as dt
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fiche import loading
from fiche.analysis import Settings, aged, evaluate
from fiche.analysis.copy import DERIVED, Copy, statement, tables, with_segments
from fiche.analysis.frames import Frames, frames
from fiche.analysis.metric import metrics
from fiche.dataset import Dataset
from sample_data.company.expected import DATES
from tests.engines.clickhouse import ClickHouse, session
from tests.engines.edges import edges
from tests.engines.postgres import Postgres, cluster

pytestmark = pytest.mark.engines
# Everything that has a figure only when it is set, is.
SETTINGS = Settings(financing_rate=Decimal("0.045"), dso_days=180)
Engine = Postgres | ClickHouse
MORE = {
    "words": evaluate.told_query(),
    "sales": evaluate.SALES,
    "revenues": evaluate.REVENUES,
    "currencies": evaluate.CURRENCIES,
    "buckets": aged.BUCKETS,
}
CODES = [code for code, metric in metrics().items() if metric.sql]


@pytest.fixture(scope="module", params=["company", "edges"])
def made(request: pytest.FixtureRequest, demo: Path) -> Frames:
    return frames(company(demo) if request.param == "company" else edges(), SETTINGS)


def company(demo: Path) -> Dataset:
    return loading.check(loading.prepare([(demo.name, demo)]), loaded_on=DATES[0])


@pytest.fixture(scope="module")
def copy(made: Frames) -> Iterator[Copy]:
    kept = Copy(made, SETTINGS)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    with cluster() as started:
        yield started


@pytest.fixture(scope="module")
def clickhouse() -> Iterator[Engine]:
    with session() as opened:
        yield opened


@pytest.fixture(scope="module", params=["postgres", "clickhouse"])
def engine(request: pytest.FixtureRequest, made: Frames) -> Engine:
    """The engine, with the tables of the copy: loaded, then derived there."""
    found: Engine = request.getfixturevalue(request.param)
    for name, frame in tables(made, SETTINGS).items():
        found.load(name, frame)
    for name, file in DERIVED.items():
        found.make(name, statement(file))
    return found


@pytest.fixture(scope="module", params=DATES, ids=str)
def as_of(request: pytest.FixtureRequest) -> dt.date:
    day: dt.date = request.param
    return day


@pytest.fixture(scope="module")
def engine_at(engine: Engine, copy: Copy, as_of: dt.date) -> Engine:
    """The engine, with the open items of that date as `items`."""
    engine.make("items", with_segments("open_items.sql"), copy.parameters(as_of, None))
    return engine


def same(found: Any, wanted: Any) -> bool:
    """Equal: amounts to the cent and counts exactly, never a float for one of them; ratios to nine digits; NULL is NULL."""
    if wanted is None or found is None:
        return found is wanted
    if isinstance(wanted, float):
        return math.isclose(float(found), wanted, rel_tol=1e-9, abs_tol=1e-12)
    return not isinstance(found, float) and bool(found == wanted)


def differences(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[tuple[int, str, Any, Any]]:
    """(row, column, found, wanted) of what is not the same, at most twenty."""
    assert len(found) == len(wanted)
    cells = (
        (number, column, row[column], value)
        for number, (row, own) in enumerate(zip(found, wanted, strict=True))
        for column, value in own.items()
        if not same(row[column], value)
    )
    return [cell for cell, _ in zip(cells, range(20), strict=False)]


def _duckdb(
    copy: Copy, as_of: dt.date, query: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    with copy.at(as_of) as cursor:
        return evaluate.fetched(cursor, query, values).to_dicts()


def test_the_open_items(engine_at: Engine, copy: Copy, as_of: dt.date) -> None:
    order = (
        "ORDER BY client_id, item, document_key, date, due_date, unapplied, applied, due_amount, open_amount"
    )
    query = f"SELECT * FROM items {order}"
    wanted = _duckdb(copy, as_of, query)
    assert len(wanted) > 15
    assert differences(engine_at.rows(query), wanted) == []


@pytest.mark.parametrize("by", [None, "client_id", "month", "currency"])
def test_every_indicator(engine_at: Engine, copy: Copy, as_of: dt.date, by: evaluate.Grouping | None) -> None:
    query = evaluate.query(CODES, by)
    wanted = _duckdb(copy, as_of, query)
    assert len(wanted[0]) == len(CODES) + (by is not None)
    assert differences(engine_at.rows(query), wanted) == []


@pytest.mark.parametrize(
    "query", [evaluate.told_query(), evaluate.SALES, evaluate.REVENUES, evaluate.CURRENCIES]
)
def test_what_words_and_derived_indicators_need(
    engine_at: Engine, copy: Copy, as_of: dt.date, query: str
) -> None:
    ordered = f"SELECT * FROM ({query}) AS q ORDER BY 1"
    assert differences(engine_at.rows(ordered), _duckdb(copy, as_of, ordered)) == []


def test_the_risk_score_and_the_penalties_row_by_row(engine_at: Engine, copy: Copy, as_of: dt.date) -> None:
    values = {"as_of": as_of, "half_year_ago": as_of - dt.timedelta(days=183)}
    for query in (statement("risk.sql"), with_segments("penalty_rows.sql"), statement("at_risk.sql")):
        assert differences(engine_at.rows(query, values), _duckdb_bound(copy, as_of, query, values)) == []


def _duckdb_bound(copy: Copy, as_of: dt.date, query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    named = {name: value for name, value in values.items() if f"${name}" in query}
    return _duckdb(copy, as_of, query, named)


def test_every_indicator_is_judged(demo: Path) -> None:
    """Each has a value for some client at some date: one that is always NULL would be equal everywhere."""
    copy, defined = Copy(frames(company(demo), SETTINGS), SETTINGS), set()
    for day in DATES:
        for row in _duckdb(copy, day, evaluate.query(CODES, "client_id")):
            defined |= {code for code in CODES if row[code] is not None}
    assert set(CODES) - defined == set()


def test_postgresql_is_debian_s(postgres: Postgres) -> None:
    assert postgres.version() >= 15


def test_differences_are_seen() -> None:
    assert not same(1.0, Decimal(1))
    assert not same(Decimal("1.01"), Decimal("1.00"))
    assert not same(None, 0)
    assert not same(1.0 + 1e-8, 1.0)
    assert same(Decimal("1.0"), 1)


ALONE = """
import sys
from pathlib import Path
from fiche import loading
from fiche.analysis import Portfolio
import datetime as dt
demo = Path(sys.argv[1])
day = dt.date(2026, 11, 20)
assert Portfolio(loading.check(loading.prepare([(demo.name, demo)]), loaded_on=day)).figures(day)["balance"].value
print(sorted({name.split(".")[0] for name in sys.modules} & {"sqlglot", "psycopg", "chdb", "duckdb"}))
"""


def test_figures_need_no_translation(demo: Path, root: Path) -> None:
    """The application runs its own SQL as written: neither sqlglot nor another engine is imported."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(demo)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['duckdb']"
