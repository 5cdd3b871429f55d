"""A view of the page of segments, those that people compose: conditions on columns and indicators, how many clients they leave, kept under a name; it chooses nobody itself."""

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.fields import Field
from fiche.analysis.matching_rules import matching, problem
from fiche.analysis.rule import Condition, Operator, Rule, as_text
from fiche.analysis.rule_words import OPERATOR_WORDS, rule_words, value_name
from fiche.analysis.selecting import VALUES, options
from fiche.errors import Refused
from fiche.i18n import _
from fiche.web import entry, fiche_forms, saved_rules
from fiche.web.clients_view import open_clients
from fiche.web.filters_panel import FEW, column_of
from fiche.web.page import Context
from fiche.web.portfolio_view_filters import kept_words
from fiche.web.show import md

ROWS, CHANGED, ANY, NAME, SHARED = "rule_rows", "rule_changed", "rule_any", "rule_name", "rule_shared"
ORDERS: tuple[Operator, ...] = ("ge", "gt", "le", "lt")
CODES = {field: name for name, field in VALUES.items()}


def rules_view(ctx: Context, where: Filters, currency: str | None) -> None:  # noqa: ARG001 - a segment is counted among everyone
    """The segments that were saved, then the composition of one."""
    fiche_forms.done(ctx.store, ctx.as_of)
    rules = saved_rules.rules(ctx.store)
    if not rules:
        st.caption(_("Aucun segment enregistré. Composez-en un ci-dessous : il sert ensuite de filtre sur toutes les pages, et de regroupement ici."))  # fmt: skip
    for rule in rules.values():
        _line(ctx, rule, currency)
    _composer(ctx, currency, rules)


def counted(ctx: Context, rule: Rule, currency: str | None) -> str:
    """How many clients a rule leaves, or why it does not apply."""
    wrong = problem(rule, ctx.portfolio.fields)
    if wrong is not None:
        return _("Ne s’applique pas. {reason}").format(reason=wrong)
    found = matching(rule, ctx.portfolio.fields, ctx.as_of, None if ctx.portfolio.currency else currency)
    return kept_words(len(found), len(ctx.portfolio.names())) + "."


def _line(ctx: Context, rule: Rule, currency: str | None) -> None:
    said = rule_words(rule, ctx.portfolio.fields, currency)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"rule_{rule.id}"):
        st.markdown(f"**{md(rule.name)}**  \n{md(said)}  \n:small[{md(counted(ctx, rule, currency))}]")
        applies = problem(rule, ctx.portfolio.fields) is None
        if st.button(_("Voir ces clients"), key=f"rule_open_{rule.id}", icon=":material/groups:", disabled=not applies):  # fmt: skip
            open_clients({"regle": [str(rule.id)]})
        flat = all(isinstance(each, Condition) for each in rule.conditions)
        st.button(_("Modifier"), key=f"rule_edit_{rule.id}", icon=":material/edit:", on_click=_take_up, args=(rule,), disabled=not flat)  # fmt: skip
        if st.button(_("Retirer"), key=f"rule_away_{rule.id}", icon=":material/delete:"):
            _remove(ctx, rule)


def _remove(ctx: Context, rule: Rule) -> None:
    try:
        ctx.store.remove_saved(int(rule.id or 0), by=fiche_forms.sign())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    fiche_forms.said(_("Le segment « {name} » est retiré.").format(name=rule.name))
    st.rerun()


def _take_up(rule: Rule) -> None:
    """Begin the composition with a saved segment."""
    st.session_state[ROWS] = [each for each in rule.conditions if isinstance(each, Condition)]
    st.session_state[CHANGED], st.session_state[ANY] = rule.id, rule.any_of
    st.session_state[NAME] = rule.name


# ── the composition ──


def _composer(ctx: Context, currency: str | None, rules: dict[int, Rule]) -> None:
    changed = st.session_state.get(CHANGED)
    title = _("Modifier « {name} »").format(name=rules[changed].name) if changed in rules else _("Composer un segment")  # fmt: skip
    st.subheader(md(title), anchor=False)
    conditions: list[Condition] = st.session_state.setdefault(ROWS, [])
    if len(conditions) > 1:
        st.segmented_control(
            _("Conditions"), [False, True], format_func=lambda either: _("Au moins une") if either else _("Toutes"), key=ANY, required=True, default=None if ANY in st.session_state else False,
        )  # fmt: skip
    for place, condition in enumerate(conditions):
        words = rule_words(Rule((condition,)), ctx.portfolio.fields, currency)
        st.button(md(words), key=f"rule_row_{place}", icon=":material/close:", help=_("Retirer cette condition"), on_click=_drop, args=(place,))  # fmt: skip
    _adder(ctx, conditions)
    if conditions:
        rule = Rule(tuple(conditions), bool(st.session_state.get(ANY)))
        st.markdown(
            f"**{md(counted(ctx, rule, currency))}** {md(rule_words(rule, ctx.portfolio.fields, currency))}"
        )
        _keep(ctx, rule, changed if changed in rules else None)


def _drop(place: int) -> None:
    """Leave one condition."""
    del st.session_state[ROWS][place]


def _adder(ctx: Context, conditions: list[Condition]) -> None:
    """One condition more: a column, how it compares, to what."""
    fields = ctx.portfolio.fields.listed
    names = {code: field.label for code, field in fields.items()}
    what, how, value, add = st.columns([3, 2, 3, 1], vertical_alignment="bottom")
    code = what.selectbox(_("Colonne ou indicateur"), list(fields), index=None, format_func=names.__getitem__, key="rule_field", placeholder=_("Choisir"))  # fmt: skip
    if code is None:
        return
    field = fields[code]
    known = _known(ctx, field)
    operators = [*(("in", "not_in") if known else ("contains",) if field.kind == "text" else ()), *(() if field.kind in ("text", "flag") else ORDERS), "missing", "present"]  # fmt: skip
    operator: Operator = how.selectbox(_("Comparaison"), operators, format_func=lambda op: _(OPERATOR_WORDS[op]), key=f"rule_how_{code}")  # fmt: skip
    with value:
        values = _values(field, operator, known)
    if (
        add.button(_("Ajouter"), key="rule_add", disabled=values is None, width="stretch")
        and values is not None
    ):
        conditions.append(Condition(code, operator, values))
        st.rerun()


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
    if field.kind == "date":
        day = st.date_input(_("Date"), None, key=key, format="DD/MM/YYYY")
        return (day.isoformat(),) if day else None
    text = st.text_input(_("Valeur (%)") if field.kind in ("percent", "points") else _("Valeur"), key=key)
    if not text.strip():
        return None
    if field.kind == "text":
        return (text.strip(),)
    try:
        said = entry.typed(column_of(field), text)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return None
    return None if said is None else (said,)


def _keep(ctx: Context, rule: Rule, changed: int | None) -> None:
    """Under which name, for whom."""
    name = st.text_input(_("Nom du segment"), key=NAME)
    shared = st.toggle(_("Partagé avec l’équipe"), key=SHARED, value=True)
    fiche_forms.signature("rule")
    if not st.button(_("Enregistrer le segment"), key="rule_keep", type="primary", icon=":material/save:"):
        return
    by = fiche_forms.sign()
    try:
        if changed is None:
            ctx.store.save_as("segment", name, as_text(rule), shared=shared, by=by)
        else:
            ctx.store.change_saved(changed, name=name, content=as_text(rule), shared=shared, by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    for each in (ROWS, CHANGED):
        st.session_state.pop(each, None)
    fiche_forms.said(_("Le segment « {name} » est enregistré : il est parmi les filtres de toutes les pages.").format(name=name))  # fmt: skip
    st.rerun()
