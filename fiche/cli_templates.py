"""What `fiche export --modele` writes: the user's own template, filled in instead of the application's; it keeps no template."""

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fiche.cli_export import replaced, write_bundle
from fiche.errors import Refused
from fiche.i18n import _
from fiche.place import store_url

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
    """The template of a file, mapped as it suggests by itself; else the team's own of that name, as its reader mapped it. Raises Refused."""
    return _of_file(Path(wanted), kind) if Path(wanted).is_file() else _of_record(wanted, kind)


def _of_file(path: Path, kind: "Kind") -> "OwnTemplate":
    from fiche.excel.mapped.examine import check, examine
    from fiche.excel.mapped.outputs import OwnTemplate

    found = examine(path.name, path.read_bytes())
    mapping = found.proposals[kind]
    check(mapping, path.name)
    return OwnTemplate(path.stem, found.format, found.content, mapping)


def _of_record(wanted: str, kind: "Kind") -> "OwnTemplate":
    from sqlalchemy.engine import make_url

    from fiche.excel.mapped.mapping import from_json
    from fiche.excel.mapped.outputs import OwnTemplate
    from fiche.excel.mapped.vocabulary import KINDS
    from fiche.store import Store

    address = make_url(store_url())
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        raise Refused("template_unknown", name=wanted)
    store = Store.open(store_url())
    saved = next((t for t in store.templates() if t.name.casefold() == wanted.casefold()), None)
    found = None if saved is None else store.template_version(saved.id)
    store.close()
    if saved is None or found is None:
        raise Refused("template_unknown", name=wanted)
    version, content = found
    if version.kind != kind:
        raise Refused(
            "template_other_kind", name=saved.name, kind=_(KINDS[version.kind]), wanted=_(KINDS[kind])
        )
    return OwnTemplate(saved.name, version.format, content, from_json(version.mapping))


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
