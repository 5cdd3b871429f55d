"""The lines of a call brief in words: who, what they buy, what is late and why, exchanges, discounts, risk; plain text, and no figure of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fiche.analysis.disputes import Dispute
from fiche.analysis.late import LateInvoice
from fiche.analysis.purchases import Bought
from fiche.analysis.status import STATUSES
from fiche.analysis.words import bucket_name, first_day_late, shown
from fiche.brief.values import Brief, Promise
from fiche.checking.identifiers import valid_siret, valid_vat
from fiche.countries import country_said
from fiche.i18n import MISSING, _, colon, day, days, language, money, number, percent


@dataclass(frozen=True)
class Owed:
    """One bucket of the balance. `tone`: «late», «serious», or «»."""

    label: str
    amount: str
    tone: str


def address_line(fields: Mapping[str, Any], prefix: str = "") -> str:
    """An address on one line from the columns with that prefix («» or «delivery_»); «» when the file gives none."""
    names = ("address", "address_more", "postal_code", "city", "country")
    street, more, code, city, country = (str(fields.get(prefix + name) or "").strip() for name in names)
    town, country = " ".join(part for part in (code, city) if part), country_said(country, language())
    return ", ".join(part for part in (street, more, town, country) if part)


def grouped_digits(value: str) -> str:
    """A SIRET as it is read aloud: «732 829 320 00074»; anything else as it came."""
    digits = "".join(value.split())
    if len(digits) != 14 or not digits.isdigit():
        return value
    return " ".join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def identity(fields: Mapping[str, Any]) -> list[str]:
    """SIRET and VAT number with their validity in words, then what kind of client it is, and who looks after it."""
    said = [
        _numbered(_("SIRET"), fields["siret"], valid_siret, grouped_digits),
        _numbered(_("TVA"), fields["vat_number"], valid_vat, str),
    ]
    kinds = (fields[name] for name in ("legal_form", "category", "sector", "zone"))
    said += [kind for kind in dict.fromkeys(kinds) if kind]
    if fields["created_on"]:
        said.append(_("client depuis le {day}").format(day=day(fields["created_on"])))
    return [*said, _("Responsable : {name}").format(name=fields["account_manager"] or MISSING)]


def _numbered(label: str, value: str | None, valid: Any, write: Any) -> str:
    if not value:
        return f"{label} {MISSING}"
    verdict = _("✓ valide") if valid(value) else _("✗ invalide : à vérifier")
    return f"{label} {write(value)} {verdict}"


def status_said(brief: Brief) -> list[str]:
    """Why the client has its status; what the file says of it; who decided otherwise."""
    said = [brief.status.reason.rstrip(".")]
    if given := brief.status.given:
        why = f"{colon()}{given.reason}" if given.reason else ""
        word = _(STATUSES[str(given.status)])
        said.append(
            _("« {status} » donné par {by} le {day}").format(status=word, by=given.by, day=day(given.on))
            + why
        )
    if brief.record.fields["status"]:
        said.append(_("statut du fichier : {status}").format(status=brief.record.fields["status"]))
    return said


def buying(brief: Brief) -> str:
    """How much, how often and when last, in one sentence."""
    figures = brief.figures
    count = figures["order_count"].value
    if not count:
        return _("Jamais facturé.")
    one, many = (
        _("1 facture, le {last}."),
        _("{n} factures en tout, panier moyen {average}, dernier achat le {last}."),
    )
    if figures["last_purchase"].value is None:
        one, many = _("1 facture, sans date."), _("{n} factures sans date, panier moyen {average}.")
    return (one if count == 1 else many).format(
        n=shown(figures["order_count"]), average=shown(figures["average_order"]), last=shown(figures["last_purchase"])
    )  # fmt: skip


def product_said(bought: Bought, currency: str) -> str:
    """What was bought of one product: «22 547,51 € en 3 factures»."""
    one, many = _("1 facture"), _("{n} factures")
    times = (one if bought.invoices == 1 else many).format(n=number(bought.invoices))
    return times if bought.amount is None else f"{money(bought.amount, currency)} · {times}"


def owed(brief: Brief) -> list[Owed]:
    """The buckets that hold something, in the order of reading."""
    rows = []
    for code, amount in brief.aged.buckets.items():
        first = first_day_late(code)
        tone = "" if first is None else "serious" if first > brief.serious_days else "late"
        if amount:
            rows.append(Owed(bucket_name(code), money(amount, brief.currency), tone))
    return rows


def late_why(invoice: LateInvoice, brief: Brief) -> str:
    """Why an invoice is late, as far as the file says; «» when it does not."""
    if invoice.disputed:
        reasons = [d.reason for d in brief.disputes if d.document_id == invoice.document_id and d.reason]
        return _("en litige") + (f"{colon()}{reasons[0]}" if reasons else "")
    if invoice.partly_paid:
        return _("payée en partie, sur {gross}").format(gross=money(invoice.gross, brief.currency))
    return ""


def rest(invoices: Sequence[LateInvoice], currency: str) -> str:
    """The invoices that a list does not show, counted and added up; «» when it shows all."""
    if not invoices:
        return ""
    total = money(sum((each.amount for each in invoices), Decimal(0)), currency)
    one, many = _("et 1 autre : {total}"), _("et {n} autres : {total}")
    return (one if len(invoices) == 1 else many).format(n=number(len(invoices)), total=total)


def habit(brief: Brief) -> str:
    """How late the client usually pays, and how many late invoices go beyond; «» when nothing says it."""
    usual = next((part.value for part in brief.risk.parts if part.code == "paid_delay"), None)
    if usual is None:
        return ""
    if usual <= 0:
        return _("D’habitude, paie à l’échéance ou avant.")
    said = _("D’habitude, paie {days} après l’échéance").format(days=days(usual))
    beyond = sum(each.days > usual for each in brief.late)
    if not brief.late:
        return f"{said}."
    if not beyond:
        return _("{said} : aucune de ces factures n’a dépassé ce délai.").format(said=said)
    one, many = _("{said} : 1 facture l’a dépassé."), _("{said} : {n} factures l’ont dépassé.")
    return (one if beyond == 1 else many).format(said=said, n=number(beyond))


def penalties(brief: Brief) -> list[str]:
    """What the law lets one ask for, in sentences; why it is not known when it is not; none when there is nothing."""
    due, fixed = brief.figures["penalties"], brief.figures["recovery_indemnity"]
    amounts = [(_("Pénalités {amount}"), due), (_("Indemnités {amount}"), fixed)]
    said = " · ".join(text.format(amount=shown(figure)) for text, figure in amounts if figure.value)
    unknown = due.reason if due.value is None and brief.late else None
    return [each for each in (said, unknown) if each]


def dispute_said(dispute: Dispute, currency: str) -> str:
    """A dispute: on which invoice, since when, what is contested, and why."""
    amount = dispute.amount if dispute.amount is not None else dispute.open_amount
    head = [
        dispute.document_id or "",
        _("depuis le {day}").format(day=day(dispute.opened_on)) if dispute.opened_on else "",
        money(amount, currency) if amount is not None else "",
    ]
    why = " — ".join(text for text in (dispute.reason, dispute.comment) if text)
    said = ", ".join(part for part in head if part)
    return colon().join(part for part in (said, why) if part) or _("sans autre précision dans le fichier")


def promise_said(promise: Promise, currency: str) -> str:
    """A promise and whether it was kept."""
    amount = money(promise.amount, currency) if promise.amount is not None else _("montant non précisé")
    said = {
        None: _("{amount} pour le {day}"),
        True: _("{amount} pour le {day}, tenue"),
        False: _("{amount} pour le {day}, non tenue"),
    }[promise.kept]
    return said.format(amount=amount, day=day(promise.promised_on))


def discounts(brief: Brief) -> list[tuple[str, str]]:
    """(label, value): granted, applied, their trend and what was given away; only what the file lets one say."""
    figures, granted = brief.figures, brief.record.fields["granted_discount"]
    said = [(_("Accordée"), percent(granted)), (_("Appliquée, 12 mois"), shown(figures["discount_rate_12m"]))]
    labels = {
        "discount_trend": _("En un an"),
        "discount_12m": _("Montant, 12 mois"),
    }
    return said + [
        (label, shown(figures[code])) for code, label in labels.items() if _counts(figures[code].value)
    ]


def _counts(value: object) -> bool:
    """Whether a rate or an amount is more than nothing once it is written."""
    return value is not None and abs(float(value)) >= 0.0005  # type: ignore[arg-type]


def known(brief: Brief) -> list[tuple[str, str]]:
    """(label, value) of what else helps a call: conditions, delivery, preferences, notes; only what the file fills in."""
    fields, currency = brief.record.fields, brief.currency
    limits = [
        _("plafond {amount}").format(amount=money(fields["credit_limit"], currency))
        if fields["credit_limit"]
        else "",
        _("assuré {amount}").format(amount=money(fields["insured_amount"], currency))
        if fields["insured_amount"]
        else "",
    ]
    lead = _("sous {days}").format(days=days(fields["delivery_days"])) if fields["delivery_days"] else ""
    lines = (
        (_("Règlement"), (fields["payment_method"], fields["payment_terms"], *limits)),
        (_("Livraison"), (fields["carrier"], lead, fields["delivery_terms"], fields["delivery_instructions"])),
        (_("Préférences"), (fields["preferences"],)),
        (_("Notes"), (fields["notes"],)),
    )  # fmt: skip
    filled = ((label, ", ".join(str(part) for part in parts if part)) for label, parts in lines)
    return [(label, text) for label, text in filled if text]


def risk_said(brief: Brief, most: int) -> str:
    """The score and the `most` parts that weigh most in it: «77,5 sur 100 : part de l’encours en retard 71 %…»; why there is none."""
    if brief.risk.score is None:
        return brief.risk.reason or MISSING
    score = _("{score} sur 100").format(score=number(brief.risk.score, 1))
    heavy = sorted((part for part in brief.risk.parts if part.points), key=lambda part: -part.points)[:most]
    parts = ", ".join(f"{part.label[:1].lower()}{part.label[1:]} {part.shown}" for part in heavy)
    return f"{score}{colon()}{parts}" if parts else score


def clipped(text: str, most: int) -> str:
    """A text of at most about `most` letters; one cut short says so."""
    return text if len(text) <= most else f"{text[: most - 4].rstrip()} […]"
