"""What clients owe and when it should come: the aged balance and its proof, the months behind it, penalties, receipts; it keeps no figure of sales."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from fiche.analysis import aged, assumptions, evaluate, penalties, series
from fiche.analysis.base import EVERYONE, Base
from fiche.analysis.figures import AgedBalance, Filters
from fiche.analysis.receipts import Receipts
from fiche.analysis.receipts.forecast import forecast, refused
from fiche.analysis.receipts.verdict import Learnt, learnt

if TYPE_CHECKING:
    import pandas as pd


class Receivables(Base):
    """The questions on what is owed; see Portfolio for what their arguments mean."""

    def aged(self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE) -> AgedBalance:
        """The balance by delay, with its proof."""
        chosen = self._chosen(as_of, client_id, where)
        total = aged.file_total(self._frames, as_of, where.currency, chosen)
        with self._copy.at(as_of, where.currency, chosen) as cursor:
            return aged.aged(
                cursor, self.settings.buckets, total, self._usual(where), self._frames.conversion
            )

    def at_risk_by_month(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[month, billed, left_open, rate]: see fiche.analysis.series."""
        with self._at(as_of, client_id, where) as cursor:
            return series.at_risk_by_month(cursor, as_of, self._frames.conversion)

    def penalty_rows(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """The stretches of late days behind the penalties; amounts are Decimal. See fiche.analysis.penalties."""
        with self._at(as_of, client_id, where) as cursor:
            return penalties.penalty_rows(cursor, self._frames, as_of)

    def receipts(self, as_of: dt.date, where: Filters = EVERYONE) -> Receipts:
        """What the invoices open at `as_of` should bring in thirteen weeks, or why that cannot be said. One currency at a time."""
        currencies = [where.currency] if where.currency else sorted(self._frames.currencies)
        if len(currencies) > 1:
            return refused(evaluate.several_currencies(currencies))
        (currency,) = currencies
        make = partial(learnt, self._copy, as_of, currency)
        known: Learnt = self._copy.remembered(as_of, where.currency, "receipts", make)
        return forecast(known, self._frames, currency, self._chosen(as_of, None, where))

    def assumptions(self, as_of: dt.date, client_id: str | None = None) -> dict[str, int]:
        """How many documents and payments the figures at `as_of` rest on by a rule, not by what the file says; see fiche.analysis.assumptions."""
        return assumptions.assumptions(self._frames, as_of, client_id)
