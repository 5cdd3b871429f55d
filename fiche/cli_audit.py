"""The audit from the command line: verify that it is whole, list what was done; it changes nothing."""

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any

from fiche.errors import Refused
from fiche.i18n import N_, _, in_paris, language
from fiche.place import store_url

if TYPE_CHECKING:
    from fiche.decisions import Change
    from fiche.store.verify import Verdict

HEADS = (
    N_("N°"), N_("Date (heure de Paris)"), N_("Auteur"), N_("Action"), N_("N° client"), N_("Tableau"), N_("Champ"), N_("Avant"), N_("Après"),
)  # fmt: skip


def declare(commands: Any) -> None:
    """`fiche audit verify` and `fiche audit list`."""
    words = _("le journal de ce qui a été fait dans l’application")
    inside = commands.add_parser("audit", help=words, description=words).add_subparsers(
        required=True, metavar="ACTION"
    )
    check = inside.add_parser("verify", help=_("vérifier que rien n’en a été modifié ni retiré"))
    check.set_defaults(run=_verify)
    check.add_argument("--json", action="store_true", help=_("un objet JSON"))
    listed = inside.add_parser("list", help=_("dire qui a fait quoi, du plus récent au plus ancien"))
    listed.set_defaults(run=_list)
    listed.add_argument("--client", metavar="N", help=_("numéro d’un seul client"))
    listed.add_argument("--by", metavar="NOM", help=_("un seul auteur"))
    listed.add_argument("--action", help=_("une seule action"))
    listed.add_argument("--since", type=_day, metavar="AAAA-MM-JJ", help=_("premier jour, à Paris"))
    listed.add_argument("--until", type=_day, metavar="AAAA-MM-JJ", help=_("dernier jour, à Paris"))
    listed.add_argument("--format", choices=("csv", "json"), default="csv", help=_("forme de la liste"))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(Refused("invalid_date", value=text).message) from None


def _verify(arguments: argparse.Namespace) -> int:
    """0 when the audit is whole, 1 when it is not."""
    from fiche.store import Store
    from fiche.store.verdict import sentences

    verdict = Store.open(store_url()).verify()
    if arguments.json:
        print(json.dumps(_plain(verdict), ensure_ascii=False))
    else:
        print("\n".join(sentences(verdict)))
    return 1 if verdict.faults else 0


def _plain(verdict: "Verdict") -> dict[str, Any]:
    from fiche.store.verdict import said

    faults = [{"kind": f.kind, "first": f.first, "last": f.last, "message": said(f)} for f in verdict.faults]
    return {"entries": verdict.entries, "erased": verdict.erased, "lost": verdict.lost, "faults": faults}


def _list(arguments: argparse.Namespace) -> int:
    from fiche import cli_tables
    from fiche.store import Store, Wanted

    wanted = Wanted(
        client_id=arguments.client,
        by=arguments.by,
        action=arguments.action,
        since=arguments.since,
        until=arguments.until,
    )
    changes = Store.open(store_url()).trail(wanted)
    if arguments.format == "json":
        print(json.dumps([_entry(c) for c in changes], ensure_ascii=False))
        return 0
    content = cli_tables.as_csv([_(head) for head in HEADS], [_cells(c) for c in changes])
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return 0


def _entry(change: "Change") -> dict[str, Any]:
    return {
        "seq": change.seq,
        "at": f"{change.at.isoformat()}Z",
        "by": change.by,
        "action": change.action,
        "client_id": change.client_id,
        "table": change.table,
        "column": change.column,
        "before": change.before,
        "after": change.after,
    }


def _cells(change: "Change") -> list[Any]:
    """A line for a reader: the names of actions, tables and fields rather than their codes."""
    from fiche.decisions import ACTIONS
    from fiche.model import TABLES, label

    table = next((t for t in TABLES.values() if t.name == change.table), None)
    column = table.by_name.get(change.column or "") if table else None
    return [
        change.seq,
        in_paris(change.at).isoformat(sep=" ", timespec="seconds"),
        change.by,
        _(ACTIONS[change.action]) if change.action in ACTIONS else change.action,
        change.client_id,
        label(table, language()) if table else None,
        label(column, language()) if column else change.column,
        change.before,
        change.after,
    ]
