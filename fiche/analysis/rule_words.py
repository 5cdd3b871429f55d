"""Rules on clients in words: «CA 12 mois ≥ 10 000,00 € et Zone : Sud»; it chooses nobody."""

import datetime as dt
from decimal import Decimal

from fiche.analysis import rfm
from fiche.analysis.fields import Field, Fields, Kind, field_name
from fiche.analysis.rule import RELATIVE, Condition, Operator, Rule
from fiche.analysis.words import status_name
from fiche.i18n import N_, _, colon, day, days, money, number, percent

SIGNS: dict[Operator, str] = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
OPERATOR_WORDS: dict[Operator, str] = {
    "in": N_("est"), "not_in": N_("n’est pas"), "contains": N_("contient"), "ge": N_("au moins"), "gt": N_("plus de"), "le": N_("au plus"),
    "lt": N_("moins de"), "not_contains": N_("ne contient pas"), "older": N_("il y a plus de (jours)"), "recent": N_("il y a au plus (jours)"),
    "missing": N_("n’est pas renseigné"), "present": N_("est renseigné"),
}  # fmt: skip

_SENTENCES: dict[Operator, str] = {
    "not_in": N_("{column} autre que {values}"), "contains": N_("{column} contient « {value} »"), "not_contains": N_("{column} ne contient pas « {value} »"),
    "older": N_("{column} il y a plus de {value} j"), "recent": N_("{column} il y a {value} j ou moins"),
    "missing": N_("{column} non renseigné"), "present": N_("{column} renseigné"),
}  # fmt: skip


def class_name(letter: str | None) -> str:
    """A class in words."""
    return _("Sans classe") if letter is None else _("Classe {letter}").format(letter=letter)


def segment_name(code: str | None) -> str:
    """A segment in words; who never bought is in none."""
    return _("Jamais acheté") if code is None else _(rfm.SEGMENTS[code])


def value_name(code: str, value: str | None) -> str:
    """One value of a column of texts, or of a computed class, in words."""
    if code == "abc":
        return value or class_name(None)
    if code == "segment":
        return segment_name(value)
    if value is None:
        return _("Non renseigné")
    return status_name(value) if code == "status_computed" else value


def rule_words(rule: Rule, fields: Fields, currency: str | None) -> str:
    """The whole rule; groups between brackets."""
    parts = [
        f"({rule_words(each, fields, currency)})"
        if isinstance(each, Rule)
        else condition_words(each, fields.listed.get(each.field), currency)
        for each in rule.conditions
    ]
    return (_(" ou ") if rule.any_of else _(" et ")).join(parts)


def condition_words(condition: Condition, field: Field | None, currency: str | None) -> str:
    """One condition; `field` None: the column is not there."""
    name, kind = (
        field_name(condition.field),
        field.kind if field and condition.operator not in RELATIVE else "text",
    )
    said = [_said(condition.field, kind, value, currency) for value in condition.values]
    if condition.operator in SIGNS:
        return f"{name} {SIGNS[condition.operator]} {said[0]}"
    if condition.operator == "in":
        return f"{name}{colon()}{', '.join(said)}"
    words = _(_SENTENCES[condition.operator])
    return words.format(column=name, values=", ".join(said), value=said[0] if said else "")


def span_words(code: str, low: str, high: str, fields: Fields, currency: str | None) -> str:
    """«CA 12 mois de 10 000,00 € à 20 000,00 €»; an end may be empty."""
    kind = fields.listed[code].kind
    first, last = (_said(code, kind, text, currency) if text else "" for text in (low, high))
    if first and last:
        return _("{what} de {first} à {last}").format(what=field_name(code), first=first, last=last)
    return f"{field_name(code)} ≥ {first}" if first else f"{field_name(code)} ≤ {last}"


def said_value(field: Field, value: str | None, currency: str | None) -> str:
    """One value of a field in words."""
    return _said(field.code, field.kind, value, currency)


def _said(code: str, kind: Kind, value: str | None, currency: str | None) -> str:
    if value is None or kind == "text":
        return value_name(code, value)
    try:
        return _read(kind, value, currency)
    except (ValueError, ArithmeticError):
        return value


def _read(kind: Kind, text: str, currency: str | None) -> str:
    match kind:
        case "money":
            return money(Decimal(text), currency)
        case "percent":
            return percent(float(text), 1)
        case "points":
            return _("{points} pt").format(points=number(100 * float(text), 1))
        case "days":
            return days(float(text))
        case "date":
            return day(dt.date.fromisoformat(text))
        case "flag":
            return _("oui") if text == "true" else _("non")
        case _:
            value = float(text)
            return number(value, 0 if value == int(value) else 2)
