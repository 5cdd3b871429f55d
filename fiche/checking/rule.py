"""What a quality rule is, how it says what it found, and the run of all those of fiche/checking/quality; it judges nothing itself.

A rule looks at the joined data, never at a file. Its findings name their table, record and column (code names), keep what the row holds in
`value` and give a `proposal` only where it is sure: a text that the column's type reads, dates as 2025-01-31.
"""

import datetime as dt
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl

from fiche.checking.facts import Examined
from fiche.dataset import FINDINGS_SCHEMA, Dataset
from fiche.findings import FINDINGS
from fiche.model import TableName
from fiche.records import SEPARATOR

# Findings that concern two clients: `record` is the first; the other one's number opens `detail`, before BETWEEN and its name.
PAIRS = frozenset({"near_duplicate", "duplicate_siret"})
BETWEEN = "\u00a0·\u00a0"


@dataclass(frozen=True)
class Rule:
    """`codes`: the keys of FINDINGS that `find` may give; `find`: the findings (FINDINGS_SCHEMA) of a portfolio at a date."""

    codes: tuple[str, ...]
    find: Callable[[Examined, dt.date], pl.DataFrame]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by the name of its module, in alphabetical order."""
    package = import_module("fiche.checking.quality")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: import_module(f"{package.__name__}.{name}").RULE for name in names}


def findings_of(
    dataset: Dataset, as_of: dt.date, dismissed: Collection[tuple[str, str]] = ()
) -> pl.DataFrame:
    """What every rule finds in `dataset` at `as_of` (FINDINGS_SCHEMA), but for what the reader dismissed: keys given by dismissal_key.

    `detail` is in the reader's language: a copy is kept for one language only.
    """
    examined = Examined(dataset)
    found = [none(), *(rule.find(examined, as_of) for rule in rules().values())]
    findings = pl.concat(found)
    if not dismissed or findings.is_empty():
        return findings
    keys = [dismissal_key(row) not in dismissed for row in findings.iter_rows(named=True)]
    return findings.filter(pl.Series(keys, dtype=pl.Boolean))


def dismissal_key(finding: Mapping[str, Any]) -> tuple[str, str]:
    """What to remember so that this finding is not said again: its code and its record; for a pair of clients, its code and pair_key."""
    code, record = str(finding["code"]), str(finding["record"])
    return (code, pair_key(record, str(finding["detail"]).partition(BETWEEN)[0]) if code in PAIRS else record)


def pair_key(one: str, other: str) -> str:
    """The key of two clients' numbers, the same in either order."""
    return SEPARATOR.join(sorted((one, other)))


def none() -> pl.DataFrame:
    """No finding."""
    return pl.DataFrame(schema=FINDINGS_SCHEMA)


def found(
    rows: pl.DataFrame,
    code: str,
    table: TableName,
    column: str | pl.Expr | None,
    *,
    value: pl.Expr | None = None,
    detail: pl.Expr | Sequence[str | None] | None = None,
    proposal: pl.Expr | None = None,
) -> pl.DataFrame:
    """A finding per row of `rows`, which have a `record` and their provenance; `value` is the column's own unless said."""
    if rows.is_empty():
        return none()
    nothing = pl.lit(None, dtype=pl.String)
    if value is None:
        value = pl.col(column).cast(pl.String) if isinstance(column, str) else nothing
    if detail is not None and not isinstance(detail, pl.Expr):
        detail = pl.lit(pl.Series(detail, dtype=pl.String))
    return rows.select(
        pl.lit(code).alias("code"),
        pl.lit(FINDINGS[code].severity).alias("severity"),
        pl.lit(table).alias("table"),
        "record",
        "source_file",
        "source_sheet",
        "source_row",
        (column if isinstance(column, pl.Expr) else pl.lit(column, dtype=pl.String)).alias("column"),
        nothing.alias("cell"),
        value.cast(pl.String).alias("value"),
        (nothing if detail is None else detail).alias("detail"),
        (nothing if proposal is None else proposal).alias("proposal"),
    ).cast(FINDINGS_SCHEMA)  # type: ignore[arg-type]
