"""What clients owe and when it should come: the aged balance and its proof, the months behind it, penalties, receipts; it keeps no figure of sales."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis import aged, assumptions, evaluate, ledger, penalties, series
from fiche.analysis.aged_months import aged_by_month
from fiche.analysis.base import EVERYONE, Base
from fiche.analysis.disputes import Dispute, open_disputes
from fiche.analysis.dunning.effect import Effect, effect
from fiche.analysis.dunning.sendings import sendings
from fiche.analysis.dunning.values import Case, Sending
from fiche.analysis.dunning.worklist import cases, equivalents
from fiche.analysis.figures import AgedBalance, Filters, Gap, Penalties
from fiche.analysis.follow_up import promises_at
from fiche.analysis.gap import gap
from fiche.analysis.late import LateInvoice, late_invoices
from fiche.analysis.receipts import Receipts
from fiche.analysis.receipts.backtest import Told
from fiche.analysis.receipts.forecast import forecast, of_week, refused
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

    def aged_by_client(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, name, each bucket, balance], Decimal: the clients whom a bucket holds something of. Empty with several currencies."""
        with self._at(as_of, None, where) as cursor:
            if evaluate.not_added(evaluate.currencies_of(cursor), self._frames.conversion):
                return ledger.to_pandas(self._named(aged.by_client(cursor, self.settings.buckets).clear()))
            return ledger.to_pandas(self._named(aged.by_client(cursor, self.settings.buckets)))

    def open_rows(self, as_of: dt.date, client_id: str, where: Filters = EVERYONE) -> "pd.DataFrame":
        """What a client has still to pay and to deduct, due amount by due amount; amounts are Decimal. See fiche.analysis.ledger."""
        with self._at(as_of, client_id, where) as cursor:
            return ledger.to_pandas(ledger.open_rows(cursor, self._frames).drop("client_id"))

    def gap(self, as_of: dt.date, where: Filters = EVERYONE) -> Gap:
        """The clients and the rows that make the totals of `aged` differ: nothing when its difference is 0.00."""
        chosen = self._chosen(as_of, None, where)
        with self._copy.at(as_of, where.currency, chosen) as cursor:
            return gap(cursor, self._frames, as_of, where.currency, chosen)

    def dso_by_month(
        self, as_of: dt.date, months: int = 13, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[month, outstanding, dso_countback, at_least, dso_best_possible]: see fiche.analysis.series."""
        with self._at(as_of, client_id, where) as cursor:
            return series.dso_by_month(cursor, as_of, months, self._frames.conversion)

    def aged_by_month(self, as_of: dt.date, months: int = 13, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[month, end, each bucket], Decimal: the aged balance at the end of each of the last months; see fiche.analysis.aged_months. Empty with
        several currencies."""
        with self._at(as_of, None, where) as cursor:
            found = aged_by_month(cursor, self.settings.buckets, as_of, months, where.currency)
            apart = evaluate.not_added(evaluate.currencies_of(cursor), self._frames.conversion)
        return found.iloc[:0] if apart else found

    def at_risk_by_month(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[month, billed, left_open, rate]: see fiche.analysis.series."""
        with self._at(as_of, client_id, where) as cursor:
            return series.at_risk_by_month(cursor, as_of, self._frames.conversion)

    def at_risk_in(self, as_of: dt.date, month: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, name, billed, left_open], Decimal: the clients behind a month of at_risk_by_month."""
        with self._at(as_of, None, where) as cursor:
            return ledger.to_pandas(self._named(series.at_risk_in(cursor, month)))

    def penalty_rows(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """The stretches of late days behind the penalties; amounts are Decimal. See fiche.analysis.penalties."""
        with self._at(as_of, client_id, where) as cursor:
            return penalties.penalty_rows(cursor, self._frames, as_of)

    def penalties_by_half_year(self, as_of: dt.date, where: Filters = EVERYONE) -> Penalties:
        """The penalties of each invoice, half-year by half-year. Amounts of several currencies stay apart in the rows and are added in the totals:
        choose one first."""
        with self._at(as_of, None, where) as cursor:
            return penalties.by_half_year(cursor, self._frames, as_of)

    def late_invoices(
        self, client_id: str, as_of: dt.date, where: Filters = EVERYONE
    ) -> tuple[LateInvoice, ...]:
        """A client's invoices past due, the latest in paying first; their amounts add up to the indicator. See fiche.analysis.late."""
        with self._at(as_of, client_id, where) as cursor:
            return late_invoices(cursor, self._frames)

    def disputes(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> tuple[Dispute, ...]:
        """A client's disputes open at `as_of`, the oldest first. See fiche.analysis.disputes."""
        with self._at(as_of, client_id, where) as cursor:
            return open_disputes(cursor, self._frames, self._dataset["disputes"], client_id, as_of)

    def promises(self, client_id: str, as_of: dt.date) -> "pd.DataFrame":
        """A client's promises to pay made by `as_of`, the latest day first: their columns, `received` and `standing`. See fiche.analysis.follow_up."""
        mine = self._dataset["promises"].filter(pl.col("client_id") == client_id)
        known = mine.filter((pl.col("made_on") <= as_of).fill_null(True))
        tables = {**self._dataset.tables, "promises": known}
        rows = promises_at(replace(self._dataset, tables=tables), as_of)
        return ledger.to_pandas(
            rows.sort("promised_on", descending=True, nulls_last=True, maintain_order=True)
        )

    def dunning(self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE) -> list[Case]:
        """Each client with something late, a case a currency, the latest first: what may be asked for and at which level, or why not now. See
        fiche.analysis.dunning.worklist. Amounts are in the currency of the documents, whatever is converted elsewhere."""
        own, currency = self.stated, where.currency
        conversion = self._frames.conversion
        converted = own is not self and conversion is not None and currency in (None, conversion.target)
        chosen = self._chosen(as_of, client_id, where)
        found = own._cases(as_of, None if converted else currency, chosen)  # noqa: SLF001 - one of us
        if not converted or conversion is None:
            return found
        with self._copy.at(as_of, conversion.target, chosen) as cursor:
            return equivalents(cursor, found, conversion.target)

    def _cases(self, as_of: dt.date, currency: str | None, chosen: list[str] | None) -> list[Case]:
        with self._copy.at(as_of, currency, chosen) as cursor:
            return cases(cursor, self._frames, self._dataset, as_of, self.settings)

    def sendings(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> list[Sending]:
        """The reminders that were sent by `as_of`, the latest first."""
        found = sendings(self._dataset, as_of, self._chosen(as_of, client_id, where))
        return sorted((each for of in found.values() for each in of), key=lambda each: each.on, reverse=True)

    def dunning_effect(self, as_of: dt.date, where: Filters = EVERYONE) -> Effect:
        """What the reminders sent by `as_of` brought in, level by level. See fiche.analysis.dunning.effect."""
        sent = self.sendings(as_of, where=where)
        with self._copy.cursor() as cursor:
            return effect(cursor, self._frames, sent, as_of, where.currency)

    def receipts(self, as_of: dt.date, where: Filters = EVERYONE) -> Receipts:
        """What the invoices open at `as_of` should bring in thirteen weeks, or why that cannot be said. One currency at a time."""
        currencies = [where.currency] if where.currency else sorted(self._frames.currencies)
        if len(currencies) > 1:
            return refused(evaluate.several_currencies(currencies))
        known = self._learnt(as_of, where.currency, currencies[0])
        return forecast(known, self._frames, currencies[0], self._chosen(as_of, None, where))

    def study_receipts(self, as_of: dt.date, where: Filters = EVERYONE, told: Told | None = None) -> None:
        """Learn what `receipts` needs, which then answers at once. `told`, given steps done and steps in all, may raise to stop."""
        currencies = [where.currency] if where.currency else list(self._frames.currencies)
        if len(currencies) == 1:
            self._learnt(as_of, where.currency, currencies[0], told)

    def receipts_of_week(self, as_of: dt.date, week: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """The invoices behind one of Receipts.weeks, with what each should bring in it; see fiche.analysis.receipts.forecast."""
        (currency,) = [where.currency] if where.currency else self._frames.currencies
        known = self._learnt(as_of, where.currency, currency)
        return of_week(known, self._frames, self._chosen(as_of, None, where), week)

    def assumptions(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> dict[str, int]:
        """How many documents and payments the figures at `as_of` rest on by a rule, not by what the file says; see fiche.analysis.assumptions."""
        chosen = self._chosen(as_of, client_id, where)
        return assumptions.assumptions(self._frames, as_of, where.currency, chosen)

    def assumed_rows(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """The documents and payments behind those counts; see fiche.analysis.assumptions."""
        chosen = self._chosen(as_of, None, where)
        return ledger.to_pandas(assumptions.assumed_rows(self._frames, as_of, where.currency, chosen))

    def _learnt(self, as_of: dt.date, wanted: str | None, currency: str, told: Told | None = None) -> Learnt:
        make = partial(learnt, self._copy, as_of, currency, told)
        return self._copy.remembered(as_of, wanted, "receipts", make)  # type: ignore[no-any-return]
