"""What `fiche export` writes: the client file as a workbook, CSV or Parquet, the sheets and the statements; it reads no file of the company."""

import argparse
import datetime as dt
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fiche.errors import Refused, UnknownClient
from fiche.i18n import _, number

if TYPE_CHECKING:
    from fiche.analysis import Portfolio

_EVERY = 100  # files between two words on how far it is


def options(command: argparse.ArgumentParser) -> None:
    """What is asked for: one thing at least."""
    wanted = command.add_argument_group(_("à écrire, au moins un"))
    file: dict[str, Any] = {"type": Path, "metavar": "OUT"}
    wanted.add_argument(
        "--fichier", **file, help=_("le fichier client : .xlsx avec ses formules, ou .zip de tableaux")
    )
    wanted.add_argument("--zip", **file, help=_("les fiches Excel des clients, dans un .zip"))
    wanted.add_argument(
        "--statement",
        **file,
        help=_("les relevés de compte : .xlsx pour un seul client, .zip pour plusieurs"),
    )
    command.add_argument(
        "--format",
        choices=("csv", "parquet"),
        default="csv",
        help=_("forme des tableaux de --fichier OUT.zip (csv à défaut)"),
    )
    command.add_argument(
        "--client",
        metavar="N",
        action="append",
        help=_("numéro d’un client, répétable (tous à défaut), pour --zip et --statement"),
    )
    command.add_argument(
        "--modele",
        metavar="MODELE",
        help=_(
            "votre propre modèle, fichier .xlsx ou .xlsm ou nom d’un modèle enregistré, pour --fichier, --zip ou --statement"
        ),
    )


def export(portfolio: "Portfolio", as_of: dt.date, arguments: argparse.Namespace) -> None:
    """Write what is asked for. Raises Refused when nothing is, or when a file cannot be written."""
    if not (arguments.fichier or arguments.zip or arguments.statement):
        raise Refused("nothing_to_export")
    clients = _clients(portfolio, arguments.client)
    if arguments.modele:
        from fiche import cli_templates

        cli_templates.export(portfolio, clients, as_of, arguments)
        return
    if arguments.fichier:
        _write_file(portfolio, as_of, arguments)
    if arguments.zip:
        from fiche.excel.sheets import sheet_of

        write_bundle(sheet_of, portfolio, clients, as_of, arguments, arguments.zip)
    if arguments.statement:
        _write_statements(portfolio, clients, as_of, arguments)


def _clients(portfolio: "Portfolio", wanted: Sequence[str] | None) -> list[str]:
    """The clients meant, by number. Raises UnknownClient."""
    known = portfolio.names()
    for client in wanted or ():
        if client not in known:
            raise UnknownClient(client)
    return sorted(wanted or known)


def _write_file(portfolio: "Portfolio", as_of: dt.date, arguments: argparse.Namespace) -> None:
    from fiche.analysis import Filters
    from fiche.excel.portfolio.tables import portfolio_tables
    from fiche.excel.portfolio.workbook import portfolio_workbook

    with replaced(arguments.fichier) as out:
        if arguments.fichier.suffix.lower() == ".zip":
            portfolio_tables(portfolio, as_of, out, Filters(), arguments.lang, arguments.format)
        else:
            portfolio_workbook(portfolio, as_of, out, Filters(), arguments.lang)


def _write_statements(
    portfolio: "Portfolio", clients: Sequence[str], as_of: dt.date, arguments: argparse.Namespace
) -> None:
    from fiche.excel.sheets import statements_of
    from fiche.excel.statement import statement

    if arguments.statement.suffix.lower() != ".zip" and len(clients) == 1:
        with replaced(arguments.statement) as out:
            out.write(statement(portfolio, clients[0], as_of, arguments.lang))
    else:
        write_bundle(statements_of, portfolio, clients, as_of, arguments, arguments.statement)


def write_bundle(
    files: Callable[..., Any],
    portfolio: "Portfolio",
    clients: Sequence[str],
    as_of: dt.date,
    arguments: argparse.Namespace,
    target: Path,
    template: str = "",
) -> None:
    """A ZIP of many files; a command that was interrupted goes on where it was, if its files are the same. `template`: the digest of a user's own."""
    from fiche.excel.sheets import archive

    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in arguments.files]
    key = " ".join(
        (
            as_of.isoformat(),
            arguments.lang,
            *digests,
            hashlib.sha256("\0".join(clients).encode()).hexdigest(),
            template,
        )
    ).rstrip()
    try:
        archive(files, portfolio, clients, as_of, arguments.lang, target, key, _told)
    except OSError as fault:
        raise Refused("cannot_write", name=str(target), reason=fault.strerror or str(fault)) from fault


def _told(done: int, total: int) -> None:
    if done % _EVERY == 0 or done == total:
        print(_("{done} sur {total}").format(done=number(done), total=number(total)), file=sys.stderr)


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """A file beside `target` that takes its place once it is whole: a full disk never destroys what was there. Raises Refused."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w+b") as out:
            yield out
        beside.replace(target)
    except OSError as fault:
        raise Refused("cannot_write", name=str(target), reason=fault.strerror or str(fault)) from fault
    finally:
        beside.unlink(missing_ok=True)
