"""A company's portfolio: every question that pages, workbooks and the command line ask, at a date; it reads no file and asks no clock."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis import evaluate, ledger, series
from fiche.analysis.alerts import alerts
from fiche.analysis.bands import Grouped
from fiche.analysis.base import EVERYONE
from fiche.analysis.behind import behind
from fiche.analysis.buying import Buying
from fiche.analysis.figures import Alert, ClientRecord, ClientStatus, Figure, Filters
from fiche.analysis.receivables import Receivables
from fiche.analysis.record import record
from fiche.analysis.risk import RiskScore
from fiche.analysis.risks import risk_of, risk_scores
from fiche.analysis.segments import Segments
from fiche.analysis.selection import COLUMNS
from fiche.analysis.selling import Selling
from fiche.analysis.situation import Facts, Row, Situation, Whole, facts, whole
from fiche.analysis.tabulate import By, tabulated
from fiche.analysis.value import Fitted, Worth, fitted_in, worth
from fiche.analysis.worklists import Item, found_in, planned
from fiche.checking.facts import Examined

if TYPE_CHECKING:
    import pandas as pd


class Portfolio(Receivables, Buying, Selling):
    """Figures of `dataset`. Safe for several threads; every answer is a function of the dataset, the settings and the date `as_of`.

    `client_id` narrows to one client (UnknownClient when there is none), `where` to those that pass the filters, both to their
    intersection. Amounts are exact decimals; the frames for display hold floats, but for transactions and payments. Amounts of several
    currencies are never added: figures over several are undefined and say so; Filters.currency chooses one, Settings.convert_to expresses all in one
    (and then Filters.currency finds what has no rate). `overrides`: statuses given by people; they stand beside the computed ones, and
    filters and counts go on reading those.
    """

    def figures(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> dict[str, Figure]:
        """Every indicator by code, in the order of display. See fiche.analysis.metrics for what each means."""
        everyone = client_id is None and where == Filters(currency=where.currency)
        make = partial(self._read, as_of, client_id, where)
        found: evaluate.Read = (
            self._copy.remembered(as_of, where.currency, "figures", make) if everyone else make()
        )
        return evaluate.figures(found, as_of)

    def prepare_at(self, as_of: dt.date) -> None:
        """Make ready what the first page seen at `as_of` would wait for: everyone's figures, statuses and classes, in the first currency."""
        if not self.empty:
            where = Filters(currency=None if self.currency else next(iter(self.currencies()), None))
            self.figures(as_of, None, where)
            self.segments(as_of, where)

    def _read(self, as_of: dt.date, client_id: str | None, where: Filters) -> evaluate.Read:
        conversion = self._frames.conversion
        with self._at(as_of, client_id, where) as cursor:
            return evaluate.read(cursor, client_id is not None, self._usual(where), self.settings, conversion)

    def monthly_revenue(
        self, as_of: dt.date, months: int = 12, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[month, revenue, revenue_previous]: calendar months, `as_of`'s own last and cut at `as_of`; the year before cut alike."""
        with self._at(as_of, client_id, where) as cursor:
            return series.monthly_revenue(cursor, as_of, months, self._frames.conversion)

    def evolution(
        self, client_id: str, as_of: dt.date, months: int = 24, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """[month, invoiced, received, overdue] of one client, gross; overdue at the month's end, the last at `as_of`."""
        self._known(client_id)
        return series.evolution(self._copy, client_id, as_of, months, where.currency, self._frames.conversion)

    def flows(
        self, client_id: str, as_of: dt.date, months: int = 24, where: Filters = EVERYONE
    ) -> list[series.Flow]:
        """(month, invoiced, received) of one client, as evolution gives them."""
        return series.flows_of(self.evolution(client_id, as_of, months, where))

    def clients(self, as_of: dt.date, where: Filters = EVERYONE, *, reasons: bool = True) -> "pd.DataFrame":
        """One row per client with its main figures, its status and why (unless `reasons` is false: sentences for everyone take time), by
        revenue_12m descending."""
        chosen = self._chosen(as_of, None, where)
        return self._people(as_of, where.currency).table(chosen, reasons=reasons)

    def status(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> ClientStatus:
        """What a client is to us, and why; see fiche.analysis.status."""
        self._known(client_id)
        return self._people(as_of, where.currency).status(client_id)

    def segments(self, as_of: dt.date, where: Filters = EVERYONE) -> Segments:
        """Each client's ABC class, RFM scores and segment, among everyone, with the cut-offs; see fiche.analysis.segments."""
        everyone = self._segments(as_of, where.currency)
        chosen = self._chosen(as_of, None, where)
        if chosen is None:
            return everyone
        mine = everyone.table["client_id"].isin(set(chosen))
        return replace(everyone, table=everyone.table[mine].reset_index(drop=True))

    def risk(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> RiskScore:
        """The risk of not being paid in time by one client, 0 to 100, and its decomposition; see fiche.analysis.risk."""
        with self._at(as_of, client_id, where) as cursor:
            return risk_of(cursor, self._frames, client_id, as_of, self.settings.risk, self._usual(where))

    def risks(self, as_of: dt.date, where: Filters = EVERYONE) -> dict[str, Decimal | None]:
        """The risk score of each client, None where there is none, by client; a client of several currencies needs Filters.currency."""
        with self._at(as_of, None, where) as cursor:
            return risk_scores(cursor, self._frames, as_of, self.settings.risk)

    def risk_and_class(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """[client_id, score, abc, outstanding (Decimal)]: the risk of each client beside its class; None where there is no score, no class."""
        make = partial(self._risk_and_class, as_of, Filters(currency=where.currency))
        everyone: pl.DataFrame = self._copy.remembered(as_of, where.currency, "risk and class", make)
        chosen = self._chosen(as_of, None, where)
        kept = everyone if chosen is None else everyone.filter(pl.col("client_id").is_in(chosen))
        return ledger.to_pandas(kept)

    def _risk_and_class(self, as_of: dt.date, everyone: Filters) -> pl.DataFrame:
        people = self._people(as_of, everyone.currency)
        table = self._segments(as_of, everyone.currency).table
        classes = dict(zip(table["client_id"], table["abc"], strict=True))
        scores = self.risks(as_of, everyone)
        clients = people.rows["client_id"].to_list()
        found = {
            "client_id": clients,
            "score": [None if scores.get(each) is None else float(scores[each] or 0) for each in clients],
            "abc": [each if isinstance(each, str) else None for each in map(classes.get, clients)],
        }
        types = {"client_id": pl.String, "score": pl.Float64, "abc": pl.String}
        return pl.DataFrame(found, schema=types).with_columns(people.rows["outstanding"])

    def worth(self, as_of: dt.date, where: Filters = EVERYONE) -> Worth:
        """What each client, and all together, are expected to buy in the 12 months after `as_of`; see fiche.analysis.value."""
        chosen, currency = self._chosen(as_of, None, where), where.currency or self.currency
        models: Fitted = self._copy.remembered(
            as_of, currency, "worth", lambda: fitted_in(self._frames, as_of, currency, self.settings)
        )
        return worth(models, as_of, chosen, currency)

    def client(self, client_id: str) -> ClientRecord:
        """All that the file says of one client."""
        return record(self._dataset, client_id)

    def transactions(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """One row per document of the client, latest first; amounts are Decimal. See fiche.analysis.ledger."""
        return ledger.to_pandas(self.own_documents(client_id, as_of, where).drop("client_id"))

    def payments(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """One row per payment of the client, latest first; amounts are Decimal. See fiche.analysis.ledger."""
        return ledger.to_pandas(self.own_payments(client_id, as_of, where).drop("client_id"))

    def own_documents(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """`transactions` as polars, with `client_id`."""
        with self._at(as_of, client_id, where) as cursor:
            return ledger.documents(cursor, self._frames)

    def own_payments(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """`payments` as polars, with `client_id`."""
        self._known(client_id)
        with self._copy.cursor([client_id]) as cursor:
            return ledger.paid(cursor, self._frames, [client_id], as_of, where.currency)

    def alerts(
        self,
        as_of: dt.date,
        client_id: str | None = None,
        limit: int | None = None,
        where: Filters = EVERYONE,
        kinds: Collection[str] | None = None,
    ) -> list[Alert]:
        """What to act on, worst first, at most `limit`, of these `kinds` (None: all). A client archived by `as_of` gives none."""
        chosen = self._chosen(as_of, client_id, where)
        wanted = [where.currency] if where.currency else list(self._frames.currencies)
        everyone = self._situation(as_of, where.currency, chosen)
        each = [self._situation(as_of, code, chosen) for code in wanted] if len(wanted) > 1 else [everyone]
        found = alerts(everyone, each, kinds)
        return found if limit is None else found[:limit]

    def worklist(self, code: str, as_of: dt.date, where: Filters = EVERYONE) -> list[Item]:
        """The clients of one list to act on, as worklists() has them, without working out the others."""
        return found_in(self, as_of, where, (code,))[code]

    def worklists(self, as_of: dt.date, where: Filters = EVERYONE) -> dict[str, list[Item]]:
        """The clients of each list to act on, those that are worth most first; see fiche.analysis.worklists. Archived clients are in none."""
        return found_in(self, as_of, where)

    def planned(self, as_of: dt.date) -> dict[str, str]:
        """The next action planned for each client that has one from `as_of` on, the first to come, with its day, in words."""
        return planned(self._dataset["interactions"], as_of)

    @cached_property
    def examined(self) -> Examined:
        """The rows as the rules of quality look at them."""
        return Examined(self._dataset)

    def _situation(self, as_of: dt.date, currency: str | None, chosen: Sequence[str] | None) -> Situation:
        """What the rules of alerts look at, of the clients `chosen` (None: everyone) that are not archived."""
        people = self._people(as_of, currency)
        apart = self._apart(as_of, chosen)
        known = self._facts(as_of, currency, chosen)
        rows = [r for r in people.of(chosen) if not _archived(apart.details[r["client_id"]], as_of)]
        return Situation(rows, people, apart, known.due, known.trends, known.beyond, self._frames)

    def _apart(self, as_of: dt.date, chosen: Sequence[str] | None) -> Whole:
        """For one client, its own; otherwise everyone's, worked out once."""
        ask = partial(whole, self._copy, self._frames, self._dataset, as_of)
        if chosen is not None and len(chosen) == 1:
            return ask(chosen)
        return self._copy.remembered(as_of, None, "alerts", ask)  # type: ignore[no-any-return]

    def _facts(self, as_of: dt.date, currency: str | None, chosen: Sequence[str] | None) -> Facts:
        """For one client, its own; otherwise everyone's, worked out once."""
        if chosen is not None and len(chosen) == 1:
            return facts(self._copy, as_of, currency, self.settings, chosen)
        make = partial(facts, self._copy, as_of, currency, self.settings)
        return self._copy.remembered(as_of, currency, "due", make)  # type: ignore[no-any-return]

    def breakdown(
        self, as_of: dt.date, codes: Sequence[str], by: evaluate.Grouping, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """One row per client, month or currency: `by`, then the indicators `codes` (those that are SQL aggregates); amounts are Decimal.

        Grouped by month, a row holds what is dated in that month (null: undated and clients without documents).
        """
        with self._at(as_of, None, where) as cursor:
            return ledger.to_pandas(evaluate.grouped(cursor, codes, by))

    def tabulate(
        self, as_of: dt.date, by: By | Grouped, where: Filters = EVERYONE
    ) -> dict[Any, dict[str, Figure]]:
        """{key: every indicator} for each client, month, currency, status (of the file or computed), category, sector, zone or account manager, or for
        each group that clients were put in."""
        groups: Mapping[str, Any] = {}
        if isinstance(by, Grouped):
            groups, by = by.of, "status"
        elif by == "status_computed":
            groups = dict(self._people(as_of, where.currency).rows.select("client_id", by).iter_rows())
        elif by in COLUMNS:
            groups = dict(self._frames.clients.select("client_id", by).iter_rows())
        with self._at(as_of, None, where) as cursor:
            return tabulated(
                cursor, as_of, by, groups, self._usual(where), self.settings, self._frames.conversion
            )

    def behind(
        self, code: str, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """The rows that indicator `code` is made of; see fiche.analysis.behind."""
        with self._at(as_of, client_id, where) as cursor:
            return ledger.to_pandas(behind(cursor, self._frames, code))


def _archived(details: Row, as_of: dt.date) -> bool:
    return details["archived_on"] is not None and details["archived_on"] <= as_of
