"""One client's sheet: who it is, six figures, what to say and do, two years in a chart, then everything that is known; what changes it opens in windows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.words import status_name
from fiche.brief import Brief
from fiche.brief.facts import facts
from fiche.brief.rows import address_line, identity, status_said
from fiche.decisions import Merge
from fiche.errors import UnknownClient
from fiche.i18n import MISSING, _, day
from fiche.web import fiche_forms
from fiche.web import portfolio_view_data as data
from fiche.web.alerts_sleep import listened, sleeping, watched
from fiche.web.connections import source
from fiche.web.downloads import brief_button, rows_button, statement_button
from fiche.web.fiche_decisions import menu
from fiche.web.fiche_dialogs import edit_client
from fiche.web.fiche_view_brief import buying, owing, talking, to_do
from fiche.web.fiche_view_future import risk_why
from fiche.web.fiche_view_sections import sections
from fiche.web.finding import results, seen
from fiche.web.own_templates import excel_choices
from fiche.web.page import Context, open_client, open_dunning
from fiche.web.show import md
from fiche.web.tables_chart import draw
from fiche.web.tiles import Tile, tiles
from fiche.web.tiles_figures import tile

LAST = "fiche_last_client"
INSTEAD = "fiche_instead"  # the client asked for, and the one it was merged into
CHOICES = 12  # clients that a search on this page shows
COLOURS = {
    "at_risk": "red",
    "inactive": "gray",
    "vip": "blue",
    "awaiting_payment": "orange",
    "active": "blue",
    "prospect": "gray",
}


# From the browser, the call brief on one page: neither the menu, nor what is pressed, nor the tabs. The words and figures are those of the screen.
PRINT = """<style>
@media print {
  @page { size: A4; margin: 9mm }
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .stButton, .stDownloadButton, .stMenuButton, [data-testid="stPopover"],
  [data-testid="stMenuButton"], .st-key-fiche_done_bar, [class*="st-key-remark_"], .st-key-sheet_tabs, [data-testid="stTabs"],
  .st-key-search, [class*="st-key-search_"], .st-key-as_of, .st-key-go_to_end { display: none !important }
  [data-testid="stAppViewContainer"], [data-testid="stMain"], .stApp { position: static !important; overflow: visible !important; height: auto !important }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important }
  html { font-size: 10px !important }
}
</style>"""


def fiche_page(ctx: Context) -> None:
    """The sheet of the client that the address names, else of the last one seen, else a way to choose one."""
    wanted = st.query_params.get("client") or st.session_state.get(LAST)
    if not wanted:
        choose(ctx, _("Quel client voulez-vous voir ?"))
        return
    try:
        brief = data.brief(ctx.portfolio, ctx.as_of, wanted, _currency(ctx, wanted))
    except UnknownClient as refusal:
        st.session_state.pop(LAST, None)
        if kept := kept_instead(ctx.store.merges(), wanted):
            st.query_params["client"] = kept
            st.session_state[INSTEAD] = (wanted, kept)
            st.rerun()
        st.warning(md(refusal.message), icon=":material/search_off:")
        choose(ctx, _("Cherchez un autre client :"))
        return
    st.session_state[LAST] = st.query_params["client"] = wanted
    gone, kept = st.session_state.get(INSTEAD, ("", ""))
    if kept == wanted:
        st.info(_("Le client n° {gone} a été réuni à celui-ci ; l’historique permet de les séparer.").format(gone=md(gone)), icon=":material/merge:")  # fmt: skip
    seen(wanted)
    _sheet(ctx, brief)


def kept_instead(merges: Sequence[Merge], client_id: str) -> str | None:
    """The client that one which was merged is now part of, however many times; None when it was not."""
    into = {merge.gone: merge.kept for merge in merges}
    kept = into.get(client_id)
    while kept in into:
        kept = into.pop(kept)
    return kept


def choose(ctx: Context, question: str) -> None:
    """A search, and the clients it finds as buttons; before anything is typed, those that owe the most."""
    st.title(_("Fiche client"), anchor=False)
    text = st.text_input(
        question,
        key="fiche_search",
        type="search",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        live=True,
    )
    if text:
        results(ctx.portfolio, text, open_client, CHOICES, key="choose")
        return
    st.caption(_("Ou l’un de ceux-ci :"))
    everyone = data.clients(ctx.portfolio, ctx.as_of, Filters())
    owing = everyone.sort_values("overdue", ascending=False, kind="stable").head(8)
    for client_id, name, city in owing[["client_id", "name", "city"]].itertuples(index=False):
        said = " — ".join(md(str(each)) for each in (name, client_id, city) if isinstance(each, str))
        if st.button(said, key=f"choose_{client_id}", type="tertiary", icon=":material/arrow_forward:"):
            open_client(client_id)


def _sheet(ctx: Context, brief: Brief) -> None:
    client_id, currency = brief.client_id, brief.currency
    where = Filters(currency=None if ctx.portfolio.currency else currency)
    found = watched(ctx.store, brief.alerts, ctx.as_of)
    brief = listened(brief, found)
    fiche_forms.done(ctx.store, ctx.as_of)
    header(ctx, brief)
    rows = rows_button(ctx.portfolio, ctx.as_of, client_id, where, currency)
    tiles(sheet_tiles(brief), "sheet_tiles", behind=rows)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{_('À dire, à proposer')}**", width="content")
            sleeping(ctx, brief, found)
        to_do(brief)
        if brief.dunning is not None and brief.dunning.level:
            st.button(
                _("Préparer la relance"), key="sheet_dunning", icon=":material/outgoing_mail:", type="tertiary", on_click=open_dunning, args=(client_id,)
            )  # fmt: skip
        bought, owed = st.columns(2, gap="medium")
        with bought:
            buying(brief)
        with owed:
            owing(brief)
    with right:
        evolution = data.evolution(ctx.portfolio, ctx.as_of, client_id, currency)
        draw(evolution, "chart_evolution", currency=currency, clickable=False)
        talking(brief)
        risk_why(brief.risk)
    documents, payments = data.ledger(ctx.portfolio, ctx.as_of, client_id, where)
    sections(ctx, brief, documents, payments)


def _currency(ctx: Context, client_id: str) -> str:
    """The currency to read the sheet in: the client's own, or the one chosen when it has several."""
    own = ctx.portfolio.currencies_of(client_id)
    if len(own) == 1:
        return own[0]
    chosen: str = st.segmented_control(_("Devise"), own, default=own[0], required=True, key="sheet_currency")
    return chosen


def header(ctx: Context, brief: Brief) -> None:
    """Name, number, status and its reason; how to reach them; who they are to the administration."""
    st.html(PRINT)
    with st.container(border=True, key="sheet_header", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.title(md(brief.name), anchor=False, width="content")
            with st.container(horizontal=True, width="content", gap="small"):
                if st.button(_("Modifier"), key="sheet_edit", icon=":material/edit:"):
                    edit_client(ctx, brief.client_id, brief.record.fields, brief.name)
                brief_button(brief)
                excel_choices(ctx, brief.client_id, brief.record)
                statement_button(ctx.portfolio, brief)
                menu(ctx, brief)
        st.markdown("  ·  ".join(_status(brief)))
        if away := brief.record.fields.get("archived_on"):
            st.markdown(
                f":gray-badge[{_('Archivé')}] {md(_('depuis le {day} : hors de la liste et des alertes.').format(day=day(away)))}"
            )
        st.markdown("  ·  ".join(contact_line(brief.record.fields)))
        origin = source(ctx.store, brief.client_id)
        st.caption("  ·  ".join([*identity_line(brief.record.fields), *([md(origin)] if origin else [])]))


def _status(brief: Brief) -> list[str]:
    code = brief.status.code
    reason, *more = (md(each) for each in status_said(brief))
    badge = f":{COLOURS[code]}-badge[{md(status_name(code))}] {reason}"
    return [_("n° {number}").format(number=f"**{md(brief.client_id)}**"), badge, *more]


def contact_line(fields: Mapping[str, Any]) -> list[str]:
    """Phones and e-mail as links where they are fit for one, the address; «—» when the file gives no way to reach them."""
    phones = [
        _link("tel:", phone, r"[+\d][\d .()/-]{5,}") for phone in (fields["phone"], fields["mobile"]) if phone
    ]
    mail = [_link("mailto:", fields["email"], r"[^@\s,;]+@[^@\s,;]+")] if fields["email"] else []
    where = address_line(fields, "")
    said = [*phones, *mail, *([md(where)] if where else [])]
    return said or [_("Ni téléphone, ni e-mail, ni adresse : {none}").format(none=MISSING)]


def _link(scheme: str, text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        return md(text)
    target = re.sub(r"[^\d+]", "", text) if scheme == "tel:" else quote(text, safe="@+._-")
    return f"[{md(text)}]({scheme}{target})"


def identity_line(fields: Mapping[str, Any]) -> list[str]:
    """SIRET and VAT number with their validity in words, then what kind of client it is; escaped Markdown."""
    return [md(each) for each in identity(fields)]


def sheet_tiles(brief: Brief) -> list[Tile]:
    """The six tiles of a client, in the order of every page."""
    return [
        tile(brief.figures, f.code, f.comparison, also=f.also, more=f.more, label=f.label, tone=f.tone)
        for f in facts(brief)
    ]
