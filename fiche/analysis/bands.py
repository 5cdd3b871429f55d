"""Clients grouped by any field: words as they are, numbers by bands, days by year, a rule by whether it holds; every client in one group, those without a value in «—»'s."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from fiche.analysis.fields import Field, Fields
from fiche.analysis.matching_rules import matching
from fiche.analysis.rule import Condition, Rule
from fiche.analysis.rule_words import condition_words, said_value
from fiche.i18n import _, number

MOST = 30  # groups of words; beyond, the rarest are one
BANDS = 5
FEW = 6  # different numbers that are groups by themselves


@dataclass(frozen=True)
class Grouped:
    """`of`: the name of each client's group, None without a value. `rules`: what holds of exactly the clients of a group, by its name; none for the
    words that stand together because they are rare."""

    of: Mapping[str, str | None]
    rules: Mapping[str | None, Rule]


def grouped_by(fields: Fields, code: str, as_of: dt.date, currency: str | None) -> Grouped:
    """Everyone by a field, whatever a page is narrowed to: a filter changes nobody's group."""
    field, frame = fields.listed[code], fields.values(code, as_of, currency)
    parts = _words(field, frame["value"]) if field.kind in ("text", "flag") else _bands(field, frame["value"])
    missing: dict[str | None, Rule] = {None: Rule((Condition(code, "missing"),))}
    return _named(frame, parts, missing)


def grouped_by_rule(fields: Fields, rule: Rule, as_of: dt.date, currency: str | None) -> Grouped:
    """Those for whom a rule holds, and the others."""
    inside = set(matching(rule, fields, as_of, currency))
    everyone = fields.values("client_id", as_of, currency)["client_id"]
    names = {True: rule.name or _("Dans le segment"), False: _("Hors du segment")}
    return Grouped({n: names[n in inside] for n in everyone}, {names[True]: rule})


def _named(
    frame: pl.DataFrame,
    parts: Mapping[str, tuple[pl.Expr, Rule | None]],
    rules: dict[str | None, Rule],
) -> Grouped:
    name = pl.lit(None, dtype=pl.String)
    for label, (holds, rule) in parts.items():
        name = pl.when(holds.fill_null(False)).then(pl.lit(label)).otherwise(name)
        if rule is not None:
            rules[label] = rule
    return Grouped(dict(frame.select("client_id", name.alias("name")).iter_rows()), rules)


def _words(field: Field, values: pl.Series) -> dict[str, tuple[pl.Expr, Rule | None]]:
    column = pl.col("value").cast(pl.String)
    counts = (
        values.cast(pl.String)
        .drop_nulls()
        .value_counts(name="n")
        .sort("n", values.name, descending=[True, False])
    )
    words = counts[values.name].to_list()
    rare = words[MOST:] if len(words) > MOST + 1 else []
    kept = words[:MOST] if rare else words
    parts: dict[str, tuple[pl.Expr, Rule | None]] = {}
    if rare:
        parts[_("Autres ({n} valeurs)").format(n=number(len(rare)))] = (column.is_not_null(), None)
    for word in kept:
        parts[said_value(field, word, None)] = (column == word, Rule((Condition(field.code, "in", (word,)),)))
    return parts


def _bands(field: Field, values: pl.Series) -> dict[str, tuple[pl.Expr, Rule | None]]:
    """From the lowest: each band begins where it says and ends before the next."""
    ends = _ends(field, values.drop_nulls())
    parts: dict[str, tuple[pl.Expr, Rule | None]] = {}
    for low, high in zip([None, *ends], [*ends, None], strict=True):
        conditions = [(op, end) for op, end in (("ge", low), ("lt", high)) if end is not None]
        rule = Rule(tuple(Condition(field.code, op, (_text(end),)) for op, end in conditions))  # type: ignore[arg-type]
        holds = pl.col("value").is_not_null()
        for op, end in conditions:
            holds &= pl.col("value") >= pl.lit(end) if op == "ge" else pl.col("value") < pl.lit(end)
        if conditions:
            parts[" · ".join(condition_words(each, field, None) for each in rule.every()).replace(f"{field.label} ", "")] = (holds, rule)  # fmt: skip
        else:
            parts[_("Renseigné")] = (holds, Rule((Condition(field.code, "present"),)))
    return parts


def _ends(field: Field, values: pl.Series) -> list[Any]:
    """Where bands begin, but for the first: years for days, else about five parts of as many clients, at round numbers."""
    if values.is_empty():
        return []
    if field.kind == "date":
        first, last = values.min().year, values.max().year  # type: ignore[union-attr]
        return [dt.date(year, 1, 1) for year in range(max(first + 1, last - MOST + 2), last + 1)]
    plain = values.cast(pl.Float64)
    different = sorted(plain.unique().to_list())
    if len(different) <= FEW:
        found = different[1:]
    else:
        cuts = (plain.quantile(n / BANDS, "nearest") for n in range(1, BANDS))
        found = sorted({_round(cut) for cut in cuts if cut is not None} - {different[0]})
        found = [end for end in found if different[0] < end <= different[-1]]
    if field.kind == "money":
        return [Decimal(repr(end)).quantize(Decimal("0.01")) for end in found]
    return [int(end) for end in found] if field.kind == "count" else found


def _round(value: float) -> float:
    """Two digits that count: 12 345 is 12 000."""
    return float(f"{value:.2g}")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
