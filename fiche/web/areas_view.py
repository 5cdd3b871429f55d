"""Where clients are: the map, the countries, what each place buys, owes and could buy more, and who is behind; it computes no figure."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters, Portfolio
from fiche.analysis.areas import Areas, Level
from fiche.analysis.settings import Settings
from fiche.analysis.words import Figures, shown
from fiche.charts.area_map import UNKNOWN
from fiche.charts.area_words import MEASURES, area_name, in_france, sentence
from fiche.charts.countries import abroad_of
from fiche.charts.countries import sentence_of as countries_sentence
from fiche.i18n import N_, NBSP, _, language, money, number, percent, short_money
from fiche.places import known
from fiche.web import portfolio_view_data as data
from fiche.web.downloads import rows_button
from fiche.web.page import Context
from fiche.web.plots_view import Mark, behind, first_of, pills, show
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing
from fiche.web.tiles import Tile, lead, tiles
from fiche.web.tiles_figures import measured, tile

if TYPE_CHECKING:
    import pandas as pd

LEVELS = {"department": N_("Départements"), "region": N_("Régions")}
PLACED = N_(
    "Le lieu d’un client se lit dans son code postal et son pays, ceux de sa facturation : les premiers chiffres donnent le département, CEDEX, Corse et outre-mer compris. Sans pays, celui de son numéro de TVA, sinon la France si le code postal est français."
)


@data.small
def _areas(portfolio: Portfolio, as_of: dt.date, level: Level, where: Filters) -> Areas:
    return portfolio.areas(as_of, level, where)


def areas_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul des lieux…")):
        figures = data.figures(ctx.portfolio, ctx.as_of, where)
        regions, departments, countries = (
            _areas(ctx.portfolio, ctx.as_of, level, where).table for level in ("region", "department", "country")
        )  # fmt: skip
    if figures["revenue_12m"].reason:
        lead(figures["revenue_12m"].reason)
        return
    lead(first_sentence(regions, countries, currency))
    rows = rows_button(ctx.portfolio, ctx.as_of, None, where, currency)
    tiles(
        six_tiles(figures, departments, countries, currency, ctx.portfolio.settings),
        "areas_tiles",
        behind=rows,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        measure = pills("measure", "mesure", MEASURES)
        level: Level = "region" if pills("level", "niveau", LEVELS) == "region" else "department"
    left, right = st.columns([3, 2], gap="medium")
    chosen = {"measure": measure, "level": level}
    with left:
        drawn = show(ctx, where, currency, "areas", chosen)
        st.caption(_("Fond de carte : MapSVG, CC BY 4.0."))
    with right:
        marks = [drawn, show(ctx, where, currency, "first_areas", chosen), show(ctx, where, currency, "countries", chosen)]  # fmt: skip
    mark = first_of(marks)
    if mark:
        behind(ctx, where, currency, mark)
    else:
        _table(ctx, where, regions if level == "region" else departments, level, measure, currency)


def first_sentence(regions: "pd.DataFrame", countries: "pd.DataFrame", currency: str | None) -> str:
    """Where most of the revenue is, abroad where that is most of it, and where there is most to develop, in one sentence."""
    abroad = abroad_of(countries)
    if _sum(abroad["revenue_12m"]) * 2 > _sum(countries["revenue_12m"]):
        return countries_sentence(countries, "revenue_12m", currency)
    said = sentence(regions, "revenue_12m", "region", currency)
    french = regions[[in_france(key) for key in regions["key"]]]
    if french.empty or french["potential"].max() <= 0:
        return said
    best = french.iloc[int(french["potential"].astype(float).argmax())]
    more = _("le plus grand potentiel est en « {name} » : {amount}.").format(
        name=area_name(best["key"], "region"), amount=short_money(best["potential"], currency)
    )
    return f"{said.removesuffix('.')}{NBSP if language() == 'fr' else ''}; {more}"


def six_tiles(
    figures: Figures,
    departments: "pd.DataFrame",
    countries: "pd.DataFrame",
    currency: str | None,
    settings: Settings,
) -> list[Tile]:
    """Revenue, outstanding, potential, how many departments, abroad, and who is nowhere."""
    abroad = abroad_of(countries)
    served = [key for key in departments["key"][departments["buyers"] > 0] if in_france(key)]
    whole, revenue = _sum(departments["potential"]), figures["revenue_12m"].value
    share = percent(float(whole / revenue), 0) if isinstance(revenue, Decimal) and revenue > 0 else ""
    lost = departments[departments["key"].isna()]
    return [
        tile(figures, "revenue_12m", shown_growth(figures), also=("growth",)),
        tile(figures, "outstanding", _("en retard : {amount}").format(amount=shown(figures["overdue"], short=True))),
        Tile(
            _("Potentiel"), short_money(whole, currency), _("{rate} du CA 12 mois").format(rate=share) if share else "",
            measured(settings, "potential", "alike", amount=money(whole, currency)),
        ),
        Tile(
            _("Départements"), number(len(served)),
            _("qui achètent, sur {n}").format(n=number(len([c for c in known()["departments"] if len(c) == 2]) + 5)),
            (md(_("Départements de France, outre-mer compris, où au moins un client a un CA positif sur 12 mois.")), md(_(PLACED))),
        ),
        Tile(
            _("Hors de France"), short_money(_sum(abroad["revenue_12m"]), currency),
            _("{n} pays").format(n=number(len(abroad))), (md(_("CA 12 mois des clients dont le pays n’est pas la France.")), md(_(PLACED))),
        ),
        Tile(
            _("Lieu inconnu"), number(int(lost["clients"].sum())),
            _("CA 12 mois : {amount}").format(amount=short_money(_sum(lost["revenue_12m"]), currency)),
            (md(_("Clients dont ni le code postal ni le pays ne disent le département ; ils sont nommés dans le tableau, ligne « Lieu inconnu ».")), md(_(PLACED))),
        ),
    ]  # fmt: skip


def shown_growth(figures: Figures) -> str:
    """«+4,1 % sur un an»."""
    growth = figures["growth"].value
    if not isinstance(growth, float):
        return _("pas d’année précédente")
    return _("{change} sur un an").format(change=percent(growth, 1, sign=True))


def _sum(amounts: "Iterable[Decimal]") -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _table(
    ctx: Context, where: Filters, table: "pd.DataFrame", level: Level, measure: str, currency: str | None
) -> None:
    """Every place with its figures, those nowhere included; a click opens its clients."""
    frame = table.assign(name=[area_name(key, level) for key in table["key"]])
    heading = _("Région ou pays") if level == "region" else _("Département ou pays")
    columns = [
        Shown("name", heading, pinned=True, width=230),
        Shown("clients", _("Clients"), "count"),
        Shown("buyers", _("Acheteurs"), "count", help=_("Clients dont le CA 12 mois est positif.")),
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("growth", _("Sur un an"), "percent"),
        Shown("outstanding", _("Encours"), "money"),
        Shown("overdue", _("En retard"), "money"),
        Shown("potential", _("Potentiel"), "money"),
    ]
    amounts = ("revenue_12m", "outstanding", "overdue", "potential")
    totals = {name: _sum(table[name]) for name in amounts} | {
        name: int(table[name].sum()) for name in ("clients", "buyers")
    }
    place = listing(
        frame, columns, key=f"areas_{level}_{measure}", sort=measure, currency=currency, totals=totals
    )
    st.caption(_("Un clic sur une ligne montre ses clients."))
    download(frame, columns, _("Lieux"), "areas_download", currency, [*amounts, "clients", "buyers"])
    if place is not None:
        key = frame["key"].iloc[place]
        chosen = (("measure", measure), ("level", level))
        behind(ctx, where, currency, Mark("areas", UNKNOWN if key is None else str(key), chosen), back=False)
