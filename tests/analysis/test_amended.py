"""A portfolio amended with some clients' rows answers, to the letter, as one made anew of the same rows; what the answers should be is tested elsewhere."""

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import parts
from fiche.analysis import Filters, Portfolio, Settings, copy
from fiche.analysis.overrides import Override
from fiche.analysis.settings import CurrencyRate
from fiche.analysis.shelf import BY_CLIENT, BY_DOCUMENT, FOR_ALL
from fiche.analysis.tabulate import GROUPS
from fiche.dataset import Dataset
from fiche.errors import UnknownClient
from tests.analysis.build import dataset, invoice, money, payment

START = dt.date(2025, 1, 20)
AS_OF = dt.date(2026, 2, 10)
NUMBERS = ("A", "B", "C", "D")
FLOATING = (900, 901)  # documents that go from one client to another
KEYS = (*range(1, 5), *range(11, 15), *range(21, 25), *FLOATING)
days = st.none() | st.integers(0, 420).map(lambda n: START + dt.timedelta(days=n))
codes = st.sampled_from([None, None, None, "EUR", "EUR", "USD"])
cents = st.integers(1, 90_000).map(lambda n: Decimal(n) / 100)


@dataclass(frozen=True)
class Version:
    """What each client has (None: it is not there), and whose the floating documents are."""

    clients: Mapping[str, Mapping[str, Any] | None]
    floating: Mapping[int, str]

    def dataset(self) -> Dataset:
        """All of it as a file."""
        present = {number: has for number, has in self.clients.items() if has is not None}
        documents = [d for has in present.values() for d in has["documents"]]
        owned = {key: owner for key, owner in self.floating.items() if owner in present}
        documents += [
            invoice(key, 300 + key % 2, "2025-11-05", "2025-12-05", owner) for key, owner in owned.items()
        ]
        rows = [row for has in present.values() for row in has["rows"]]
        tables: dict[str, list[Any]] = {"disputes": [], "promises": [], "contacts": []}
        for name, found in tables.items():
            found += [row for has in present.values() for row in has[name]]
        paid = [p for has in present.values() for p in has["payments"]]
        return dataset(documents, paid, rows, **tables)


@st.composite
def belongings(draw: st.DrawFn, number: str) -> Mapping[str, Any]:
    """One client and all that it has."""
    mine = [10 * NUMBERS.index(number) + n for n in range(1, draw(st.integers(0, 4)) + 1)]
    documents = []
    for key in mine:
        gross = draw(cents) * draw(st.sampled_from([1, 1, 1, -1]))
        date, due = draw(days), draw(days)
        related = draw(st.sampled_from(KEYS)) if gross < 0 else None
        split = (
            f"2025-05-01=1.00 {due}=2.00"
            if due and due > dt.date(2025, 5, 1) and draw(st.booleans())
            else None
        )
        dated = {
            "date": date,
            "due_date": due,
            "related_key": related,
            "currency": draw(codes),
            "schedule": split,
        }
        discount = (
            {"discount": abs(gross) / 10, "before_discount": abs(gross) * 11 / 10}
            if draw(st.booleans())
            else {}
        )
        documents.append(invoice(key, gross, None, None, number, **discount) | dated)
    paid = [
        payment(draw(cents), None, draw(st.none() | st.sampled_from(KEYS)), number, currency=draw(codes)) | {"date": draw(days)}
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    disputes = [
        {"client_id": number, "document_key": draw(st.sampled_from(KEYS)), "opened_on": draw(days)}
        for _ in range(draw(st.integers(0, 1)))
    ]
    promises = [
        {"client_id": number, "document_key": draw(st.none() | st.sampled_from(KEYS)), "amount": draw(st.none() | cents.map(money)), "promised_on": draw(days)}
        for _ in range(draw(st.integers(0, 1)))
    ]  # fmt: skip
    names = st.sampled_from(["Dupont", "Dupond & Fils", "Élan", None])
    row = {
        "client_id": number,
        "name": draw(names),
        "city": draw(st.sampled_from(["Lyon", None])),
        "category": draw(st.sampled_from(["Particulier", "Négoce", None])),
        "currency": draw(codes),
        "credit_limit": draw(st.none() | cents.map(money)),
        "granted_discount": draw(st.sampled_from([None, 0.05])),
    }
    contacts = [{"client_id": number, "contact_name": draw(names)}]
    return {
        "rows": [row],
        "documents": documents,
        "payments": paid,
        "disputes": disputes,
        "promises": promises,
        "contacts": contacts,
    }


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Version, frozenset[str]]]:
    """Versions of a file, each with the clients that the one before did not have so."""
    owner = st.sampled_from(NUMBERS)
    first = {number: draw(belongings(number)) if number != "D" else None for number in NUMBERS}
    versions = [(Version(first, {key: draw(owner) for key in FLOATING}), frozenset(NUMBERS))]
    for _ in range(draw(st.integers(1, 3))):
        last = versions[-1][0]
        changed = draw(st.sets(owner, min_size=1, max_size=2))
        clients = last.clients | {
            n: draw(st.none() | belongings(n)) if n != "A" else draw(belongings(n)) for n in changed
        }
        floating = dict(last.floating)
        if draw(st.booleans()):
            moved, taker = draw(st.sampled_from(FLOATING)), draw(owner)
            changed |= {floating[moved], taker}
            floating[moved] = taker
        versions.append((Version(clients, floating), frozenset(changed)))
    return versions


def answers(portfolio: Portfolio, as_of: dt.date) -> dict[str, Any]:
    """Everything that a portfolio says at a date."""
    wheres = [
        Filters(),
        *(Filters(currency=code) for code in portfolio.currencies()),
        Filters(search="dupont"),
    ]
    said: dict[str, Any] = {
        "currencies": list(portfolio.currencies().items()),
        "basis": (portfolio.revenue_basis, portfolio.conversion, portfolio.empty, portfolio.last_document_on),
        "choices": portfolio.choices(),
        "names": portfolio.names(),
    }
    for where in wheres:
        for name in (
            "figures", "aged", "monthly_revenue", "at_risk_by_month", "penalty_rows", "clients", "segments", "risks", "worth", "receipts", "alerts",
        ):  # fmt: skip
            said[f"{name} {where}"] = getattr(portfolio, name)(as_of, where=where)
        for by in ("client_id", "month", "currency"):
            said[f"by {by} {where}"] = portfolio.breakdown(as_of, ["revenue_12m", "at_risk_rate"], by, where)  # type: ignore[arg-type]
        for code in ("outstanding", "herfindahl", "dso_countback"):
            said[f"behind {code} {where}"] = portfolio.behind(code, as_of, None, where)
        for client in portfolio.names():
            for name in ("transactions", "payments", "evolution", "risk"):
                said[f"{name} {client} {where}"] = getattr(portfolio, name)(client, as_of, where=where)
    for client in portfolio.names():
        said[f"client {client}"] = portfolio.client(client)
        said[f"figures {client}"] = portfolio.figures(as_of, client)
        said[f"alerts {client}"] = portfolio.alerts(as_of, client)
        said[f"assumptions {client}"] = portfolio.assumptions(as_of, client)
    for by in GROUPS:
        said[f"tabulate {by}"] = portfolio.tabulate(as_of, by)  # type: ignore[arg-type]
    for text in ("dupont", "lyon", "F0012", "elan"):
        said[f"search {text}"] = portfolio.search(text)
    return said


def plain(value: Any) -> Any:
    """Frames as rows, so that two answers compare."""
    if isinstance(value, pd.DataFrame):
        return [tuple(value.columns), value.astype(object).where(value.notna(), None).to_numpy().tolist()]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def assert_same(found: Portfolio, wanted: Portfolio, as_of: dt.date = AS_OF) -> None:
    """Every answer, and in the same order."""
    own, other = answers(found, as_of), answers(wanted, as_of)
    assert own.keys() == other.keys()
    for question, answer in own.items():
        assert plain(answer) == plain(other[question]), question


def rows(
    copy_: copy.Copy, as_of: dt.date, currency: str | None, clients: list[str] | None = None
) -> dict[str, Any]:
    """The rows of every table, and of the open items, in no order; a payment's own key says nothing to anyone."""
    found = {}
    with copy_.at(as_of, currency, clients) as cursor:
        for table in ("items", *BY_CLIENT, *BY_DOCUMENT, *(FOR_ALL if clients is None else ())):
            shown = {"payments": "* EXCLUDE (payment_key)", "movements": "* EXCLUDE (source_key)"}.get(
                table, "*"
            )
            query = f"SELECT {shown} FROM {table}"
            if table != "items" and clients is not None:
                key = "client_id" if table in BY_CLIENT else "document_key"
                own = (
                    "SELECT client_id FROM chosen" if table in BY_CLIENT else "SELECT document_key FROM items"
                )
                query = f"{query} WHERE {key} IN ({own})"
            found[table] = sorted(map(repr, cursor.execute(query).fetchall()))
    return found


def _rows(frame: pl.DataFrame | None) -> list[str]:
    return ["nobody promises"] if frame is None else [repr(row) for row in frame.rows()]


def assert_same_tables(
    portfolio: Portfolio,
    anew: Portfolio,
    as_of: dt.date = AS_OF,
    currency: str | None = None,
    some: list[str] | None = None,
) -> None:
    """What every answer is made of, for everyone and for some."""
    own, other = portfolio._frames, anew._frames
    assert list(own.currencies.items()) == list(other.currencies.items())
    assert (own.default, dict(own.stated), dict(own.paid)) == (
        other.default,
        dict(other.stated),
        dict(other.paid),
    )
    assert sorted(_rows(own.broken)) == sorted(_rows(other.broken))
    assert own.payments["payment_key"].is_sorted() and own.payments["payment_key"].is_unique().all()
    for clients in (None, some or []):
        found, expected = (rows(each._copy, as_of, currency, clients) for each in (portfolio, anew))
        for table, content in expected.items():
            assert found[table] == content, (table, clients)


@settings(max_examples=40)
@given(
    histories(),
    st.integers(-60, 60),
    st.sampled_from([None, "EUR", "USD"]),
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=2),
)
def test_amended_tables_are_those_made_anew(
    history: list[tuple[Version, frozenset[str]]], later: int, currency: str | None, some: list[str]
) -> None:
    """Table by table, step after step, for everyone and for some."""
    as_of = AS_OF + dt.timedelta(days=later)
    before = history[0][0].dataset()
    portfolio = Portfolio(before)
    for version, changed in history[1:]:
        wanted = version.dataset()
        after = parts.amended(before, changed, parts.part(wanted, changed))
        portfolio, anew = portfolio.amended(after, changed), Portfolio(wanted)
        assert_same_tables(portfolio, anew, as_of, currency, some)
        before = after


@settings(max_examples=2)
@given(histories(), st.integers(-60, 60))
def test_amended_answers_as_made_anew(history: list[tuple[Version, frozenset[str]]], later: int) -> None:
    """Every question; and the portfolio before each step goes on answering as it did."""
    as_of = AS_OF + dt.timedelta(days=later)
    before = history[0][0].dataset()
    portfolio = Portfolio(before)
    portfolio.clients(as_of)  # so that there is something to keep
    for version, changed in history[1:]:
        wanted = version.dataset()
        after = parts.amended(before, changed, parts.part(wanted, changed))
        former, portfolio = portfolio, portfolio.amended(after, changed)
        assert_same(portfolio, Portfolio(wanted), as_of)
        assert plain(former.figures(as_of)) == plain(Portfolio(before).figures(as_of))
        before = after


@settings(max_examples=60)
@given(histories())
def test_the_rows_of_a_part_take_the_place_of_those_they_were(
    history: list[tuple[Version, frozenset[str]]],
) -> None:
    """Each client has its rows, in their order, nobody else's move, and taking a part out gives what was put in."""
    before = history[0][0].dataset()
    for version, changed in history[1:]:
        wanted = version.dataset()
        after = parts.amended(before, changed, parts.part(wanted, changed))
        for name, table in after.tables.items():
            if "client_id" not in table.columns:
                continue
            assert len(table) == len(wanted[name])
            for number in NUMBERS:
                mine = pl.col("client_id") == number
                assert table.filter(mine).equals(wanted[name].filter(mine)), (name, number)
            others = ~pl.col("client_id").is_in(list(changed))
            assert table.filter(others).equals(before[name].filter(others))
        before = after


def company() -> Dataset:
    rows = [
        invoice(n, 100 + n, "2025-09-01", "2025-10-01", f"C{n % 5}", currency="EUR") for n in range(1, 41)
    ]
    return dataset(rows, [payment(50, "2025-10-15", n, f"C{n % 5}", currency="EUR") for n in range(1, 11)])


def edited(before: Dataset, client: str, **values: Any) -> Dataset:
    """The same file, some columns of a client's documents changed."""
    mine = pl.col("client_id") == client
    documents = before.documents.with_columns(
        pl.when(mine).then(pl.lit(value).cast(before.documents.schema[name])).otherwise(name).alias(name) for name, value in values.items()
    )  # fmt: skip
    return replace(before, tables={**before.tables, "documents": documents})


def test_large_tables_are_shared() -> None:
    """Only the rows of the client that changed are made again."""
    before = company()
    portfolio = Portfolio(before)
    portfolio.figures(AS_OF)
    after = portfolio.amended(edited(before, "C1", gross="999.00"), {"C1"})
    assert after._copy._large is portfolio._copy._large
    assert (
        after._frames.documents["client_id"].to_list() == portfolio._frames.documents["client_id"].to_list()
    )
    with after._copy.cursor(["C1"]) as cursor:
        assert cursor.execute("SELECT DISTINCT client_id FROM documents").fetchall() == [("C1",)]
    assert_same_tables(after, Portfolio(edited(before, "C1", gross="999.00")))


def test_what_concerns_everyone_is_made_anew() -> None:
    """A second currency gives those who state none another one; amounts to convert take everyone's rates."""
    before = dataset(
        [invoice(1, 10, client="A", currency="CHF"), invoice(2, 20, client="B")],
        [payment(5, "2025-03-01", None, "B")],
    )
    portfolio = Portfolio(before)
    assert portfolio.currencies() == {"CHF": 2}
    after = portfolio.amended(edited(before, "A", currency="USD"), {"A"})
    assert after.currencies() == {"USD": 2}
    assert_same_tables(after, Portfolio(edited(before, "A", currency="USD")))
    rates = Settings(
        convert_to="EUR", currency_rates=(CurrencyRate("USD", dt.date(2020, 1, 1), Decimal("0.9")),)
    )
    converting = Portfolio(company(), rates)
    abroad = edited(company(), "C1", currency="USD")
    assert_same_tables(converting.amended(abroad, {"C1"}), Portfolio(abroad, rates))
    home = edited(company(), "C1", gross="1.00")
    assert_same_tables(converting.amended(home, {"C1"}), Portfolio(home, rates))


def test_a_client_that_goes_and_one_that_comes() -> None:
    before = company()
    portfolio = Portfolio(before)
    gone = parts.amended(before, {"C1"}, parts.part(before, ()))
    without = portfolio.amended(gone, {"C1"})
    assert_same_tables(without, Portfolio(gone))
    with pytest.raises(UnknownClient):
        without.client("C1")
    assert_same_tables(without.amended(before, {"C1"}), Portfolio(before))


def test_overrides_go_along() -> None:
    before = company()
    given = Override("C2", "vip", "A. Martin", dt.date(2025, 1, 1), "ami")
    portfolio = Portfolio(before).amended(edited(before, "C1", gross="1.00"), {"C1"}, [given])
    assert portfolio.clients(AS_OF).set_index("client_id").loc["C2", "status_override"] == "vip"
    again = portfolio.amended(before, {"C1"})
    assert again.clients(AS_OF).set_index("client_id").loc["C2", "override_by"] == "A. Martin"


def test_a_change_too_large_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy, "LARGE", 10)
    before = company()
    after = edited(before, "C1", gross="7.00")
    portfolio = Portfolio(before)
    amended = portfolio.amended(after, {"C1"})
    assert amended._copy._large is not portfolio._copy._large
    assert_same_tables(amended, Portfolio(after))


def test_readers_of_before_see_nothing_of_after() -> None:
    """While one goes through a page of questions, others change every client: the page is of one revision."""
    before = company()
    portfolio = Portfolio(before)
    wanted = plain(portfolio.figures(AS_OF))

    def change(n: int) -> Decimal:
        after = edited(before, f"C{n % 5}", gross=f"{n}.00")
        value = portfolio.amended(after, {f"C{n % 5}"}).figures(AS_OF)["revenue_total"].value
        assert isinstance(value, Decimal)
        return value

    def read(_n: int) -> bool:
        return plain(portfolio.figures(AS_OF)) == wanted

    with ThreadPoolExecutor(4) as pool:
        changes, reads = pool.map(change, range(12)), pool.map(read, range(24))
        assert all(reads) and len(list(changes)) == 12


def test_tables_go_with_their_portfolio() -> None:
    """A hundred edits later there is one patch, not a hundred."""
    dataset_ = company()
    portfolio = Portfolio(dataset_)
    large = portfolio._copy._large
    for n in range(20):
        dataset_ = edited(dataset_, f"C{n % 5}", gross=f"{n}.00")
        portfolio = portfolio.amended(dataset_, {f"C{n % 5}"})
        portfolio.figures(AS_OF)
    names = large.connection.execute(
        "SELECT schema_name FROM duckdb_schemas() WHERE starts_with(schema_name, 'patch_')"
    ).fetchall()
    assert len(names) == 1
