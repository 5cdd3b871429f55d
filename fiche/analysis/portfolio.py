"""A company's portfolio: every question that pages, workbooks and the command line ask, at a date; it reads no file and asks no clock."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis import aged, assumptions, evaluate, ledger, penalties, series
from fiche.analysis.alerts import alerts
from fiche.analysis.behind import behind
from fiche.analysis.copy import Copy
from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, Figure, Filters
from fiche.analysis.frames import frames
from fiche.analysis.overrides import Override, checked
from fiche.analysis.people import People, people
from fiche.analysis.receipts import Receipts
from fiche.analysis.receipts.forecast import forecast, refused
from fiche.analysis.receipts.verdict import Learnt, learnt
from fiche.analysis.record import record
from fiche.analysis.risk import RiskScore
from fiche.analysis.risks import risk_of, risk_scores
from fiche.analysis.search import Search
from fiche.analysis.segments import Segments, segments
from fiche.analysis.selection import COLUMNS, choose
from fiche.analysis.settings import Settings
from fiche.analysis.tabulate import By, tabulated
from fiche.analysis.value import Fitted, Worth, fitted_in, worth
from fiche.dataset import Dataset
from fiche.errors import UnknownClient

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

EVERYONE = Filters()


class Portfolio:
    """Figures of `dataset`. Safe for several threads; every answer is a function of the dataset, the settings and the date `as_of`.

    `client_id` narrows to one client (UnknownClient when there is none), `where` to those that pass the filters, both to their
    intersection. Amounts are exact decimals; the frames for display hold floats, but for transactions and payments. Amounts of several
    currencies are never added: figures over several are undefined and say so; Filters.currency chooses one, Settings.convert_to expresses all in one
    (and then Filters.currency finds what has no rate). `overrides`: statuses given by people; they stand beside the computed ones, and
    filters and counts go on reading those.
    """

    def __init__(
        self, dataset: Dataset, settings: Settings | None = None, overrides: Sequence[Override] = ()
    ) -> None:
        self._dataset = dataset
        self.settings = settings or Settings()
        self._overrides = checked(overrides)
        self._frames = frames(dataset, self.settings)
        self._copy = Copy(self._frames, self.settings)

    @property
    def currency(self) -> str | None:
        """The only currency there is, None when there are several. Nothing loaded: the default one."""
        return next(iter(self._frames.currencies)) if len(self._frames.currencies) == 1 else None

    @property
    def empty(self) -> bool:
        """True when no client is loaded."""
        return self._frames.clients.is_empty()

    @property
    def last_document_on(self) -> dt.date | None:
        """The date of the latest document, None when none is dated."""
        return self._frames.last_document_on

    def currencies(self) -> dict[str, int]:
        """Documents by currency, most first."""
        return dict(self._frames.currencies)

    @property
    def revenue_basis(self) -> str:
        """«HT», «TTC» (the file has gross amounts only) or «HT/TTC» (some rows of each)."""
        return self._frames.revenue_basis

    @property
    def conversion(self) -> str | None:
        """What must be said beside amounts that were converted."""
        return self._frames.conversion.sentence if self._frames.conversion else None

    def figures(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> dict[str, Figure]:
        """Every indicator by code, in the order of display. See fiche.analysis.metrics for what each means."""
        with self._at(as_of, client_id, where) as cursor:
            return evaluate.figures(
                cursor,
                as_of,
                client_id is not None,
                self._usual(where),
                self.settings,
                self._frames.conversion,
            )

    def aged(self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE) -> AgedBalance:
        """The balance by delay, with its proof."""
        chosen = self._chosen(as_of, client_id, where)
        total = aged.file_total(self._frames, as_of, where.currency, chosen)
        with self._copy.at(as_of, where.currency, chosen) as cursor:
            return aged.aged(
                cursor, self.settings.buckets, total, self._usual(where), self._frames.conversion
            )

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

    def clients(self, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """One row per client with its main figures, its status and why, by revenue_12m descending."""
        return self._people(as_of, where.currency).table(self._chosen(as_of, None, where))

    def segments(self, as_of: dt.date, where: Filters = EVERYONE) -> Segments:
        """Each client's ABC class, RFM scores and segment, among everyone, with the cut-offs; see fiche.analysis.segments."""
        everyone = self._people(as_of, where.currency)
        chosen = self._chosen(as_of, None, where)
        return segments(everyone.dicts, as_of, self.settings, everyone.currency, chosen)

    def risk(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> RiskScore:
        """The risk of not being paid in time by one client, 0 to 100, and its decomposition; see fiche.analysis.risk."""
        with self._at(as_of, client_id, where) as cursor:
            return risk_of(cursor, self._frames, client_id, as_of, self.settings.risk, self._usual(where))

    def risks(self, as_of: dt.date, where: Filters = EVERYONE) -> dict[str, Decimal | None]:
        """The risk score of each client, None where there is none, by client; a client of several currencies needs Filters.currency."""
        with self._at(as_of, None, where) as cursor:
            return risk_scores(cursor, self._frames, as_of, self.settings.risk)

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
        with self._at(as_of, client_id, where) as cursor:
            return ledger.transactions(cursor, self._frames)

    def payments(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> "pd.DataFrame":
        """One row per payment of the client, latest first; amounts are Decimal. See fiche.analysis.ledger."""
        self._known(client_id)
        with self._copy.cursor() as cursor:
            return ledger.payments(cursor, self._frames, client_id, as_of, where.currency)

    def receipts(self, as_of: dt.date, where: Filters = EVERYONE) -> Receipts:
        """What the invoices open at `as_of` should bring in thirteen weeks, or why that cannot be said. One currency at a time."""
        currencies = [where.currency] if where.currency else sorted(self._frames.currencies)
        if len(currencies) > 1:
            return refused(evaluate.several_currencies(currencies))
        (currency,) = currencies
        make = partial(learnt, self._copy, as_of, currency)
        known: Learnt = self._copy.remembered(as_of, where.currency, "receipts", make)
        return forecast(known, self._frames, currency, self._chosen(as_of, None, where))

    def alerts(
        self,
        as_of: dt.date,
        client_id: str | None = None,
        limit: int | None = None,
        where: Filters = EVERYONE,
    ) -> list[Alert]:
        """What to act on, worst first, at most `limit`."""
        chosen = self._chosen(as_of, client_id, where)
        wanted = [where.currency] if where.currency else self._frames.currencies
        by_currency = [self._people(as_of, code) for code in wanted] if len(wanted) > 1 else []
        everyone = self._people(as_of, where.currency)
        found = alerts(everyone, by_currency or [everyone], None if chosen is None else set(chosen))
        return found if limit is None else found[:limit]

    def search(self, text: str, limit: int | None = 20) -> "pd.DataFrame":
        """[client_id, name, city, matched], best first. See fiche.analysis.search."""
        return self._search.find(text, limit)

    def assumptions(self, as_of: dt.date, client_id: str | None = None) -> dict[str, int]:
        """How many documents and payments the figures at `as_of` rest on by a rule, not by what the file says; see fiche.analysis.assumptions."""
        return assumptions.assumptions(self._frames, as_of, client_id)

    def names(self) -> dict[str, str | None]:
        """Every client's name by number."""
        return dict(self._frames.clients.select("client_id", "name").iter_rows())

    def choices(self) -> dict[str, list[str]]:
        """What each filter on clients may be: the values of the file, sorted."""
        clients = self._frames.clients
        return {name: sorted(clients[name].drop_nulls().unique().to_list()) for name in COLUMNS}

    def breakdown(
        self, as_of: dt.date, codes: Sequence[str], by: evaluate.Grouping, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """One row per client, month or currency: `by`, then the indicators `codes` (those that are SQL aggregates); amounts are Decimal.

        Grouped by month, a row holds what is dated in that month (null: undated and clients without documents).
        """
        with self._at(as_of, None, where) as cursor:
            return ledger.to_pandas(evaluate.grouped(cursor, codes, by))

    def tabulate(self, as_of: dt.date, by: By, where: Filters = EVERYONE) -> dict[Any, dict[str, Figure]]:
        """{key: every indicator} for each client, month, currency, status (of the file or computed), category, sector, zone or account manager."""
        groups: dict[str, Any] = {}
        if by == "status_computed":
            groups = {row["client_id"]: row[by] for row in self._people(as_of, where.currency).dicts}
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

    def close(self) -> None:
        """Give the memory back; the portfolio answers no more."""
        self._copy.close()

    @cached_property
    def _search(self) -> Search:
        return Search(self._dataset)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(self._frames.clients["client_id"])

    def _usual(self, where: Filters) -> str | None:
        return where.currency or self.currency

    def _known(self, client_id: str) -> None:
        if client_id not in self._numbers:
            raise UnknownClient(client_id)

    def _people(self, as_of: dt.date, currency: str | None) -> People:
        usual = currency or self.currency
        make = partial(
            people, self._copy, self._frames, self.settings, as_of, currency, usual, self._overrides
        )
        return self._copy.remembered(as_of, currency, "people", make)  # type: ignore[no-any-return]

    def _chosen(self, as_of: dt.date, client_id: str | None, where: Filters) -> list[str] | None:
        """The clients asked for, None for everyone."""
        clients = self._frames.clients
        if client_id is not None:
            self._known(client_id)
            clients = clients.filter(pl.col("client_id") == client_id)
        chosen = choose(
            clients,
            where,
            lambda wanted: self._people(as_of, where.currency).with_status(wanted),
            lambda text: self.search(text, None)["client_id"].to_list(),
        )
        return clients["client_id"].to_list() if chosen is None and client_id is not None else chosen

    @contextmanager
    def _at(
        self, as_of: dt.date, client_id: str | None, where: Filters
    ) -> "Iterator[duckdb.DuckDBPyConnection]":
        with self._copy.at(as_of, where.currency, self._chosen(as_of, client_id, where)) as cursor:
            yield cursor
