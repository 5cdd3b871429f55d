"""Formulas that look at a whole list, once the list takes several sheets: the same sum over each of them; it reads no value."""

import re
from collections.abc import Mapping

_CALL = re.compile(r"\b(?:SUMIFS|SUMPRODUCT|SUM|COUNTIF|COUNTA|COUNT|MAX)\(")


def numbered(prefix: str, number: int) -> str:
    """The beginning of the names of a list's sheet: «doc_» for the first one, «doc2_» for the second."""
    return f"{prefix}_" if number == 1 else f"{prefix}{number}_"


def across(formula: str, sheets: Mapping[str, int]) -> str:
    """`formula`, which adds up over names of lists, over all their sheets. `sheets`: how many each list takes, by the prefix of its names."""
    for prefix, count in sheets.items():
        if count > 1:
            formula = _totals(_calls(formula, prefix, count), prefix, count)
    return formula


def _calls(formula: str, prefix: str, count: int) -> str:
    """Each call that adds up over the list, once a sheet."""
    made, position = "", 0
    for match in _CALL.finditer(formula):
        if match.start() < position:
            continue  # inside a call that is already written
        end = _closing(formula, match.end())
        call = formula[match.start() : end]
        if re.search(rf"\b{prefix}_", call):
            each = [re.sub(rf"\b{prefix}_", numbered(prefix, n), call) for n in range(1, count + 1)]
            together = f"MAX({','.join(each)})" if call.startswith("MAX(") else f"({'+'.join(each)})"
            made += formula[position : match.start()] + together
            position = end
    return made + formula[position:]


def _closing(formula: str, start: int) -> int:
    """The position after the parenthesis that closes the one before `start`. Our own formulas have none inside a text."""
    depth = 1
    for position in range(start, len(formula)):
        depth += {"(": 1, ")": -1}.get(formula[position], 0)
        if not depth:
            return position + 1
    raise ValueError(formula)


def _totals(formula: str, prefix: str, count: int) -> str:
    def each(match: re.Match[str]) -> str:
        names = [f"total_{numbered(prefix, n)}{match[1]}" for n in range(1, count + 1)]
        return f"({'+'.join(names)})"

    return re.sub(rf"\btotal_{prefix}_(\w+)", each, formula)
