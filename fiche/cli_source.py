"""Where the commands' figures come from: the files named on the line, or the record when none is, at the date asked for; it answers nothing."""

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fiche import cli_answers, loading
from fiche.checking.identifiers import valid_siren
from fiche.errors import Refused
from fiche.i18n import PARIS, _
from fiche.matching import with_names_from_labels

if TYPE_CHECKING:
    from fiche.analysis import Portfolio


def as_of_option(command: argparse.ArgumentParser) -> None:
    """The option --as-of."""
    command.add_argument(
        "--as-of",
        type=_date,
        default=None,
        metavar="AAAA-MM-JJ",
        help=_("date d’arrêté (aujourd’hui à défaut)"),
    )


def _date(text: str) -> dt.date:
    """A date argument; one that cannot be read is refused with a sentence."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(Refused("invalid_date", value=text).message) from None


def today() -> dt.date:
    """The day in Paris."""
    return dt.datetime.now(PARIS).date()


def reading_options(command: argparse.ArgumentParser) -> None:
    """What the files named on the line need and do not say: --siren and --names-from-labels."""
    command.add_argument(
        "--siren",
        type=_siren,
        default="",
        metavar="SIREN",
        help=_("SIREN de l’entreprise : dit, parmi les factures électroniques, lesquelles sont ses ventes"),
    )
    command.add_argument(
        "--names-from-labels",
        action="store_true",
        help=_("écritures d’un seul compte client : prendre pour clients les noms lus dans les libellés"),
    )


def _siren(text: str) -> str:
    """A SIREN, spaces allowed; one that is wrong is refused with a sentence."""
    number = "".join(text.split())
    if number and not valid_siren(number):
        raise argparse.ArgumentTypeError(
            _("« {text} » n’est pas un SIREN : neuf chiffres, dont une clé.").format(text=text)
        )
    return number


def read(files: Sequence[Path], *, names_from_labels: bool = False) -> loading.Reading:
    """What is recognised in files."""
    reading = loading.prepare([(path.name, path) for path in files])
    if not names_from_labels:
        return reading
    return replace(reading, sheets=tuple(map(with_names_from_labels, reading.sheets)))


def portfolio_of(arguments: argparse.Namespace) -> "tuple[Portfolio, dt.date]":
    """The portfolio of the files and the date asked for. A refused file stops the command: figures of half the files would be wrong."""
    from fiche.analysis import Portfolio

    reading = read(arguments.files, names_from_labels=arguments.names_from_labels)
    for file in reading.files:
        if file.status == "refused" and file.code is not None:
            raise cli_answers.refusal(file)
    now = today()
    dataset = loading.check(reading, loaded_on=now, own_siren=arguments.siren)
    return Portfolio(dataset), arguments.as_of or now


def files_or_record(command: argparse.ArgumentParser) -> None:
    """The files on the line, none for the record."""
    words = _("fichiers du client (l’enregistrement à défaut)")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help=words)
    reading_options(command)
    as_of_option(command)


@dataclass(frozen=True)
class Kept:
    """What people chose on the record: the texts of letters, and what a report shows as fiche.report.choice keeps it («»: nothing)."""

    letters: Mapping[str, str] = field(default_factory=dict)
    report: str = ""


def recorded(arguments: argparse.Namespace) -> "tuple[Portfolio, dt.date, Kept]":
    """The portfolio of the files, or of the record when none is given, the date, and what people chose there."""
    if arguments.files:
        return *portfolio_of(arguments), Kept()
    from fiche.mirror import Mirror
    from fiche.place import store_url
    from fiche.store import Store

    store = Store.open(store_url())
    portfolio = Mirror(store, later=lambda _work: None).now().portfolio
    if portfolio.empty:
        raise Refused("nothing_loaded")
    report = next((each.content for each in store.saved("report", "")), "")
    return portfolio, arguments.as_of or today(), Kept(store.letter_texts(), report)
