"""The window in which clients are chosen: statuses, classes, the file's columns, a period, an amount, another column; it applies nothing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from fiche.analysis.days import months_before
from fiche.analysis.fields import Field, field_name
from fiche.analysis.rule import Condition, Rule, as_text
from fiche.analysis.rule_words import value_name
from fiche.analysis.selecting import ABSENT, AMOUNT, PERIOD, RULE, SAVED, VALUES, options
from fiche.columns import Column, ColumnType
from fiche.errors import Refused
from fiche.i18n import N_, _
from fiche.web import entry, filters_state
from fiche.web.page import Context
from fiche.web.show import md

FEW = 200  # different words of a column that are offered one by one
LOW, HIGH, OF, WRONG = "filter_amount_low", "filter_amount_high", "filter_amount_of", "filter_amount_wrong"
OTHER_COLUMN, OTHER_VALUES = "filter_other", "filter_other_values"
DAYS, PRESET = "filter_days", "filter_preset"
PRESETS = {
    "month": N_("Ce mois"), "quarter": N_("Ce trimestre"), "year": N_("Cette année"), "twelve": N_("12 mois"), "last_year": N_("L’an dernier"),
}  # fmt: skip
_TYPES: dict[str, ColumnType] = {"money": "money", "percent": "rate", "points": "rate", "count": "integer"}


def panel(ctx: Context, chosen: Mapping[str, list[str]], saved: Mapping[int, Rule]) -> None:
    """Every choice, each holding what the address says."""
    left, right = st.columns(2, gap="medium")
    shown = [name for name in VALUES if options(ctx.portfolio, name)]
    for place, name in enumerate(shown):
        with left if place % 2 == 0 else right:
            _values(ctx, name, chosen.get(name, []))
    if saved:
        _saved(saved, chosen.get(SAVED, []))
    _period(ctx, chosen.get(PERIOD, []))
    _amount(ctx, chosen.get(AMOUNT, []))
    _other(ctx)


def _values(ctx: Context, name: str, held: list[str]) -> None:
    field = VALUES[name]
    known = options(ctx.portfolio, name)
    key = f"filter_{field}"
    now = [value for value in (None if word == ABSENT else word for word in held) if value in known]
    st.session_state[key] = now
    names = {value: value_name(field, value) for value in known}
    st.multiselect(
        field_name(field),
        known,
        format_func=names.__getitem__,
        key=key,
        placeholder=_("Tous"),
        on_change=_picked,
        args=(name, key),
    )


def _picked(name: str, key: str) -> None:
    filters_state.put(name, [ABSENT if value is None else value for value in st.session_state[key]])


def _saved(saved: Mapping[int, Rule], held: list[str]) -> None:
    st.session_state["filter_saved"] = [int(word) for word in held if word.isdigit() and int(word) in saved]
    st.multiselect(
        _("Segments enregistrés"),
        list(saved),
        format_func=lambda number: saved[number].name,
        key="filter_saved",
        placeholder=_("Aucun"),
        on_change=lambda: filters_state.put(SAVED, map(str, st.session_state["filter_saved"])),
    )


# ── a period ──


def _period(ctx: Context, held: list[str]) -> None:
    st.session_state[PRESET] = None
    first, last = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with first:
        st.pills(
            _("Facturés sur la période"),
            list(PRESETS),
            format_func=lambda code: _(PRESETS[code]),
            key=PRESET,
            wrap=True,
            on_change=_preset,
            args=(ctx.as_of,),
            help=_("Les clients qui ont au moins une facture datée de la période. Leurs chiffres restent ceux de toute leur activité."),
        )  # fmt: skip
    with last:
        st.session_state[DAYS] = _days_of(held)
        st.date_input(
            _("Du … au …"), key=DAYS, format="DD/MM/YYYY", on_change=_days, label_visibility="collapsed",
            min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 12, 31),
        )  # fmt: skip


def _days_of(held: list[str]) -> tuple[dt.date, ...]:
    try:
        first, last = (dt.date.fromisoformat(end) for end in held[0].split("_"))
    except (ValueError, IndexError):
        return ()
    return (first, last)


def _preset(as_of: dt.date) -> None:
    if code := st.session_state[PRESET]:
        filters_state.put(PERIOD, ["_".join(end.isoformat() for end in preset(code, as_of))])


def _days() -> None:
    said = st.session_state[DAYS]
    if len(said) == 2:
        filters_state.put(PERIOD, ["_".join(end.isoformat() for end in said)])
    elif not said:
        filters_state.put(PERIOD, [])


def preset(code: str, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """The two days of a usual period, up to `as_of`; of last year, all of it."""
    month = as_of.replace(day=1)
    begins = {
        "month": month,
        "quarter": month.replace(month=(as_of.month - 1) // 3 * 3 + 1),
        "year": dt.date(as_of.year, 1, 1),
        "twelve": months_before(as_of, 12) + dt.timedelta(days=1),
    }
    if code == "last_year":
        return dt.date(as_of.year - 1, 1, 1), dt.date(as_of.year - 1, 12, 31)
    return begins[code], as_of


# ── an amount or a number ──


def _amount(ctx: Context, held: list[str]) -> None:
    fields = {f.code: f for f in ctx.portfolio.fields.listed.values() if f.kind in ("money", "percent", "days", "count", "number")}  # fmt: skip
    now = held[0].split(":") if held and held[0].count(":") == 2 else ["", "", ""]
    if now[0] in fields:
        st.session_state[OF] = now[0]
        st.session_state[LOW], st.session_state[HIGH] = (
            entry.shown(column_of(fields[now[0]]), end or None) for end in now[1:]
        )
    elif WRONG not in st.session_state:
        st.session_state[LOW] = st.session_state[HIGH] = ""
    if st.session_state.get(OF) not in fields:
        st.session_state[OF] = "revenue_12m"
    names = {code: field.label for code, field in fields.items()}
    what, low, high = st.columns([3, 1, 1], gap="small", vertical_alignment="bottom")
    change: dict[str, Any] = {"on_change": _bounds, "args": (fields,)}
    what.selectbox(_("Montant ou nombre"), list(fields), format_func=names.__getitem__, key=OF, **change)
    low.text_input(_("Au moins"), key=LOW, **change)
    high.text_input(_("Au plus"), key=HIGH, **change)
    if wrong := st.session_state.get(WRONG):
        st.error(md(wrong), icon=":material/error:")


def _bounds(fields: Mapping[str, Field]) -> None:
    """What was typed, as the address says it; what cannot be read is left as it is, and said."""
    st.session_state.pop(WRONG, None)
    field = fields[st.session_state[OF]]
    try:
        low, high = (entry.typed(column_of(field), st.session_state[key]) or "" for key in (LOW, HIGH))
    except Refused as refusal:
        st.session_state[WRONG] = refusal.message
        return
    filters_state.put(AMOUNT, [f"{field.code}:{low}:{high}"] if low or high else [])


def column_of(field: Field) -> Column:
    """A field as a column that one types in."""
    return Column(field.code, _TYPES.get(field.kind, "number"), field.label, field.label)


# ── another column of the file ──


def _other(ctx: Context) -> None:
    others = [f.code for f in ctx.portfolio.fields.listed.values() if f.kind == "text" and f.source in ("file", "other") and f.code not in VALUES.values()]  # fmt: skip
    names = {code: field_name(code) for code in others}
    what, values, button = st.columns([2, 3, 1], gap="small", vertical_alignment="bottom")
    code = what.selectbox(
        _("Autre colonne"), others, index=None, format_func=names.__getitem__, key=OTHER_COLUMN, placeholder=_("Choisir une colonne"),
    )  # fmt: skip
    words = ctx.portfolio.fields.words(code) if code else []
    if len(words) > FEW:
        values.caption(
            _("Cette colonne a plus de {n} valeurs : composez un segment par règle.").format(n=FEW)
        )
        return
    chosen = values.multiselect(
        _("Valeurs"), [*words, None], format_func=lambda v: value_name(str(code), v), key=OTHER_VALUES, disabled=not code, placeholder=_("Choisir"),
    )  # fmt: skip
    button.button(
        _("Ajouter"), key="filter_other_add", disabled=not chosen, on_click=_add_other, args=(code, tuple(chosen))
    )  # fmt: skip


def _add_other(code: str, values: tuple[str | None, ...]) -> None:
    filters_state.add(RULE, as_text(Rule((Condition(code, "in", values),))))
    st.session_state[OTHER_COLUMN] = None
    st.session_state[OTHER_VALUES] = []
