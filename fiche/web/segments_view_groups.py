"""A view of the page of segments, the figures of each category, sector, zone, status or account manager, side by side; it computes none."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.bands import Grouped
from fiche.analysis.fields import field_name
from fiche.analysis.groups import Groups
from fiche.analysis.matching_rules import problem
from fiche.analysis.metric import metrics
from fiche.analysis.rule import Rule, as_text
from fiche.analysis.rule_words import value_name
from fiche.analysis.selecting import ABSENT, VALUES
from fiche.charts import OTHERS
from fiche.i18n import MISSING, _, money
from fiche.web import address, saved_rules
from fiche.web import segments_view_data as cuts
from fiche.web.clients_view import open_clients
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing
from fiche.web.tables_chart import draw, question

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


BY, MORE = "segments_by", "segments_by_more"
RULE = "regle:"  # what a saved segment’s grouping begins with; its number follows
ONE_EACH = ("client_id", "name", "source_id")  # a group a client says nothing
COMPUTED = "status_computed"
# What a grouping is called in the address of the clients behind it.
ADDRESSED = {field: name for name, field in VALUES.items()}


def groups_view(ctx: Context, where: Filters, currency: str | None) -> None:
    """The choice of the grouping, the table with its proof, the largest groups."""
    rules = saved_rules.rules(ctx.store)
    by = _grouping(ctx, rules)
    parts: Grouped | None = None
    if by == COMPUTED or by in ADDRESSED:
        found = cuts.by_group(ctx.portfolio, ctx.as_of, where, by)  # type: ignore[arg-type]
    else:
        rule = rules.get(int(by.removeprefix(RULE))) if by.startswith(RULE) else None
        if rule is not None and (wrong := problem(rule, ctx.portfolio.fields)) is not None:
            st.warning(md(_("« {name} » ne s’applique pas. {reason}").format(name=rule.name, reason=wrong)))
            return
        found, parts = cuts.by_field(ctx.portfolio, ctx.as_of, where, by, rule)
    frame = found.table.assign(
        name=[group_name(by, key) for key in found.table["key"]], code=address.words(found.table["key"])
    )
    columns = shown_columns(frame, grouping_name(by, rules))
    place = listing(frame, columns, key=f"groups_{by}", currency=currency)
    st.caption(f"{md(proof(found, currency))} {_('Un clic sur une ligne ouvre ses clients.')}")
    download(frame, columns, grouping_name(by, rules), f"groups_{by}_download", currency)
    clicked = draw(
        cuts.group_chart(frame, currency),
        f"chart_groups_{by}",
        currency=currency,
        question=question("groups", ctx.as_of),
    )
    chosen = frame["code"].iloc[place] if place is not None else clicked
    if chosen and chosen != OTHERS:
        _open(by, str(chosen), parts)


def _open(by: str, chosen: str, parts: Grouped | None) -> None:
    """Go to the clients of a group; those of words too rare to be one are not told apart."""
    if parts is None:
        open_clients({ADDRESSED[by]: [chosen]})
    rule = parts.rules.get(None if chosen == ABSENT else chosen) if parts else None
    if rule is not None:
        open_clients({"regle": [str(rule.id)]} if rule.id is not None else {"si": [as_text(rule)]})


def _grouping(ctx: Context, rules: "Mapping[int, Rule]") -> str:
    """What to group by, kept in the address: the usual columns that the file fills in and the computed status, any other column, a saved segment."""
    choices = ctx.portfolio.choices()
    filled = [name for name in ADDRESSED if choices.get(name)]
    options = [*filled, COMPUTED]
    more = [f.code for f in ctx.portfolio.fields.listed.values() if f.code not in (*options, *ONE_EACH)]
    more += [f"{RULE}{number}" for number, rule in rules.items() if rule.name]
    if not filled:
        st.caption(
            _(
                "Le fichier ne donne ni catégorie, ni secteur, ni zone, ni responsable, ni statut : reste le statut calculé."
            )
        )
    address.restore(BY, "par", [*options, *more], many=False)
    if st.session_state.get(BY) in more:
        options = [*options, st.session_state[BY]]
    names = {code: grouping_name(code, rules) for code in (*options, *more)}
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if st.session_state.get(BY) not in options:
        st.session_state[BY] = options[0]
    chosen = line.pills(
        _("Par"),
        options,
        format_func=names.__getitem__,
        key=BY,
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    line.selectbox(
        _("Autre colonne ou segment"), more, index=None, format_func=names.__getitem__, key=MORE, on_change=_other, width=260,
        placeholder=_("Autre colonne ou segment"), label_visibility="collapsed",
    )  # fmt: skip
    address.keep(BY, "par", [chosen])
    return str(chosen)


def _other() -> None:
    """Another grouping was chosen: it stands with the usual ones as long as it is the one."""
    if st.session_state.get(MORE):
        st.session_state[BY] = st.session_state[MORE]
        st.session_state[MORE] = None


def grouping_name(by: str, rules: "Mapping[int, Rule]") -> str:
    """What clients are grouped by, in words."""
    if by.startswith(RULE):
        rule = rules.get(int(by.removeprefix(RULE)))
        return _("Segment : {name}").format(name=rule.name if rule else MISSING)
    return field_name(by)


def group_name(by: str, key: str | None) -> str:
    """A group in words."""
    return value_name(by, key) if by in ADDRESSED or key is None else key


def shown_columns(frame: "pd.DataFrame", first: str) -> list[Shown]:
    """The columns of the table; those that the file fills in nowhere are left out."""
    columns = [
        Shown("name", first, pinned=True),
        Shown("clients", _("Clients"), "count"),
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("share", _("Part du CA"), "percent"),
        Shown("growth", _("Sur un an"), "percent"),
        Shown("outstanding", _("Encours"), "money"),
        Shown("overdue", _("En retard"), "money"),
        Shown("discount_rate", _("Remise"), "percent"),
        Shown("margin", _("Marge"), "money", help=_(metrics()["margin"].formula)),
        Shown("margin_rate", _("Taux de marge"), "percent"),
    ]
    return [each for each in columns if frame[each.name].notna().any()]


def proof(found: Groups, currency: str | None) -> str:
    """The sums of the table beside the portfolio's figures, in words."""
    said = ", ".join(
        f"{metrics()[code].label} {money(added, currency)}" for code, (added, _whole) in found.proof.items()
    )
    gap = money(found.difference, currency)
    if not found.difference:
        return _("Somme des lignes = chiffres du portefeuille : {said} ; écart {gap}.").format(
            said=said, gap=gap
        )
    return _(
        "Somme des lignes : {said}. Écart avec le portefeuille : {gap}. Ces totaux devraient être égaux."
    ).format(said=said, gap=gap)
