"""The workbooks of many clients in one ZIP: sheets or statements, made a few hundred at a time; it decides neither who nor when."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fiche.analysis.portfolio import Portfolio
from fiche.analysis.together import Together
from fiche.bundle import Made, bundle
from fiche.excel.contents import gather
from fiche.excel.sheet import filled, workbook_name
from fiche.excel.statement import owed, statement, statement_name
from fiche.i18n import speaking


def sheets_archive(
    portfolio: Portfolio,
    clients: Sequence[str],
    as_of: dt.date,
    language: str,
    target: Path,
    key: str,
    tell: Callable[[int, int], None],
) -> None:
    """Write the sheet of each of `clients` to the ZIP `target`; see fiche.bundle for `key`, `tell` and how it goes on after a stop. A client that is no
    longer there gives nothing."""
    language = "en" if language == "en" else "fr"

    def make(together: Together, client: str) -> Iterator[tuple[str, bytes]]:
        contents = gather(together, client, as_of)
        yield workbook_name(contents.record, as_of), filled(contents, language)

    _archive(portfolio, clients, as_of, language, target, key, tell, make)


def statements_archive(
    portfolio: Portfolio,
    clients: Sequence[str],
    as_of: dt.date,
    language: str,
    target: Path,
    key: str,
    tell: Callable[[int, int], None],
) -> None:
    """The same with a statement in each currency in which a client has something to pay or to deduct."""
    language = "en" if language == "en" else "fr"

    def make(together: Together, client: str) -> Iterator[tuple[str, bytes]]:
        for currency in owed(together, client, as_of):
            name = statement_name(together.client(client), as_of)
            yield name, statement(together, client, as_of, language, currency)

    _archive(portfolio, clients, as_of, language, target, key, tell, make)


def _archive(
    portfolio: Portfolio,
    clients: Sequence[str],
    as_of: dt.date,
    language: str,
    target: Path,
    key: str,
    tell: Callable[[int, int], None],
    files: Callable[[Together, str], Iterator[tuple[str, bytes]]],
) -> None:
    known = portfolio.names()

    def make(asked: Sequence[str]) -> Made:
        there = [client for client in asked if client in known]
        together = Together(portfolio, there, as_of)
        for client in there:
            with speaking(language):
                made = list(files(together, client))
            yield client, made

    bundle(target, key, clients, make, tell)
