"""The call brief on one A4 page: who to call, what they buy, what they owe and why, what to say and to offer; it words what fiche.brief gathers."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fiche.analysis.status import STATUSES
from fiche.analysis.words import basis_word
from fiche.brief import Brief, Talk
from fiche.brief.facts import facts
from fiche.brief.points import kind_name, points
from fiche.brief.rows import (
    address_line,
    buying,
    discounts,
    habit,
    identity,
    known,
    late_why,
    owed,
    penalties,
    product_said,
    rest,
    status_said,
)
from fiche.documents.brief_chart import chart
from fiche.documents.engine import pdf
from fiche.i18n import MISSING, NBSP, _, colon, day, days, language, money, number

MOST = 14  # rows of a list that the page could ever hold; the others are only counted
_TONES = {"at_risk": "serious", "awaiting_payment": "late"}
Words = Mapping[str, Any]


def brief_pdf(brief: Brief) -> bytes:
    """The page, in the reader's language."""
    return pdf("brief.typ", content(brief), brief.as_of)


def brief_name(brief: Brief) -> str:
    """A file name that every system accepts: «Appel C-00123 DUPONT 2026-11-24.pdf»."""
    words = unicodedata.normalize("NFC", f"{_('Appel')} {brief.client_id} {brief.name}")
    safe = " ".join(re.sub(r"[^\w .-]+", "_", words).replace(" _ ", " ").split())[:80]
    return f"{safe.rstrip(' .')} {brief.as_of.isoformat()}.pdf"


def content(brief: Brief) -> dict[str, Any]:
    """All that the page says, as texts by place."""
    fields = brief.record.fields
    return {
        "title": f"{_('Fiche d’appel')}{colon()}{brief.name}",
        "language": language(),
        "date": [brief.as_of.year, brief.as_of.month, brief.as_of.day],
        "words": _words(brief),
        "name": brief.name,
        "number": _("n° {number}").format(number=brief.client_id),
        "status": {"word": _(STATUSES[brief.status.code]), "tone": _TONES.get(brief.status.code, "")},
        "said": status_said(brief),
        "people": _listing(brief.people, _person, _others(_("et 1 autre contact"), _("et {n} autres contacts"))),
        "identity": [part for part in (address_line(fields), *identity(fields)) if part],
        "facts": [
            {"label": f.label, "figure": f.figure, "comparison": f.comparison, "tone": f.tone} for f in facts(brief)
        ],
        "points": _listing(
            points(brief), lambda p: {"kind": p.kind, "tag": kind_name(p.kind), "text": p.text},
            _others(_("et 1 autre point, dans l’application"), _("et {n} autres points, dans l’application")),
        ),
        "owed": {"rows": _owed(brief)},
        "late": _late(brief),
        "talks": _listing(
            brief.talks, _talk,
            _others(_("et 1 autre échange, plus ancien"), _("et {n} autres échanges, plus anciens")),
        ),
        "known": [list(pair) for pair in known(brief)],
        "chart": chart(brief),
        "buying": list(_buying(brief)),
        "products": _listing(
            brief.products, lambda b: {"product": b.product, "said": product_said(b, brief.currency)},
            _others(_("et 1 autre produit"), _("et {n} autres produits")),
        ),
        "discounts": [list(pair) for pair in discounts(brief)],
        "risk": _risk(brief),
        "footer": _footer(brief),
    }  # fmt: skip


def _words(brief: Brief) -> Words:
    """The titles, and the sentences of what is empty."""
    return {
        "title": _("Fiche d’appel"),
        "as_of": _("au {day}").format(day=day(brief.as_of)),
        "nobody": _("Ni téléphone, ni e-mail, ni contact pour l’instant."),
        "points": _("À dire, à proposer"),
        "no_points": _("Rien à signaler au {day}.").format(day=day(brief.as_of)),
        "late_columns": [_("Facture"), _("Échéance"), _("Retard"), _("Reste dû"), _("Pourquoi")],
        "talks": _("Derniers échanges"),
        "no_talks": _("Aucun échange noté."),
        "buying": _("Ce qu’il achète"),
        "products": _("Facturé en 12 mois, {basis} :").format(basis=basis_word(brief.basis)),
        "known": _("Bon à savoir"),
        "notes": _("Notes de l’appel"),
        "discounts": _("Remises"),
        "risk": _("Risque de retard de paiement"),
        "risk_scale": _("sur 100"),
    }


def _listing(
    items: Sequence[Any], row: Callable[[Any], Words], others: Callable[[Sequence[Any]], str]
) -> dict[str, Any]:
    """The first rows, and for each number of them that may be shown what stands for the rest."""
    return {
        "rows": [row(each) for each in items[:MOST]],
        "rests": [others(items[shown:]) for shown in range(min(len(items), MOST) + 1)],
    }


def _others(one: str, many: str) -> Callable[[Sequence[Any]], str]:
    def said(left: Sequence[Any]) -> str:
        return (one if len(left) == 1 else many).format(n=number(len(left))) if left else ""

    return said


def _person(person: Any) -> Words:
    return {
        "name": person.name or MISSING,
        "role": person.role or "",
        "phones": list(person.phones),
        "email": person.email or "",
    }


def _owed(brief: Brief) -> list[Words]:
    """The buckets; `share`: how wide each is among what is owed (what is to be deducted takes no place)."""
    amounts = [max(float(amount), 0.0) for amount in brief.aged.buckets.values() if amount]
    whole = sum(amounts) or 1.0
    return [
        {"label": row.label, "amount": row.amount, "tone": row.tone, "share": amount / whole}
        for row, amount in zip(owed(brief), amounts, strict=True)
    ]


def _late(brief: Brief) -> dict[str, Any]:
    late, figures = brief.late, brief.figures
    count = (
        _("1 facture en retard")
        if len(late) == 1
        else _("{n} factures en retard").format(n=number(len(late)))
    )
    title = f"{count}{colon()}{money(figures['overdue'].value, brief.currency)}"  # type: ignore[arg-type]
    listing = _listing(late, lambda each: _late_row(each, brief), lambda left: rest(left, brief.currency))
    notes = [said for said in (habit(brief), *penalties(brief)) if said]
    return {**listing, "title": title if late else _("Rien n’est en retard"), "notes": notes}


def _late_row(invoice: Any, brief: Brief) -> Words:
    return {
        "number": invoice.document_id or MISSING,
        "due": day(invoice.due_date),
        "days": days(invoice.days),
        "amount": money(invoice.amount, brief.currency),
        "why": late_why(invoice, brief),
        "tone": "serious" if invoice.days > brief.serious_days else "late",
    }


def _talk(talk: Talk) -> Words:
    who = " · ".join(each for each in (talk.channel, talk.contact, talk.author) if each)
    return {"day": day(talk.date), "who": who, "said": talk.summary or MISSING}


def _buying(brief: Brief) -> Iterator[str]:
    yield buying(brief)
    if frequency := brief.record.fields["purchase_frequency"]:
        yield _("Fréquence au fichier : {frequency}").format(frequency=frequency)


def _risk(brief: Brief) -> dict[str, Any]:
    """The parts that add points, those of most points first."""
    score = brief.risk.score
    parts = sorted((p for p in brief.risk.parts if p.points), key=lambda p: -p.points)
    listing = _listing(
        parts,
        lambda p: {
            "label": p.label, "shown": p.shown, "points": f"+{number(p.points, 1)}",
            "share": float(p.points / p.weight) if p.weight else 0.0,
        },
        _others(_("et 1 autre composante"), _("et {n} autres composantes")),
    )  # fmt: skip
    return {**listing, "score": "" if score is None else number(score, 1), "reason": brief.risk.reason or ""}


def _footer(brief: Brief) -> list[str]:
    said = _("Montants TTC, chiffre d’affaires {basis}, en {currency}.").format(
        basis=basis_word(brief.basis), currency=brief.currency
    )
    if brief.others:
        said += NBSP + _("Ses opérations en {currencies} ne sont pas comptées ici.").format(
            currencies=", ".join(brief.others)
        )
    return [said, _("Fiche · données au {day}").format(day=day(brief.as_of))]
