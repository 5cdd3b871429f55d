"""Two numbers that are one client: what will move and which values differ are shown, then one button does it; nothing is merged unasked."""

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from fiche.analysis import Portfolio
from fiche.brief import Brief
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.i18n import _, colon, language, number
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.web import drafts, entry, fiche_forms, state
from fiche.web.page import Context
from fiche.web.show import md

Texts = Mapping[str, str | None]


def merge_window(ctx: Context, brief: Brief) -> None:
    """Put another client together with this one."""
    st.dialog(_("Réunir avec un autre client"), width="large")(_search)(ctx, brief)


def _search(ctx: Context, brief: Brief) -> None:
    text = st.text_input(
        _("L’autre client, dont les factures et les échanges viendront sur cette fiche"),
        key="merge_search",
        type="search",
        live=True,
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
    )
    found = ctx.portfolio.search(text, 8) if text else None
    if found is None:
        return
    names = {str(n): str(name) for n, name in zip(found["client_id"], found["name"], strict=True)}
    names.pop(brief.client_id, None)
    if not names:
        st.caption(_("Aucun autre client ne correspond."))
        return
    gone = st.radio(
        _("Clients trouvés"),
        list(names),
        format_func=lambda n: md(f"{names[n]} · {n}"),
        index=0 if len(names) == 1 else None,
        key="merge_gone",
    )
    if gone:
        _into(ctx.store, ctx.portfolio, ctx.as_of, brief.client_id, str(gone))


def pair_window(store: Store, as_of: dt.date, one: str, other: str) -> None:
    """Two clients that look like one; `one` is kept unless the reader says otherwise."""
    st.dialog(_("Réunir ces deux clients"), width="large")(_pair)(store, as_of, one, other)


def _pair(store: Store, as_of: dt.date, one: str, other: str) -> None:
    portfolio = state.portfolio(store)
    kept = st.radio(
        _("Client gardé"),
        [one, other],
        format_func=lambda n: md(f"{_name(portfolio, n)} · {n}"),
        key="merge_kept",
    )
    _into(store, portfolio, as_of, str(kept), other if kept == one else one)


def _name(portfolio: Portfolio, client_id: str) -> str:
    return str(portfolio.client(client_id).fields["name"] or client_id)


def _into(store: Store, portfolio: Portfolio, as_of: dt.date, kept: str, gone: str) -> None:
    """What will move, which values differ, and the button."""
    name, other_name = _name(portfolio, kept), _name(portfolio, gone)
    st.markdown(
        _(
            "Documents : {n} de « {gone} » ({gone_number}) viendront sur « {kept} » ({kept_number}), qui en a {own}. « {gone} » quitte la liste. Cela s’annule."
        ).format(
            n=number(len(portfolio.transactions(gone, as_of))),
            own=number(len(portfolio.transactions(kept, as_of))),
            gone=md(other_name),
            kept=md(name),
            gone_number=md(gone),
            kept_number=md(kept),
        )
    )
    mine = fiche_forms.texts_of("clients", portfolio.client(kept).fields)
    theirs = fiche_forms.texts_of("clients", portfolio.client(gone).fields)
    taken = _values(mine, theirs, f"{kept}_{gone}")
    fiche_forms.signature("window")
    if not st.button(_("Réunir les deux clients"), type="primary", key="merge_now", icon=":material/merge:"):
        return
    draft = drafts.begin(store, "clients", kept, kept, mine)
    words = _("« {gone} » est réuni à « {kept} ».").format(gone=other_name, kept=name)
    _merge(store, kept, gone, draft.edits(taken), words)


def _values(mine: Texts, theirs: Texts, pair: str) -> dict[str, str | None]:
    """The other client's values to keep: those chosen where both have one, those that only it has, named."""
    differ = {c: text for c, text in theirs.items() if text is not None and text != mine[c]}
    taken: dict[str, str | None] = {c: text for c, text in differ.items() if mine[c] is None}
    if asked := [c for c in differ if c not in taken]:
        st.markdown(f"**{_('Les deux fiches diffèrent : choisissez la valeur à garder')}**")
    chosen = {c: differ[c] for c in asked if _theirs(c, mine, theirs, pair)}
    if taken:
        said = " ; ".join(f"{_label(c)}{colon()}{_said(c, text)}" for c, text in taken.items())
        st.caption(_("Repris de la fiche qui s’efface, car vide ici : {values}.").format(values=md(said)))
    return taken | chosen


def _label(column: str) -> str:
    return label(TABLES["clients"].by_name[column], language())


def _said(column: str, text: str | None) -> str:
    return entry.shown(TABLES["clients"].by_name[column], text)


def _theirs(column: str, mine: Texts, theirs: Texts, pair: str) -> bool:
    """Whether the other client's value is to be kept."""
    said = {False: _said(column, mine[column]), True: _said(column, theirs[column])}
    return bool(
        st.radio(
            _label(column),
            [False, True],
            format_func=lambda take: md(said[take]),
            horizontal=True,
            key=f"merge_{pair}_{column}",
        )
    )


def _merge(store: Store, kept: str, gone: str, values: list[Edit], words: str) -> None:
    """Do it and say so, with the way back, or say why not."""
    try:
        made = store.merge_clients(kept, gone, by=fiche_forms.sign(), values=values)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    fiche_forms.said(words, merge=made.id)
    st.rerun()
