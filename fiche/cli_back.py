"""A workbook exported from the application and changed in Excel, from the command line: what it would change in the record, then, when asked, that done."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fiche.errors import Refused
from fiche.i18n import N_, _, colon, language, number
from fiche.place import store_url

if TYPE_CHECKING:
    from fiche.excel.back.bring import Back

KINDS = {"changes": N_("modifié dans Excel"), "conflicts": N_("modifié des deux côtés"), "since": N_("modifié dans l’application")}  # fmt: skip


def declare(commands: Any) -> None:
    """`fiche back`."""
    words = _(
        "comparer un classeur exporté puis modifié dans Excel avec l’enregistrement ; rien n’est écrit sans --write"
    )
    command = commands.add_parser("back", help=words, description=words)
    command.set_defaults(run=_back)
    command.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("fiche ou fichier client modifié"))
    command.add_argument(
        "--write", action="store_true", help=_("écrire dans l’enregistrement ce qui a changé dans Excel")
    )
    command.add_argument(
        "--by", default="", metavar="NOM", help=_("auteur des modifications, demandé par --write")
    )
    command.add_argument("--conflicts", choices=("app", "excel"), default="app", help=_("ce qui vaut quand les deux ont changé (app à défaut)"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=_("un objet JSON"))


def _back(arguments: argparse.Namespace) -> int:
    from fiche.excel.back import bring
    from fiche.mirror import Mirror
    from fiche.reading.read import read_file
    from fiche.store import Store

    raw = read_file(arguments.file.name, arguments.file)
    if not bring.is_ours(raw):
        raise Refused("back_nothing", name=raw.name)
    store = Store.open(store_url())
    found = bring.back(raw, store, Mirror(store).now())
    written = None
    if arguments.write:
        kept = bring.everything(found.proposal, excel_wins=arguments.conflicts == "excel")
        written = bring.bring(found, kept, store, by=arguments.by)
    answer = _plain(found) | {"written": written is not None}
    if written is not None:
        answer |= {
            "edits": len(written.changes.edits),
            "rows": len(written.made),
            "lost": [i.place for i in written.lost],
        }
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(_sentences(found)))
        if written is not None:
            count = len(written.changes.edits) + len(written.made)
            print(_("Modifications enregistrées : {n}.").format(n=number(count)), file=sys.stderr)
    return 0


def _plain(found: "Back") -> dict[str, Any]:
    """What would change, as plain values."""
    made = found.proposal
    fields = {
        code: [
            {"client": f.client_id, "table": f.table, "record": f.record, "column": f.column, "cell": f.place, "before": f.before, "excel": f.excel, "now": f.now}
            for f in getattr(made, code)
        ]
        for code in KINDS
    }  # fmt: skip
    return {
        "file": found.name,
        "kind": found.stamp.kind,
        **fields,
        "added": [{"client": a.row.client_id, "table": a.row.table, "row": a.place, "values": dict(a.row.values), "refused": a.refusal or None} for a in made.added],
        "removed": [{"client": r.client_id, "table": r.table, "record": r.record, "possible": r.possible} for r in made.removed],
        "ignored": [{"cell": i.place, "why": i.why} for i in made.ignored],
    }  # fmt: skip


def _sentences(found: "Back") -> list[str]:
    """The same for a reader, a line a field."""
    from fiche.model import TABLES, label

    made, lines = found.proposal, []
    for code, words in KINDS.items():
        for f in getattr(made, code):
            name = label(TABLES[f.table].by_name[f.column], language())
            lines.append(
                f"{_(words)}{colon()}{f.client_id} · {name} ({f.place}){colon()}{f.before or '—'} → {f.excel or '—'} / {f.now or '—'}"
            )
    lines += [
        _("ligne ajoutée : {place}").format(place=a.place) + (f" ({a.refusal})" if a.refusal else "")
        for a in made.added
    ]
    lines += [_("ligne retirée : {words}").format(words=r.words) for r in made.removed]
    lines += [_("non repris : {place} ({why})").format(place=i.place, why=i.why) for i in made.ignored]
    return lines or [_("Rien de ce qui peut être repris n’a changé dans Excel.")]
