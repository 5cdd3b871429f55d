"""What `fiche export --modele` writes: the user's own template, filled in instead of the application's; it keeps no template."""

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fiche.cli_export import replaced, write_bundle
from fiche.errors import Refused

if TYPE_CHECKING:
    from fiche.analysis import Portfolio
    from fiche.excel.mapped.outputs import OwnTemplate
    from fiche.excel.mapped.vocabulary import Kind


def export(
    portfolio: "Portfolio", clients: Sequence[str], as_of: dt.date, arguments: argparse.Namespace
) -> None:
    """Write what is asked for. Raises Refused."""
    if arguments.fichier:
        _file(portfolio, as_of, arguments)
    for kind, target in (("client", arguments.zip), ("statement", arguments.statement)):
        if target is not None:
            _clients(template(arguments.modele, kind), portfolio, clients, as_of, arguments, target)  # type: ignore[arg-type]


def template(wanted: str, kind: "Kind") -> "OwnTemplate":
    """The template of a file, mapped as it suggests by itself. Raises Refused."""
    from fiche.excel.mapped.examine import check, examine
    from fiche.excel.mapped.outputs import OwnTemplate

    path = Path(wanted)
    try:
        content = path.read_bytes()
    except OSError:
        raise Refused("not_found", name=wanted) from None
    found = examine(path.name, content)
    mapping = found.proposals[kind]
    check(mapping, path.name)
    return OwnTemplate(path.stem, found.format, content, mapping)


def _file(portfolio: "Portfolio", as_of: dt.date, arguments: argparse.Namespace) -> None:
    from fiche.analysis import Filters

    own = template(arguments.modele, "file")
    with replaced(_suffixed(arguments.fichier, own)) as out:
        out.write(own.whole(portfolio, as_of, Filters(), arguments.lang))


def _clients(
    own: "OwnTemplate",
    portfolio: "Portfolio",
    clients: Sequence[str],
    as_of: dt.date,
    arguments: argparse.Namespace,
    target: Path,
) -> None:
    """One workbook for one client when the file asked for is no ZIP; a ZIP otherwise."""
    if target.suffix.lower() != ".zip" and len(clients) == 1:
        with replaced(_suffixed(target, own)) as out:
            out.write(own.one(portfolio, clients[0], as_of, arguments.lang))
    else:
        write_bundle(own.files, portfolio, clients, as_of, arguments, target, own.digest)


def _suffixed(target: Path, own: "OwnTemplate") -> Path:
    """The file asked for, under the suffix that its content needs: a workbook with macros named .xlsx does not open."""
    return target.with_suffix(f".{own.format}")
