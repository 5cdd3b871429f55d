"""One letter in words: the text of its level filled in, the table of what is asked for, the total; it decides no level and counts no penalty."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fiche.analysis.dunning.values import Case, Demand
from fiche.analysis.rates import half_name
from fiche.analysis.settings import Settings
from fiche.dunning.contact import Recipient
from fiche.dunning.fields import by_name, filled
from fiche.dunning.originals import SHARED, tone
from fiche.dunning.texts import Texts
from fiche.i18n import MISSING, _, day, days, money, number, speaking

TABLE = "\0table"  # stands for the table among the paragraphs


@dataclass(frozen=True)
class Letter:
    """Everything that a letter says, in `language`. `paragraphs`: in order, TABLE where the table goes; a paragraph may hold line breaks.

    `heads` and `rows`: the table, texts; `totals`: (label, amount) below it, the last is what is asked for. `notes`: below the total.
    """

    client_id: str
    level: int
    language: str
    as_of: dt.date
    currency: str
    sender: tuple[str, ...]
    sender_email: str
    recipient: Recipient
    place: str
    reference: str
    subject: str
    paragraphs: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    total: Decimal
    documents: tuple[str, ...]


def letter(
    case: Case,
    to: Recipient,
    texts: Texts,
    settings: Settings,
    as_of: dt.date,
    language: str,
    level: int | None = None,
) -> Letter:
    """The letter of a case at its level, or at another one."""
    wanted = case.level or max(case.reached, 1) if level is None else level
    language = "en" if language == "en" else "fr"
    with speaking(language):
        return _Writer(case, to, texts, settings, as_of, language, wanted).letter()


class _Writer:
    """What the parts of one letter share while it is written, in the language being spoken."""

    def __init__(
        self,
        case: Case,
        to: Recipient,
        texts: Texts,
        settings: Settings,
        as_of: dt.date,
        language: str,
        level: int,
    ) -> None:
        self.case, self.to, self.texts, self.settings = case, to, texts, settings
        self.as_of, self.language, self.level = as_of, language, level
        self.claims = claims(settings, level) and not case.private
        self.total = asked(case, settings, level)

    def letter(self) -> Letter:
        """The letter."""
        case, to, texts, language = self.case, self.to, self.texts, self.language
        subject = filled(texts.of("subject", language, self.level), language, self._value)
        return Letter(
            case.client_id,
            self.level,
            language,
            self.as_of,
            case.currency,
            tuple(line for line in texts.of("sender", language).split("\n") if line.strip()),
            texts.of("email", language),
            to,
            _("Le {day}").format(day=day(self.as_of)),
            _("Votre numéro de client : {number}").format(number=case.client_id),
            " ".join(subject.split()),
            tuple(self._paragraphs()),
            *self._table(),
            tuple(self._totals()),
            tuple(self._notes()),
            self.total,
            tuple(dict.fromkeys(each.document_id for each in case.demands if each.document_id)),
        )

    def _paragraphs(self) -> list[str]:
        """The body, paragraph by paragraph; a paragraph whose fields are all empty is left out, and the table is always there."""
        found: list[str] = []
        language = self.language
        blocks = {f"{{{name}}}": each.code for name, each in by_name(language).items() if each.block}
        for part in self.texts.of("body", language, self.level).split("\n\n"):
            text = part.strip("\n")
            code = blocks.get(text.strip())
            said = TABLE if code == "table" else filled(text, language, self._value)
            if said.strip() and not (TABLE in found and said == TABLE):
                found.append(said)
        return found if TABLE in found else [*found[:-1], TABLE, *found[-1:]]

    def _value(self, code: str) -> str:
        """A field in words."""
        case = self.case
        if code in SHARED:
            return self.texts.of(code, self.language)
        simple = {
            "client": self.to.name,
            "number": case.client_id,
            "contact": self.to.greeting(),
            "date": day(self.as_of),
            "amount": money(case.amount, case.currency),
            "total": money(self.total, case.currency),
            "penalties": money(case.penalties, case.currency),
            "indemnities": money(case.indemnities, case.currency),
            "days": _("1 jour") if case.days == 1 else _("{n} jours").format(n=number(case.days)),
            "deadline": day(self.as_of + dt.timedelta(days=self.settings.dunning_deadline)),
            "oldest": day(min((each.due_date for each in case.demands), default=None)),
            "table": "",
        }
        made = {"invoices": self._invoices, "last": self._last, "mentions": self._mentions}
        return made[code]() if code in made else simple[code]

    def _invoices(self) -> str:
        count = self.case.invoices
        return _("1 facture échue") if count == 1 else _("{n} factures échues").format(n=number(count))

    def _last(self) -> str:
        last = self.case.last
        if last is None:
            return _("nos précédents messages")
        return _("notre relance du {day}").format(day=day(last.on))

    def _mentions(self) -> str:
        """What the law provides, as the level uses it."""
        if self.case.private:
            if tone(self.level, self.texts.levels) != "notice":
                return ""
            return _("Les intérêts au taux légal courent à compter de cette mise en demeure (article 1231-6 du Code civil).")  # fmt: skip
        fixed = money(self.settings.recovery_indemnity)
        if not self.claims:
            return _(
                "À défaut de règlement, les pénalités de retard et l’indemnité forfaitaire de {fixed} par facture prévues aux articles L441-10 et D441-5 du Code de commerce s’ajouteront à ce montant."
            ).format(fixed=fixed)
        return _(
            "Conformément aux articles L441-10 et D441-5 du Code de commerce, les pénalités de retard et l’indemnité forfaitaire de {fixed} par facture sont dues de plein droit, sans rappel."
        ).format(fixed=fixed)

    # ── the table ──

    def _table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        heads = [_("Facture"), _("Date"), _("Échéance"), _("Retard"), _("Montant"), _("Reste dû")]
        if self.claims:
            heads.append(_("Pénalités"))
        return tuple(heads), tuple(self._row(each) for each in self.case.demands)

    def _row(self, demand: Demand) -> tuple[str, ...]:
        code = self.case.currency
        row = [
            demand.document_id or _("sans numéro"),
            day(demand.date),
            day(demand.due_date),
            days(demand.days_late),
            money(demand.amount, code),
            money(demand.open_amount, code),
        ]
        if self.claims:
            row.append(money(demand.penalty, code) if demand.penalty or demand.penalty is None else "")
        return tuple(row)

    def _totals(self) -> list[tuple[str, str]]:
        case, code = self.case, self.case.currency
        found = [(_("Reste dû"), money(case.amount, code))]
        if case.unapplied:
            found.append((_("À déduire : avoirs et règlements non affectés"), money(-case.unapplied, code)))
        if self.claims:
            if fines := _known(each.penalty for each in case.demands):
                found.append(
                    (_("Pénalités de retard au {day}").format(day=day(self.as_of)), money(fines, code))
                )
            if case.indemnities:
                each = money(self.settings.recovery_indemnity)
                words = _("Indemnités de recouvrement : {n} × {each}").format(
                    n=number(case.invoices), each=each
                )
                found.append((words, money(case.indemnities, code)))
        if len(found) == 1:
            return [(_("Total à régler"), found[0][1])]
        return [*found, (_("Total à régler"), money(self.total, code))]

    def _notes(self) -> list[str]:
        """What the table leaves out, and why."""
        case, found = self.case, []
        if self.claims and case.unrated:
            halves = ", ".join(half_name(half) for half in case.unrated)
            found.append(
                _("Les pénalités des factures marquées « {missing} » ne sont pas encore chiffrées (taux du {halves}) ; elles s’ajouteront à ce total.").format(missing=MISSING, halves=halves)
            )  # fmt: skip
        if self.claims and case.indemnities is None:
            found.append(_("L’indemnité forfaitaire, fixée en euros, n’est pas comprise dans ce total."))
        if case.equivalent:
            amount, target = case.equivalent
            found.append(
                _("Les montants sont dans la devise des factures ; à titre indicatif, le reste dû vaut {amount} au taux de change de la date de chaque facture.").format(amount=money(amount, target))
            )  # fmt: skip
        if case.disputed:
            found.append(_("Les factures en litige ne sont pas comprises dans ce montant."))
        if case.promised:
            found.append(
                _("Les factures dont vous avez promis le règlement ne sont pas comprises dans ce montant.")
            )
        return found


def claims(settings: Settings, level: int) -> bool:
    """Whether a level adds penalties and indemnities to what it asks for."""
    return 0 < settings.dunning_claims_from <= level


def asked(case: Case, settings: Settings, level: int) -> Decimal:
    """What a letter asks for: what is left, less what is to be deducted, and from the level that claims them the penalties and indemnities that are known."""
    due = case.amount - case.unapplied
    if not claims(settings, level) or case.private:
        return due
    return due + _known(amount for each in case.demands for amount in (each.penalty, each.indemnity))


def _known(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))
