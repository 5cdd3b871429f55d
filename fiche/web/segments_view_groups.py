"""A view of the page of segments, the figures of each category, sector, zone, status or account manager, side by side; it computes none."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.fields import field_name
from fiche.analysis.groups import Groups
from fiche.analysis.metric import metrics
from fiche.analysis.rule_words import value_name
from fiche.analysis.selecting import VALUES
from fiche.charts import OTHERS
from fiche.i18n import _, money
from fiche.web import address
from fiche.web import segments_view_data as cuts
from fiche.web.clients_view import open_clients
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing
from fiche.web.tables_chart import draw, question

if TYPE_CHECKING:
    import pandas as pd

    from fiche.analysis.tabulate import By

BY = "segments_by"
COMPUTED = "status_computed"
# What a grouping is called in the address of the clients behind it.
ADDRESSED = {field: name for name, field in VALUES.items()}


def groups_view(ctx: Context, where: Filters, currency: str | None) -> None:
    """The choice of the grouping, the table with its proof, the largest groups."""
    by = _grouping(ctx)
    found = cuts.by_group(ctx.portfolio, ctx.as_of, where, by)
    frame = found.table.assign(
        name=[group_name(by, key) for key in found.table["key"]], code=address.words(found.table["key"])
    )
    columns = shown_columns(frame, grouping_name(by))
    place = listing(frame, columns, key=f"groups_{by}", currency=currency)
    st.caption(f"{md(proof(found, currency))} {_('Un clic sur une ligne ouvre ses clients.')}")
    download(frame, columns, grouping_name(by), f"groups_{by}_download", currency)
    clicked = draw(
        cuts.group_chart(frame, currency),
        f"chart_groups_{by}",
        currency=currency,
        question=question("groups", ctx.as_of),
    )
    chosen = frame["code"].iloc[place] if place is not None else clicked
    if chosen and chosen != OTHERS:
        open_clients({ADDRESSED[by]: [str(chosen)]})


def _grouping(ctx: Context) -> "By":
    """What to group by, kept in the address: the columns that the file fills in, and the computed status."""
    choices = ctx.portfolio.choices()
    filled = [name for name in ADDRESSED if choices.get(name)]
    options = [*filled, COMPUTED]
    if not filled:
        st.caption(
            _(
                "Le fichier ne donne ni catégorie, ni secteur, ni zone, ni responsable, ni statut : reste le statut calculé."
            )
        )
    address.restore(BY, "par", options, many=False)
    if st.session_state.get(BY) not in options:
        st.session_state[BY] = options[0]
    chosen = st.pills(
        _("Par"),
        options,
        format_func=grouping_name,
        key=BY,
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    address.keep(BY, "par", [chosen])
    return chosen  # type: ignore[return-value]


def grouping_name(by: str) -> str:
    """What clients are grouped by, in words."""
    return field_name(by)


def group_name(by: str, key: str | None) -> str:
    """A group in words."""
    return value_name(by, key)


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
