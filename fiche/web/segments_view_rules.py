"""A view of the page of segments, those that people compose: each with its rule in words and how many clients it leaves; it composes none and chooses nobody itself."""

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.matching_rules import problem
from fiche.analysis.rule import Rule
from fiche.analysis.rule_words import rule_words
from fiche.errors import Refused
from fiche.i18n import _
from fiche.web import fiche_forms, saved_rules
from fiche.web.clients_view import open_clients
from fiche.web.page import Context
from fiche.web.rule_editor import composer, counted, editable, take_up
from fiche.web.show import md


def rules_view(ctx: Context, where: Filters, currency: str | None) -> None:  # noqa: ARG001 - a segment is counted among everyone
    """The segments that were saved, then the composition of one."""
    fiche_forms.done(ctx.store, ctx.as_of)
    rules = saved_rules.rules(ctx.store)
    if not rules:
        st.caption(_("Aucun segment enregistré. Composez-en un ci-dessous : il sert ensuite de filtre sur toutes les pages, et de regroupement ici."))  # fmt: skip
    for rule in rules.values():
        _line(ctx, rule, currency)
    composer(ctx, currency, rules)


def _line(ctx: Context, rule: Rule, currency: str | None) -> None:
    said = rule_words(rule, ctx.portfolio.fields, currency)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"rule_{rule.id}"):
        st.markdown(f"**{md(rule.name)}**  \n{md(said)}  \n:small[{md(counted(ctx, rule, currency))}]")
        applies = problem(rule, ctx.portfolio.fields) is None
        if st.button(_("Voir ces clients"), key=f"rule_open_{rule.id}", icon=":material/groups:", disabled=not applies):  # fmt: skip
            open_clients({"regle": [str(rule.id)]})
        st.button(_("Modifier"), key=f"rule_edit_{rule.id}", icon=":material/edit:", on_click=take_up, args=(rule,), disabled=not editable(rule))  # fmt: skip
        if st.button(_("Retirer"), key=f"rule_away_{rule.id}", icon=":material/delete:"):
            _remove(ctx, rule)


def _remove(ctx: Context, rule: Rule) -> None:
    number = int(rule.id or 0)
    try:
        ctx.store.remove_saved(number, by=fiche_forms.sign())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    fiche_forms.said(_("Le segment « {name} » est retiré.").format(name=rule.name), removed=number)
    st.rerun()
