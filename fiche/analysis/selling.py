"""Where and to whom one sells, and what could be sold more; it keeps no figure of what is owed but beside those of sales."""

import datetime as dt
from functools import cached_property, partial

import polars as pl

from fiche.analysis.areas import Areas, Level, areas, places
from fiche.analysis.base import EVERYONE, Base
from fiche.analysis.figures import Filters
from fiche.analysis.people import People
from fiche.analysis.potential import potential


class Selling(Base):
    """The questions on sales client by client; see Portfolio for what their arguments mean. They speak of one currency at a time."""

    def areas(self, as_of: dt.date, level: Level, where: Filters = EVERYONE) -> Areas:
        """What each department, region or country buys, owes and could buy more; see fiche.analysis.areas."""
        return areas(self._rows(as_of, where), self._potential(as_of, where), self._places, level)

    def potential(self, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """What each client could buy more, among everyone alike: see fiche.analysis.potential."""
        kept = self._rows(as_of, where).select("client_id")
        return kept.join(self._potential(as_of, where), on="client_id", how="left", maintain_order="left")

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
