"""Some clients of a portfolio asked about one by one, each answer worked out once for all of them: the same questions, the same answers.

Asking about a client costs a pass over everyone's rows. What writes a sheet a client asks about thousands, a few hundred together.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis import aged, assumptions, ledger, series
from fiche.analysis.base import EVERYONE
from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, ClientStatus, Figure, Filters
from fiche.analysis.once import Once
from fiche.analysis.people import People
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.record import Records
from fiche.analysis.search_index import index
from fiche.analysis.situation import Facts, Whole, facts, whole
from fiche.errors import UnknownClient
from fiche.i18n import language
from fiche.records import with_records

if TYPE_CHECKING:
    import pandas as pd


class Together(Portfolio):
    """The clients `clients` of `portfolio` at one date: it knows no other client, but compares with everyone as the portfolio does.

    The months of `evolution` are without what was overdue at their ends. Not for several threads at a time.
    """

    def __init__(self, portfolio: Portfolio, clients: Sequence[str], as_of: dt.date) -> None:
        kept = pl.col("client_id").is_in(list(clients))
        own, dataset, copy = portfolio._frames, portfolio._dataset, portfolio._copy  # noqa: SLF001 - one of its own kind
        self._portfolio = portfolio
        self._clients = list(clients)
        self._as_of = as_of
        self.settings = portfolio.settings
        self.mark = portfolio.mark
        self._overrides = portfolio._overrides  # noqa: SLF001
        self._copy = copy
        mine = {name: t.filter(kept) for name, t in dataset.tables.items() if "client_id" in t.columns}
        self._dataset = replace(dataset, tables={**dataset.tables, **mine})
        tables = {name: getattr(own, name).filter(kept) for name in ("clients", "documents", "payments")}
        tables |= {name: with_records(tables[name], name) for name in ("documents", "payments")}
        self._frames = replace(own, **tables)
        self._texts = Once(partial(index, self._dataset))
        self._selected = {}
        self._answers: dict[tuple[str, str | None], Any] = {}

    @property
    def stated(self) -> Portfolio:  # type: ignore[override]
        """See Portfolio.stated."""
        return self._portfolio.stated

    @property
    def revenue_basis(self) -> str:
        """That of the whole portfolio."""
        return self._portfolio.revenue_basis

    def figures(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> dict[str, Figure]:
        """See Portfolio.figures."""
        if client_id is None or not self._usually(as_of, where):
            return super().figures(as_of, client_id, where)
        found = self._once("figures", where, lambda: self.tabulate(as_of, "client", where))
        return self._own(found, client_id) or super().figures(as_of, client_id, where)

    def aged(self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE) -> AgedBalance:
        """See Portfolio.aged."""
        if client_id is None or not self._usually(as_of, where):
            return super().aged(as_of, client_id, where)

        def make() -> dict[str, AgedBalance]:
            currency = str(where.currency)
            totals = aged.each_file_total(self._frames, as_of, currency, self._clients)
            with self._at(as_of, None, where) as cursor:
                return aged.each_aged(cursor, self.settings.buckets, totals, currency)

        return self._own(self._once("aged", where, make), client_id) or super().aged(as_of, client_id, where)

    def evolution(
        self, client_id: str, as_of: dt.date, months: int = 24, where: Filters = EVERYONE
    ) -> "pd.DataFrame":
        """See Portfolio.evolution; without `overdue`."""
        if not self._usually(as_of, where):
            return super().evolution(client_id, as_of, months, where)

        return series.frame_of(self.flows(client_id, as_of, months, where))

    def flows(
        self, client_id: str, as_of: dt.date, months: int = 24, where: Filters = EVERYONE
    ) -> list[series.Flow]:
        """See Portfolio.flows."""
        if not self._usually(as_of, where):
            return super().flows(client_id, as_of, months, where)

        def make() -> dict[str, list[series.Flow]]:
            with self._at(as_of, None, where) as cursor:
                return series.flows(
                    cursor, self._frames.payments, self._clients, as_of, months, str(where.currency)
                )

        found: list[series.Flow] = self._own(self._once(f"flows {months}", where, make), client_id)
        return found

    def own_documents(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """See Portfolio.own_documents."""
        if not self._usually(as_of, where):
            return super().own_documents(client_id, as_of, where)

        def make() -> dict[str, pl.DataFrame]:
            with self._at(as_of, None, where) as cursor:
                return _by_client(ledger.documents(cursor, self._frames))

        return self._shown("transactions", where, make, client_id)

    def own_payments(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> pl.DataFrame:
        """See Portfolio.own_payments."""
        if not self._usually(as_of, where):
            return super().own_payments(client_id, as_of, where)

        def make() -> dict[str, pl.DataFrame]:
            with self._copy.cursor() as cursor:
                return _by_client(ledger.paid(cursor, self._frames, self._clients, as_of, where.currency))

        return self._shown("payments", where, make, client_id)

    def open_rows(self, as_of: dt.date, client_id: str, where: Filters = EVERYONE) -> "pd.DataFrame":
        """See Portfolio.open_rows."""
        if not self._usually(as_of, where):
            return super().open_rows(as_of, client_id, where)

        def make() -> dict[str, pl.DataFrame]:
            with self._at(as_of, None, where) as cursor:
                return _by_client(ledger.open_rows(cursor, self._frames))

        return ledger.to_pandas(self._shown("open rows", where, make, client_id).drop("client_id"))

    def assumptions(
        self, as_of: dt.date, client_id: str | None = None, where: Filters = EVERYONE
    ) -> dict[str, int]:
        """See Portfolio.assumptions."""
        if client_id is None or where != Filters(currency=where.currency):
            return super().assumptions(as_of, client_id, where)

        def make() -> dict[str, dict[str, int]]:
            return assumptions.each_assumptions(self._frames, as_of, where.currency, self._clients)

        found: dict[str, int] = self._own(self._once(f"assumptions {as_of}", where, make), client_id)
        return found

    def alerts(
        self,
        as_of: dt.date,
        client_id: str | None = None,
        limit: int | None = None,
        where: Filters = EVERYONE,
        kinds: Collection[str] | None = None,
    ) -> list[Alert]:
        """See Portfolio.alerts."""
        if client_id is None or kinds is not None or not self._usually(as_of, where):
            return super().alerts(as_of, client_id, limit, where, kinds)
        every = super().alerts

        def make() -> dict[str, list[Alert]]:
            found: dict[str, list[Alert]] = {}
            for alert in every(as_of, where=where):
                found.setdefault(alert.client_id, []).append(alert)
            return found

        own = self._own(self._once(f"alerts {language()}", where, make), client_id) or []
        return list(own if limit is None else own[:limit])

    def status(self, client_id: str, as_of: dt.date, where: Filters = EVERYONE) -> ClientStatus:
        """See Portfolio.status."""
        everyone = self._people(as_of, where.currency)

        def make() -> dict[str, dict[str, Any]]:
            return {row["client_id"]: row for row in everyone.of(self._clients)}

        row = self._own(self._once(f"people {as_of}", where, make), client_id)
        return everyone.status_of(row)

    def currencies_of(self, client_id: str) -> list[str]:
        """See Portfolio.currencies_of."""
        tables = (self._frames.documents, self._frames.payments)
        found = self._once("currencies", EVERYONE, lambda: [_currencies(rows) for rows in tables])
        own = [code for counted in found for code in counted.get(client_id, ())]
        return list(dict.fromkeys(own)) or super().currencies_of(client_id)

    def client(self, client_id: str) -> ClientRecord:
        """See Portfolio.client."""
        found: Records = self._once("records", EVERYONE, lambda: Records(self._dataset))
        return found.of(client_id)

    def _known(self, client_id: str) -> None:
        if client_id not in self._once(
            "known", EVERYONE, lambda: frozenset(self._frames.clients["client_id"])
        ):
            raise UnknownClient(client_id)

    def _people(self, as_of: dt.date, currency: str | None) -> People:
        return self._portfolio._people(as_of, currency)  # noqa: SLF001

    def _apart(self, as_of: dt.date, chosen: Sequence[str] | None) -> Whole:  # noqa: ARG002 - one answer for whoever is asked about
        """What alerts look at, of all its clients at once: whoever is asked about, the rest is not looked at."""
        make = partial(whole, self._copy, self._frames, self._dataset, as_of, self._clients)
        found: Whole = self._once(f"apart {as_of}", EVERYONE, make)
        return found

    def _facts(self, as_of: dt.date, currency: str | None, chosen: Sequence[str] | None) -> Facts:  # noqa: ARG002
        make = partial(facts, self._copy, as_of, currency, self.settings, self._clients)
        found: Facts = self._once(f"facts {as_of} {currency}", EVERYONE, make)
        return found

    def _chosen(self, as_of: dt.date, client_id: str | None, where: Filters) -> list[str] | None:
        if client_id is not None and where == Filters(currency=where.currency):
            self._known(client_id)
            return [client_id]
        chosen = super()._chosen(as_of, client_id, where)
        return self._clients if chosen is None else chosen

    def _usually(self, as_of: dt.date, where: Filters) -> bool:
        """Whether a question is the one that was foreseen: the date of all, one currency, amounts that can be added."""
        lacks = self._frames.conversion and self._frames.conversion.lacks([where.currency or ""])
        return (
            as_of == self._as_of
            and bool(where.currency)
            and where == Filters(currency=where.currency)
            and not lacks
        )

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out the first time that `name` is asked for."""
        return self._once(name, EVERYONE, make)

    def _once(self, name: str, where: Filters, make: Callable[[], Any]) -> Any:
        key = (name, where.currency)
        if key not in self._answers:
            self._answers[key] = make()
        return self._answers[key]

    def _own(self, found: Mapping[str, Any], client_id: str) -> Any:
        self._known(client_id)
        return found.get(client_id)

    def _shown(
        self, name: str, where: Filters, make: Callable[[], dict[str, pl.DataFrame]], client_id: str
    ) -> pl.DataFrame:
        """One client's rows of a table of all; the table's columns alone where it has none."""
        found = self._once(name, where, make)
        own: pl.DataFrame | None = self._own(found, client_id)
        none: pl.DataFrame = found[""]
        return none if own is None else own


def _by_client(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of each client, in their order; those of «» are none."""
    parts = rows.partition_by("client_id", as_dict=True, maintain_order=True)
    return {"": rows.clear(), **{str(key[0]): part for key, part in parts.items()}}


def _currencies(rows: pl.DataFrame) -> dict[str, list[str]]:
    """The currencies of each client in a table, that of most rows first."""
    counts = rows.group_by("client_id", "currency").len()
    ordered = counts.sort("len", "currency", descending=[True, False])
    found: dict[str, list[str]] = {}
    for client, currency in ordered.select("client_id", "currency").iter_rows():
        found.setdefault(client, []).append(currency)
    return found
