"""The contract of every rule found in fiche/checking/quality: what it gives has the shape that screens and corrections rely on; what each finds is tested elsewhere."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from fiche import i18n, loading
from fiche.checking import quality, rule
from fiche.checking.facts import Examined
from fiche.checking.quality import dismissal_key, findings_of, pair_key
from fiche.checking.values import parse
from fiche.dataset import FINDINGS_SCHEMA, Dataset, blank
from fiche.findings import FINDINGS
from fiche.model import TABLES, schema
from fiche.reading.raw import Kind, RawColumn
from fiche.records import SEPARATOR, with_records
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 11, 20)
each = pytest.mark.parametrize("name", rule.rules())


@pytest.fixture(scope="module")
def company(demo: Path) -> Dataset:
    return loading.check(loading.prepare([("demo.xlsx", demo)]), loaded_on=AS_OF)


@pytest.fixture(scope="module")
def faulty() -> Dataset:
    """A portfolio with every fault at least once; test_every_rule_has_something_to_say makes sure of it."""
    place = {"postal_code": "69001", "city": "Lyon", "country": "France", "source_file": "f.csv"}
    clients = [
        {"client_id": "C1", "name": "Garage Dupont SARL", "siret": "73282932000074", "email": "a@b", **place},
        {"client_id": "C2", "name": "Garage Dupond", "phone": "472001122", "granted_discount": 0.05, **place},
        {"client_id": "C3", "siret": "73282932000074", "siren": "123456789", "vat_number": "FR00732829320"},
        {"client_id": "C4", "siren": "732829320", "vat_number": "FR83404833048", "iban": "FR76"},
        {"client_id": "C5", "siret": "1", "country": "Belgiqe", "legal_form": "SAS", "granted_discount": 1.5},
        {"client_id": "C6", "name": "Relais"},
    ]
    documents = [
        invoice(1, 100, "2026-10-01", "2026-09-01", "C2", payment_terms="30 jours", discount_rate=0.1),
        invoice(2, 100, "2026-10-01", "2027-02-01", "C1", currency="EUR"),
        invoice(3, 100, "2026-10-01", "2026-11-01", "C1", currency="USD"),
        invoice(4, 100, "2026-10-01", "2026-11-01", "C6"),
        *[invoice(n, 50, "2026-09-01", client="C6") for n in range(10, 20)],
        invoice(20, 9000, "2026-09-01", client="C6"),
    ]
    payments = [
        {"client_id": "C1", "document_key": 2, "date": dt.date(2026, 9, 1), "implied": True, "assumed": False}
    ]
    return dataset(documents, payments, clients, contacts=[{"client_id": "C1", "email": "x@y.fr,"}])


@pytest.fixture(scope="module")
def portfolios(company: Dataset, faulty: Dataset) -> list[Dataset]:
    return [blank(AS_OF), company, faulty]


def test_every_rule_is_found() -> None:
    folder = Path(quality.__file__).parent
    assert set(rule.rules()) == {p.stem for p in folder.glob("*.py")} - {"__init__"}
    codes = [code for r in rule.rules().values() for code in r.codes]
    assert len(codes) == len(set(codes))


def test_every_rule_has_something_to_say(faulty: Dataset) -> None:
    found = set(findings_of(faulty, AS_OF)["code"])
    assert found == {code for r in rule.rules().values() for code in r.codes}


@each
def test_findings_have_their_shape_and_known_codes(name: str, portfolios: list[Dataset]) -> None:
    r = rule.rules()[name]
    for portfolio in portfolios:
        found = r.find(Examined(portfolio), AS_OF)
        assert found.schema == FINDINGS_SCHEMA
        assert set(found["code"]) <= set(r.codes) <= FINDINGS.keys()
        assert set(found["severity"]) <= {FINDINGS[code].severity for code in r.codes}
        assert found["cell"].null_count() == len(found)
    assert r.find(Examined(blank(AS_OF)), AS_OF).is_empty()


@each
def test_each_finding_is_of_a_row_that_exists(name: str, portfolios: list[Dataset]) -> None:
    for portfolio in portfolios:
        for row in rule.rules()[name].find(Examined(portfolio), AS_OF).iter_rows(named=True):
            records = with_records(portfolio[row["table"]], row["table"])
            (origin,) = records.filter(pl.col("record") == row["record"]).iter_rows(named=True)
            assert row["column"] in schema(row["table"]) and row["column"] in TABLES[row["table"]].by_name
            assert all(row[c] == origin[c] for c in ("source_file", "source_sheet", "source_row"))


@each
def test_a_proposal_is_another_value_that_the_column_can_hold(name: str, portfolios: list[Dataset]) -> None:
    for portfolio in portfolios:
        found = rule.rules()[name].find(Examined(portfolio), AS_OF).drop_nulls("proposal")
        for row in found.iter_rows(named=True):
            column = TABLES[row["table"]].by_name[row["column"]]
            cell = RawColumn(pl.Series([Kind.TEXT], dtype=pl.UInt8), pl.Series([row["proposal"]]))
            read = parse(cell, column, column.fr, None)
            assert read.values.is_not_null().all() and not read.bad.any()
            assert row["proposal"] != row["value"]


@each
def test_the_same_portfolio_gives_the_same_findings(name: str, portfolios: list[Dataset]) -> None:
    r = rule.rules()[name]
    for portfolio in portfolios:
        assert r.find(Examined(portfolio), AS_OF).equals(r.find(Examined(portfolio), AS_OF))


def test_the_whole_is_the_sum_and_speaks_the_reader_s_language(faulty: Dataset) -> None:
    french = findings_of(faulty, AS_OF)
    with i18n.speaking("en"):
        english = findings_of(faulty, AS_OF)
    assert len(french) == sum(len(r.find(Examined(faulty), AS_OF)) for r in rule.rules().values())
    assert french.drop("detail", "value").equals(english.drop("detail", "value"))
    assert not french["detail"].equals(english["detail"])


def test_what_was_dismissed_stays_unsaid(faulty: Dataset) -> None:
    everything = findings_of(faulty, AS_OF)
    keys = {dismissal_key(row) for row in everything.iter_rows(named=True)}
    assert findings_of(faulty, AS_OF, keys).is_empty()
    left = findings_of(faulty, AS_OF, {("near_duplicate", pair_key("C1", "C2")), ("missing_vat", "C5")})
    assert set(everything["code"]) - set(left["code"]) == {"near_duplicate"}
    assert pair_key("C2", "C1") == f"C1{SEPARATOR}C2"
