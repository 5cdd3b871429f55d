"""The composition of a segment: conditions and groups of conditions, how many clients they leave at each step, kept under a name; it chooses nobody itself."""

from dataclasses import replace

import streamlit as st

from fiche.analysis.matching_rules import matching, problem
from fiche.analysis.rule import Condition, Rule, as_text
from fiche.analysis.rule_words import rule_words
from fiche.decisions import Saved
from fiche.errors import Refused
from fiche.i18n import _, number
from fiche.web import fiche_forms
from fiche.web.page import Context
from fiche.web.portfolio_view_filters import kept_words
from fiche.web.rule_condition import condition
from fiche.web.show import md
from fiche.web.views_state import reader

PARTS, CHANGED, ANY, NAME, SHARED = "rule_parts", "rule_changed", "rule_any", "rule_name", "rule_shared"
WHERE, TOP, NEW = (
    "rule_where",
    -1,
    -2,
)  # where a condition is added: beside the others, in a new group, or in the group at a place


def counted(ctx: Context, rule: Rule, currency: str | None) -> str:
    """How many clients a rule leaves, or why it does not apply."""
    wrong = problem(rule, ctx.portfolio.fields)
    if wrong is not None:
        return _("Ne s’applique pas. {reason}").format(reason=wrong)
    found = matching(rule, ctx.portfolio.fields, ctx.as_of, None if ctx.portfolio.currency else currency)
    return kept_words(len(found), len(ctx.portfolio.names())) + "."


def editable(rule: Rule) -> bool:
    """Whether the composition can take a rule up: conditions, and groups that hold conditions alone."""
    groups = [each for each in rule.conditions if isinstance(each, Rule)]
    return all(isinstance(each, Condition) for group in groups for each in group.conditions)


def take_up(rule: Rule) -> None:
    """Begin the composition with a saved segment."""
    st.session_state[PARTS] = list(rule.conditions)
    st.session_state[CHANGED], st.session_state[ANY] = rule.id, rule.any_of
    st.session_state[NAME] = rule.name
    st.session_state.pop(WHERE, None)


def _forget() -> None:
    for each in (PARTS, CHANGED, WHERE, NAME, ANY):
        st.session_state.pop(each, None)


def composer(ctx: Context, currency: str | None, rules: dict[int, Rule]) -> None:
    """What is composed so far, what may be added to it, how many clients it leaves, and its name."""
    changed = st.session_state.get(CHANGED)
    changed = changed if changed in rules else None
    title = _("Composer un segment") if changed is None else _("Modifier « {name} »").format(name=rules[changed].name)  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(md(title), anchor=False, width="content")
        if changed is not None:
            st.button(_("Ne rien modifier"), key="rule_leave", type="tertiary", icon=":material/close:", on_click=_forget)  # fmt: skip
    parts: list[Condition | Rule] = st.session_state.setdefault(PARTS, [])
    if len(parts) > 1:
        _joined(_("Il faut"), ANY)
    for place, part in enumerate(parts):
        if isinstance(part, Rule):
            _group(ctx, part, place, currency)
        else:
            _row(ctx, part, (place,), currency)
    _adder(ctx, parts, currency)
    if parts:
        rule = Rule(tuple(parts), len(parts) > 1 and bool(st.session_state.get(ANY)))
        said = rule_words(rule, ctx.portfolio.fields, currency)
        st.markdown(f"**{md(counted(ctx, rule, currency))}** {md(said)}")
        _keep(ctx, rule, changed)


def _joined(label: str, key: str) -> None:
    """Whether all the conditions are needed, or one of them."""
    said = {False: _("Toutes les conditions"), True: _("Au moins une")}
    st.segmented_control(label, list(said), format_func=said.__getitem__, key=key, required=True, default=None if key in st.session_state else False)  # fmt: skip


def _row(ctx: Context, part: Condition, at: tuple[int, ...], currency: str | None) -> None:
    words = rule_words(Rule((part,)), ctx.portfolio.fields, currency)
    key = "_".join(str(place) for place in at)
    st.button(md(words), key=f"rule_row_{key}", icon=":material/close:", help=_("Retirer cette condition"), on_click=_drop, args=(at,))  # fmt: skip


def _group(ctx: Context, group: Rule, place: int, currency: str | None) -> None:
    """A group in its frame, with what joins its conditions."""
    with st.container(border=True, key=f"rule_group_{place}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = f"rule_join_{place}_{int(group.any_of)}_{len(st.session_state[PARTS])}"
            said = {False: _("Toutes les conditions"), True: _("Au moins une")}
            st.segmented_control(
                _("Groupe {n} : il faut").format(n=number(_groups(st.session_state[PARTS]).index(place) + 1)), list(said), format_func=said.__getitem__, key=key, default=group.any_of, required=True,
                on_change=_join, args=(place, key),
            )  # fmt: skip
            st.button(_("Retirer le groupe"), key=f"rule_ungroup_{place}", type="tertiary", icon=":material/close:", on_click=_drop, args=((place,),))  # fmt: skip
        for each, part in enumerate(group.conditions):
            if isinstance(part, Condition):
                _row(ctx, part, (place, each), currency)
        st.caption(md(counted(ctx, group, currency)))


def _groups(parts: list[Condition | Rule]) -> list[int]:
    """The places of the groups."""
    return [place for place, each in enumerate(parts) if isinstance(each, Rule)]


def _join(place: int, key: str) -> None:
    parts = st.session_state[PARTS]
    parts[place] = replace(parts[place], any_of=bool(st.session_state[key]))


def _drop(at: tuple[int, ...]) -> None:
    """Leave one condition or group out; a group whose last condition goes, goes."""
    parts: list[Condition | Rule] = st.session_state[PARTS]
    held = parts[at[0]]
    kept = [each for place, each in enumerate(held.conditions) if place != at[1]] if isinstance(held, Rule) and len(at) > 1 else []  # fmt: skip
    if kept and isinstance(held, Rule):
        parts[at[0]] = replace(held, conditions=tuple(kept))
    else:
        del parts[at[0]]
    if st.session_state.get(WHERE) not in (None, TOP, NEW):
        st.session_state.pop(WHERE)


def _adder(ctx: Context, parts: list[Condition | Rule], currency: str | None) -> None:
    """One condition more, and where it goes."""
    groups = {place: _("Dans le groupe {n}").format(n=number(n)) for n, place in enumerate(_groups(parts), 1)}
    if parts:
        said = {TOP: _("À côté des autres"), NEW: _("Dans un nouveau groupe"), **groups}
        if st.session_state.get(WHERE) not in said:
            st.session_state[WHERE] = TOP
        st.segmented_control(_("Ajouter une condition"), list(said), format_func=said.__getitem__, key=WHERE, required=True, wrap=True)  # fmt: skip
    made = condition(ctx)
    if made is None:
        return
    alone = counted(ctx, Rule((made,)), currency)
    st.caption(md(_("Cette condition seule : {count}").format(count=alone)))
    st.button(_("Ajouter cette condition"), key="rule_add", icon=":material/add:", on_click=_add, args=(parts, made))  # fmt: skip


def _add(parts: list[Condition | Rule], made: Condition) -> None:
    """Take one condition; the next one goes into the group that was just begun."""
    st.session_state["rule_field"] = None
    where = int(st.session_state.get(WHERE, TOP))
    if where == TOP or not parts:
        parts.append(made)
    elif where == NEW:
        parts.append(Rule((made,), any_of=not st.session_state.get(ANY)))
        st.session_state[WHERE] = len(parts) - 1
    else:
        held = parts[where]
        if isinstance(held, Rule):
            parts[where] = replace(held, conditions=(*held.conditions, made))


def _keep(ctx: Context, rule: Rule, changed: int | None) -> None:
    """Under which name, for whom."""
    name = st.text_input(_("Nom du segment"), key=NAME)
    shared = st.toggle(_("Partagé avec l’équipe"), key=SHARED, value=True)
    fiche_forms.signature("rule")
    if not st.button(_("Enregistrer le segment"), key="rule_keep", type="primary", icon=":material/save:"):
        return
    by = fiche_forms.sign()
    before = _saved(ctx, changed)
    try:
        if changed is None:
            made = ctx.store.save_as("segment", name, as_text(rule), shared=shared, by=by)
        else:
            made = ctx.store.change_saved(changed, name=name, content=as_text(rule), shared=shared, by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    _forget()
    words = _("Le segment « {name} » est enregistré : il est parmi les filtres de toutes les pages.")
    fiche_forms.said(words.format(name=made.name), changed=before, kept=0 if before else made.id)
    st.rerun()


def _saved(ctx: Context, changed: int | None) -> Saved | None:
    """The segment as it was before it is changed."""
    return next((each for each in ctx.store.saved("segment", reader()) if each.id == changed), None)
