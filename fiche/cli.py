"""The same work without a browser, for automation and checks: inspect, indicators, receipts, sheet, export, back, brief, dunning, report, template, audit, backup, restore, sync, serve; it loads no file into the record.

One JSON object on stdout with --json, sentences on stderr. Exit 0, 2 (the input was refused), 3 (a connected system failed), 4 (nothing is to be sent: dunning), 1 (our fault).
"""

import argparse
import datetime as dt
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fiche import cli_answers, cli_audit, cli_back, cli_dunning, cli_export, cli_record, cli_report, cli_sync
from fiche.cli_source import as_of_option, portfolio_of, read, reading_options, today
from fiche.errors import Refused, StoreFault
from fiche.i18n import LANGUAGES, N_, _, set_language
from fiche.place import PACKAGE, folder
from fiche.reading.limits import MB, Limits

OK, FAULT, REFUSED = 0, 1, 2
FAULT_SENTENCE = N_("Une erreur de l’application a interrompu la commande : {fault}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    arguments = _parser().parse_args(argv)
    set_language(arguments.lang)
    try:
        return int(arguments.run(arguments))
    except Refused as refusal:
        print(f"{refusal.code}: {refusal.message}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return OK
    except StoreFault as fault:
        print(
            f"{fault.code}: {fault.message}",
            *([f"({fault.reason})"] if fault.reason else []),
            file=sys.stderr,
        )
        return FAULT
    except Exception as fault:
        logging.getLogger("fiche").debug("fault", exc_info=fault)
        print(_(FAULT_SENTENCE).format(fault=repr(fault)), file=sys.stderr)
        return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fiche",
        description=_("La fiche client : un fichier client entre, des chiffres et des fiches sortent."),
    )
    parser.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="fr", help=_("langue des phrases et des classeurs")
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    inspect = _command(
        commands, "inspect", _inspect, _("dire ce qui est reconnu dans des fichiers"), files=True
    )
    inspect.add_argument("--json", action="store_true", help=_("un objet JSON"))
    indicators = _command(commands, "indicators", _indicators, _("calculer les indicateurs"), files=True)
    as_of_option(indicators)
    indicators.add_argument("--client", metavar="N", help=_("numéro d’un seul client"))
    indicators.add_argument(
        "--by", type=_group, metavar="GROUP", help=_("tous les indicateurs, ligne par ligne")
    )
    indicators.add_argument(
        "--format", choices=("json", "csv", "xlsx"), help=_("forme du tableau (json à défaut)")
    )
    indicators.add_argument("-o", "--output", type=Path, metavar="OUT", help=_("fichier à écrire"))
    indicators.add_argument(
        "--settings",
        type=Path,
        metavar="OUT.csv",
        help=_("second fichier : les réglages en vigueur, en CSV (json et xlsx les portent déjà)"),
    )
    indicators.add_argument("--json", action="store_true", help=_("un objet JSON"))
    receipts = _command(
        commands, "receipts", _receipts, _("estimer quand les factures ouvertes seront payées"), files=True
    )
    as_of_option(receipts)
    receipts.add_argument("--json", action="store_true", help=_("un objet JSON"))
    sheet = _command(commands, "sheet", _sheet, _("écrire la fiche Excel d’un client"), files=True)
    sheet.add_argument("--client", metavar="N", required=True, help=_("numéro du client"))
    as_of_option(sheet)
    sheet.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT.xlsx", help=_("classeur à écrire")
    )
    brief = _command(
        commands, "brief", _brief, _("écrire la fiche d’appel d’un client, une page A4"), files=True
    )
    brief.add_argument("--client", metavar="N", required=True, help=_("numéro du client"))
    as_of_option(brief)
    brief.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT.pdf", help=_("document à écrire")
    )
    export = _command(
        commands, "export", _export, _("écrire le fichier client, les fiches ou les relevés"), files=True
    )
    as_of_option(export)
    cli_export.options(export)
    template = _command(commands, "template", _template, _("écrire le modèle vierge à remplir"))
    template.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT.xlsx", help=_("classeur à écrire")
    )
    template.add_argument(
        "--sheet", action="store_true", help=_("la fiche vide d’un seul client, avec ses formules")
    )
    cli_dunning.declare(commands)
    cli_report.declare(commands)
    cli_audit.declare(commands)
    cli_back.declare(commands)
    cli_record.declare(commands)
    cli_sync.declare(commands)
    serve = _command(commands, "serve", _serve, _("ouvrir l’application dans un navigateur"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8501)
    return parser


def _command(
    commands: Any, name: str, run: Any, words: str, *, files: bool = False
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    command.set_defaults(run=run)
    if files:
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("fichiers du client"))
        reading_options(command)
    return command


def _group(text: str) -> str:
    """What the lines of a table are; analysis says which there are, and is only loaded when asked."""
    from fiche.analysis.tabulate import GROUPS

    if text not in GROUPS:
        raise argparse.ArgumentTypeError(_("choisissez parmi {names}").format(names=", ".join(GROUPS)))
    return text


def _print(answer: dict[str, Any], as_json: bool) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=None if as_json else 2))


def _inspect(arguments: argparse.Namespace) -> int:
    reading = read(arguments.files, names_from_labels=arguments.names_from_labels)
    answer, refused = cli_answers.inspection(reading, today(), arguments.siren)
    for sentence in refused:
        print(sentence, file=sys.stderr)
    _print(answer, arguments.json)
    return REFUSED if refused else OK


def _indicators(arguments: argparse.Namespace) -> int:
    portfolio, as_of = portfolio_of(arguments)
    if arguments.by or arguments.format or arguments.settings:
        return _indicator_table(portfolio, as_of, arguments)
    _print(cli_answers.indicators(portfolio, as_of, arguments.client), arguments.json)
    return OK


def _indicator_table(portfolio: Any, as_of: dt.date, arguments: argparse.Namespace) -> int:
    """Every indicator, a line each or a column each, as JSON, CSV or a workbook; on stdout unless a file is named."""
    from fiche import cli_tables

    table = cli_tables.table(portfolio, as_of, arguments.by, arguments.client)
    content = cli_tables.written(table, arguments.format or "json")
    if arguments.settings:
        _write(arguments.settings, cli_tables.settings_csv(table))
    if arguments.output:
        _write(arguments.output, content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return OK


def _receipts(arguments: argparse.Namespace) -> int:
    portfolio, as_of = portfolio_of(arguments)
    _print(cli_answers.receipts(portfolio, as_of), arguments.json)
    return OK


def _sheet(arguments: argparse.Namespace) -> int:
    from fiche.excel.sheet import client_workbook

    portfolio, as_of = portfolio_of(arguments)
    _write(arguments.output, client_workbook(portfolio, arguments.client, as_of, arguments.lang))
    return OK


def _brief(arguments: argparse.Namespace) -> int:
    from fiche.brief import gather
    from fiche.documents.brief import brief_pdf

    portfolio, as_of = portfolio_of(arguments)
    _write(arguments.output, brief_pdf(gather(portfolio, arguments.client, as_of)))
    return OK


def _template(arguments: argparse.Namespace) -> int:
    from fiche.analysis import Settings
    from fiche.excel.blank import blank_sheet, blank_workbook

    make = (
        blank_sheet(Settings(), today(), arguments.lang)
        if arguments.sheet
        else blank_workbook(arguments.lang)
    )
    _write(arguments.output, make)
    return OK


def _export(arguments: argparse.Namespace) -> int:
    portfolio, as_of = portfolio_of(arguments)
    cli_export.export(portfolio, as_of, arguments)
    return OK


def _write(target: Path, content: bytes) -> None:
    with cli_export.replaced(target) as out:
        out.write(content)


def _serve(arguments: argparse.Namespace) -> int:
    app = folder() / "app.py"
    limits = Limits.from_environment()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        app.name,
        "--server.address",
        arguments.host,
        "--server.port",
        str(arguments.port),
        "--server.maxUploadSize",
        str(limits.upload // MB),
    ]
    # The server runs in the application's folder, where its settings are; the record stays where the command was given.
    own = {"FICHE_DATA": str(Path.cwd() / "data"), **os.environ}
    own["PYTHONPATH"] = os.pathsep.join(p for p in (str(PACKAGE.parent), os.environ.get("PYTHONPATH")) if p)
    try:
        return subprocess.call(command, cwd=app.parent, env=own)
    except KeyboardInterrupt:
        return OK
