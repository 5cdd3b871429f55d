"""One condition as it is entered: a column, how it compares, to what; it keeps none and counts nobody."""

import streamlit as st

from fiche.analysis.fields import Field
from fiche.analysis.rule import RELATIVE, Condition, Operator
from fiche.analysis.rule_words import OPERATOR_WORDS, value_name
from fiche.analysis.selecting import VALUES, options
from fiche.errors import Refused
from fiche.i18n import _
from fiche.web import entry
from fiche.web.filters_panel import FEW, column_of
from fiche.web.page import Context
from fiche.web.show import md

ORDERS: tuple[Operator, ...] = ("ge", "gt", "le", "lt")
CODES = {field: name for name, field in VALUES.items()}
LONGEST = 36_500  # days


def condition(ctx: Context) -> Condition | None:
    """The widgets of one condition; None while it is not whole."""
    fields = ctx.portfolio.fields.listed
    names = {code: field.label for code, field in fields.items()}
    what, how, value = st.columns([3, 2, 3], vertical_alignment="bottom")
    code = what.selectbox(_("Colonne ou indicateur"), list(fields), index=None, format_func=names.__getitem__, key="rule_field", placeholder=_("Choisir"))  # fmt: skip
    if code is None:
        return None
    field = fields[code]
    known = _known(ctx, field)
    operator: Operator = how.selectbox(_("Comparaison"), operators(field, bool(known)), format_func=lambda op: said(field, op), key=f"rule_how_{code}")  # fmt: skip
    with value:
        values = _values(field, operator, known)
    return None if values is None else Condition(code, operator, values)


def operators(field: Field, known: bool) -> list[Operator]:
    """How a field may compare; `known`: its words may be chosen one by one."""
    if known:
        compare: tuple[Operator, ...] = ("in", "not_in")
    elif field.kind == "text":
        compare = ("contains", "not_contains")
    elif field.kind == "date":
        compare = ("older", "recent", *ORDERS)
    else:
        compare = ORDERS
    return [*compare, "missing", "present"]


def said(field: Field, operator: Operator) -> str:
    """An operator in words, as that field has it."""
    dates = {"ge": _("à partir du"), "gt": _("après le"), "le": _("jusqu’au"), "lt": _("avant le")}
    return dates[operator] if field.kind == "date" and operator in dates else _(OPERATOR_WORDS[operator])


def _known(ctx: Context, field: Field) -> list[str | None]:
    """The words that may be chosen one by one, where they are few."""
    if field.kind == "flag":
        return ["true", "false"]
    if field.kind != "text":
        return []
    if field.code in CODES:
        return options(ctx.portfolio, CODES[field.code])
    words = ctx.portfolio.fields.words(field.code)
    return [*words, None] if len(words) <= FEW else []


def _values(field: Field, operator: Operator, known: list[str | None]) -> tuple[str | None, ...] | None:
    """What was entered; None while nothing can be read."""
    key = f"rule_value_{field.code}_{operator}"
    if operator in ("missing", "present"):
        return ()
    if operator in ("in", "not_in"):
        names = {v: value_name(field.code, v) if field.kind == "text" else (_("oui") if v == "true" else _("non")) for v in known}  # fmt: skip
        return tuple(st.multiselect(_("Valeurs"), known, format_func=names.__getitem__, key=key)) or None
    if operator in RELATIVE:
        return _days(st.text_input(_("Jours"), key=key, placeholder="90"))
    if field.kind == "date":
        day = st.date_input(_("Date"), None, key=key, format="DD/MM/YYYY")
        return (day.isoformat(),) if day else None
    text = st.text_input(_("Valeur (%)") if field.kind in ("percent", "points") else _("Valeur"), key=key)
    if not text.strip():
        return None
    if field.kind == "text":
        return (text.strip(),)
    try:
        read = entry.typed(column_of(field), text)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return None
    return None if read is None else (read,)


def _days(text: str) -> tuple[str, ...] | None:
    """A number of days as it is kept; None while none can be read."""
    typed = "".join(text.split())
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and int(typed) <= LONGEST):
        st.error(_("Écrivez un nombre de jours, 90 par exemple."), icon=":material/error:")
        return None
    return (str(int(typed)),)
