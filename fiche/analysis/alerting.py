"""What an alert's rule is, and the list of those found in fiche/analysis/alert_rules; it finds nothing and decides no threshold."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from fiche.analysis.figures import Alert
from fiche.analysis.situation import Situation


@dataclass(frozen=True)
class Rule:
    """`kinds`: the codes it gives, each with its name; `find`: the alerts among the clients of a situation, at most one a client and code.

    `amounts`: it compares amounts, and is asked once a currency; otherwise once, all currencies together. `rank`: order of display.
    """

    rank: int
    kinds: Mapping[str, str]
    find: Callable[[Situation], Iterator[Alert]]
    amounts: bool = True


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule: one a module of fiche.analysis.alert_rules."""
    package = import_module("fiche.analysis.alert_rules")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found: list[Rule] = [import_module(f"{package.__name__}.{name}").RULE for name in names]
    return tuple(sorted(found, key=lambda rule: rule.rank))


def kinds() -> dict[str, str]:
    """The name of every kind of alert, in French, in the order of display."""
    return {code: name for rule in rules() for code, name in rule.kinds.items()}
