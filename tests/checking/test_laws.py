"""Laws of reading: whatever the day or the amount, each writing of it reads back equal."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.checking.dates import parse_dates
from fiche.checking.values import parse_code, parse_integer, parse_money, parse_rate
from fiche.reading.raw import Kind, RawColumn

NBSP, NNBSP, THIN = "\u00a0", "\u202f", "\u2009"
positive = st.decimals(min_value=Decimal("0.01"), max_value=10**10, places=2, allow_nan=False)
amounts = st.decimals(min_value=-(10**10), max_value=10**10, places=2, allow_nan=False)
days = st.dates(dt.date(1930, 1, 1), dt.date(2069, 12, 31))
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
ENGLISH = "January February March April May June July August September October November December".split()


def text(values: Sequence[str | None]) -> RawColumn:
    kinds = [Kind.EMPTY if v is None else Kind.TEXT for v in values]
    return RawColumn(pl.Series(kinds, dtype=pl.UInt8), pl.Series(list(values), dtype=pl.String))


def numbers(values: Sequence[float]) -> RawColumn:
    kinds = pl.Series([Kind.NUMBER] * len(values), dtype=pl.UInt8)
    return RawColumn(kinds, None, pl.Series(list(values), dtype=pl.Float64))


def french(amount: Decimal, group: str) -> str:
    return f"{amount:,.2f}".translate({ord(","): group, ord("."): ","})


@given(st.lists(amounts, min_size=1, max_size=6), st.sampled_from([" ", NBSP, NNBSP, THIN, "."]))
def test_a_whole_french_column(column: list[Decimal], group: str) -> None:
    parsed = parse_money(text([french(a, group) + f"{NBSP}€" for a in column]))
    assert parsed.values.to_list() == column and not parsed.bad.any()


@given(st.lists(amounts, min_size=1, max_size=6))
def test_a_whole_english_column(column: list[Decimal]) -> None:
    assert parse_money(text([f"{a:,.2f}" for a in column])).values.to_list() == column


@given(positive, st.sampled_from(["({})", "(${})", "$-{}", "-${}", "{}-", "−{}", "€ -{}"]))
def test_every_way_to_write_less_than_nothing(amount: Decimal, form: str) -> None:
    assert parse_money(text([form.format(f"{amount:,.2f}")])).values.to_list() == [-amount]


@given(positive, st.sampled_from(["({})", "-{}", "{}-", "- {} €", "−{} EUR"]))
def test_the_same_in_french(amount: Decimal, form: str) -> None:
    assert parse_money(text([form.format(french(amount, NNBSP))])).values.to_list() == [-amount]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_the_euro_sign_for_a_comma(euros: int, rest: int) -> None:
    assert parse_money(text([f"{euros}€{rest:02d}"])).values.to_list() == [Decimal(euros * 100 + rest) / 100]


@pytest.mark.parametrize("written", ["5,-", "5.–", "5,—"])
def test_a_dash_for_no_cents_is_no_minus(written: str) -> None:
    assert parse_money(text([written])).values.to_list() == [Decimal(5)]


@given(st.lists(days, min_size=1, max_size=5), st.sampled_from(["/", "-", "."]))
def test_month_first_when_one_date_says_so(values: list[dt.date], mark: str) -> None:
    column = [*values, dt.date(2024, 2, 13)]
    written = [mark.join((f"{d.month}", f"{d.day}", f"{d.year}")) for d in column]

    parsed = parse_dates(text(written), None)
    assert parsed.values.to_list() == column and parsed.codes == ()


@given(st.lists(days, min_size=1, max_size=5), st.sampled_from(["/", "-", "."]))
def test_day_first_when_one_date_says_so(values: list[dt.date], mark: str) -> None:
    column = [*values, dt.date(2024, 2, 13)]
    written = [mark.join((f"{d.day:02d}", f"{d.month:02d}", f"{d.year}")) for d in column]
    parsed = parse_dates(text(written), None)
    assert parsed.values.to_list() == column and parsed.codes == ()


def test_the_same_writing_read_two_ways_by_its_column() -> None:
    first = dt.date(2025, 2, 1), dt.date(2025, 1, 2)
    assert parse_dates(text(["01/02/2025", "13/02/2025"]), None).values[0] == first[0]
    assert parse_dates(text(["01/02/2025", "02/13/2025"]), None).values[0] == first[1]
    alone = parse_dates(text(["01/02/2025"]), None)
    assert (alone.values[0], alone.codes) == (first[0], ("ambiguous_dates",))
    assert parse_dates(text(["01/02/2025"]), False).values[0] == first[1], "the sheet's other dates decide"
    assert parse_dates(text(["05/05/2025"]), None).codes == (), "both orders give one day"


@given(days)
def test_names_of_months(day: dt.date) -> None:
    long_fr, long_en = FRENCH[day.month - 1], ENGLISH[day.month - 1]
    forms = [
        f"{day.day} {long_fr} {day.year}",
        f"{day.day} {long_fr.upper()} {day.year}",
        f"{day.day} {long_en} {day.year}",
        f"{long_en[:3]} {day.day}, {day.year}",
        f"{day.day}-{long_en[:3]}-{day.year}",
        f"{day:%A} {day.day} {long_en} {day.year}",
    ]
    assert parse_dates(text(forms), None).values.to_list() == [day] * len(forms)


@given(st.lists(days, min_size=1, max_size=5), st.floats(0, 0.99))
def test_serials_of_spreadsheets_with_or_without_an_hour(values: list[dt.date], hour: float) -> None:
    serials = [(d - dt.date(1899, 12, 30)).days + hour for d in values]
    assert parse_dates(numbers(serials), None).values.to_list() == values


@given(st.lists(days, min_size=1, max_size=5))
def test_dates_written_as_one_number(values: list[dt.date]) -> None:
    assert parse_dates(numbers([int(f"{d:%Y%m%d}") for d in values]), None).values.to_list() == values
    assert parse_dates(text([f"{d:%Y%m%d}" for d in values]), None).values.to_list() == values


@pytest.mark.parametrize(
    "written", ["31/02/2025", "00/00/0000", "2025-13-01", "32/01/2025", "mars 2025", "2025"]
)
def test_what_the_calendar_does_not_have_is_said(written: str) -> None:
    parsed = parse_dates(text([written, None]), True)
    assert parsed.values.to_list() == [None, None] and parsed.bad.to_list() == [True, False]


@given(st.integers(0, 100))
def test_a_rate_reads_the_same_as_per_cent_and_as_a_fraction(rate: int) -> None:
    written = [f"{rate} %", f"{rate}{NBSP}%", f"{rate},00 %"]
    assert parse_rate(text(written), "Remise").values.to_list() == pytest.approx([rate / 100] * 3)
    assert parse_rate(numbers([rate / 100]), "Remise").values.to_list() == pytest.approx([rate / 100])


def test_the_header_or_the_column_says_per_cent() -> None:
    assert parse_rate(text(["0,5", "1"]), "Remise (%)").values.to_list() == [0.005, 0.01]
    assert parse_rate(text(["0,5", "20"]), "Remise").values.to_list() == [0.005, 0.2]
    assert parse_rate(text(["beaucoup"]), "Remise").bad.to_list() == [True]


@given(st.text("0123456789", min_size=1, max_size=12))
def test_a_code_is_never_a_number(code: str) -> None:
    assert parse_code(text([code]), "client_id").values.to_list() == [code]


@pytest.mark.parametrize("written", ["7,32829E+13", "7.32829E+13", "7.32829e+13", "7E+13"])
def test_a_siret_in_scientific_notation_is_said_and_kept(written: str) -> None:
    parsed = parse_code(text([written]), "siret")
    assert (parsed.values.to_list(), parsed.codes) == ([written], ("lost_digits",))


@pytest.mark.parametrize(
    "written", ["73282932000074", "732 829 320 00074", "732.829.320.00074", "73282932000074.0"]
)
def test_a_siret_in_groups_or_written_by_a_program(written: str) -> None:
    parsed = parse_code(text([written]), "siret")
    assert (parsed.values.to_list(), parsed.codes) == (["73282932000074"], ())


def test_whole_numbers_with_their_word() -> None:
    assert parse_integer(text(["5 jours", "30", "1 000", "x"])).values.to_list() == [5, 30, 1000, None]
