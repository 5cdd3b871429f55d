"""Formulas that look at a whole list, once the list takes several sheets: the same sum over each of them; it reads no value."""

import re
from collections.abc import Callable, Mapping

_CALL = re.compile(r"(SUMIFS|SUMPRODUCT|SUM|COUNTIF|COUNTA|COUNT|MAX)\((?:[^()]|\([^()]*\))*\)")


def numbered(prefix: str, number: int) -> str:
    """The beginning of the names of a list's sheet: «doc_» for the first one, «doc2_» for the second."""
    return f"{prefix}_" if number == 1 else f"{prefix}{number}_"


def across(formula: str, sheets: Mapping[str, int]) -> str:
    """`formula`, which adds up over names of lists, over all their sheets. `sheets`: how many each list takes, by the prefix of its names."""
    for prefix, count in sheets.items():
        if count > 1:
            formula = _CALL.sub(_over(prefix, count), formula)
            formula = re.sub(rf"\btotal_{prefix}_\w+", _totals(prefix, count), formula)
    return formula


def _over(prefix: str, count: int) -> Callable[[re.Match[str]], str]:
    def parts(match: re.Match[str]) -> str:
        call = match[0]
        if not re.search(rf"\b{prefix}_", call):
            return call
        made = [re.sub(rf"\b{prefix}_", numbered(prefix, n), call) for n in range(1, count + 1)]
        return f"MAX({','.join(made)})" if match[1] == "MAX" else f"({'+'.join(made)})"

    return parts


def _totals(prefix: str, count: int) -> Callable[[re.Match[str]], str]:
    def parts(match: re.Match[str]) -> str:
        names = [
            match[0].replace(f"total_{prefix}_", f"total_{numbered(prefix, n)}") for n in range(1, count + 1)
        ]
        return f"({'+'.join(names)})"

    return parts
