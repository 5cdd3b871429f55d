"""Reminders: one sentence, the figures, what to look at first, the worklist and what is done with it; it decides no level and sends nothing."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.dunning import Case
from fiche.analysis.words import Figures, undated
from fiche.dunning.words import level_said, rule_said
from fiche.i18n import _, money, number, percent
from fiche.web import address, fiche_forms
from fiche.web import dunning_data as data
from fiche.web import portfolio_view_data as shared
from fiche.web.dunning_actions import actions
from fiche.web.dunning_history import history
from fiche.web.dunning_letter import letter_window
from fiche.web.dunning_lines import columns, currency_of, frame, held_columns
from fiche.web.dunning_texts import texts_part
from fiche.web.exports_view import exports_block
from fiche.web.page import Context, open_client
from fiche.web.show import md
from fiche.web.tables import download, listing, tickable
from fiche.web.tiles import Tile, lead, tiles

FIRST = ("disputed", "promised", "covered")  # what is to be looked at, when it holds everything back
CLIENT = "client"
OPENED = "dunning_opened"  # the session’s key for the client whose letter was opened last


def dunning_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    fiche_forms.done(ctx.store, ctx.as_of)
    with st.spinner(_("Recherche des relances à envoyer…")):
        cases = [c for c in data.cases(ctx.portfolio, ctx.as_of, where) if currency is None or c.amount_in(currency) is not None]  # fmt: skip
    lead(sentence(cases) if cases else nothing(shared.figures(ctx.portfolio, ctx.as_of, where)))
    tiles(figures(ctx, cases, where, currency), "dunning_tiles")
    if any(case.equivalent for case in cases):
        st.caption(_("Chaque client est relancé dans la devise de ses factures : rien n’est converti ici, et la lettre donne l’équivalent à titre indicatif."))  # fmt: skip
    _parts(ctx, _of_one(ctx, cases), where, currency)


def sentence(cases: Sequence[Case]) -> str:
    """How many clients are to be reminded of how much, and how many are held back."""
    ready = [c for c in cases if c.level]
    waiting = len(cases) - len(ready)
    if not ready:
        one, many = _("Aucune relance à envoyer ; 1 client en retard attend."), _("Aucune relance à envoyer ; {n} clients en retard attendent.")  # fmt: skip
        return one if waiting == 1 else many.format(n=number(waiting))
    one, many = _("1 client à relancer pour {amount}"), _("{n} clients à relancer pour {amount}")
    said = (one if len(ready) == 1 else many).format(n=number(len(ready)), amount=_amount(ready))
    if waiting:
        one, many = _(" ; 1 autre attend"), _(" ; {n} autres attendent")
        said += one if waiting == 1 else many.format(n=number(waiting))
    return f"{said}."


def nothing(figures: Figures) -> str:
    """Why there is nobody to remind."""
    without = undated(figures)
    if without > 0:
        words = _("Aucune relance à envoyer : rien n’est en retard, mais {amount} sont sans échéance.")
        return words.format(amount=money(without, figures["outstanding"].currency))
    return _("Rien n’est en retard : aucune relance à envoyer.")


def _amount(cases: Sequence[Case]) -> str:
    """What is asked for, currency by currency."""
    sums: dict[str, Decimal] = {}
    for case in cases:
        sums[case.currency] = sums.get(case.currency, Decimal(0)) + case.amount
    return " + ".join(money(amount, code) for code, amount in sums.items()) or money(Decimal(0))


def figures(ctx: Context, cases: Sequence[Case], where: Filters, currency: str | None) -> list[Tile]:
    """The levels, what is to be looked at first, what reminders brought in."""
    levels = len(ctx.portfolio.settings.dunning_days)
    made = []
    for level in range(1, levels + 1):
        mine = [c for c in cases if c.level == level]
        counts = _("1 client") if len(mine) == 1 else _("{n} clients").format(n=number(len(mine)))
        tone = "" if not mine else "serious" if level == levels > 1 else "late"
        made.append(Tile(level_said(level, levels), _amount(mine), counts, tone=tone))
    seen = [c for c in cases if c.to_see]
    words = _("litiges, promesses, montants non affectés")
    made.append(Tile(_("À voir d’abord"), number(len(seen)), words))
    effect = data.effect(ctx.portfolio, ctx.as_of, where)
    asked = sum((level.asked for level in effect.levels), Decimal(0))
    recovered = sum((level.recovered for level in effect.levels), Decimal(0))
    share = percent(float(recovered / asked), 0) if asked else "—"
    said = (
        _("sur {amount} relancés").format(amount=money(asked, currency))
        if asked
        else _("aucune relance notée")
    )
    made.append(Tile(_("Payé après relance"), share, said))
    return made[-6:]


def _of_one(ctx: Context, cases: list[Case]) -> list[Case]:
    """The cases of the client that the address names, and the way back to everyone; all of them when it names none."""
    client = st.query_params.get(CLIENT)
    if not client:
        return cases
    name = ctx.portfolio.named([client]).get(client) or client
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Seulement : {name}").format(name=f"**{md(name)}**"), width="content")
        st.button(_("Tout afficher"), key="dunning_all", type="tertiary", icon=":material/close:", on_click=_everyone)  # fmt: skip
    return [case for case in cases if case.client_id == client]


def _everyone() -> None:
    st.query_params.pop(CLIENT, None)


def _parts(ctx: Context, cases: Sequence[Case], where: Filters, currency: str | None) -> None:
    """The lists, one at a time: only the one that is open is worked out."""
    ready = [c for c in cases if c.level]
    see = [c for c in cases if c.to_see or c.hold in FIRST]
    waiting = [c for c in cases if c.hold]
    names = [
        _("À relancer · {n}").format(n=number(len(ready))),
        _("À voir d’abord · {n}").format(n=number(len(see))),
        _("En attente · {n}").format(n=number(len(waiting))),
        _("Envoyées et effet"),
        _("Textes des lettres"),
    ]
    tabs = st.tabs(names, key="dunning_part", on_change="rerun")
    if tabs[0].open:
        with tabs[0]:
            _ready(ctx, ready, currency, len(see))
    if tabs[1].open:
        with tabs[1]:
            _held(ctx, see, currency, "dunning_see", _("Aucun litige, aucune promesse, aucun montant non affecté parmi les clients en retard."))  # fmt: skip
    if tabs[2].open:
        with tabs[2]:
            _held(ctx, waiting, currency, "dunning_waiting", _("Aucun client en retard n’attend."))
    if tabs[3].open:
        with tabs[3]:
            history(ctx, where, currency)
    if tabs[4].open:
        with tabs[4]:
            texts_part(ctx, ready or list(cases))


def _ready(ctx: Context, cases: Sequence[Case], currency: str | None, see: int) -> None:
    """The worklist by level: what may be sent today, and the buttons that do it."""
    if not cases:
        st.success(_("Aucune relance n’est à envoyer à cette date."), icon=":material/check_circle:")
        return
    if see:
        one = _("1 client en retard a un litige, une promesse ou un montant non affecté : voir l’onglet suivant avant d’écrire.")  # fmt: skip
        many = _("{n} clients en retard ont un litige, une promesse ou un montant non affecté : voir l’onglet suivant avant d’écrire.")  # fmt: skip
        words = f":orange[:material/visibility: {md(one if see == 1 else many.format(n=number(see)))}]"
        st.markdown(words)
    chosen = _levels(ctx, cases)
    shown = [c for c in cases if not chosen or c.level in chosen]
    st.caption(
        _("Cliquez une ligne pour lire la lettre ; cochez celles à préparer ou à noter comme envoyées.")
    )
    bar = st.container(horizontal=True, vertical_alignment="center")
    exports_block(ctx, "letters")
    rows, own = frame(ctx, shown), currency_of(shown, currency)
    clicked, ticked = tickable(rows, columns(own), key=f"dunning_list_{len(shown)}", currency=own)
    picked = [shown[place] for place in ticked] or shown
    with bar:
        actions(ctx, picked, all_=not ticked)
        download(rows, columns(own), _("Relances {day}").format(day=ctx.as_of.isoformat()), "dunning_download", own)  # fmt: skip
        with st.popover(_("Comment le niveau est choisi"), type="tertiary", key="dunning_rule"):
            st.markdown("\n".join(f"- {md(said)}" for said in rule_said(ctx.portfolio.settings)))
    if _opened(clicked, shown):
        letter_window(ctx, shown[clicked or 0])


def _opened(clicked: int | None, shown: Sequence[Case]) -> bool:
    """Whether a row was just clicked: one that stays selected does not open its letter again each time the page runs."""
    last = st.session_state.get(OPENED)
    st.session_state[OPENED] = None if clicked is None else shown[clicked].client_id
    return clicked is not None and st.session_state[OPENED] != last


def _levels(ctx: Context, cases: Sequence[Case]) -> list[int]:
    """The levels to show, with how many there are of each; none chosen: all."""
    counts = Counter(c.level for c in cases)
    held: list[str | None] = [str(level) for level in sorted(counts)]
    if len(held) < 2 and "dunning_level" not in st.session_state:
        return []
    levels = len(ctx.portfolio.settings.dunning_days)
    address.restore("dunning_level", "niveau", held)
    chosen = st.pills(
        _("Niveau"),
        held,
        selection_mode="multi",
        format_func=lambda code: f"{level_said(int(str(code)), levels)} · {number(counts[int(str(code))])}",
        key="dunning_level",
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    address.keep("dunning_level", "niveau", chosen)
    return [int(str(code)) for code in chosen]


def _held(ctx: Context, cases: Sequence[Case], currency: str | None, key: str, empty: str) -> None:
    """Cases with why nothing is sent now, or what to know before; a click opens the client."""
    if not cases:
        st.caption(empty)
        return
    rows, own = frame(ctx, cases), currency_of(cases, currency)
    clicked = listing(rows, held_columns(own), key=key, currency=own)
    download(rows, held_columns(own), _("Relances en attente {day}").format(day=ctx.as_of.isoformat()), f"{key}_download", own)  # fmt: skip
    if clicked is not None:
        open_client(cases[clicked].client_id)
