"""Clients whose invoices fall due later than the law allows between firms, once a client; firms abroad and private persons are left out.

Source: articles L441-10 (60 days from the invoice, or 45 days end of month in either reading; 45 days for periodical invoices), L441-11 II
(shorter by what is sold) and D441-5-1 (longer in some trades) of the Code de commerce. What is sold is read from the invoice's own subject:
a client's trade does not say what it buys here. The longer limits are allowed as soon as the subject or the client's trade could claim them.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.rule import Rule, found, none
from fiche.i18n import _, days, number
from fiche.words import normalised

_DATE = pl.col("date")


def _after(count: int) -> pl.Expr:
    return _DATE + pl.duration(days=count)


def _end_of_month(count: int) -> pl.Expr:
    """The later of the two readings of «{count} days end of month»."""
    return pl.max_horizontal(_after(count).dt.month_end(), _DATE.dt.month_end() + pl.duration(days=count))


def _end_of_ten_days() -> pl.Expr:
    day = _DATE.dt.day()
    to = pl.when(day <= 10).then(10 - day.cast(pl.Int64)).when(day <= 20).then(20 - day.cast(pl.Int64))
    return pl.coalesce(_DATE + pl.duration(days=to), _DATE.dt.month_end())


@dataclass(frozen=True)
class Limit:
    """The latest lawful due date of an invoice whose words match. `longer`: the client's trade may claim it too."""

    words: re.Pattern[str]
    latest: Callable[[], pl.Expr]
    longer: bool = False


def _limit(words: str, latest: Callable[[], pl.Expr], longer: bool = False) -> Limit:
    return Limit(re.compile(rf"\b(?:{words})"), latest, longer)


def _general() -> pl.Expr:
    return pl.max_horizontal(_after(60), _end_of_month(45))


LIMITS: tuple[Limit, ...] = (
    _limit("jouets?\\b|toys?\\b", lambda: pl.max_horizontal(_after(95), _end_of_month(75)), longer=True),
    _limit("bijou|joaill|horlog|orfevr|jewel|montres?\\b", lambda: pl.max_horizontal(_after(74), _end_of_month(59)), longer=True),
    _limit("cuirs?\\b|maroquin|leather", lambda: _end_of_month(54), longer=True),
    _limit("sports? d hiver|skis?\\b|articles? de sport|sporting goods", lambda: _end_of_month(90), longer=True),
    _limit("agroequip|machinisme agric|materiels? agric|motocult|espaces verts|farm equipment", lambda: _end_of_month(110), longer=True),
    _limit("betail|animaux vivants|livestock|viandes? fraiches?|fresh meat", lambda: _after(20)),
    _limit("spiritueux|eaux? de vie|whisk|rhums?\\b|vodka|spirits", lambda: _DATE.dt.month_end() + pl.duration(days=30)),
    _limit(
        "(?:produits?|denrees?|aliments?) (?:alimentaires? )?(?:perissables?|frais|surgeles?)|fruits et legumes|perishable|fresh produce",
        lambda: _end_of_ten_days() + pl.duration(days=30),
    ),
    _limit(
        "transports? (?:routiers?|de marchandises)|fret\\b|affretement|commission de transport|location de (?:vehicules?|camions?)|freight|road haulage",
        lambda: _after(30),
    ),
    _limit("factures? (?:periodiques?|recapitulatives?|mensuelles?)|periodical invoice", lambda: _after(45)),
)  # fmt: skip

# Texts that may match one of them, accents or not: a first sieve, so that few of a file's subjects are read closely.
_ACCENTS = str.maketrans(
    {"a": "[aàâ]", "c": "[cç]", "e": "[eéèê]", "i": "[iîï]", "o": "[oô]", "u": "[uùû]", " ": r"\W+"}
)
_ANY = "(?i)" + "|".join(limit.words.pattern.replace("\\b", "").translate(_ACCENTS) for limit in LIMITS)


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    # No limit is shorter than 20 days.
    invoices = examined.documents.filter((pl.col("kind") == "invoice") & (pl.col("due_date") > _after(20)))
    firms = examined.clients.filter(pl.col("french") & ~pl.col("person"))
    trade = pl.coalesce(_rank(firms, "sector", longer_only=True), _rank(firms, "category", longer_only=True))
    rows = invoices.join(
        firms.select("client_id", trade.alias("trade")), on="client_id", how="inner", maintain_order="left"
    )
    telling = rows.select("description").filter(pl.col("description").str.contains(_ANY))
    rows = rows.with_columns(pl.coalesce(_rank(telling, "description"), "trade").alias("limit"))
    latest = pl.coalesce(
        *[pl.when(pl.col("limit") == n).then(limit.latest()) for n, limit in enumerate(LIMITS)], _general()
    )
    rows = rows.with_columns(latest.alias("latest")).filter(pl.col("due_date") > pl.col("latest"))
    if rows.is_empty():
        return none()
    return _once_a_client(rows, examined.clients)


def _rank(frame: pl.DataFrame, column: str, longer_only: bool = False) -> pl.Expr:
    """The place in LIMITS of the first one whose words the column holds."""

    def first(text: str) -> int | None:
        words = normalised(text)
        matching = (
            n
            for n, limit in enumerate(LIMITS)
            if limit.words.search(words) and (limit.longer or not longer_only)
        )
        return next(matching, None)

    return by_value(frame, column, first, pl.Int64)


def _once_a_client(rows: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    allowed = (pl.col("latest") - _DATE).dt.total_days()
    rows = rows.with_columns(
        (pl.col("due_date") - _DATE).dt.total_days().alias("days"), allowed.alias("allowed")
    )
    rows = rows.sort("days", descending=True, maintain_order=True)
    each = rows.group_by("client_id", maintain_order=True).agg(
        pl.col("days").first(), pl.col("allowed").first(), pl.len().alias("count")
    )
    rows = clients.join(each, on="client_id", how="inner", maintain_order="left")
    told = rows.select("count", "days", "allowed").rows()
    value = pl.lit(pl.Series([days(longest) for _, longest, _ in told], dtype=pl.String))
    detail = [
        _one_or_many(count).format(n=number(count), limit=days(limit)) for count, _longest, limit in told
    ]
    return found(rows, "terms_too_long", "clients", "payment_terms", value=value, detail=detail)


def _one_or_many(count: int) -> str:
    return (
        _("1 facture ; limite {limit}")
        if count == 1
        else _("{n} factures ; limite pour la plus longue : {limit}")
    )


RULE = Rule(("terms_too_long",), _find)
