"""The part of the portfolio that is looked at: segments and currency, kept from one page to the next and in the address; it computes nothing."""

import streamlit as st

from fiche.analysis import Filters
from fiche.i18n import _, colon, language
from fiche.model import TABLES, label
from fiche.web import address
from fiche.web.page import Context
from fiche.web.show import md

# The filters, and what each is called in the address.
SEGMENTS = {
    "category": "categorie",
    "sector": "secteur",
    "zone": "zone",
    "account_manager": "responsable",
    "status": "statut_fichier",
}


def filters(ctx: Context) -> tuple[Filters, str | None]:
    """Draw the filters on one line and give what was chosen, with the currency that amounts are in (None: several at once)."""
    choices = {
        name: values for name, values in ctx.portfolio.choices().items() if name in SEGMENTS and values
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        currency = _currency(ctx)
        if not choices:
            return Filters(currency=currency), currency or ctx.portfolio.currency
        with st.popover(_("Filtrer"), icon=":material/filter_list:", key="filters"):
            chosen = {name: _choice(name, choices[name]) for name in SEGMENTS if name in choices}
        _say(chosen)
    where = Filters(currency=currency, **{name: tuple(values) for name, values in chosen.items()})  # type: ignore[arg-type]
    return where, currency or ctx.portfolio.currency


def _currency(ctx: Context) -> str | None:
    """The currency to look at, when the file holds several: they are never added up."""
    if ctx.portfolio.currency is not None:
        return None
    codes = list(ctx.portfolio.currencies())
    address.restore("filter_currency", "devise", codes, many=False)
    chosen = st.selectbox(
        _("Devise"),
        codes,
        key="filter_currency",
        persist_state="session",
        format_func=lambda code: _("Devise : {code}").format(code=code),
        width=170,
        label_visibility="collapsed",
    )
    address.keep("filter_currency", "devise", [chosen])
    return chosen


def _choice(name: str, values: list[str]) -> list[str | None]:
    options: list[str | None] = [*values, None]
    address.restore(f"filter_{name}", SEGMENTS[name], options)
    chosen = st.multiselect(
        segment_name(name),
        options,
        format_func=lambda value: _("Non renseigné") if value is None else str(value),
        key=f"filter_{name}",
        placeholder=_("Tous"),
        persist_state="session",
    )
    address.keep(f"filter_{name}", SEGMENTS[name], chosen)
    return chosen


def segment_name(name: str) -> str:
    """What a filter is called on screen."""
    column = TABLES["clients"].by_name[name]
    return _("Statut du fichier") if name == "status" else label(column, language())


def _say(chosen: dict[str, list[str | None]]) -> None:
    said = [
        f"**{md(segment_name(name))}**{colon()}{', '.join(md(_('Non renseigné') if v is None else v) for v in values)}"
        for name, values in chosen.items()
        if values
    ]
    if not said:
        st.caption(_("Tous les clients"))
        return
    st.markdown(" · ".join(said), width="content")
    st.button(
        _("Tout afficher"), type="tertiary", icon=":material/close:", key="filter_clear", on_click=_clear
    )


def _clear() -> None:
    for name in SEGMENTS:
        if f"filter_{name}" in st.session_state:
            st.session_state[f"filter_{name}"] = []
