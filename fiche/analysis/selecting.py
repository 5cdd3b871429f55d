"""Choices of clients written as words of an address, and read back: what is unknown is refused in a sentence, never guessed; it applies none.

The words hold in an address, in a saved view and in the arguments of an export: categorie=PME, periode=2026-01-01_2026-03-31,
montant=revenue_12m:10000:, si=<a rule>, regle=<the number of a saved one>.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from fiche.analysis import rfm
from fiche.analysis.fields import field_name
from fiche.analysis.figures import Filters
from fiche.analysis.matching_rules import problem
from fiche.analysis.rule import Condition, Rule, as_text, from_text
from fiche.analysis.rule_words import rule_words, span_words, value_name
from fiche.analysis.segment_totals import CLASSES
from fiche.analysis.status import STATUSES
from fiche.errors import Refused
from fiche.i18n import N_, _, colon, day

if TYPE_CHECKING:
    from fiche.analysis.portfolio import Portfolio

ABSENT = "~"  # «not filled in», in an address
# What each filter of values is called in an address.
VALUES = {
    "statut": "status_computed", "classe": "abc", "segment": "segment", "categorie": "category", "secteur": "sector", "zone": "zone",
    "responsable": "account_manager", "statut_fichier": "status",
}  # fmt: skip
PERIOD, AMOUNT, RULE, SAVED = "periode", "montant", "si", "regle"
NAMES: tuple[str, ...] = (*VALUES, PERIOD, AMOUNT, RULE, SAVED)
Params = Mapping[str, Sequence[str]]
_UNKNOWN = N_(
    "Le choix « {name} : {value} » n’existe pas dans ce fichier : il n’est pas appliqué. Choisissez-en un autre dans « Filtrer »."
)
_UNREAD = N_("Le filtre « {name} » de cette adresse ne se lit pas ({value}) : il n’est pas appliqué.")
_GONE = N_("Le segment enregistré n° {value} n’existe plus : il n’est pas appliqué.")
_IDLE = N_("Le segment « {name} » n’est pas appliqué. {reason}")


@dataclass(frozen=True)
class Chip:
    """One choice in words, and where it stands in the address: everything under `name`, or the word `value` alone."""

    name: str
    words: str
    value: str | None = None


@dataclass(frozen=True)
class Selected:
    """The filters that hold, each in words, and a sentence for each choice that could not be applied."""

    where: Filters
    chips: tuple[Chip, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What is chosen, for a file."""
        return tuple(chip.words for chip in self.chips)


def params_of(where: Filters) -> dict[str, list[str]]:
    """The words of filters, rules by their text and not their number: what reads them back needs nothing saved. The search and the currency stand apart."""
    said = {
        name: [ABSENT if v is None else v for v in getattr(where, field)] for name, field in VALUES.items()
    }
    if where.period:
        said[PERIOD] = ["_".join(end.isoformat() for end in where.period)]
    said[RULE] = [as_text(rule) for rule in where.rules]
    return {name: values for name, values in said.items() if values}


def select(
    portfolio: "Portfolio",
    params: Params,
    saved: Mapping[int, Rule] | None = None,
    currency: str | None = None,
) -> Selected:
    """The filters that an address asks for. `saved`: the saved segments by number; `currency`: the only one looked at, where one was chosen."""
    reading = _Reading(portfolio, saved or {}, currency)
    for name in NAMES:
        if params.get(name):
            reading.read(name, list(dict.fromkeys(params[name])))
    return Selected(replace(reading.where, currency=currency), tuple(reading.chips), tuple(reading.refused))


class _Reading:
    """An address being read."""

    def __init__(self, portfolio: "Portfolio", saved: Mapping[int, Rule], currency: str | None) -> None:
        self._portfolio, self._saved = portfolio, saved
        self._currency = currency or portfolio.currency
        self.where, self.chips, self.refused = Filters(), list[Chip](), list[str]()

    def read(self, name: str, said: list[str]) -> None:
        """Take what is said under one name."""
        if name in VALUES:
            self._values(name, said)
            return
        readers: dict[str, Callable[[str], None]] = {
            PERIOD: self._period, AMOUNT: self._amount, RULE: self._rule, SAVED: self._of_saved,
        }  # fmt: skip
        for word in said:
            try:
                readers[name](word)
            except (ValueError, InvalidOperation, KeyError, Refused):
                self.refused.append(_(_UNREAD).format(name=name, value=word[:60]))

    def _values(self, name: str, said: list[str]) -> None:
        field = VALUES[name]
        known = options(self._portfolio, name)
        wanted = [None if word == ABSENT else word for word in said]
        for value in wanted:
            if value not in known:
                self.refused.append(_(_UNKNOWN).format(name=field_name(field), value=value or ABSENT))
        kept = tuple(value for value in wanted if value in known)
        if kept:
            self.where = replace(self.where, **{field: kept})  # type: ignore[arg-type]
            words = ", ".join(value_name(field, value) for value in kept)
            self.chips.append(Chip(name, f"{field_name(field)}{colon()}{words}"))

    def _period(self, word: str) -> None:
        first, last = (dt.date.fromisoformat(end) for end in word.split("_"))
        if first > last:
            raise ValueError(word)
        self.where = replace(self.where, period=(first, last))
        self.chips.append(Chip(PERIOD, _("Facturés du {first} au {last}").format(first=day(first), last=day(last))))  # fmt: skip

    def _amount(self, word: str) -> None:
        code, low, high = word.split(":")
        fields = self._portfolio.fields
        ends: list[tuple[Any, str]] = [(op, text) for op, text in (("ge", low), ("le", high)) if text]
        rule = Rule(tuple(Condition(code, op, (text,)) for op, text in ends))
        if not ends or not all(Decimal(text).is_finite() for _op, text in ends) or problem(rule, fields):
            raise ValueError(word)
        self._add(rule)
        self.chips.append(Chip(AMOUNT, span_words(code, low, high, fields, self._currency), word))

    def _rule(self, word: str) -> None:
        rule = from_text(word)
        said = rule_words(rule, self._portfolio.fields, self._currency)
        self._apply(rule, Chip(RULE, said, word), said)

    def _of_saved(self, word: str) -> None:
        rule = self._saved.get(int(word))
        if rule is None:
            self.refused.append(_(_GONE).format(value=word))
            return
        said = f"{_('Segment')}{colon()}{rule.name}"
        self._apply(rule, Chip(SAVED, said, word), rule.name)

    def _apply(self, rule: Rule, chip: Chip, name: str) -> None:
        wrong = problem(rule, self._portfolio.fields)
        if wrong is not None:
            self.refused.append(_(_IDLE).format(name=name, reason=wrong))
            return
        self._add(rule)
        self.chips.append(chip)

    def _add(self, rule: Rule) -> None:
        self.where = replace(self.where, rules=(*self.where.rules, rule))


def words_of(portfolio: "Portfolio", where: Filters) -> tuple[str, ...]:
    """Filters in words, for a file; a rule that was saved by its name."""
    found = list(select(portfolio, params_of(replace(where, rules=())), currency=where.currency).words)
    currency = where.currency or portfolio.currency
    for rule in where.rules:
        said = rule_words(rule, portfolio.fields, currency)
        found.append(f"{rule.name}{colon()}{said}" if rule.name else said)
    if where.search.strip():
        found.append(_("Recherche : {text}").format(text=where.search.strip()))
    return tuple(found)


def options(portfolio: "Portfolio", name: str) -> list[str | None]:
    """What may be chosen under a name of VALUES, in the order of reading; nothing when the file fills in no value of it."""
    field = VALUES[name]
    computed: dict[str, list[str | None]] = {
        "status_computed": list(STATUSES), "abc": [*CLASSES, None], "segment": [*rfm.SEGMENTS, None],
    }  # fmt: skip
    if field in computed:
        return computed[field]
    values = portfolio.choices()[field]
    return [*values, None] if values else []
