"""The files of reminders: a letter as PDF, as an e-mail draft with what it encloses, and many of them in one ZIP; it decides neither who nor which level, and sends nothing."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fiche.analysis.dunning.values import Case
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.together import Together
from fiche.bundle import Made, bundle
from fiche.chosen_note import chosen_note
from fiche.dunning import Letter, Texts, letter
from fiche.dunning.contact import language_of, recipient
from fiche.dunning.mail import File, eml, stem
from fiche.file_names import LONGEST, safe_name
from fiche.i18n import speaking

Form = Literal["pdf", "eml"]
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Manner:
    """How letters are made. `language`: «fr», «en», or «» for each client's own, and `otherwise` where the file does not tell. `forms`: what is made of each;
    `statement`: a draft encloses the client's statement too."""

    texts: Texts = field(default_factory=Texts)
    language: str = ""
    otherwise: str = "fr"
    forms: tuple[Form, ...] = ("pdf", "eml")
    statement: bool = False


def write(
    portfolio: Portfolio, case: Case, as_of: dt.date, manner: Manner, level: int | None = None
) -> Letter:
    """The letter of a case; `level` None: its own."""
    to = recipient(portfolio.client(case.client_id))
    language = manner.language or language_of(to, manner.otherwise)
    return letter(case, to, manner.texts, portfolio.settings, as_of, language, level)


def files(portfolio: Portfolio, made: Letter, manner: Manner) -> Iterator[File]:
    """The files of a letter; `portfolio`: in the documents' own currencies (Portfolio.stated), as the statement that goes with it. Names are to be made safe
    and unique by whoever writes them."""
    from fiche.documents.letter import letter_pdf

    with speaking(made.language):
        name = stem(made, made.as_of)
    page = (safe_name(f"{name[: LONGEST - 6]}.pdf"), letter_pdf(made))
    if "pdf" in manner.forms:
        yield page
    if "eml" in manner.forms:
        enclosed = [page, *([_statement(portfolio, made)] if manner.statement else [])]
        yield safe_name(f"{name[: LONGEST - 6]}.eml"), eml(made, enclosed)


def _statement(portfolio: Portfolio, made: Letter) -> File:
    from fiche.excel.statement import statement, statement_name

    with speaking(made.language):
        name = statement_name(portfolio.client(made.client_id), made.as_of)
    return name, statement(portfolio, made.client_id, made.as_of, made.language, made.currency)


def key_of(case: Case) -> str:
    """A case in one text: its client and its currency."""
    return f"{case.client_id}{SEPARATOR}{case.currency}"


def chosen(portfolio: Portfolio, as_of: dt.date, wanted: Sequence[str]) -> dict[str, Case]:
    """The cases of those keys that are to be sent, by key, in that order; what is no longer to be sent is left out."""
    found = {key_of(case): case for case in portfolio.dunning(as_of) if case.level}
    return {key: found[key] for key in wanted if key in found}


def archive(
    portfolio: Portfolio,
    cases: Sequence[Case],
    as_of: dt.date,
    manner: Manner,
    target: Path,
    key: str,
    tell: Callable[[int, int], None],
    words: Sequence[str] = (),
) -> None:
    """Write the letters of `cases` to the ZIP `target`; see fiche.bundle for `key`, `tell` and how it goes on after a stop. `words`: which clients those
    are; a note of the archive tells it."""
    by_key = {key_of(case): case for case in cases}
    own = portfolio.stated

    def make(asked: Sequence[str]) -> Made:
        together = Together(own, sorted({by_key[each].client_id for each in asked}), as_of)
        for each in asked:
            made = write(together, by_key[each], as_of, manner)
            yield each, list(files(together, made, manner))

    said = f"{key} {manner} {[(k, c.level, c.amount) for k, c in by_key.items()]}"
    with speaking(manner.otherwise):
        note = chosen_note(words)
    bundle(target, said, list(by_key), make, tell, note)
