"""The key of a connection is in nothing that the application gives away: every export that a page or a command offers, letters, the journal, the record's own words."""

import email
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from fiche import letters
from fiche.analysis.portfolio import Portfolio
from fiche.brief.gather import gather as brief_of
from fiche.documents.brief import brief_pdf
from fiche.documents.report import report_pdf
from fiche.report.gather import gather as report_of
from fiche.store.history import Wanted
from fiche.web.journal_view import as_csv
from tests.connectors.conftest import Bench
from tests.connectors.odoo_server import KEY
from tests.documents.read import read
from tests.excel.test_exports_hostile import CASES, Given


def words(name: str, content: bytes) -> Iterator[str]:
    """Everything that a file says, whatever it is packed in: as it stands, unpacked, drawn, attached."""
    yield content.decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from words(part, archive.read(part))
    elif content.startswith(b"%PDF-"):
        yield read(content).text
    elif name.endswith(".eml"):
        for part in email.message_from_bytes(content).walk():
            if isinstance(data := part.get_payload(decode=True), bytes):
                yield from words(part.get_filename() or "", data)


def given_away(bench: Bench, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, by what made it."""
    data = bench.store.dataset()
    portfolio, as_of = Portfolio(data), data.loaded_on
    given = Given(data, portfolio, tuple(c.name for c in bench.store.remotes()), folder)
    for name, make in CASES.items():
        for file, content in make(given):
            yield f"{name} {file}", content
    report = report_of(portfolio, as_of)
    yield "report.pdf", report_pdf(report)
    for client in portfolio.names():
        yield f"{client}.pdf", brief_pdf(brief_of(portfolio, client, as_of))
    cases = [
        case
        for at in (as_of, as_of.replace(year=as_of.year + 1))
        for case in portfolio.dunning(at)
        if case.level
    ]
    manner = letters.Manner(statement=True)
    for case in cases:
        yield from letters.files(portfolio, letters.write(portfolio, case, as_of, manner), manner)
    yield "journal.csv", as_csv(bench.store.trail(Wanted(), 10_000), portfolio.names())
    yield "record", repr([asdict(r) for r in bench.store.remotes()]).encode()


def test_no_file_that_is_given_away_holds_the_key(bench: Bench, tmp_path: Path) -> None:
    bench.done()
    made = [(name, content) for name, content in given_away(bench, tmp_path)]
    assert len(made) > len(CASES) + 3
    assert not [name for name, content in made if any(KEY in text for text in words(name, content))]
