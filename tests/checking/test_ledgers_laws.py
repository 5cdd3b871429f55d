"""Laws of ledgers, whatever the entries: balances are the client lines', files may be cut, lines may be in any order."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import chain

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.ledgers import Entry, balances, between, load_lines, opening, payment, sale

CENTS = st.integers(1, 300_000).map(lambda n: f"{Decimal(n).scaleb(-2):.2f}")
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).map(lambda d: d.strftime("%Y%m%d"))
CLIENTS = st.sampled_from(["C1", "C2", "C3"])
LETTERS = st.sampled_from(["", "", "A", "B", "C"])
# Debit and credit: made doubtful, back again, a bill taken and cashed, an advance invoiced, received and used, what was to be invoiced, a loss.
MOVES = st.sampled_from(
    [("416000", "411000"), ("411000", "416000"), ("413000", "411000"), ("511300", "413000"), ("411000", "419100"), ("512000", "419100"), ("419100", "411000"),
     ("411000", "418100"), ("419800", "411000"), ("654000", "416000"), ("512000", "416000"), ("416000", "413000")]
)  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn, *, named: bool = False) -> list[Entry]:
    """Entries of several clients. `named`: every line says whose it is."""
    entries: list[Entry] = []
    if draw(st.booleans()):
        entries.append(opening("20260101", draw(st.dictionaries(CLIENTS, CENTS, min_size=1))))
    for n in range(draw(st.integers(1, 12))):
        number, day, client, amount, letter = (
            f"{n + 2}",
            draw(DAYS),
            draw(CLIENTS),
            draw(CENTS),
            draw(LETTERS),
        )
        kind = draw(st.sampled_from(["sale", "sale", "note", "payment", "refund", "moved"]))
        piece = draw(st.sampled_from([f"FA{n}", f"FA{n % 3}", "-"]))
        if kind in ("sale", "note"):
            entries.append(
                sale(number, day, client, amount if kind == "sale" else f"-{amount}", piece, letter)
            )
        elif kind == "moved":
            two, letters = draw(MOVES), (draw(LETTERS), letter)
            entries.append(
                between(number, day, client, amount, *two, letters, piece, named or draw(st.booleans()))
            )
        else:
            entries.append(
                payment(number, day, client, amount if kind == "payment" else f"-{amount}", piece, letter)
            )
    return entries


def of_lines(entries: list[Entry], *unnamed: str) -> dict[str, Decimal]:
    """Σ of the lines on the accounts of clients, by subsidiary; those of none too under `unnamed`."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for x in chain.from_iterable(entries):
        if x["CompteNum"][:3] in ("411", "413", "416") and (x.get("CompAuxNum") or unnamed):
            found[x.get("CompAuxNum", "")] += Decimal(x["Debit"].replace(",", ".")) - Decimal(
                x["Credit"].replace(",", ".")
            )
    return dict(found)


def told(
    *files: list[dict[str, str]],
) -> tuple[dict[str, Decimal], list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Balances, documents and payments, wherever they stand."""
    found = load_lines(**{f"20261231_{n}": lines for n, lines in enumerate(files, 1) if lines})
    own = ["source_file", "source_sheet", "source_row", "document_key", "related_key", "known_as"]
    tables = [t.drop(own, strict=False) for t in (found.documents, found.payments)]
    return balances(found), *(sorted(t.rows(), key=repr) for t in tables)  # type: ignore[return-value]


@settings(max_examples=20)
@given(ledgers())
def test_the_total_is_that_of_the_client_lines(entries: list[Entry]) -> None:
    found, documents, payments = told(list(chain.from_iterable(entries)))
    whole = of_lines(entries, "")
    assert sum(found.values(), Decimal(0)) == sum(whole.values(), Decimal(0))
    assert documents or payments or not any(found.values())


@settings(max_examples=20)
@given(ledgers(named=True))
def test_each_client_s_balance_is_that_of_its_lines(entries: list[Entry]) -> None:
    lines = of_lines(entries)
    found = told(list(chain.from_iterable(entries)))[0]
    assert {c: found.get(c, Decimal(0)) for c in lines} == lines


@settings(max_examples=10)
@given(ledgers(), st.data())
def test_the_order_of_lines_changes_nothing(entries: list[Entry], data: st.DataObject) -> None:
    lines = list(chain.from_iterable(entries))
    assert told(lines) == told(data.draw(st.permutations(lines)))


@settings(max_examples=10)
@given(ledgers(), st.data())
def test_a_year_in_two_files_is_one_year(entries: list[Entry], data: st.DataObject) -> None:
    lines = list(chain.from_iterable(entries))
    cut = data.draw(st.integers(1, len(lines)))
    one, two = told(lines), told(lines[:cut], lines[cut:])
    assert one == two


@settings(max_examples=10)
@given(ledgers())
def test_applied_to_an_invoice_is_never_more_than_it(entries: list[Entry]) -> None:
    found = load_lines(**{"20261231": list(chain.from_iterable(entries))})
    paid = found.payments.drop_nulls("document_key").group_by("document_key").agg(pl.col("amount").sum())
    joined = found.documents.filter(pl.col("kind") == "invoice").join(paid, on="document_key")
    assert joined.filter(pl.col("amount") > pl.col("gross")).is_empty()
