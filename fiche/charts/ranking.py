"""Rows from the largest amount down, the ten first with a bar and all the others on one line; it ranks what it is given and computes none."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fiche.charts.theme import OTHERS, Chart, chart, floats, palette, ranked, total
from fiche.i18n import _, money, number, percent

if TYPE_CHECKING:
    from fiche.charts.theme import Floats

LIMIT = 10


def ranking(
    rows: Sequence[tuple[str, str, Decimal]],
    title: str,
    heads: tuple[str, str],
    *,
    limit: int = LIMIT,
    currency: str | None = "EUR",
    dark: bool = False,
) -> Chart:
    """`rows`: (key, name, amount) in any order; zeros are left out. `heads`: those of the table, the name's and the amount's.

    The others add up to the key OTHERS, without a bar that would dwarf the rest. Equal amounts are ordered by name, then key.
    """
    kept = _ordered(rows)
    head, tail, colours = kept[:limit], kept[limit:], palette(dark)
    keys, names, amounts = (
        [row[0] for row in head],
        [row[1] for row in head],
        [row[2] for row in head],
    )
    if tail:
        keys.append(OTHERS)
        names.append(_("1 autre") if len(tail) == 1 else _("{n} autres").format(n=number(len(tail))))
        amounts.append(total(row[2] for row in tail))
    whole = total(amounts)
    texts = [
        money(each, currency) + (f" · {percent(float(each / whole), 0)}" if whole > 0 else "")
        for each in amounts
    ]
    bars: Floats = floats(amounts)
    bars[len(head) :] = np.nan
    figure = ranked(names, bars, texts, keys, [colours.now] * len(keys), colours)
    table = pd.DataFrame({heads[0]: names, heads[1]: floats(amounts)})
    made = chart(figure, title, table, keys, currency)
    return Chart(figure, title, made.alt, table, tuple(keys), ("money",), tuple(amounts))


def standing_behind(key: str, rows: Sequence[tuple[str, str, Decimal]], *, limit: int = LIMIT) -> list[str]:
    """The keys of `rows` behind a mark of their ranking: itself, or for OTHERS those that are not among the first."""
    return [key] if key != OTHERS else [row[0] for row in _ordered(rows)[limit:]]


def _ordered(rows: Sequence[tuple[str, str, Decimal]]) -> list[tuple[str, str, Decimal]]:
    return sorted((row for row in rows if row[2]), key=lambda row: (-row[2], row[1], row[0]))
