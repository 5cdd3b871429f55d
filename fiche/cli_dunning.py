"""Reminders from the command line, for a scheduled task: the worklist, the letters, the drafts; it marks none as sent and sends none.

Without a file the record is read, with its settings, its texts and what was logged in the application. Exit 0: written; 4: nothing is to be sent; 2: refused; 1: our fault.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fiche.cli_source import files_or_record, recorded
from fiche.errors import Refused, UnknownClient
from fiche.i18n import _, language, number

if TYPE_CHECKING:
    from fiche.analysis import Portfolio
    from fiche.analysis.dunning import Case
    from fiche.dunning import Texts
    from fiche.letters import Manner

OK, NOTHING = 0, 4
HEADS = (
    "client_id", "name", "currency", "level", "hold", "until", "amount", "unapplied", "disputed", "promised", "invoices", "days_late",
    "penalties", "indemnities", "total", "last_level", "last_on", "email", "language", "documents", "said",
)  # fmt: skip


def declare(commands: Any) -> None:
    """`fiche dunning`."""
    words = _("écrire les relances à envoyer, ou leur liste (code de retour 4 : aucune à envoyer)")
    command = commands.add_parser("dunning", help=words, description=words)
    command.set_defaults(run=_dunning)
    files_or_record(command)
    command.add_argument("--level", type=int, metavar="N", help=_("un seul niveau"))
    command.add_argument(
        "--client", metavar="N", action="append", help=_("numéro d’un client, répétable (tous à défaut)")
    )
    command.add_argument(
        "--format",
        choices=("pdf", "eml", "zip", "json", "csv"),
        default="json",
        help=_("lettres, brouillons d’e-mail, les deux dans un .zip, ou la liste (json à défaut)"),
    )
    command.add_argument(
        "--letters",
        choices=("auto", "fr", "en"),
        default="auto",
        help=_("langue des lettres : celle du client à défaut"),
    )
    command.add_argument(
        "--statement", action="store_true", help=_("joindre le relevé de compte aux e-mails")
    )
    command.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help=_("fichier à écrire, ou dossier pour pdf et eml")
    )


def _dunning(arguments: argparse.Namespace) -> int:
    from fiche.dunning import Texts

    portfolio, as_of, kept = recorded(arguments)
    return run(portfolio, as_of, Texts(kept.letters, len(portfolio.settings.dunning_days)), arguments)


def run(portfolio: "Portfolio", as_of: dt.date, texts: "Texts", arguments: argparse.Namespace) -> int:
    """Write what is asked for; the exit status."""
    from fiche.letters import Manner

    levels = len(portfolio.settings.dunning_days)
    if arguments.level is not None and not 1 <= arguments.level <= levels:
        raise Refused("no_such_level", level=arguments.level, levels=levels)
    cases = _cases(portfolio, as_of, arguments.client)
    tongue = "" if arguments.letters == "auto" else arguments.letters
    forms = {"pdf": ("pdf",), "eml": ("eml",)}.get(arguments.format, ("pdf", "eml"))
    manner = Manner(texts, tongue, language(), forms, arguments.statement)  # type: ignore[arg-type]
    if arguments.format in ("json", "csv"):
        kept = [c for c in cases if arguments.level in (None, c.level)]
        _list(portfolio, kept, as_of, manner, arguments)
        return OK
    ready = [c for c in cases if c.level and arguments.level in (None, c.level)]
    if not ready:
        refusal = Refused("nothing_to_remind")
        print(f"{refusal.code}: {refusal.message}", file=sys.stderr)
        return NOTHING
    if arguments.out is None:
        raise Refused("needed_out", form=arguments.format)
    _letters(portfolio, ready, as_of, manner, arguments)
    return OK


def _cases(portfolio: "Portfolio", as_of: dt.date, wanted: Sequence[str] | None) -> "list[Case]":
    names = portfolio.names()
    for client in wanted or ():
        if client not in names:
            raise UnknownClient(client)
    found = portfolio.dunning(as_of)
    return [case for case in found if wanted is None or case.client_id in wanted]


def _letters(
    portfolio: "Portfolio",
    ready: "Sequence[Case]",
    as_of: dt.date,
    manner: "Manner",
    arguments: argparse.Namespace,
) -> None:
    """A ZIP, one file, or a folder of files that are there only once they are whole."""
    from fiche.analysis.together import Together
    from fiche.cli_export import replaced
    from fiche.file_names import Names
    from fiche.letters import archive, files, write

    out: Path = arguments.out
    if arguments.format == "zip":
        key = f"{as_of} {language()}"
        try:
            archive(portfolio, ready, as_of, manner, out, key, _told)
        except OSError as fault:
            raise Refused("cannot_write", name=str(out), reason=fault.strerror or str(fault)) from fault
        return
    alone = len(ready) == 1 and out.suffix.lower() == f".{arguments.format}"
    try:
        (out.parent if alone else out).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refused("cannot_write", name=str(out), reason=fault.strerror or str(fault)) from fault
    names, together = Names(), Together(portfolio.stated, sorted({case.client_id for case in ready}), as_of)
    for done, case in enumerate(ready, start=1):
        for name, content in files(together, write(together, case, as_of, manner), manner):
            with replaced(out if alone else out / names.free(name)) as target:
                target.write(content)
        _told(done, len(ready))


def _told(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        print(_("{done} sur {total}").format(done=number(done), total=number(total)), file=sys.stderr)


def _list(
    portfolio: "Portfolio",
    cases: "Sequence[Case]",
    as_of: dt.date,
    manner: "Manner",
    arguments: argparse.Namespace,
) -> None:
    rows = [_row(portfolio, case, as_of, manner) for case in cases]
    if arguments.format == "json":
        from fiche.analysis.setting_words import as_values

        answer = {"as_of": as_of.isoformat(), "rows": rows, "settings": as_values(portfolio.settings)}
        content = (json.dumps(answer, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()
    else:
        from fiche.cli_tables import as_csv

        cells = [[" ; ".join(v) if isinstance(v, list) else v for v in row.values()] for row in rows]
        content = as_csv(HEADS, cells)
    if arguments.out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from fiche.cli_export import replaced

    with replaced(arguments.out) as target:
        target.write(content)


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _row(portfolio: "Portfolio", case: "Case", as_of: dt.date, manner: "Manner") -> dict[str, Any]:
    """A case as plain values: amounts are Decimal, what is not known is None."""
    from fiche.analysis.dunning.values import total
    from fiche.dunning.letter import asked
    from fiche.dunning.words import hold_said, notes_said
    from fiche.letters import write

    made = write(portfolio, case, as_of, manner)
    values = (
        case.client_id, made.recipient.name, case.currency, case.level or None, case.hold or None, case.until, case.amount, case.unapplied,
        total(case.disputed), total(case.promised), case.invoices, case.days, None if case.private else case.penalties,
        None if case.private else case.indemnities, asked(case, portfolio.settings, case.level) if case.level else None,
        case.last.level if case.last else None, case.last.on if case.last else None, made.recipient.email, made.language,
        list(made.documents), [said for said in (hold_said(case), *notes_said(case)) if said],
    )  # fmt: skip
    return dict(zip(HEADS, values, strict=True))
