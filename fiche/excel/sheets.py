"""The workbooks of many clients in one ZIP: sheets or statements, made a few hundred at a time; it decides neither who nor when."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fiche.analysis.portfolio import Portfolio
from fiche.analysis.together import Together
from fiche.bundle import Made, bundle
from fiche.chosen_note import chosen_note
from fiche.excel.contents import gather
from fiche.excel.sheet import filled, workbook_name
from fiche.excel.statement import owed, statement, statement_name
from fiche.i18n import speaking

Files = Iterator[tuple[str, bytes]]


def sheet_of(together: Together, client: str, as_of: dt.date, language: str) -> Files:
    """A client's sheet, under its name."""
    contents = gather(together, client, as_of)
    yield workbook_name(contents.record, as_of), filled(contents, language)


def statements_of(together: Together, client: str, as_of: dt.date, language: str) -> Files:
    """A statement in each currency in which the client has something to pay or to deduct."""
    for currency in owed(together, client, as_of):
        name = statement_name(together.client(client), as_of)
        yield name, statement(together, client, as_of, language, currency)


def archive(
    files: Callable[[Together, str, dt.date, str], Files],
    portfolio: Portfolio,
    clients: Sequence[str],
    as_of: dt.date,
    language: str,
    target: Path,
    key: str,
    tell: Callable[[int, int], None],
    chosen: Sequence[str] = (),
) -> None:
    """Write the `files` (sheet_of, statements_of) of each of `clients` to the ZIP `target`; see fiche.bundle for `key`, `tell` and how it goes on after a
    stop. A client that is no longer there gives nothing. `chosen`: in words, which clients those are; a note of the archive tells it."""
    language = "en" if language == "en" else "fr"
    known = portfolio.names()

    def make(asked: Sequence[str]) -> Made:
        there = [client for client in asked if client in known]
        together = Together(portfolio, there, as_of)
        for client in there:
            with speaking(language):
                made = list(files(together, client, as_of, language))
            yield client, made

    with speaking(language):
        note = chosen_note(chosen)
    bundle(target, key, clients, make, tell, note)
