"""Where and to whom one sells, and what could be sold more; it keeps no figure of what is owed but beside those of sales."""

import datetime as dt
from functools import cached_property, partial
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.areas import Areas, Level, areas, places
from fiche.analysis.base import EVERYONE, Base
from fiche.analysis.changes import Changes, changes, first_purchases
from fiche.analysis.cohorts import Cohorts, Period, bought, cohorts
from fiche.analysis.concentration import TOP, over_time, quarters, revenues_then
from fiche.analysis.days import month_end, months_before
from fiche.analysis.discounts import by_month, discounts, given_in
from fiche.analysis.evaluate import currencies_of, fetched, not_added
from fiche.analysis.figures import Filters
from fiche.analysis.people import People
from fiche.analysis.potential import potential

if TYPE_CHECKING:
    import pandas as pd

_BILLED = """
    SELECT client_id, COALESCE(SUM(net), 0) AS net FROM items
    WHERE item IN ('invoice', 'credit_note') AND date BETWEEN $first AND $last GROUP BY client_id ORDER BY client_id
"""


class Selling(Base):
    """The questions on sales client by client; see Portfolio for what their arguments mean. They speak of one currency at a time."""

    def areas(self, as_of: dt.date, level: Level, where: Filters = EVERYONE) -> Areas:
        """What each department, region or country buys, owes and could buy more; see fiche.analysis.areas."""
        return areas(self._rows(as_of, where), self._potential(as_of, where), self._places, level)

    def potential(self, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """What each client could buy more, among everyone alike: see fiche.analysis.potential."""
        kept = self._rows(as_of, where).select("client_id")
        return kept.join(self._potential(as_of, where), on="client_id", how="left", maintain_order="left")

    def changes(self, as_of: dt.date, where: Filters = EVERYONE) -> Changes:
        """Who makes the difference between the 12 last months and the 12 before; see fiche.analysis.changes."""
        with self._at(as_of, None, where) as cursor:
            first = first_purchases(cursor)
        return changes(self._rows(as_of, where), first, months_before(as_of, 12))

    def billed_in(self, as_of: dt.date, month: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, net (Decimal)]: the clients with a document dated in a month (its first day) up to `as_of`, and their revenue of it."""
        with self._at(as_of, None, where) as cursor:
            rows = fetched(cursor, _BILLED, {"first": month, "last": min(month_end(month), as_of)})
        made: pd.DataFrame = rows.to_arrow().to_pandas()
        return made

    def cohorts(self, as_of: dt.date, period: Period, where: Filters = EVERYONE) -> Cohorts:
        """Who comes back, by the period of the first purchase; see fiche.analysis.cohorts."""
        with self._at(as_of, None, where) as cursor:
            return cohorts(cursor, period, as_of)

    def buyers_of(
        self, as_of: dt.date, period: Period, cohort: dt.date, bought_in: dt.date, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[client_id, revenue]: the clients of a cohort who bought in a later period."""
        with self._at(as_of, None, where) as cursor:
            rows = bought(cursor, period).filter(cohort=cohort, period=bought_in)
        made: pd.DataFrame = rows.select("client_id", "revenue").to_arrow().to_pandas()
        return made

    def concentration(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[day, top10_share, herfindahl, revenue, buyers] at `as_of` and each quarter before; see fiche.analysis.concentration."""
        days = quarters(as_of)
        with self._at(as_of, None, where) as cursor:
            if not_added(currencies_of(cursor), self._frames.conversion):
                return over_time(revenues_then(cursor, days).clear(), days)
            return over_time(revenues_then(cursor, days), days)

    def first_then(self, as_of: dt.date, day: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, revenue]: the clients behind the share of the first ones at `day`."""
        with self._at(as_of, None, where) as cursor:
            found = revenues_then(cursor, [day]).filter(pl.col("revenue") > 0).head(TOP)
        made: pd.DataFrame = found.select("client_id", "revenue").to_arrow().to_pandas()
        return made

    def discounts(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """What each client was given, against its agreement, its own past and those alike; see fiche.analysis.discounts. Empty with several currencies."""
        everyone: pl.DataFrame = self._copy.remembered(
            as_of, where.currency, "discounts", partial(self._discounts, as_of, where.currency)
        )
        chosen = self._chosen(as_of, None, where)
        kept = everyone if chosen is None else everyone.filter(pl.col("client_id").is_in(chosen))
        made: pd.DataFrame = kept.to_arrow().to_pandas()
        return made

    def _discounts(self, as_of: dt.date, currency: str | None) -> pl.DataFrame:
        clients = self._frames.clients.select("client_id", "name", "category", "sector", "granted_discount")
        with self._copy.at(as_of, currency) as cursor:
            apart = not_added(currencies_of(cursor), self._frames.conversion)
            return discounts(cursor, clients.clear() if apart else clients, self.settings)

    def discount_by_month(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[month, given, rate, rate_previous]: see fiche.analysis.discounts."""
        with self._at(as_of, None, where) as cursor:
            return by_month(cursor, as_of)

    def discounts_in(self, as_of: dt.date, month: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, given]: the clients behind a month of discount_by_month."""
        with self._at(as_of, None, where) as cursor:
            return given_in(cursor, month, as_of)

    def _rows(self, as_of: dt.date, where: Filters) -> pl.DataFrame:
        """The clients asked for with their figures, as fiche.analysis.people."""
        everyone: People = self._people(as_of, where.currency)
        chosen = self._chosen(as_of, None, where)
        return everyone.rows if chosen is None else everyone.rows.filter(pl.col("client_id").is_in(chosen))

    def _potential(self, as_of: dt.date, where: Filters) -> pl.DataFrame:
        """Among everyone: a filter changes nobody's peers."""
        make = partial(potential, self._people(as_of, where.currency).rows, as_of)
        found: pl.DataFrame = self._copy.remembered(as_of, where.currency, "potential", make)
        return found

    @cached_property
    def _places(self) -> pl.DataFrame:
        return places(self._frames.clients)
