"""What clients abroad buy, owe or could buy more, country by country; France is on the map."""

from typing import TYPE_CHECKING

import pandas as pd

from fiche.charts.area_map import measured, people_of
from fiche.charts.area_words import MEASURES, country_name
from fiche.charts.plot import Asked, Plot
from fiche.charts.ranking import ranking, standing_behind
from fiche.charts.theme import Chart, total
from fiche.i18n import N_, _, money, percent
from fiche.places import FRANCE

if TYPE_CHECKING:
    from decimal import Decimal

LIMIT = 10


def countries(
    table: pd.DataFrame, measure: str, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """`table`: as Areas.table by country; France and who is nowhere are left out of the rows, not of the shares said."""
    rows = _rows(table, measure)
    title = sentence_of(table, measure, currency)
    return ranking(rows, title, (_("Pays"), _(MEASURES[measure])), limit=LIMIT, currency=currency, dark=dark)


def abroad_of(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the countries that are not France."""
    return table[table["key"].notna() & (table["key"] != FRANCE)]


def _rows(table: pd.DataFrame, measure: str) -> "list[tuple[str, str, Decimal]]":
    abroad = abroad_of(table)
    return [
        (key, country_name(key), amount) for key, amount in zip(abroad["key"], abroad[measure], strict=True)
    ]


def sentence_of(table: pd.DataFrame, measure: str, currency: str | None) -> str:
    """How much of it is abroad."""
    abroad = abroad_of(table)
    return sentence(total(abroad[measure]), total(table[measure]), len(abroad), measure, currency)


def sentence(amount: "Decimal", whole: "Decimal", count: int, measure: str, currency: str | None) -> str:
    """How much of it is abroad."""
    if not count:
        return _("Aucun client n’est hors de France.")
    head = _("{measure} hors de France : {amount}").format(
        measure=_(MEASURES[measure]), amount=money(amount, currency)
    )
    if whole <= 0 or amount < 0:
        return f"{head}."
    return _("{head}, {rate} du total.").format(head=head, rate=percent(float(amount / whole)))


def _draw(asked: Asked) -> Chart:
    table = asked.portfolio.areas(asked.as_of, "country", asked.where).table
    measure = asked.choices.get("measure", "revenue_12m")
    return countries(table, measure, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    table = asked.portfolio.areas(asked.as_of, "country", asked.where).table
    keys = standing_behind(key, _rows(table, asked.choices.get("measure", "revenue_12m")), limit=LIMIT)
    return pd.concat([people_of(asked, "country", each) for each in keys], ignore_index=True)


PLOT = Plot(
    code="countries",
    question=N_("Que font nos clients hors de France ?"),
    draw=_draw,
    behind=_behind,
    brings=measured,
    choices={"measure": tuple(MEASURES)},
)
