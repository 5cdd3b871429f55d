"""The clients that make the most of an amount of discounts, shared by the charts that rank them; it computes no amount."""

from collections.abc import Callable
from decimal import Decimal

import pandas as pd

from fiche.charts.plot import Asked
from fiche.charts.ranking import ranking, standing_behind
from fiche.charts.theme import Chart
from fiche.i18n import _, number, percent, short_money

Row = tuple[str, str, Decimal]
Words = Callable[[str, str], str]  # (how many clients, how much in all) → the sentence, without its end


def rows_of(people: pd.DataFrame, column: str) -> list[Row]:
    """(client, name, amount) of those who have some. `people`: as Portfolio.discounts."""
    return [
        (str(client), name if isinstance(name, str) else str(client), amount)
        for client, name, amount in zip(people["client_id"], people["name"], people[column], strict=True)
        if isinstance(amount, Decimal) and amount > 0
    ]


def ranked_clients(asked: Asked, column: str, label: str, words: Words, nobody: str) -> Chart:
    """The ten first clients by `column` and the others; the title: `words`, then what the three first make; `nobody`: the title when there is none."""
    rows = rows_of(asked.portfolio.discounts(asked.as_of, asked.where), column)
    whole = sum((row[2] for row in rows), Decimal("0.00"))
    title = nobody
    if rows:
        title = words(number(len(rows)), short_money(whole, asked.currency)) + "."
    if len(rows) > 3:
        three = sum(sorted((row[2] for row in rows), reverse=True)[:3], Decimal(0))
        share = percent(float(three / whole), 0)
        title = _("{said}, dont {share} chez les trois premiers.").format(
            said=title.removesuffix("."), share=share
        )
    return ranking(rows, title, (_("Client"), label), currency=asked.currency, dark=asked.dark)


def clients_behind(asked: Asked, column: str, key: str) -> pd.DataFrame:
    """[client_id, amount]: the client of a mark, or all the others."""
    rows = rows_of(asked.portfolio.discounts(asked.as_of, asked.where), column)
    kept = set(standing_behind(key, rows))
    mine = [(client, amount) for client, _name, amount in rows if client in kept]
    return pd.DataFrame(mine, columns=["client_id", "amount"])
