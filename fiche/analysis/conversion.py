"""Amounts of other currencies expressed in one, at the dated rates of the settings; what has no rate keeps its own currency and says so."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from fiche import i18n
from fiche.analysis.settings import Settings
from fiche.i18n import _
from fiche.model import MONEY

AMOUNTS = ("net", "before_discount", "discount", "cost", "delivery_cost")
ZERO, CENT = Decimal(0), Decimal("0.01")
RateOn = Callable[[str, dt.date | None], Decimal | None]
Row = dict[str, Any]


@dataclass(frozen=True)
class Conversion:
    """What was expressed in `target`: whether anything was, and for each currency that lacks a rate the first day without one (None: no date)."""

    target: str
    converted: bool = False
    missing: Mapping[str, dt.date | None] = field(default_factory=dict)

    @property
    def sentence(self) -> str | None:
        """What must stand beside converted amounts."""
        if not self.converted:
            return None
        return _("Montants convertis en {currency}, au taux de la date de chaque document.").format(
            currency=self.target
        )

    def lacks(self, currencies: Iterable[str]) -> str | None:
        """Why amounts in `currencies` are not all in the target, None when they are."""
        currency = next((code for code in sorted(currencies) if code in self.missing), None)
        if currency is None:
            return None
        day = self.missing[currency]
        if day is None:
            return _("Un montant en {currency} sans date n’a pas de taux de change.").format(
                currency=currency
            )
        return _("Il manque un taux de change de {currency} vers {target} au {day}.").format(
            currency=currency, target=self.target, day=i18n.day(day)
        )


def convert(
    documents: pl.DataFrame, payments: pl.DataFrame, settings: Settings
) -> tuple[pl.DataFrame, pl.DataFrame, Conversion]:
    """Documents and payments in settings.convert_to, each document at the rate of its own day, the latest one from before.

    A payment or credit note that settles a document of its own currency takes that document's rate, and is rounded so that what settles it
    whole in one currency settles it whole in the other. Other payments take the rate of their own day.
    """
    target = settings.convert_to
    assert target is not None
    foreign = pl.col("currency") != target
    mine, paid = documents.filter(foreign), payments.filter(foreign)
    rate_on = _rates(settings)
    known = (
        {row["document_key"]: row for row in documents.iter_rows(named=True)} if len(mine) + len(paid) else {}
    )
    rows, settled = _documents(mine.to_dicts(), known, rate_on)
    moved = _payments(paid.to_dicts(), known, rate_on, settled)
    missing: dict[str, dt.date | None] = {}
    for row in (*rows, *moved):
        if row["rate"] is None:
            code, day = row["currency"], row["anchor"]
            earlier = missing.get(code, dt.date.max)
            missing[code] = None if day is None or earlier is None else min(day, earlier)
    done = any(row["rate"] is not None for row in (*rows, *moved))
    return (
        _put_back(documents, rows, "document_key", ("gross", *AMOUNTS), target),
        _put_back(payments, moved, "payment_key", ("amount",), target),
        Conversion(target, done, missing),
    )


def _rates(settings: Settings) -> RateOn:
    dated: dict[str, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for rate in sorted(settings.currency_rates, key=lambda rate: rate.since):
        dated[rate.currency].append((rate.since, rate.rate))

    def on(currency: str, day: dt.date | None) -> Decimal | None:
        found = bisect_right(dated[currency], day, key=lambda pair: pair[0]) if day else 0
        return dated[currency][found - 1][1] if found else None

    return on


def _settles(row: Row, name: str, known: Mapping[int, Row]) -> Row | None:
    """The document that a row names, of the same client and currency."""
    found = known.get(row[name])
    same = found and (found["client_id"], found["currency"]) == (row["client_id"], row["currency"])
    return found if same else None


def _documents(
    rows: Sequence[Row], known: Mapping[int, Row], rate_on: RateOn
) -> tuple[list[Row], dict[int, Decimal]]:
    """Foreign documents with `anchor` and `rate`, amounts converted; and what credit notes settle of each invoice, in its own currency."""
    settled: dict[int, Decimal] = defaultdict(Decimal)
    made = []
    for row in rows:
        invoice = _settles(row, "related_key", known) if row["kind"] == "credit_note" else None
        anchor = (invoice or row)["date"]
        rate = rate_on(row["currency"], anchor)
        amounts: Row = {"anchor": anchor, "rate": rate}
        if rate is not None:
            amounts |= {name: _times(row[name], rate) for name in AMOUNTS}
            amounts["gross"] = _times(row["gross"], rate)
            if invoice:
                amounts["gross"] = -_step(settled, row["related_key"], -row["gross"], rate)
        made.append(row | amounts)
    return made, settled


def _payments(
    rows: Sequence[Row], known: Mapping[int, Row], rate_on: RateOn, settled: dict[int, Decimal]
) -> list[Row]:
    made = []
    for row in rows:
        document = _settles(row, "document_key", known)
        invoice = _settles(document, "related_key", known) if document else None
        anchor = (invoice or document or row)["date"]
        rate = rate_on(row["currency"], anchor)
        amounts: Row = {"anchor": anchor, "rate": rate}
        if rate is not None:
            key = row["document_key"]
            amounts["amount"] = (
                _step(settled, key, row["amount"], rate) if document else _times(row["amount"], rate)
            )
        made.append(row | amounts)
    return made


def _step(settled: dict[int, Decimal], key: int, amount: Decimal, rate: Decimal) -> Decimal:
    """What `amount` adds to the rounded total of all that settles a document."""
    before = settled[key]
    settled[key] = before + amount
    return _cents(settled[key] * rate) - _cents(before * rate)


def _times(amount: Decimal | None, rate: Decimal) -> Decimal | None:
    return None if amount is None else _cents(amount * rate)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _put_back(
    frame: pl.DataFrame, rows: Sequence[Row], key: str, amounts: Sequence[str], target: str
) -> pl.DataFrame:
    """`frame` with the amounts of its converted rows in the target."""
    done = [row for row in rows if row["rate"] is not None]
    if not done:
        return frame
    schema: dict[str, pl.DataType | type[pl.DataType]] = {key: pl.Int64, **dict.fromkeys(amounts, MONEY)}
    changed = pl.DataFrame(
        {name: [row[name] for row in done] for name in schema}, schema=schema
    ).with_columns(pl.lit(True).alias("is_converted"))
    joined = frame.join(changed, on=key, how="left", suffix="_new", maintain_order="left")
    return joined.with_columns(
        *(pl.when("is_converted").then(f"{name}_new").otherwise(name).alias(name) for name in amounts),
        pl.when("is_converted").then(pl.lit(target)).otherwise("currency").alias("currency"),
    ).select(frame.columns)
