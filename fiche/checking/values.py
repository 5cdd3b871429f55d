"""Raw columns to typed ones, a column at a time: amounts, rates, dates, codes, yes or no; it never guesses from a sample.

Each parser takes a RawColumn (already cut to the body of the table) and returns Parsed: the typed series, a Boolean series of the cells
that hold something which could not be read, and the codes of what concerns the whole column.
"""

import re
from collections.abc import Callable

import polars as pl

from fiche.checking.dates import parse_dates
from fiche.checking.parsed import Parsed, as_text, present
from fiche.columns import Column
from fiche.model import MONEY
from fiche.reading.raw import Kind, RawColumn
from fiche.words import normalised

DASHES = ("-", "–", "—", "--", "- €", "-   €")  # how accountants write nothing
PAID_HEADERS = frozenset(
    ("paye", "payee", "regle", "reglee", "solde o n", "paid", "is paid", "encaisse", "soldee")
)
LARGEST = 1e13  # beyond this a float no longer holds its cents
_SAMPLE = 1_000
_NOT_NUMERIC = r"(?i)\s|\u00a0|\u202f|\u2009|€|\$|£|eur(?:os?)?|usd|gbp|chf|'"
TRUE_WORDS = frozenset(
    "oui yes true vrai 1 x o y paye payee regle reglee solde soldee actif active paid ok".split()
)
FALSE_WORDS = frozenset("non no false faux 0 n impaye impayee unpaid inactif inactive".split()) | {
    "non paye",
    "non payee",
    "non regle",
    "non reglee",
}


def parse(raw: RawColumn, column: Column, header: str, day_first: bool | None) -> Parsed:
    """`raw` as the type that `column` declares. `day_first` is what the sheet's other dates say of their order (None: nothing)."""
    if column.type == "text":
        paid = column.name == "payment_status" and normalised(header) in PAID_HEADERS
        return _paid_or_not(raw) if paid else parse_text(raw)
    parsers: dict[str, Callable[[], Parsed]] = {
        "date": lambda: parse_dates(raw, day_first),
        "money": lambda: parse_money(raw),
        "rate": lambda: parse_rate(raw, header),
        "number": lambda: parse_number(raw),
        "integer": lambda: parse_integer(raw),
        "flag": lambda: parse_flag(raw),
        "code": lambda: parse_code(raw, column.name),
    }
    return parsers[column.type]()


def _paid_or_not(raw: RawColumn) -> Parsed:
    """Under «Payé», O, N, x and 0 are yes and no; other words are kept."""
    text, flag = as_text(raw), parse_flag(raw).values
    told = pl.when(flag).then(pl.lit("Payée")).when(~flag).then(pl.lit("Non payée")).otherwise(text)
    return Parsed(pl.select(told).to_series(), raw.kinds == Kind.ERROR)


def cents(values: pl.Series) -> pl.Series:
    """Floats to DECIMAL(18,2), half away from zero on the shortest decimal form (1.005 → 1.01); null beyond LARGEST."""
    whole = (values.abs() * 100 + 0.5 + 1e-6).floor() * values.sign()
    exact = (whole / 100).round(2)
    return pl.select(pl.when(exact.abs() < LARGEST).then(exact).cast(MONEY)).to_series()


def parse_number(raw: RawColumn) -> Parsed:
    """Numbers as Float64. French «1 234,56», English «1,234.56», «(400.00)», «100-», «$-5.00»; the separator is decided for the whole column."""
    number = raw.number.alias("v") if raw.number is not None else _nulls(raw, pl.Float64)
    number = number.set(raw.kinds != Kind.NUMBER, None) if raw.number is not None else number
    bad = raw.kinds.is_in([Kind.MOMENT, Kind.ERROR, Kind.DURATION])
    if raw.text is None:
        return Parsed(number, bad)
    text = present(raw)
    dashes = text.is_in(DASHES)
    text = text if not dashes.any() else pl.select(pl.when(~dashes).then(text)).to_series()
    parsed = _numbers_in_text(text)
    value = pl.select(pl.coalesce(number, parsed)).to_series() if raw.number is not None else parsed
    return Parsed(value, bad | (text.is_not_null() & parsed.is_null()))


def _nulls(raw: RawColumn, dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series(values=[None], dtype=dtype).new_from_index(0, len(raw.kinds))


def _numbers_in_text(text: pl.Series) -> pl.Series:
    """Text to Float64, null where it is no number."""
    if text.null_count() == len(text):
        return text.cast(pl.Float64)
    plain = _plain(text)
    return _written(text) if plain is None else plain


_PLAIN = r"^-?[0-9]+(?:\.[0-9]+)?$"
_DECIMALS = r"\.(?:[0-9]{1,2}|[0-9]{4,})$"


def _plain(text: pl.Series) -> pl.Series | None:
    """Numbers written as a program writes them, all of them: «-1234.56», or «-1234,56»; None when some are not, or may have thousands."""
    if _sample_has(text, ",") and not _sample_has(text, "."):
        if bool(text.str.contains(".", literal=True).any()):
            return None
        text = text.str.replace(",", ".", literal=True)
    if not bool(text.str.contains(_PLAIN).all()):
        return None
    if not bool(text.head(_SAMPLE).str.contains(_DECIMALS).any()) and bool(
        text.str.contains(".", literal=True).any()
    ):
        return None
    return text.cast(pl.Float64)


def _sample_has(text: pl.Series, sign: str) -> bool:
    return bool(text.head(_SAMPLE).str.contains(sign, literal=True).any())


def _written(text: pl.Series) -> pl.Series:
    """Numbers as people write them."""
    # «5€00» and the Swiss «5.–» would read as 500 and −5.
    whole = text.str.replace(r"^(.*\d)[€$£](\d{2})$", "$1,$2").str.replace(r"[.,][-–—]$", "")
    bare = whole.str.replace_all(_NOT_NUMERIC, "").str.replace_all("\u2212", "-")
    negative = (
        bare.str.contains(r"^\(.*\)$") | bare.str.contains(r"^-?\(?.*-\)?$") | bare.str.starts_with("-")
    )
    digits = bare.str.strip_chars("()-+")
    ok = bare.str.contains(r"^(?:[-+]|\([-+]?|[-+]\()?(\d[\d.,]*|[.,]\d+)\)?-?$")
    digits = pl.select(pl.when(ok).then(digits)).to_series()
    plain = _with_decimal_point(digits)
    value = plain.cast(pl.Float64, strict=False)
    return pl.select(pl.when(negative).then(-value).otherwise(value)).to_series()


def _with_decimal_point(digits: pl.Series) -> pl.Series:
    """«1.234,56» and «1,234.56» to «1234.56»; with one separator only, the column decides whether it groups thousands."""
    last_comma = digits.str.replace_all(r"[^,.]", "").str.slice(-1) == ","
    both = digits.str.contains(",", literal=True) & digits.str.contains(".", literal=True)
    comma_groups = _groups_thousands(digits.filter(~both), ",")
    dot_groups = _groups_thousands(digits.filter(~both), ".")
    frame = pl.DataFrame({"d": digits, "both": both, "comma": last_comma})
    without_commas, without_dots = (
        pl.col("d").str.replace_all(",", "", literal=True),
        pl.col("d").str.replace_all(".", "", literal=True),
    )
    to_point = pl.col("d").str.replace_all(",", ".", literal=True)
    alone = pl.when(pl.col("comma")).then(without_commas if comma_groups else to_point)
    one = alone.otherwise(without_dots if dot_groups else pl.col("d"))
    two = (
        pl.when(pl.col("comma"))
        .then(without_dots.str.replace_all(",", ".", literal=True))
        .otherwise(without_commas)
    )
    return frame.select(pl.when(pl.col("both")).then(two).otherwise(one)).to_series()


def _groups_thousands(digits: pl.Series, separator: str) -> bool:
    """Whether `separator` groups thousands in this column: all its uses stand before exactly three digits, and none could only be a decimal."""
    used = digits.filter(digits.str.contains(separator, literal=True).fill_null(False))
    escaped = re.escape(separator)
    return len(used) > 0 and bool(used.str.contains(rf"^[1-9]\d{{0,2}}({escaped}\d{{3}})+$").all())


def parse_money(raw: RawColumn) -> Parsed:
    """Amounts as DECIMAL(18,2)."""
    parsed = parse_number(raw)
    value = cents(parsed.values)
    return Parsed(value, parsed.bad | (parsed.values.is_not_null() & value.is_null()))


def parse_rate(raw: RawColumn, header: str) -> Parsed:
    """Rates as a fraction: «5 %» and 0.05 are 0.05; a column with any value above 1 is in per cent throughout."""
    text = present(raw)
    signed = text.str.contains("%", literal=True).fill_null(False)
    stripped = RawColumn(raw.kinds, text.str.replace_all(r"\s*%", ""), raw.number, raw.moment)
    parsed = parse_number(stripped)
    written = parsed.values.is_not_null() & ~signed
    per_cent = bool((parsed.values.filter(written).abs() > 1).any())
    if "pct" in normalised(header).split() and raw.number is None and len(parsed.values.filter(written)):
        per_cent = True
    divide = signed | per_cent
    return Parsed(
        pl.select(pl.when(divide).then(parsed.values / 100).otherwise(parsed.values)).to_series(), parsed.bad
    )


def parse_integer(raw: RawColumn) -> Parsed:
    """Whole numbers; «5 jours» is 5."""
    first = present(raw).str.extract(r"^\s*(-?\d[\d\s\u00a0\u202f.,]*)")
    parsed = parse_number(RawColumn(raw.kinds, first, raw.number, raw.moment))
    bad = parsed.bad | (present(raw).is_not_null() & first.is_null())
    return Parsed(parsed.values.round(0).cast(pl.Int64, strict=False), bad)


def parse_flag(raw: RawColumn) -> Parsed:
    """Yes or no in French and English, 1 or 0, true or false."""
    words = {t: normalised(t) for t in as_text(raw).drop_nulls().unique().to_list()}
    known = {t: True for t, w in words.items() if w in TRUE_WORDS} | {
        t: False for t, w in words.items() if w in FALSE_WORDS
    }
    text = as_text(raw)
    value = text.replace_strict(known, default=None, return_dtype=pl.Boolean)
    return Parsed(value, (text.is_not_null() & value.is_null()))


def parse_text(raw: RawColumn) -> Parsed:
    """Text without spaces at the ends; numbers and dates in it as they would be written."""
    return Parsed(as_text(raw), raw.kinds == Kind.ERROR)


WIDTHS: dict[str, int] = {"siret": 14, "siren": 9}
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[eE]\+\d+$"


def parse_code(raw: RawColumn, name: str) -> Parsed:
    """Codes to the letter. A number loses its «.0»; SIRET and SIREN that lost one get their leading zero back."""
    text = as_text(raw)
    damaged = name in WIDTHS and bool(text.str.contains(_SCIENTIFIC).any())
    if name in ("siret", "siren", "vat_number"):
        text = text.str.replace(r"^(\d+)[.,]0$", "$1") if name in WIDTHS else text
        text = text.str.replace_all(r"[\s\u00a0\u202f]" if damaged else r"[\s\u00a0\u202f.]", "")
    bad = raw.kinds == Kind.ERROR
    codes: list[str] = []
    if damaged:
        codes.append("lost_digits")
    width = WIDTHS.get(name, 0)
    if width:
        short = text.str.contains(rf"^\d{{{width - 1}}}$").fill_null(False)
        if bool(short.any()):
            codes.append("zeros_restored")
            text = pl.select(pl.when(short).then(text.str.zfill(width)).otherwise(text)).to_series()
    return Parsed(text, bad, tuple(codes))
