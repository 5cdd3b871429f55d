"""The monthly report from the command line, for a scheduled task: pages to print, a workbook, or the figures as JSON; it sends nothing.

Without a file the record is read. Exit 0: written; 2: refused; 1: our fault.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fiche.cli_answers import plain
from fiche.cli_source import files_or_record, recorded
from fiche.errors import Refused
from fiche.i18n import _

if TYPE_CHECKING:
    from fiche.analysis import Portfolio
    from fiche.report import Choice, Report

SECTIONS = "revenue,moves,aged,dso,late,alerts,classes,groups"  # fiche.report.choice has them, which the help need not load


def declare(commands: Any) -> None:
    """`fiche report`."""
    words = _("écrire le rapport mensuel du portefeuille, comparé au mois et à l’année d’avant")
    command = commands.add_parser("report", help=words, description=words)
    command.set_defaults(run=_report)
    files_or_record(command)
    command.add_argument("--format", choices=("pdf", "xlsx", "json"), help=_("forme (celle du nom de OUT, json sans OUT)"))  # fmt: skip
    command.add_argument("--currency", metavar="EUR", help=_("devise, quand il y en a plusieurs"))
    command.add_argument("--sections", metavar=SECTIONS, help=_("parties voulues, séparées par des virgules"))
    command.add_argument("--against", choices=("both", "month", "year"), help=_("comparer au mois d’avant, à l’année d’avant ou aux deux"))  # fmt: skip
    command.add_argument("-o", "--out", type=Path, metavar="OUT", help=_("fichier à écrire"))


def _report(arguments: argparse.Namespace) -> int:
    from fiche.analysis import Filters
    from fiche.report import gather

    portfolio, as_of, kept = recorded(arguments)
    wanted = arguments.currency.upper() if arguments.currency else None
    if wanted is not None and wanted not in portfolio.currencies():
        raise Refused("report_currency", currencies=", ".join(portfolio.currencies()))
    where = Filters(currency=None if portfolio.currency else wanted)
    form = arguments.format or (arguments.out.suffix.lower().lstrip(".") if arguments.out else "json")
    if form not in ("pdf", "xlsx", "json"):
        raise Refused("needed_form", form=form)
    if arguments.out is None and form != "json":
        raise Refused("needed_out", form=form)
    content = _written(
        gather(portfolio, as_of, where, choice=_choice(arguments, kept.report)), portfolio, form
    )
    if arguments.out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        from fiche.cli_export import replaced

        with replaced(arguments.out) as target:
            target.write(content)
    return 0


def _choice(arguments: argparse.Namespace, kept: str) -> "Choice":
    """What the line asks for; else what was kept on the record, else everything."""
    from fiche.report.choice import chosen, from_text

    usual = from_text(kept)
    if arguments.sections is None and arguments.against is None:
        return usual
    sections = (
        usual.sections
        if arguments.sections is None
        else [each.strip() for each in arguments.sections.split(",")]
    )
    return chosen(sections, arguments.against or usual.against)


def _written(report: "Report", portfolio: "Portfolio", form: str) -> bytes:
    if form == "pdf":
        from fiche.documents.report import report_pdf

        return report_pdf(report)
    if form == "xlsx":
        from fiche.excel.report import report_workbook

        return report_workbook(report, portfolio.settings)
    return (json.dumps(_plain(report), ensure_ascii=False, indent=2) + "\n").encode()


def _plain(report: "Report") -> dict[str, Any]:
    """The figures with what they were, amounts as strings with two decimals."""
    sets = {"now": report.figures, "month_ago": report.last_month, "year_ago": report.last_year}
    return {
        "as_of": report.as_of.isoformat(),
        "month_ago": report.month_ago.isoformat(),
        "year_ago": report.year_ago.isoformat(),
        "currency": report.currency,
        "said": report.said,
        "figures": {code: {when: plain(of[code]) for when, of in sets.items()} for code in report.figures},
        "aged": {bucket: f"{amount:.2f}" for bucket, amount in report.aged.buckets.items()},
        "moves": {
            kind: {"clients": len(each), "change": f"{report.moved(kind):.2f}"}
            for kind, each in report.moves.items()
        },
        "late": [
            {"client_id": e.client_id, "name": e.name, "overdue": f"{e.overdue:.2f}", "days": e.days}
            for e in report.late
        ],
    }
