"""Amounts, dates, rates and codes in every writing a file may hold, read back equal."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.checking.dates import parse_dates
from fiche.checking.values import parse_code, parse_flag, parse_money, parse_rate
from fiche.reading.raw import Kind, RawColumn
from fiche.terms import parse as parse_terms
from fiche.vocabulary import kind_of, status_of

amounts = st.decimals(min_value=-(10**10), max_value=10**10, places=2, allow_nan=False)
days = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))


def text(values: Sequence[str | None]) -> RawColumn:
    kinds = [Kind.EMPTY if v is None else Kind.TEXT for v in values]
    return RawColumn(pl.Series(kinds, dtype=pl.UInt8), pl.Series(list(values), dtype=pl.String))


def numbers(values: Sequence[float]) -> RawColumn:
    kinds = pl.Series([Kind.NUMBER] * len(values), dtype=pl.UInt8)
    return RawColumn(kinds, None, pl.Series(list(values), dtype=pl.Float64))


@given(
    amounts, st.sampled_from([" ", "\u00a0", "\u202f", ""]), st.sampled_from(["", " €", "\u00a0€", " EUR"])
)
def test_french_amounts(amount: Decimal, group: str, unit: str) -> None:
    written = f"{amount:,.2f}".replace(",", group).replace(".", ",") + unit
    assert parse_money(text([written])).values.to_list() == [amount]


@given(amounts, st.sampled_from(["", "$", "€", "£"]))
def test_english_amounts(amount: Decimal, unit: str) -> None:
    assert parse_money(text([f"{unit}{amount:,.2f}"])).values.to_list() == [amount]


@given(amounts)
def test_amounts_as_numbers(amount: Decimal) -> None:
    assert parse_money(numbers([float(amount)])).values.to_list() == [amount]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("(400.00)", "-400.00"), ("$-142.85", "-142.85"), ("100-", "-100.00"), ("−12,50", "-12.50"), ("1.234,56", "1234.56"),
        ("1 234", "1234.00"), ("1'234.50", "1234.50"), (",5", "0.50"), ("12,345.6", "12345.60"), ("0,005", "0.01"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written: str, amount: str) -> None:
    assert parse_money(text([written])).values.to_list() == [Decimal(amount)]


def test_the_column_decides_what_one_separator_means() -> None:
    assert parse_money(text(["1,234", "2,500"])).values.to_list() == [Decimal(1234), Decimal(2500)]
    assert parse_money(text(["1,234", "2,5"])).values.to_list() == [Decimal("1.23"), Decimal("2.50")]


@pytest.mark.parametrize("written", ["abc", "12/03", "1 2 a", "--5", "1,2,3,x"])
def test_what_is_no_amount_is_said(written: str) -> None:
    parsed = parse_money(text([written, None, "NULL"]))
    assert parsed.values.to_list() == [None, None, None]
    assert parsed.bad.to_list() == [True, False, False]


def test_half_a_cent_goes_away_from_zero() -> None:
    assert parse_money(numbers([1.005, -2.675, 10.125])).values.to_list() == [
        Decimal("1.01"), Decimal("-2.68"), Decimal("10.13"),
    ]  # fmt: skip


@given(st.lists(days, min_size=1, max_size=5), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]))
def test_french_dates(values: list[dt.date], form: str) -> None:
    assert parse_dates(text([f"{d:{form}}" for d in values]), True).values.to_list() == values


@given(st.lists(days, min_size=1, max_size=5))
def test_one_date_decides_for_the_column(values: list[dt.date]) -> None:
    anchor = dt.date(2024, 1, 26)
    written = [f"{d.month}/{d.day}/{d.year}" for d in [*values, anchor]]
    assert parse_dates(text(written), None).values.to_list() == [*values, anchor]


@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%dT00:00:00Z", "%Y%m%d", "%Y-%m-%d 10:20:30"]))
def test_dates_with_the_year_first(day: dt.date, form: str) -> None:
    assert parse_dates(text([f"{day:{form}}"]), None).values.to_list() == [day]


@pytest.mark.parametrize(
    "written", ["20 Dec 2023", "Dec 20 2023", "20 décembre 2023", "mercredi 20 déc. 2023", "20-dec-23"]
)
def test_dates_with_a_month_s_name(written: str) -> None:
    assert parse_dates(text([written]), None).values.to_list() == [dt.date(2023, 12, 20)]


def test_serials_and_impossible_dates() -> None:
    assert parse_dates(numbers([45292, 20240131]), None).values.to_list() == [
        dt.date(2024, 1, 1),
        dt.date(2024, 1, 31),
    ]
    parsed = parse_dates(text(["31/02/2024", "bientôt"]), None)
    assert parsed.values.to_list() == [None, None] and parsed.bad.all()


def test_an_order_that_nothing_decides_is_said() -> None:
    alone = parse_dates(text(["01/02/2025", "03/04/2025"]), None)
    assert alone.codes == ("ambiguous_dates",) and alone.values.to_list()[0] == dt.date(2025, 2, 1)
    assert parse_dates(text(["01/02/2025", "13/02/2025"]), None).codes == ()
    both = parse_dates(text(["13/02/2025", "02/14/2025", "01/02/2025"]), None)
    assert both.codes == ("conflicting_dates",) and both.values.null_count() == 0


def test_rates() -> None:
    assert parse_rate(text(["5 %", "12,5%"]), "Remise").values.to_list() == [0.05, 0.125]
    assert parse_rate(numbers([0.05, 0.1]), "Remise").values.to_list() == [0.05, 0.1]
    assert parse_rate(numbers([5, 0.5]), "Remise").values.to_list() == [0.05, 0.005]


def test_codes_are_kept_to_the_letter() -> None:
    assert parse_code(text(["00123", " A-1 "]), "client_id").values.to_list() == ["00123", "A-1"]
    assert parse_code(numbers([123, 1.5]), "client_id").values.to_list() == ["123", "1.5"]
    assert parse_code(numbers([3282932000074]), "siret").values.to_list() == ["03282932000074"]
    assert parse_code(text(["7,32829E+13"]), "siret").codes == ("lost_digits",)


def test_flags() -> None:
    parsed = parse_flag(text(["Oui", "no", "VRAI", "0", "peut-être"]))
    assert parsed.values.to_list() == [True, False, True, False, None]
    assert parsed.bad.to_list() == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("words", "days", "end", "day"),
    [
        ("comptant", 0, False, 0), ("À réception", 0, False, 0), ("30 jours", 30, False, 0), ("45 jours fin de mois", 45, True, 0),
        ("fin de mois le 10", 0, True, 10), ("Net 30", 30, False, 0), ("30", 30, False, 0), ("60 days EOM", 60, True, 0),
    ],
)  # fmt: skip
def test_terms(words: str, days: int, end: bool, day: int) -> None:
    terms = parse_terms(words)
    assert terms is not None
    assert (terms.days, terms.end_of_month, terms.day_of_month) == (days, end, day)


def test_terms_that_say_nothing_are_no_guess() -> None:
    assert parse_terms("à voir avec le client") is None


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Payée", "paid"), ("Impayée", "late"), ("Non payé", "pending"), ("Partiellement payé", "partial"), ("Annulée", "cancelled"),
        ("Brouillon", "draft"), ("En retard", "late"), ("En attente", "pending"), ("Unpaid", "late"), ("Settled", "paid"), ("Émise", "pending"),
    ],
)  # fmt: skip
def test_statuses(words: str, status: str) -> None:
    assert status_of(words) == status


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Avoir", "credit_note"),
        ("Facture d’acompte", "invoice"),
        ("Credit note", "credit_note"),
        ("Devis", "other"),
        ("Chose", None),
    ],
)
def test_kinds(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind
