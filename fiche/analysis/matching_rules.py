"""Which clients a rule holds for, and why a rule no longer applies; it knows no filter of a page and keeps nothing."""

import datetime as dt
import operator
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

import polars as pl

from fiche.analysis.fields import Field, Fields, Kind, field_name
from fiche.analysis.rule import RELATIVE, Condition, Rule
from fiche.errors import Refused
from fiche.i18n import N_, _

_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt,
}  # fmt: skip
_ORDERED: frozenset[Kind] = frozenset(("money", "percent", "points", "days", "count", "number", "date"))
_GONE = N_(
    "Il s’appuie sur la colonne « {column} », qui n’est pas dans le fichier. Corrigez le segment, ou rechargez un fichier qui a cette colonne."
)
_UNORDERED = N_(
    "Il compare « {column} » à un nombre, et cette colonne n’en contient pas. Corrigez le segment."
)
_NO_DATE = N_(
    "Il compte des jours depuis « {column} », et cette colonne n’est pas une date. Corrigez le segment."
)
_UNREADABLE = N_("Il compare « {column} » à « {value} », qui ne se lit pas. Corrigez le segment.")


def matching(rule: Rule, fields: Fields, as_of: dt.date, currency: str | None) -> pl.Series:
    """The numbers of the clients that it holds for. Refused «rule_not_applicable» when it does not apply."""
    if (wrong := problem(rule, fields)) is not None:
        raise Refused("rule_not_applicable", name=rule.name, reason=wrong)
    codes = list(dict.fromkeys(condition.field for condition in rule.every()))
    frame = fields.values(codes[0], as_of, currency).rename({"value": "0"})
    for place, code in enumerate(codes[1:], 1):
        found = fields.values(code, as_of, currency).rename({"value": str(place)})
        frame = frame.join(found, on="client_id", how="left", maintain_order="left")
    listed = fields.listed
    columns = {code: (listed[code], pl.col(str(place))) for place, code in enumerate(codes)}
    return frame.filter(_holds(rule, columns, as_of))["client_id"]


def problem(rule: Rule, fields: Fields) -> str | None:
    """Why the rule does not apply to this portfolio, in a sentence; None when it does."""
    for condition in rule.every():
        field = fields.listed.get(condition.field)
        name = field_name(condition.field)
        if field is None:
            return _(_GONE).format(column=name)
        if condition.operator in _ORDERS and field.kind not in _ORDERED:
            return _(_UNORDERED).format(column=name)
        if condition.operator in RELATIVE and field.kind != "date":
            return _(_NO_DATE).format(column=name)
        kind: Kind = "count" if condition.operator in RELATIVE else field.kind
        for value in condition.values:
            if value is not None and not _readable(kind, value):
                return _(_UNREADABLE).format(column=name, value=value)
    return None


def _readable(kind: Kind, value: str) -> bool:
    """Whether a condition's text is a value of that kind."""
    try:
        _read(kind, value)
    except (ValueError, InvalidOperation):
        return False
    return True


def _read(kind: Kind, text: str) -> Any:
    match kind:
        case "money":
            amount = Decimal(text)
            if not amount.is_finite():
                raise ValueError(text)
            return amount.quantize(Decimal("0.01"))
        case "percent" | "points" | "days" | "number":
            return float(text)
        case "count":
            return int(text)
        case "date":
            return dt.date.fromisoformat(text)
        case "flag":
            return {"true": True, "false": False}[text] if text in ("true", "false") else float(text)
        case _:
            return text


def _holds(rule: Rule, columns: dict[str, tuple[Field, pl.Expr]], as_of: dt.date) -> pl.Expr:
    parts = [
        _holds(each, columns, as_of) if isinstance(each, Rule) else _condition(each, *columns[each.field], as_of)
        for each in rule.conditions
    ]  # fmt: skip
    return reduce(operator.or_ if rule.any_of else operator.and_, parts)


def _condition(condition: Condition, field: Field, column: pl.Expr, as_of: dt.date) -> pl.Expr:
    """A condition as an expression, never null: nothing is compared with what is not filled in."""
    match condition.operator:
        case "missing":
            return column.is_null()
        case "present":
            return column.is_not_null()
        case "contains":
            return _holding(condition, column)
        case "not_contains":
            return ~_holding(condition, column)
        case "older" | "recent":
            days = (pl.lit(as_of) - column).dt.total_days()
            most = int(str(condition.values[0]))
            wanted = days > most if condition.operator == "older" else days.is_between(0, most)
            return wanted.fill_null(False)
        case "in":
            return _among(condition.values, field, column)
        case "not_in":
            return ~_among(condition.values, field, column)
        case order:
            wanted = _read(field.kind, str(condition.values[0]))
            return _ORDERS[order](column, pl.lit(wanted)).fill_null(False)  # type: ignore[no-any-return]


def _holding(condition: Condition, column: pl.Expr) -> pl.Expr:
    return _plain(column.cast(pl.String)).str.contains(_plain_text(condition.values[0]), literal=True).fill_null(False)  # fmt: skip


def _among(values: Iterable[str | None], field: Field, column: pl.Expr) -> pl.Expr:
    wanted = [_read(field.kind, value) for value in values if value is not None]
    held = reduce(operator.or_, [column == pl.lit(each) for each in wanted], pl.lit(False)).fill_null(False)
    return held | column.is_null() if None in values else held


def _plain(texts: pl.Expr) -> pl.Expr:
    """Without case nor accents, as a search reads."""
    return texts.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()


def _plain_text(text: str | None) -> str:
    return str(pl.select(_plain(pl.lit(text or ""))).item())
