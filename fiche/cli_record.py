"""The record from the command line: back it up, bring a backup back, each read again and counted; it shows no client."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fiche.errors import Refused
from fiche.i18n import N_, NBSP, _, colon, language, number
from fiche.place import store_url

if TYPE_CHECKING:
    import datetime as dt

    from fiche.store.backups import Backup, Manifest, Plan, Restored

OTHERS = {
    "imports": N_("Imports"),
    "edits": N_("Corrections"),
    "own_rows": N_("Lignes ajoutées dans l’application"),
    "attachments": N_("Pièces jointes"),
    "audit": N_("Journal"),
    "set_aside": N_("Lignes mises de côté"),
}


def declare(commands: Any) -> None:
    """`fiche backup` and `fiche restore`."""
    words = _("sauvegarder l’enregistrement, l’application ouverte ou non")
    save = commands.add_parser("backup", help=words, description=words)
    save.set_defaults(run=_backup)
    place = save.add_mutually_exclusive_group(required=True)
    place.add_argument("-o", "--output", type=Path, metavar="OUT.zip", help=_("fichier à écrire"))
    place.add_argument(
        "--rotate",
        type=Path,
        metavar="FOLDER",
        help=_("dossier où garder une sauvegarde par jour, sept jours et quatre semaines"),
    )
    save.add_argument("--json", action="store_true", help=_("un objet JSON"))
    words = _("remettre une sauvegarde à la place de l’enregistrement, qui est mis de côté")
    back = commands.add_parser("restore", help=words, description=words)
    back.set_defaults(run=_restore)
    back.add_argument("file", type=Path, metavar="FILE", help=_("sauvegarde à remettre"))
    back.add_argument("--yes", action="store_true", help=_("ne pas demander de confirmation"))
    back.add_argument(
        "--without-key",
        action="store_true",
        help=_("remettre un enregistrement dont la clé du journal est perdue"),
    )
    back.add_argument("--json", action="store_true", help=_("un objet JSON"))


def _backup(arguments: argparse.Namespace) -> int:
    from fiche.store import backups

    if arguments.rotate:
        made, gone = backups.rotate(store_url(), arguments.rotate, _today())
    else:
        made, gone = backups.backup(store_url(), arguments.output), []
    if arguments.json:
        counted = {t: {"rows": c.rows, "digest": c.digest} for t, c in made.manifest.tables.items()}
        said = {"file": str(made.file), "size": made.size, "removed": [str(f) for f in gone]}
        print(json.dumps(said | _plain(made.manifest) | {"tables": counted}, ensure_ascii=False))
    else:
        print("\n".join(_made(made, gone)))
    return 0


def _today() -> "dt.date":
    import datetime as dt

    return dt.datetime.now().astimezone().date()


def _plain(manifest: "Manifest") -> dict[str, Any]:
    return {
        "engine": manifest.engine,
        "schema": manifest.schema,
        "revision": manifest.number,
        "made_at": f"{manifest.made_at.isoformat()}Z",
    }


def _made(made: "Backup", gone: list[Path]) -> list[str]:
    """What was backed up, in sentences."""
    size = number(made.size / 1_000_000, 1)
    first = _("Sauvegarde faite : {name} ({size} Mo).").format(name=made.file, size=size)
    words = _(
        "Elle a été relue et comparée à l’enregistrement : {tables} tables, {rows} lignes, toutes égales."
    )
    compared = words.format(tables=number(len(made.manifest.tables)), rows=number(made.manifest.rows))
    said = [first, compared, *_table({t: c.rows for t, c in made.manifest.tables.items()})]
    if made.manifest.sealed:
        said.append(
            _(
                "Le sceau du journal est dans la sauvegarde ; la clé qui le signe n’y est pas. Gardez-la à part : {place}."
            ).format(place=_key_place())
        )
    if gone:
        said.append(
            _("Anciennes sauvegardes retirées : {names}.").format(names=", ".join(f.name for f in gone))
        )
    return said


def _key_place() -> str:
    import os

    from sqlalchemy.engine import make_url

    from fiche.store import seal

    return f"{seal.KEY}" if os.environ.get(seal.KEY) else str(seal.key_file(make_url(store_url())))


def _table(rows: Mapping[str, int]) -> list[str]:
    """A line for each table that has rows, by its name as readers know it."""
    from fiche.model import STORED, TABLES, label

    named: dict[str, str] = {t: label(TABLES[t], language()) for t in STORED}
    named |= {t: _(w) for t, w in OTHERS.items()}
    shown = [(words, rows[t]) for t, words in named.items() if rows.get(t)]
    return [f"- {words}{colon()}{number(n)}" for words, n in shown]


def _restore(arguments: argparse.Namespace) -> int:
    from fiche.store import backups

    with backups.opened(arguments.file, store_url()) as plan:
        if not plan.known and not arguments.without_key:
            raise Refused("backup_key", place=_key_place())
        if not arguments.json:
            print("\n".join(_found(plan)), flush=True)
        if not (arguments.yes or _agreed()):
            raise Refused("restore_unconfirmed")
        done = backups.restore(plan)
        if arguments.json:
            said = {"file": str(plan.file), "apart": str(done.apart) if done.apart else None}
            print(json.dumps(said | _plain(plan.manifest) | {"tables": done.tables}, ensure_ascii=False))
        else:
            print("\n".join(_done(done)))
    return 0


def _found(plan: "Plan") -> list[str]:
    made = f"{plan.manifest.made_at:%Y-%m-%d %H:%M}{NBSP}UTC"
    first = _("Sauvegarde du {made} : {tables} tables, {rows} lignes, relues et comptées.").format(
        made=made, tables=number(len(plan.manifest.tables)), rows=number(plan.manifest.rows)
    )
    said = [first, *_table({t: c.rows for t, c in plan.manifest.tables.items()})]
    if plan.bare:
        said.append(
            _(
                "C’est la copie d’un fichier : SQLite la trouve saine, mais rien ne dit combien de lignes elle devait avoir."
            )
        )
    if not plan.known:
        said.append(_("La clé du journal n’est pas ici : ce qui y précède ne pourra plus être vérifié."))
    return said


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    answer = input(_("Remplacer l’enregistrement par cette sauvegarde ? (oui/non) "))
    return answer.strip().lower() in {"oui", "o", "yes", "y"}


def _done(done: "Restored") -> list[str]:
    said = [_("Restauration faite. L’enregistrement contient maintenant :"), *_table(done.tables)]
    if done.apart:
        said.append(_("Ce qu’il contenait avant est gardé dans {name}.").format(name=done.apart))
    return said
