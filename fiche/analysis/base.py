"""What every question on a portfolio begins with: the rows, their columnar copy, and which clients are meant; it computes no figure."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Self

import polars as pl

from fiche.analysis.amending import amended
from fiche.analysis.copy import KEPT, Copy
from fiche.analysis.fields import Fields
from fiche.analysis.figures import Filters
from fiche.analysis.frames import Frames, frames
from fiche.analysis.matching_rules import matching
from fiche.analysis.once import Once
from fiche.analysis.overrides import Override, checked
from fiche.analysis.people import People, people
from fiche.analysis.search import Search
from fiche.analysis.search_index import index
from fiche.analysis.segments import Segments, classes, segments
from fiche.analysis.selection import COLUMNS, Ask, billed, choose, in_class
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.decisions import Mark
from fiche.errors import UnknownClient
from fiche.parts import part, rows_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_Known = dict[tuple[dt.date, str | None], tuple[People, frozenset[str]]]
EVERYONE = Filters()
SELECTIONS = 16  # choices of clients kept ready, besides the latest
WORN = 5_000  # documents of the clients that changed since the large tables were made


class Base:
    """A dataset ready to be asked: see Portfolio for the questions. `mark`: the state of the record that it shows, None when it shows none."""

    mark: Mark | None = None

    def __init__(
        self, dataset: Dataset, settings: Settings | None = None, overrides: Sequence[Override] = ()
    ) -> None:
        self.settings = settings or Settings()
        made = frames(dataset, self.settings)
        self._start(dataset, made, Copy(made, self.settings), overrides)

    def _start(self, dataset: Dataset, made: Frames, copy: Copy, overrides: Sequence[Override]) -> None:
        self._dataset, self._frames, self._copy = dataset, made, copy
        self._overrides = checked(overrides)
        self._before: _Known = {}
        self._selected: dict[tuple[dt.date, Filters], list[str] | None] = {}
        self._texts = Once(partial(index, dataset))

    def amended(
        self, dataset: Dataset, clients: Collection[str], overrides: Sequence[Override] | None = None
    ) -> Self:
        """What a new one of `dataset` would be, where it differs from this one's in rows of `clients` only; all the rest is shared.

        This one goes on answering as before. `overrides` None: the same.
        """
        given = self._overrides if overrides is None else overrides
        change = amended(self._frames, self._dataset, dataset, clients, self.settings)
        copy = self._copy.amended(change[1]) if change else None
        if change is None or copy is None:
            return type(self)(dataset, self.settings, given)
        made = object.__new__(type(self))
        made.settings = self.settings
        made._start(dataset, change[0], copy, given)
        made._before = self._people_but(change[1].clients)
        made._texts = self._texts
        if (other := self._other) is not None and made._frames.conversion:
            made.__dict__["stated"] = other.amended(dataset, clients, given)
        return made

    @property
    def _other(self) -> Self | None:
        """The one in the documents' own currencies, where it was made."""
        made = self.__dict__.get("stated")
        return None if made is self else made

    @property
    def worn(self) -> bool:
        """Whether so much was amended that one made anew would answer faster."""
        return self._copy.patched > WORN

    def anew(self) -> Self:
        """The same made again from its rows, with the tables of the dates that were asked for."""
        made = type(self)(self._dataset, self.settings, self._overrides)
        made._before = self._people_but(frozenset())  # noqa: SLF001 - one of us
        for as_of, currency in made._before:  # noqa: SLF001
            made._people(as_of, currency)  # noqa: SLF001 - one of us
        return made

    def _people_but(self, clients: frozenset[str]) -> _Known:
        """What is known of everyone at each date and currency, and of whom it no longer holds once `clients` have changed."""
        older = {key: (people, gone | clients) for key, (people, gone) in self._before.items()}
        known = self._copy.all_remembered("people")
        found = older | {key: (people, clients) for key, people in known.items()}
        return dict(list(found.items())[-KEPT:])

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

    def currencies_of(self, client_id: str) -> list[str]:
        """A client's currencies, that of most documents first; then those of its payments alone. None there: the portfolio's, or the default one."""
        found: list[str] = []
        for frame in (self._frames.documents, self._frames.payments):
            counts = frame.filter(pl.col("client_id") == client_id)["currency"].value_counts()
            found += counts.sort("count", "currency", descending=[True, False])["currency"].to_list()
        return list(dict.fromkeys(found)) or [self.currency or self.settings.default_currency]

    @property
    def revenue_basis(self) -> str:
        """«HT», «TTC» (the file has gross amounts only) or «HT/TTC» (some rows of each)."""
        return self._frames.revenue_basis

    @property
    def conversion(self) -> str | None:
        """What must be said beside amounts that were converted."""
        return self._frames.conversion.sentence if self._frames.conversion else None

    @cached_property
    def stated(self) -> Self:
        """The same with every amount in the currency that its document states: what is asked of a client in writing. Itself where nothing was converted."""
        if self._frames.conversion is None or not self._frames.conversion.converted:
            return self
        return type(self)(self._dataset, replace(self.settings, convert_to=None), self._overrides)

    def search(self, text: str, limit: int | None = 20) -> "pd.DataFrame":
        """[client_id, name, city, matched], best first. See fiche.analysis.search."""
        return self._search.find(text, limit)

    def names(self) -> dict[str, str | None]:
        """Every client's name by number."""
        return dict(self._frames.clients.select("client_id", "name").iter_rows())

    def named(self, clients: Sequence[str]) -> dict[str, str | None]:
        """The names of those of these clients that there are, in that order."""
        rows = self._frames.clients.select("client_id", "name")[rows_of(self._frames.clients, clients)]
        known = dict(rows.iter_rows())
        return {number: known[number] for number in clients if number in known}

    def choices(self) -> dict[str, list[str]]:
        """What each filter on clients may be: the values of the file, sorted."""
        return dict(self._choices)

    @cached_property
    def _choices(self) -> dict[str, list[str]]:
        clients = self._frames.clients
        return {name: sorted(clients[name].drop_nulls().unique().to_list()) for name in COLUMNS}

    def counted(self, as_of: dt.date, where: Filters) -> tuple[int, int]:
        """How many clients pass the filters, and how many there are."""
        chosen, everyone = self._chosen(as_of, None, where), len(self._frames.clients)
        return everyone if chosen is None else len(chosen), everyone

    def close(self) -> None:
        """Give the memory back; the portfolio answers no more."""
        if (other := self._other) is not None:
            other.close()
        self._copy.close()

    def prepare(self) -> None:
        """Make ready what a first search would wait for."""
        self._texts()

    @cached_property
    def _search(self) -> Search:
        away = self._copy.changed
        return Search(self._texts(), away, index(part(self._dataset, away)) if away else None)

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with the client's name after its number."""
        names = self._frames.clients.select("client_id", "name")
        joined = frame.join(names, on="client_id", how="left", maintain_order="left")
        return joined.select("client_id", "name", pl.exclude("client_id", "name"))

    def _usual(self, where: Filters) -> str | None:
        return where.currency or self.currency

    def _known(self, client_id: str) -> None:
        if not (self._frames.clients["client_id"] == client_id).any():
            raise UnknownClient(client_id)

    def _people(self, as_of: dt.date, currency: str | None) -> People:
        usual = currency or self.currency
        make = partial(
            people,
            self._copy,
            self._frames,
            self.settings,
            as_of,
            currency,
            usual,
            self._overrides,
            self._before.get((as_of, currency)),
        )
        return self._copy.remembered(as_of, currency, "people", make)  # type: ignore[no-any-return]

    def _chosen(self, as_of: dt.date, client_id: str | None, where: Filters) -> list[str] | None:
        """The clients asked for, None for everyone; of everyone, the latest choices are kept."""
        clients = self._frames.clients
        if client_id is not None:
            self._known(client_id)
            clients = clients.filter(pl.col("client_id") == client_id)
            chosen = choose(clients, where, self._ask(as_of, where.currency))
            return clients["client_id"].to_list() if chosen is None else chosen
        key = (as_of, where)
        known = self._selected
        if key in known:
            return known[key]
        made = choose(clients, where, self._ask(as_of, where.currency))
        self._selected = dict(list(known.items())[-SELECTIONS:]) | {key: made}
        return made

    def _ask(self, as_of: dt.date, currency: str | None) -> Ask:
        """How a choice of clients is answered at a date in a currency."""
        return Ask(
            lambda wanted: self._people(as_of, currency).with_status(wanted),
            lambda name, wanted: in_class(self._classes(as_of, currency), name, wanted),
            lambda first, last: billed(self._frames.documents, currency, first, min(last, as_of)),
            lambda rule: matching(rule, self.fields, as_of, currency),
            lambda text: self.search(text, None)["client_id"].to_list(),
        )

    def _classes(self, as_of: dt.date, currency: str | None) -> pl.DataFrame:
        """[client_id, abc, segment] of everyone, worked out once."""
        make = partial(classes, partial(self._segments, as_of, currency))
        return self._copy.remembered(as_of, currency, "classes", make)  # type: ignore[no-any-return]

    def _segments(self, as_of: dt.date, currency: str | None) -> Segments:
        """Everyone's classes, worked out once."""
        everyone = self._people(as_of, currency)
        make = partial(segments, everyone.rows, as_of, self.settings, everyone.currency)
        return self._copy.remembered(as_of, currency, "segments", make)  # type: ignore[no-any-return]

    @cached_property
    def fields(self) -> Fields:
        """All that clients can be chosen or grouped by; see fiche.analysis.fields."""
        return Fields(self._frames, self._copy, self._people, self._classes)

    @contextmanager
    def _at(
        self, as_of: dt.date, client_id: str | None, where: Filters
    ) -> "Iterator[duckdb.DuckDBPyConnection]":
        with self._copy.at(as_of, where.currency, self._chosen(as_of, client_id, where)) as cursor:
            yield cursor
