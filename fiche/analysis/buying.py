"""What clients buy: their products, and what to offer them; it keeps no figure of what they owe."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property, partial

import polars as pl

from fiche.analysis.base import EVERYONE, Base
from fiche.analysis.days import months_before
from fiche.analysis.figures import Filters
from fiche.analysis.offers import Habits, Offer, best, habits, offers
from fiche.analysis.purchases import Bought, bought, purchases
from fiche.parts import rows_of

PRODUCT_MONTHS, OFFER_MONTHS = 12, 24


class Buying(Base):
    """The questions on what is bought; see Portfolio for what their arguments mean."""

    def products(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> tuple[Bought, ...]:
        """What a client bought over 12 months, most money first; see fiche.analysis.purchases. Empty when the file names no product."""
        self._known(client_id)
        since = months_before(as_of, PRODUCT_MONTHS)
        return bought(self._purchases, client_id, since, as_of, where.currency)

    def offers(self, client_id: str, as_of: dt.date, limit: int | None = None) -> tuple[Offer, ...]:
        """What most clients alike bought over 24 months and this one did not, best supported first; see fiche.analysis.offers."""
        self._known(client_id)
        client = self._frames.clients.filter(pl.col("client_id") == client_id)
        return offers(
            self._habits(as_of), client.select("client_id", "category", "sector").row(0, named=True), limit
        )

    def best_offers(self, as_of: dt.date, clients: Sequence[str]) -> dict[str, Offer]:
        """The first of `offers` for each of these clients that has one."""
        mine = self._frames.clients[rows_of(self._frames.clients, clients)]
        return best(self._habits(as_of), mine.select("client_id", "category", "sector"))

    def _habits(self, as_of: dt.date) -> Habits:
        make = partial(habits, self._purchases, self._frames.clients, months_before(as_of, OFFER_MONTHS), as_of)  # fmt: skip
        return self._copy.remembered(as_of, None, "habits", make)  # type: ignore[no-any-return]

    @cached_property
    def _purchases(self) -> pl.DataFrame:
        return purchases(self._dataset, self._frames)
