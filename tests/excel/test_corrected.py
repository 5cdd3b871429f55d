"""The corrected client file read again: the same portfolio, for the made-up company and for whatever names, numbers and amounts a company may have."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiche import loading
from fiche.analysis import Portfolio
from fiche.dataset import Dataset, blank
from fiche.excel.corrected import corrected_workbook
from fiche.model import schema
from fiche.place import folder

DAY = dt.date(2026, 6, 30)
CLIENT = ["client_id", "name", "city", "postal_code", "email", "notes"]
DOCUMENT = ["client_id", "document_id", "kind", "date", "due_date", "gross", "net", "description"]


def again(dataset: Dataset) -> Dataset:
    return loading.check(loading.prepare([("corrige.xlsx", corrected_workbook(dataset))]), loaded_on=DAY)


def test_the_made_up_company_reads_back_equal() -> None:
    demo: Path = folder() / "sample_data" / "demo" / "entreprise_demo.xlsx"
    first = loading.check(loading.prepare([(demo.name, demo)]), loaded_on=DAY)
    second = again(first)
    for name in ("clients", "documents", "payments", "contacts", "interactions", "disputes"):
        assert len(second[name]) == len(first[name]), name  # type: ignore[literal-required]
    assert second.clients.select(CLIENT).equals(first.clients.select(CLIENT))
    assert second.documents.select(DOCUMENT).equals(first.documents.select(DOCUMENT))
    before, after = (Portfolio(d).figures(DAY) for d in (first, second))
    assert {c: f.value for c, f in before.items()} == {c: f.value for c, f in after.items()}


def test_instalments_read_back_equal() -> None:
    """An invoice of three instalments is written in three rows, whose amounts add up to the cent, and read as one again."""
    head = (
        "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant HT;Montant TVA;Montant TTC"
    )
    rows = ("13/03/2025;27,77;5,56;33,33", "13/04/2025;27,78;5,55;33,33", "13/05/2025;27,78;5,56;33,34")
    content = "\n".join(
        (head, *(f"F1;C1;13/02/2025;{row}" for row in rows), "F2;C1;14/02/2025;14/03/2025;10;2;12")
    )
    first = loading.check(loading.prepare([("factures.csv", content.encode())]), loaded_on=DAY)
    second = again(first)
    wanted = [*DOCUMENT, "schedule"]
    assert first.documents["schedule"].drop_nulls().to_list() == [
        "2025-03-13=33.33 2025-04-13=33.33 2025-05-13=33.34"
    ]
    assert second.documents.select(wanted).equals(first.documents.select(wanted))


# What a person writes in a cell: readable, not only spaces, none of the words that stand for nothing.
word = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
text = st.lists(word, min_size=1, max_size=3).map(" ".join).map(lambda t: f"x{t}")
day = st.dates(dt.date(2020, 1, 1), dt.date(2026, 6, 30))
cents = st.integers(1, 10**9).map(lambda n: Decimal(n) / 100)


@st.composite
def companies(draw: st.DrawFn) -> Dataset:
    numbers = draw(st.lists(text, min_size=1, max_size=4, unique_by=lambda t: t.casefold()))
    clients = [
        {"client_id": n, "name": draw(text), "city": draw(st.none() | text), "notes": draw(st.none() | text)}
        for n in numbers
    ]
    documents: list[dict[str, Any]] = []
    for position in range(draw(st.integers(0, 6))):
        sign = draw(st.sampled_from([1, -1]))
        gross, issued = draw(cents), draw(day)
        net = (gross / Decimal("1.2")).quantize(Decimal("0.01"))
        documents.append(
            {
                "client_id": draw(st.sampled_from(numbers)), "document_id": f"F{position}", "kind": "invoice" if sign > 0 else "credit_note",
                "date": issued, "due_date": issued + dt.timedelta(days=draw(st.integers(0, 90))), "description": draw(text),
                "gross": gross * sign, "net": net * sign, "net_is_gross": False, "document_key": position + 1,
            }
        )  # fmt: skip
    empty = blank(DAY)
    tables = {
        **empty.tables,
        "clients": frame("clients", clients),
        "documents": frame("documents", documents),
    }
    return Dataset(tables, empty.set_aside, empty.findings, DAY)


def frame(name: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    wanted = schema(name)
    return pl.DataFrame([{c: r.get(c) for c in wanted} for r in rows], schema=wanted)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies())
def test_any_company_reads_back_equal(company: Dataset) -> None:
    found = again(company)
    assert found.rows_loaded == len(company.clients) + len(company.documents), found.set_aside
    assert found.clients.select(CLIENT).rows() == company.clients.select(CLIENT).rows()
    assert found.documents.select(DOCUMENT).rows() == company.documents.select(DOCUMENT).rows()
