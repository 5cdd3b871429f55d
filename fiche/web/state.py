"""The record and the portfolio that sessions share: one of each per revision, trials in memory under a token; it draws nothing."""

import datetime as dt
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import polars as pl
import streamlit as st

from fiche import loading
from fiche.analysis import Portfolio, Settings
from fiche.dataset import Dataset
from fiche.i18n import PARIS, _, language
from fiche.mirror import Mirror, in_the_background, settings_of
from fiche.place import store_url
from fiche.store import Store

AUTHOR = "author"  # the session's key for the name its reader gave
GONE = "trial_gone"  # the address named a trial that is no longer kept
TRIAL = "essai"  # the URL parameter that names a trial
TRIALS, TRIAL_HOURS = 8, 12


def today() -> dt.date:
    """The day in Paris: the only clock of the pages."""
    return dt.datetime.now(PARIS).date()


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    return Store.open(url)


@dataclass
class _Trial:
    store: Store
    last_used: float


class _Trials:
    """Stores in memory by token: a few, the least recently used dropped, none older than half a day."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Trial] = OrderedDict()

    def start(self) -> tuple[str, Store]:
        """A new trial and its token."""
        token, store = secrets.token_urlsafe(12), Store.open()
        with self._lock:
            self._kept[token] = _Trial(store, time.monotonic())
            self._sweep()
        return token, store

    def find(self, token: str) -> Store | None:
        """The trial of that token, if it is still kept."""
        with self._lock:
            self._sweep()
            trial = self._kept.get(token)
            if trial is None:
                return None
            trial.last_used = time.monotonic()
            self._kept.move_to_end(token)
            return trial.store

    def _sweep(self) -> None:
        oldest = time.monotonic() - TRIAL_HOURS * 3600
        stale = [t for t, trial in self._kept.items() if trial.last_used < oldest]
        stale += list(self._kept)[: max(0, len(self._kept) - TRIALS)]
        for token in dict.fromkeys(stale):
            del self._kept[token]


@st.cache_resource(show_spinner=False)
def _trials() -> _Trials:
    return _Trials()


def author() -> str:
    """Who is at this screen, as they said it in this session; a word that says that nobody did otherwise."""
    return str(st.session_state.get(AUTHOR) or _("Sans nom"))


def record() -> Store:
    """The company's record, trial or not."""
    return _store(store_url())


def current() -> tuple[Store, bool]:
    """The store this session works on, and whether it is a trial. A trial that is no longer kept falls back on the record."""
    token = st.query_params.get(TRIAL) or st.session_state.get(TRIAL)
    store = _trials().find(token) if token else None
    if store is None:
        if token:
            st.session_state[GONE] = True
        st.session_state.pop(TRIAL, None)
        if TRIAL in st.query_params:
            del st.query_params[TRIAL]
        return record(), False
    st.session_state[TRIAL] = token
    if token and st.query_params.get(TRIAL) != token:
        st.query_params[TRIAL] = str(token)
    return store, True


def store_of(trial: str | None) -> Store | None:
    """The record, or the trial of that token while it is kept: what background work asks, without a session."""
    return record() if trial is None else _trials().find(trial)


def begin_trial() -> Store:
    """A new trial for this session; its token goes to the URL, so that reloading the page keeps it."""
    token, store = _trials().start()
    st.session_state[TRIAL] = token
    st.session_state.pop(GONE, None)
    return store


def end_trial() -> None:
    """Back to the record; what the trial held is forgotten with its token."""
    st.session_state.pop(TRIAL, None)
    if TRIAL in st.query_params:
        del st.query_params[TRIAL]


def read_ahead() -> None:
    """Begin to read the record, before anyone asks for it."""

    def read() -> None:
        portfolio(record())

    in_the_background(read)


def is_read(store: Store) -> bool:
    """Whether the store was read once: portfolio() answers at once."""
    return mirror(store).read


def portfolio(store: Store) -> Portfolio:
    """The portfolio of the store's current revision, shared by every session."""
    return mirror(store).now().portfolio


def settings(store: Store) -> Settings:
    """The settings of the store, the defaults where nothing was changed."""
    return settings_of(store)


def dataset(store: Store, *, edited: bool = True) -> Dataset:
    """The rows of the store's current revision, with the corrections or without; shared by every session, never to be changed."""
    shown = mirror(store).now()
    return shown.dataset if edited else shown.uncorrected


def files(store: Store) -> Dataset:
    """What the files in force say, nothing of the application laid over; shared by every session, never to be changed."""
    return mirror(store).now().files


def mirror(store: Store) -> Mirror:
    """What keeps up with the store, one for every session."""
    return _mirror(id(store), store.url, store)


@st.cache_resource(show_spinner=False, max_entries=TRIALS + 2)
def _mirror(identity: int, url: str, _store: Store) -> Mirror:  # noqa: ARG001 - the key of the cache
    return Mirror(_store, today=today)


def points(store: Store, as_of: dt.date) -> pl.DataFrame:
    """Everything to be checked in the store's current revision, in the reader's language; shared, never to be changed."""
    key = (id(store), store.url, store.revision, language())
    return _points(key, as_of, store)


@st.cache_resource(show_spinner=False, max_entries=TRIALS + 4)
def _points(key: tuple[int | str, ...], as_of: dt.date, _store: Store) -> pl.DataFrame:  # noqa: ARG001 - the key of the cache
    return loading.points(dataset(_store), as_of, _store.dismissals())
