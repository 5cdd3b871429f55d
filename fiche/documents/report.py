"""The monthly report on two to four A4 pages, charts drawn as shapes; it words what fiche.report gathered and counts nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fiche.analysis.alerting import kinds
from fiche.analysis.changes import KINDS
from fiche.analysis.words import bucket_name, first_day_late, lateness, shown
from fiche.documents.engine import pdf
from fiche.i18n import MISSING, _, colon, day, days, language, money, month, number, percent
from fiche.report import Report
from fiche.report.values import MOVES, TILES
from fiche.report.words import (
    compared,
    dso_said,
    dunning_said,
    label,
    moves_said,
    proof_said,
    revenue_said,
    title,
    when,
)

TOP, FEW, GROUPS = 10, 6, 8
Words = Mapping[str, Any]


def report_pdf(report: Report) -> bytes:
    """The pages, in the reader's language."""
    return pdf("report.typ", content(report), report.as_of)


def content(report: Report) -> dict[str, Any]:
    """All that the pages say, as texts and shares by place."""
    return {
        "title": f"{title()}{colon()}{day(report.as_of)}",
        "language": language(),
        "date": [report.as_of.year, report.as_of.month, report.as_of.day],
        "heading": title(),
        "when": when(report),
        "selection": " · ".join(report.selection),
        "sections": list(report.choice.sections),
        "said": report.said,
        "notes": [report.conversion] if report.conversion else [],
        "tiles": [_tile(code, report) for code in TILES],
        "revenue": _revenue(report),
        "moves": _moves(report),
        "aged": _aged(report),
        "dso": _dso(report),
        "late": _late(report),
        "dunning": dunning_said(report),
        "alerts": _alerts(report),
        "classes": _classes(report),
        "groups": _groups(report),
        "words": _words(),
    }


def _words() -> Words:
    return {
        "revenue": _("Chiffre d’affaires mois par mois"),
        "moves": _("Ce qui a fait bouger le chiffre d’affaires en un an"),
        "aged": _("Balance âgée"),
        "dso": _("Délai de paiement : DSO sur treize mois"),
        "late": _("Les plus gros retards"),
        "alerts": _("À traiter"),
        "classes": _("Classes de clients"),
        "groups": _("Catégories"),
        "nothing": _("Rien à signaler."),
        "page": _("page {n} sur {total}"),
        "now": _("cette année"),
        "before": _("un an plus tôt"),
    }


def _tile(code: str, report: Report) -> Words:
    now = report.figures[code]
    return {
        "label": label(code, report),
        "figure": shown(now, short=True),
        "compared": _compared(code, report) if now.value is not None else [now.reason or ""],
        "tone": lateness(report.figures) if code == "overdue" else "",
    }  # fmt: skip


def _compared(code: str, report: Report) -> list[str]:
    """A figure beside what it was, as the reader chose."""
    now, choice = report.figures[code], report.choice
    month = [compared(now, report.last_month[code], _("il y a un mois"))] if choice.month else []
    year = [compared(now, report.last_year[code], _("il y a un an"))] if choice.year else []
    return [*month, *year]


def _shares(values: Sequence[float]) -> list[float]:
    """Each value as a share of the largest, 0 for what is not above nothing."""
    top = max(values, default=0.0)
    return [max(value, 0.0) / top if top > 0 else 0.0 for value in values]


def _revenue(report: Report) -> Words:
    now = [float(value) for value in report.months["revenue"].fillna(0)]
    before = [float(value) for value in report.months["revenue_previous"].fillna(0)]
    shares = _shares([*now, *before])
    return {
        "said": revenue_said(report),
        "months": [
            {"name": month(first), "now": shares[at], "before": shares[len(now) + at]}
            for at, first in enumerate(report.months["month"])
        ],
        "scale": _("Le plus haut : {amount} dans un mois.").format(amount=money(max([*now, *before]), report.currency)),
    }  # fmt: skip


def _moves(report: Report) -> Words:
    code, widest = report.currency, max((abs(report.moved(kind)) for kind in MOVES), default=0) or 1
    rows = [
        {
            "name": _(KINDS[kind]),
            "clients": number(len(report.moves[kind])),
            "amount": money(report.moved(kind), code),
            "share": float(abs(report.moved(kind)) / widest),
            "tone": "" if report.moved(kind) >= 0 else "late",
        }
        for kind in MOVES
    ]
    lists = [
        {
            "name": _(KINDS[kind]),
            "rows": [[each.name, money(each.change, code)] for each in report.moves[kind][:FEW]],
            "rest": _rest(len(report.moves[kind]) - FEW),
        }
        for kind in MOVES
        if report.moves[kind]
    ]
    return {"said": moves_said(report), "rows": rows, "lists": lists}


def _rest(left: int) -> str:
    if left <= 0:
        return ""
    return _("et 1 autre") if left == 1 else _("et {n} autres").format(n=number(left))


def _aged(report: Report) -> Words:
    shares = _shares([float(amount) for amount in report.aged.buckets.values()])
    serious = report.figures["overdue_serious"]
    rows = []
    for (bucket, amount), share in zip(report.aged.buckets.items(), shares, strict=True):
        first = first_day_late(bucket)
        tone = "" if first is None or not amount else "serious" if first > report.serious_days else "late"
        rows.append(
            {
                "name": bucket_name(bucket),
                "amount": money(amount, report.currency),
                "share": share,
                "tone": tone,
            }
        )
    return {
        "rows": rows,
        "total": [_("Solde"), money(report.aged.buckets_total, report.currency)],
        "proof": proof_said(report),
        "serious": _("Depuis plus de {days} : {amount}.").format(
            days=days(report.serious_days), amount=shown(serious)
        )
        if serious.value
        else "",
    }


def _dso(report: Report) -> Words:
    values = [float(value) if value == value else 0.0 for value in report.dso["dso_countback"]]  # noqa: PLR0124 - a missing number
    return {
        "said": dso_said(report),
        "bars": [
            {"name": month(first), "share": share, "value": days(value) if value else MISSING}
            for first, share, value in zip(report.dso["month"], _shares(values), values, strict=True)
        ],
    }


def _late(report: Report) -> Words:
    code = report.currency
    whole = sum((each.overdue for each in report.late), 0) or 1
    rows = [
        [each.name, each.manager or MISSING, days(each.days), money(each.outstanding, code), money(each.overdue, code), percent(float(each.overdue / whole), 0)]
        for each in report.late[:TOP]
    ]  # fmt: skip
    heads = [_("Client"), _("Responsable"), _("Retard"), _("Encours"), _("En retard"), _("Part")]
    return {"heads": heads, "rows": rows, "rest": _rest(len(report.late) - TOP)}


def _alerts(report: Report) -> Words:
    names = kinds()
    counts = Counter(alert.code for alert in report.alerts)
    rows = [
        [report.names.get(alert.client_id) or alert.client_id, alert.message] for alert in report.alerts[:FEW]
    ]
    return {
        "counts": [f"{_(names[code])}{colon()}{number(count)}" for code, count in counts.most_common()],
        "rows": rows,
        "rest": _rest(len(report.alerts) - FEW),
    }


def _classes(report: Report) -> Words:
    rows = [
        [name or _("Sans achat"), number(total.clients), money(total.revenue, report.currency), percent(total.share_of_revenue, 0)]
        for name, total in report.classes.items()
    ]  # fmt: skip
    return {"heads": [_("Classe"), _("Clients"), _("CA 12 mois"), _("Part")], "rows": rows}


def _groups(report: Report) -> Words:
    heads = [_("Catégorie"), _("Clients"), _("CA 12 mois"), _("Un an plus tôt"), _("Évolution")]
    return {"heads": heads, "rows": list(_lines(report)), "rest": _rest(len(report.groups) - GROUPS)}


def _lines(report: Report) -> Iterator[list[str]]:
    for each in report.groups[:GROUPS]:
        moved = (
            percent(float((each.now - each.before) / abs(each.before)), 1, sign=True)
            if each.before
            else MISSING
        )
        name = each.name or _("Non renseigné")
        yield [name, number(each.clients), money(each.now, report.currency), money(each.before, report.currency), moved]  # fmt: skip
