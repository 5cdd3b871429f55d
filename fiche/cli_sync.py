"""Connections from the command line: synchronise all or one, for a scheduled task; list them; seal their secrets anew. It adds none: that is the page’s."""

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING, Any

from fiche.errors import Refused
from fiche.i18n import _, number
from fiche.place import store_url

if TYPE_CHECKING:
    from fiche.store import Store
    from fiche.store.connections import Remote, Sync

OK, FAILED = 0, 3


def declare(commands: Any) -> None:
    """`fiche sync`."""
    words = _(
        "lire ce qui a changé dans les outils connectés (code de sortie 3 si une synchronisation échoue)"
    )
    sync = commands.add_parser("sync", help=words, description=words)
    sync.set_defaults(run=_sync)
    sync.add_argument(
        "names", nargs="*", metavar="NOM", help=_("nom ou numéro de la connexion (toutes à défaut)")
    )
    sync.add_argument("--whole", action="store_true", help=_("tout relire, et pas seulement ce qui a changé"))
    sync.add_argument(
        "--list", action="store_true", help=_("dire les connexions et leur dernière synchronisation")
    )
    sync.add_argument(
        "--rotate-key", action="store_true", help=_("sceller les clés d’accès avec une nouvelle clé")
    )
    sync.add_argument("--json", action="store_true", help=_("un objet JSON"))


def _sync(arguments: argparse.Namespace) -> int:
    from fiche.store import Store

    store = Store.open(store_url())
    if arguments.rotate_key:
        return _rotate(store)
    chosen = _chosen(store.remotes(), arguments.names)
    if arguments.list:
        return _list(store, chosen, as_json=arguments.json)
    return _all(store, chosen, whole=arguments.whole, as_json=arguments.json)


def _chosen(remotes: list["Remote"], names: list[str]) -> list["Remote"]:
    """The connections of those names or numbers, all when none is given. Raises Refused for one that is not there."""
    if not names:
        return remotes
    found = []
    for name in names:
        mine = [r for r in remotes if name in (r.name, str(r.id))]
        if not mine:
            known = ", ".join(r.name for r in remotes) or "—"
            raise Refused("unknown_connection", name=name, known=known)
        found += mine
    return found


def _all(store: "Store", chosen: list["Remote"], *, whole: bool, as_json: bool) -> int:
    from fiche.connectors.sync import Run, synchronise

    if not chosen:
        print(_("Aucune connexion. Ajoutez-en une dans la page Connexions."), file=sys.stderr)
    answers, failed = [], False
    for remote in chosen:
        try:
            done = synchronise(store, remote.id, Run(_now, _("Tâche planifiée"), whole))
            answers.append(_plain(remote, done))
            failed = failed or done.status != "done"
            print(_sentence(remote, done), file=sys.stderr)
        except Refused as refusal:
            failed = True
            answers.append(
                {
                    "connection": remote.name,
                    "status": "failed",
                    "code": refusal.code,
                    "message": refusal.message,
                }
            )
            print(f"{remote.name}: {refusal.message}", file=sys.stderr)
    if as_json:
        print(json.dumps({"connections": answers}, ensure_ascii=False))
    return FAILED if failed else OK


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _sentence(remote: "Remote", done: "Sync") -> str:
    if done.status != "done":
        return f"{remote.name}: {done.message}"
    told = {name: sum(c.get(name, 0) for c in done.counts.values()) for name in ("new", "changed", "gone")}
    said = _("{name} : {new} nouveautés, {changed} modifications, {gone} suppressions").format(
        name=remote.name, **{k: number(v) for k, v in told.items()}
    )
    return f"{said}. {done.message}" if done.message else said


def _plain(remote: "Remote", done: "Sync | None") -> dict[str, Any]:
    answer: dict[str, Any] = {"connection": remote.name, "number": remote.id, "system": remote.system}
    if done is not None:
        answer |= {
            "status": done.status, "began_at": done.began_at.isoformat(), "ended_at": done.ended_at and done.ended_at.isoformat(),
            "rows": done.rows, "counts": done.counts, "import": done.import_id, "code": done.code, "message": done.message,
        }  # fmt: skip
    return answer


def _list(store: "Store", chosen: list["Remote"], *, as_json: bool) -> int:
    answers = [_plain(r, next(iter(store.syncs(r.id, 1)), None)) for r in chosen]
    if as_json:
        print(json.dumps({"connections": answers}, ensure_ascii=False))
    else:
        for a in answers:
            print(
                f"{a['number']}  {a['connection']}  {a['system']}  {a.get('status', '—')}  {a.get('began_at', '—')}"
            )
    return OK


def _rotate(store: "Store") -> int:
    """Every secret sealed with a new key, then the older keys forgotten."""
    from fiche.connectors import vault

    try:
        safe = vault.rotate()
    except ValueError:  # the key is a setting: whoever changes it gives the one before beside it
        safe = vault.Vault.open()
    remotes = store.remotes()
    store.reseal(
        {r.id: safe.seal(r.id, safe.unseal(r.id, r.secret)) for r in remotes}, by=_("Tâche planifiée")
    )
    vault.drop_older()
    print(_("Clés d’accès scellées de nouveau : {n}").format(n=number(len(remotes))), file=sys.stderr)
    return OK
