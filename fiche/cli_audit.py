"""The audit from the command line: verify that it is whole, list what was done; it changes nothing."""

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any

from fiche.errors import Refused
from fiche.i18n import N_, _, language, number
from fiche.place import store_url

if TYPE_CHECKING:
    from fiche.decisions import Change
    from fiche.store.verify import Fault, Verdict

FAULTS = {
    "edited": N_("L’entrée {first} a été modifiée."),
    "deleted": N_("Les entrées {first} à {last} ont été supprimées."),
    "swapped": N_("Les entrées {first} et {last} ont été échangées."),
    "truncated": N_("La fin du journal a été coupée : les entrées {first} à {last} manquent."),
    "value": N_("Les valeurs de l’entrée {first} ont été modifiées, ou retirées sans effacement déclaré."),
    "unsealed": N_(
        "Le sceau du journal manque : une fin coupée ne se verrait pas. Retrouvez le fichier, ou demandez qui l’a retiré ; la prochaine écriture en posera un autre."
    ),
    "seal": N_("Le sceau du journal est abîmé ou n’a pas été posé par l’application."),
    "key": N_(
        "La clé n’est pas celle qui a signé ce journal. Retrouvez-la (réglage FICHE_AUDIT_KEY ou fichier audit.key), puis recommencez."
    ),
    "unguarded": N_("La base ne refuse plus qu’on modifie le journal : ses garde-fous ont été retirés."),
}
ONE = {
    "deleted": N_("L’entrée {first} a été supprimée."),
    "truncated": N_("La fin du journal a été coupée : l’entrée {first} manque."),
}
HEADS = (
    N_("N°"), N_("Date (UTC)"), N_("Auteur"), N_("Action"), N_("N° client"), N_("Tableau"), N_("Champ"), N_("Avant"), N_("Après"),
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
    listed.add_argument("--since", type=_day, metavar="AAAA-MM-JJ", help=_("premier jour (UTC)"))
    listed.add_argument("--until", type=_day, metavar="AAAA-MM-JJ", help=_("dernier jour (UTC)"))
    listed.add_argument("--format", choices=("csv", "json"), default="csv", help=_("forme de la liste"))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(Refused("invalid_date", value=text).message) from None


def _verify(arguments: argparse.Namespace) -> int:
    """0 when the audit is whole, 1 when it is not."""
    from fiche.store import Store

    verdict = Store.open(store_url()).verify()
    if arguments.json:
        print(json.dumps(_plain(verdict), ensure_ascii=False))
    else:
        print("\n".join(sentences(verdict)))
    return 1 if verdict.faults else 0


def _plain(verdict: "Verdict") -> dict[str, Any]:
    faults = [{"kind": f.kind, "first": f.first, "last": f.last, "message": _said(f)} for f in verdict.faults]
    return {"entries": verdict.entries, "erased": verdict.erased, "lost": verdict.lost, "faults": faults}


def sentences(verdict: "Verdict") -> list[str]:
    """What the verdict means, in sentences."""
    count = number(verdict.entries)
    if not verdict.entries and not verdict.faults:
        return [_("Le journal est vide : rien n’a encore été fait.")]
    if verdict.faults:
        first = _("Le journal n’est plus tel qu’il a été écrit ({n} entrées vérifiées).").format(n=count)
        said = [first, *(f"- {_said(f)}" for f in verdict.faults)]
    else:
        said = [
            _("Le journal est entier : {n} entrées, toutes telles qu’elles ont été écrites.").format(n=count)
        ]
    if verdict.erased:
        words = _("Les valeurs personnelles de {n} entrées ont été effacées, et le journal le dit.")
        said.append(words.format(n=number(verdict.erased)))
    if verdict.lost:
        words = _("{n} entrées ont disparu avec le retour à une sauvegarde, et le journal le dit.")
        said.append(words.format(n=number(verdict.lost)))
    return said


def _said(fault: "Fault") -> str:
    one = fault.first == fault.last and fault.kind in ONE
    words = _(ONE[fault.kind]) if one else _(FAULTS[fault.kind])
    return words.format(first=number(fault.first), last=number(fault.last))


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
        change.at.isoformat(sep=" ", timespec="seconds"),
        change.by,
        _(ACTIONS[change.action]) if change.action in ACTIONS else change.action,
        change.client_id,
        label(table, language()) if table else None,
        label(column, language()) if column else change.column,
        change.before,
        change.after,
    ]
