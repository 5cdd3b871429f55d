"""Words, numbers and dates as the reader expects them: French is the source, English complete; it never guesses a date.

`_("…")` translates a French literal; `N_("…")` only marks one that is translated later. The language is a context variable, set once a
run by the web or the command line, so that two readers on one server never mix.
"""

import datetime as dt
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = {"fr": "Français", "en": "English"}
LOCALE_DIR = Path(__file__).parent / "locale"
MISSING = "—"
PARIS = ZoneInfo("Europe/Paris")  # the only clock that a reader sees
NBSP, NNBSP, MINUS = "\u00a0", "\u202f", "\u2212"
_language: ContextVar[str] = ContextVar("language", default="fr")

Number = Decimal | float | int


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The translations of `language` as {French: text}; empty for French, the source."""
    if language == "fr":
        return {}
    from babel.messages.pofile import read_po

    with (LOCALE_DIR / f"{language}.po").open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id and m.string and not m.fuzzy}


def language() -> str:
    """The reader's language, a key of LANGUAGES."""
    return _language.get()


def set_language(wanted: str | None) -> str:
    """Set the language from a code such as «fr», «en-GB», or a browser's list; anything else is French. Returns what was set."""
    code = (wanted or "fr").replace("_", "-").split("-")[0].lower()
    _language.set(code if code in LANGUAGES else "fr")
    return _language.get()


@contextmanager
def speaking(wanted: str) -> "Iterator[None]":
    """Within the block, words come in `wanted`; afterwards as before."""
    token = _language.set(wanted)
    try:
        yield
    finally:
        _language.reset(token)


def _(french: str) -> str:
    """`french` in the reader's language; French itself when it is not in the catalogue (a test forbids that)."""
    return catalogue(_language.get()).get(french, french)


def N_(french: str) -> str:
    """Mark `french` for translation without translating it yet."""
    return french


def colon() -> str:
    """What stands between a label and its value: « : » with its no-break space in French, ": " in English."""
    return f"{NBSP}: " if language() == "fr" else ": "


def rounded(value: Number, decimals: int) -> Number:
    """`value` to so many decimals, halves away from zero, as on paper and as every spreadsheet shows it."""
    exact = value if isinstance(value, Decimal | int) else Decimal(str(float(value)))
    if isinstance(exact, int) or not exact.is_finite() or exact.adjusted() > 15:
        return value
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _grouped(value: Number, decimals: int, sign: bool = False) -> str:
    text = f"{rounded(value, decimals):{'+' if sign else ''},.{decimals}f}"
    if not text.strip("+-0.,"):  # «-0,00» reads as a fault
        text = text.lstrip("-")
    if language() == "fr":
        text = text.replace(",", NNBSP).replace(".", ",")
    return text.replace("-", MINUS)


def _absent(value: object) -> bool:
    """None, NaN or NaT; typed as None so that what follows knows there is a value."""
    return value is None or value != value  # noqa: PLR0124 - NaN is the value that differs from itself


def money(value: Number | None, currency: str | None = "EUR", decimals: int = 2) -> str:
    """An amount: «1 234,56 €» in French, «€1,234.56» in English; «—» when None or NaN."""
    if value is None or _absent(value):
        return MISSING
    symbol = {"EUR": "€", "USD": "$", "GBP": "£", None: ""}.get(currency, currency or "")
    text = _grouped(value, decimals)
    if language() == "fr":
        return f"{text}{NBSP}{symbol}".rstrip(NBSP)
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{symbol}{digits}" if len(symbol) <= 1 else f"{sign}{digits}{NBSP}{symbol}"


def short_money(value: Number | None, currency: str | None = "EUR") -> str:
    """As money(), shortened above a million for a tile: «1,23 M€»; the full figure belongs in the help."""
    if value is None or _absent(value) or abs(float(value)) < 1_000_000:
        return money(value, currency)
    billions = abs(float(value)) >= 1_000_000_000
    scaled, unit = (value / 1_000_000_000, "Md") if billions else (value / 1_000_000, "M")
    if language() == "fr":
        symbol = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency or "", currency or "")
        return f"{_grouped(scaled, 2)}{NBSP}{unit}{symbol}"
    return money(scaled, currency) + ("M" if unit == "M" else "bn")


def megabytes(size: int) -> str:
    """A number of bytes as «12,5 Mo»; a whole number of megabytes, or a thousand of them, without decimals."""
    return _("{n} Mo").format(
        n=number(size / 1_000_000, 0 if size % 1_000_000 == 0 or size >= 1_000_000_000 else 1)
    )


def percent(value: float | None, decimals: int = 1, sign: bool = False) -> str:
    """A ratio (0.125) as «12,5 %»; «—» when None or NaN."""
    if value is None or _absent(value):
        return MISSING
    text = _grouped(Decimal(str(float(value))) * 100, decimals, sign)
    return f"{text}{NBSP}%" if language() == "fr" else f"{text}%"


def number(value: Number | None, decimals: int = 0) -> str:
    """A plain number: «12 345»; «—» when None or NaN."""
    return MISSING if value is None or _absent(value) else _grouped(value, decimals)


def days(value: float | None, decimals: int = 0) -> str:
    """A duration in days: «41 j» in French, «41 d» in English; «—» when None or NaN."""
    if value is None or _absent(value):
        return MISSING
    return f"{_grouped(value, decimals)}{NBSP}{'j' if language() == 'fr' else 'd'}"


def day(value: dt.date | None) -> str:
    """A date as «24/11/2026» in both languages (day first, never ambiguous beside a French file); «—» when None or NaT."""
    return MISSING if value is None or _absent(value) else f"{value:%d/%m/%Y}"


def in_paris(value: dt.datetime) -> dt.datetime:
    """A moment kept in UTC without a zone, as the clock in Paris showed it, without a zone either."""
    return value.replace(tzinfo=dt.UTC).astimezone(PARIS).replace(tzinfo=None)


def begins(on: dt.date) -> dt.datetime:
    """The moment, in UTC without a zone, when a day begins in Paris."""
    return dt.datetime.combine(on, dt.time(), PARIS).astimezone(dt.UTC).replace(tzinfo=None)


def moment(value: dt.datetime) -> str:
    """A moment kept in UTC without a zone, as the clock in Paris showed it: «24/11/2026 à 17:05»."""
    local = in_paris(value)
    return _("{day} à {time}").format(day=day(local.date()), time=f"{local:%H:%M}")


def month(value: dt.date) -> str:
    """A month as «nov. 2026» / «Nov 2026»."""
    from babel.dates import format_date

    return format_date(value, "MMM y", locale=language())
