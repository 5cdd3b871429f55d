"""The columnar copy under many hands: one cursor a call, few dates kept, nothing dropped while read, no way out; numbers are tested elsewhere."""

import datetime as dt
import gc
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fiche.analysis import Filters, Portfolio
from fiche.analysis.copy import KEPT
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)


@pytest.fixture
def portfolio() -> Portfolio:
    rows = [invoice(n, n, "2025-01-01", "2025-02-01", f"C{n % 3}") for n in range(1, 31)]
    return Portfolio(dataset(rows, [payment(n, f"2025-03-{n:02d}", n, f"C{n % 3}") for n in range(1, 11)]))


def test_many_threads_and_dates(portfolio: Portfolio) -> None:
    """Eight threads over more dates than are kept: each answer is that of one thread alone."""
    dates = [dt.date(2025, 3, 1) + dt.timedelta(days=n) for n in range(KEPT + 3)]

    def ask(n: int) -> tuple[object, ...]:
        as_of = dates[n % len(dates)]
        client = f"C{n % 3}" if n % 2 else None
        where = Filters(search="Client") if n % 5 == 0 else Filters()
        figure = portfolio.figures(as_of, client, where)["balance"].value
        return (
            as_of,
            client,
            figure,
            portfolio.aged(as_of, client).buckets_total,
            len(portfolio.clients(as_of)),
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))
    for as_of, client, figure, total, clients in answers:
        open_ones = [n for n in range(1, 31) if n > 10 or dt.date(2025, 3, n) > as_of]  # type: ignore[operator]
        expected = sum(n for n in open_ones if client in (None, f"C{n % 3}"))
        assert figure == total == Decimal(expected)
        assert clients == 3


def _tables(portfolio: Portfolio) -> list[str]:
    with portfolio._copy.cursor() as cursor:
        rows = cursor.execute(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'items_')"
        ).fetchall()
    return [name for (name,) in rows]


def test_few_dates_are_kept(portfolio: Portfolio) -> None:
    for n in range(KEPT * 2):
        portfolio.aged(AS_OF - dt.timedelta(days=n))
    assert len(_tables(portfolio)) == KEPT
    before = _tables(portfolio)
    portfolio.figures(AS_OF - dt.timedelta(days=KEPT * 2 - 1))
    assert _tables(portfolio) == before


def test_nothing_is_dropped_while_read(portfolio: Portfolio) -> None:
    with portfolio._copy.at(AS_OF) as cursor:
        for n in range(1, KEPT * 2):
            portfolio.aged(AS_OF - dt.timedelta(days=n))
        assert cursor.execute("SELECT COUNT(document_key) FROM items").fetchone() == (30,)


def test_no_way_out(portfolio: Portfolio) -> None:
    """The copy reads no file, takes no Python variable for a table, loads no extension, and its settings are locked."""
    with portfolio._copy.cursor() as cursor:
        for statement in (
            "SELECT * FROM read_csv('/etc/hostname')", "COPY (SELECT 1) TO '/tmp/out.csv'", "SET enable_external_access = true", "SET threads = 8",
            "ATTACH '/tmp/other.db'", "INSTALL httpfs", "SELECT * FROM portfolio",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                cursor.execute(statement)


def test_amounts_are_decimals(portfolio: Portfolio) -> None:
    """No amount is a float on its way."""
    portfolio.aged(AS_OF)
    query = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND data_type IN ('DOUBLE', 'FLOAT')"
    with portfolio._copy.cursor() as cursor:
        assert {name for _, name, _ in cursor.execute(query).fetchall()} == set()


def test_what_does_not_fit_in_memory_goes_to_a_private_folder_that_leaves_with_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never beside the application: rows of clients would stay in a folder that nobody sweeps."""
    monkeypatch.setenv("FICHE_TEMP", str(tmp_path / "temp"))
    portfolio = Portfolio(dataset([invoice(1, 100)]))
    with portfolio._copy.cursor() as cursor:
        found = cursor.execute("SELECT current_setting('temp_directory')").fetchone()
    (folder,) = (tmp_path / "temp").iterdir()
    assert found == (str(folder),) and folder.stat().st_mode & 0o077 == 0
    portfolio.close()
    del portfolio
    gc.collect()
    assert not list((tmp_path / "temp").iterdir())
