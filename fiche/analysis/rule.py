"""What a rule on clients says: conditions on columns and indicators, all or any of them; it reads no value and chooses nobody."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from fiche.errors import Refused

Operator = Literal["in", "not_in", "contains", "not_contains", "ge", "gt", "le", "lt", "older", "recent", "missing", "present"]  # fmt: skip
OPERATORS: tuple[str, ...] = get_args(Operator)
LONGEST = 20_000  # characters of a rule kept as text
DEEPEST = 4  # groups within groups
RELATIVE = ("older", "recent")  # those of a number of days
SINGLE = ("ge", "gt", "le", "lt", "contains", "not_contains", *RELATIVE)  # those of one value


@dataclass(frozen=True)
class Condition:
    """`field`: a code of fiche.analysis.fields. `values`: texts as corrections write them («10000.00», «0.05», «2026-01-31», «true»); one
    alone for those of SINGLE, none for `missing` and `present`; None: not filled in. `older` and `recent`: a date more than, or at most, so many days
    before the day that is looked at."""

    field: str
    operator: Operator
    values: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Clients for whom all the conditions hold (`any_of`: at least one); groups may stand among them. `name` and `id`: those it was saved under."""

    conditions: "tuple[Condition | Rule, ...]"
    any_of: bool = False
    name: str = ""
    id: int | None = None

    def every(self) -> Iterator[Condition]:
        """Its conditions, those of its groups included."""
        for each in self.conditions:
            if isinstance(each, Rule):
                yield from each.every()
            else:
                yield each


def as_text(rule: Rule) -> str:
    """The rule as text, to be kept; its name and number stand apart."""
    return json.dumps(_plain(rule), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, name: str = "", number: int | None = None) -> Rule:
    """The rule of a text. Refused «unreadable_rule» when it is none."""
    try:
        if len(text) > LONGEST:
            raise ValueError(text[:20])
        found = _rule(json.loads(text), 0)
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise Refused("unreadable_rule", name=name or text[:60]) from wrong
    return Rule(found.conditions, found.any_of, name, number)


def _plain(rule: Rule) -> dict[str, Any]:
    parts = [
        _plain(each) if isinstance(each, Rule) else [each.field, each.operator, *each.values]
        for each in rule.conditions
    ]
    return {"any" if rule.any_of else "all": parts}


def _rule(said: Mapping[str, Any], depth: int) -> Rule:
    ((how, parts),) = said.items()
    if how not in ("any", "all") or not isinstance(parts, list) or not parts or depth >= DEEPEST:
        raise ValueError(how)
    return Rule(
        tuple(_rule(each, depth + 1) if isinstance(each, dict) else _condition(each) for each in parts),
        how == "any",
    )


def _condition(said: list[Any]) -> Condition:
    field, operator, *values = said
    single = operator in SINGLE
    wanted = {"missing": 0, "present": 0}.get(operator, 1 if single else len(values))
    texts = all(isinstance(v, str) or (v is None and not single) for v in values)
    if operator not in OPERATORS or not isinstance(field, str) or not texts or len(values) != wanted:
        raise ValueError(operator)
    if operator in ("in", "not_in") and not values:
        raise ValueError(operator)
    return Condition(field, operator, tuple(values))
