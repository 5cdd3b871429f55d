"""What people decide of a whole client: its status, whether it is archived, that it is another one; each says what it will touch before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from fiche.analysis.status import STATUSES
from fiche.brief import Brief
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.i18n import MISSING, _, colon, day, language, number
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.web import drafts, entry, fiche_forms, state
from fiche.web.page import Context
from fiche.web.show import md

COMPUTED = ""


def override_window(ctx: Context, brief: Brief) -> None:
    """A status given by a person, with its reason; the computed one stays beside it."""
    st.dialog(_("Statut du client"))(_override)(ctx, brief)


def _override(ctx: Context, brief: Brief) -> None:
    held = next((o for o in reversed(ctx.store.overrides()) if o.client_id == brief.client_id), None)
    options = [COMPUTED, *STATUSES]
    with st.form("override", border=False):
        chosen = st.radio(
            _("Statut"),
            options,
            index=options.index((held and held.status) or COMPUTED),
            format_func=lambda code: _(STATUSES[code]) if code else _("Calculé par l’application"),
            key="override_status",
        )
        reason = st.text_input(
            _("Raison"), key="override_reason", value=held.reason if held and held.status else ""
        )
        fiche_forms.signature("window")
        save = st.form_submit_button(_("Enregistrer"), type="primary", icon=":material/save:")
    if not save:
        return
    fiche_forms.sign()
    if chosen and not reason.strip():
        st.error(_("Dites pourquoi : la raison se lit à côté du statut."), icon=":material/error:")
        return
    _do(
        lambda: ctx.store.override(brief.client_id, chosen or None, by=state.author(), on=state.today(), reason=reason.strip()),
        _("{name} : statut « {status} ».").format(name=brief.name, status=_(STATUSES[chosen]) if chosen else _("calculé")),
    )  # fmt: skip


def _do(act: Any, words: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    fiche_forms.said(words)
    st.rerun()


def archive_window(ctx: Context, brief: Brief) -> None:
    """Put the client away, or bring it back."""
    away = brief.record.fields.get("archived_on") is not None
    title = _("Rétablir le client") if away else _("Archiver le client")
    st.dialog(title)(_archive)(ctx, brief, away)


def _archive(ctx: Context, brief: Brief, away: bool) -> None:
    if away:
        st.markdown(_("Le client revient dans la liste."))
    else:
        st.markdown(
            _(
                "Le client quitte la liste et les alertes ; ses {n} documents restent dans les chiffres, et sa fiche reste accessible."
            ).format(n=number(brief.figures["documents"].value))  # type: ignore[arg-type]
        )
    fiche_forms.signature("window")
    if st.button(_("Rétablir") if away else _("Archiver"), type="primary", key="archive_client"):
        draft = drafts.begin(
            ctx.store, "clients", brief.client_id, brief.client_id, {"archived_on": _iso(brief)}
        )
        value = None if away else state.today().isoformat()
        if fiche_forms.commit(
            ctx.store, draft.edits({"archived_on": value}), {draft.key: draft.seen}, brief.name
        ):
            st.rerun()


def _iso(brief: Brief) -> str | None:
    held = brief.record.fields.get("archived_on")
    return held.isoformat() if isinstance(held, dt.date) else None


def merge_window(ctx: Context, brief: Brief) -> None:
    """Put another client together with this one."""
    st.dialog(_("Réunir avec un autre client"), width="large")(_merge)(ctx, brief)


def _merge(ctx: Context, brief: Brief) -> None:
    text = st.text_input(
        _("L’autre client, dont les factures et les échanges viendront sur cette fiche"),
        key="merge_search",
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
        _merge_into(ctx, brief, str(gone))


def _merge_into(ctx: Context, brief: Brief, gone: str) -> None:
    """What will move, which values differ, and the button."""
    theirs = ctx.portfolio.client(gone)
    documents = len(ctx.portfolio.transactions(gone, ctx.as_of))
    st.markdown(
        _(
            "{n} documents de « {gone} » viendront sur « {kept} » ; « {gone} » quitte la liste. Cela s’annule."
        ).format(n=number(documents), gone=md(str(theirs.fields["name"] or gone)), kept=md(brief.name))
    )
    mine = fiche_forms.texts_of("clients", brief.record.fields)
    other = fiche_forms.texts_of("clients", theirs.fields)
    wanted = {c: _which(c, mine, other) for c in mine if other[c] is not None and other[c] != mine[c]}
    fiche_forms.signature("window")
    if not st.button(_("Réunir les deux clients"), type="primary", key="merge_now", icon=":material/merge:"):
        return
    fiche_forms.sign()
    draft = drafts.begin(ctx.store, "clients", brief.client_id, brief.client_id, mine)
    values: list[Edit] = draft.edits({c: other[c] for c, take in wanted.items() if take})
    _do(
        lambda: ctx.store.merge_clients(brief.client_id, gone, by=state.author(), values=values),
        _("« {gone} » est réuni à « {kept} » : l’historique permet de les séparer.").format(
            gone=gone, kept=brief.name
        ),
    )


def _which(name: str, mine: Mapping[str, str | None], other: Mapping[str, str | None]) -> bool:
    """Whether the other client's value is to be kept: asked when both have one, taken when only it has."""
    column = TABLES["clients"].by_name[name]
    if mine[name] is None:
        return True
    said = {False: entry.shown(column, mine[name]), True: entry.shown(column, other[name])}
    return bool(
        st.radio(
            label(column, language()),
            [False, True],
            format_func=lambda take: md(said[take]),
            horizontal=True,
            key=f"merge_{name}",
        )
    )


def given_status(store: Store, client_id: str, as_of: dt.date) -> str | None:
    """«VIP, selon A. Martin le 12/11/2026 : raison» while a person's status holds."""
    held = [o for o in store.overrides() if o.client_id == client_id and o.on <= as_of]
    if not held or held[-1].status is None:
        return None
    last = held[-1]
    status = _(STATUSES[str(last.status)])
    words = _("{status}, selon {by} le {day}").format(status=status, by=last.by, day=day(last.on))
    return words + colon() + (last.reason or MISSING)


def menu(ctx: Context, brief: Brief) -> None:
    """What is rarely done to a client, in one place of the header."""
    away = brief.record.fields.get("archived_on") is not None
    windows = {
        _("Donner un statut"): override_window,
        _("Réunir avec un autre client"): merge_window,
        _("Rétablir le client") if away else _("Archiver le client"): archive_window,
    }
    chosen = st.menu_button(_("Plus"), list(windows), icon=":material/more_horiz:", key="fiche_menu")
    if chosen is not None:
        windows[chosen](ctx, brief)
