"""Whether values look like what a column would hold, so that a header alone never decides; it reads a sample and types nothing for good."""

import polars as pl

from fiche.checking.dates import parse_dates
from fiche.checking.parsed import as_text, present
from fiche.checking.values import parse_flag, parse_integer, parse_number, parse_rate
from fiche.columns import Column
from fiche.reading.raw import Kind, RawColumn
from fiche.vocabulary import DOCUMENT_KINDS, kind_of

ENOUGH = 0.5


def looks_like(raw: RawColumn, column: Column, table: str) -> bool:
    """True unless most of the sample's cells cannot be what `column` declares. An empty sample looks like anything."""
    filled = raw.kinds != Kind.EMPTY
    if not bool(filled.any()):
        return True
    match column.type:
        case "date":
            good = parse_dates(raw, None).values.is_not_null()
        case "money" | "number":
            good = parse_number(raw).values.is_not_null()
        case "rate":
            good = parse_rate(raw, "").values.is_not_null()
        case "integer":
            good = parse_integer(raw).values.is_not_null()
        case "flag":
            good = parse_flag(raw).values.is_not_null()
        case _:
            return _words_fit(raw, column, table)
    text = present(raw)
    usable = filled & ~((raw.kinds == Kind.TEXT) & text.is_null()) & (raw.kinds != Kind.ERROR)
    return int(good.filter(usable).sum()) >= ENOUGH * int(usable.sum())


def _words_fit(raw: RawColumn, column: Column, table: str) -> bool:
    text = as_text(raw).drop_nulls()
    if len(text) == 0:
        return True
    if column.name == "kind":
        known = [kind_of(t) in DOCUMENT_KINDS for t in text.unique().to_list()]
        return sum(known) * 2 >= len(known)
    if table == "clients" and column.name in ("client_id", "source_id"):
        return len(text) < 4 or text.n_unique() * 2 >= len(text)
    if table == "clients" and column.name in ("siret", "siren"):
        return bool((text.str.count_matches(r"\d") >= 6).mean() or 0)
    if column.name in ("name", "client_name", "contact_name", "city"):
        return bool((text.str.contains(r"\p{L}").mean() or 0) >= ENOUGH)  # type: ignore[operator]
    if column.name == "email":
        return bool((text.str.contains("@", literal=True).mean() or 0) >= 0.3)  # type: ignore[operator]
    if column.name == "payment_status":
        return text.n_unique() <= max(12, len(text) // 2) and not _all_numbers(raw)
    return True


def _all_numbers(raw: RawColumn) -> bool:
    """Numbers other than 0 and 1."""
    numbers = parse_number(raw).values.drop_nulls()
    return len(numbers) > 0 and not bool(numbers.is_in(pl.Series([0.0, 1.0])).all())
