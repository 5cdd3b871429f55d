"""What people decide of a whole client: its status, whether it is archived; each says what it will touch before."""

import datetime as dt

import streamlit as st

from fiche.analysis.overrides import standing
from fiche.analysis.status import STATUSES
from fiche.brief import Brief
from fiche.errors import Refused
from fiche.i18n import _, day, number
from fiche.web import drafts, fiche_forms, state
from fiche.web.fiche_merge import merge_window
from fiche.web.page import Context
from fiche.web.show import md

COMPUTED = ""


def override_window(ctx: Context, brief: Brief) -> None:
    """A status given by a person, with its reason; the computed one stays beside it."""
    st.dialog(_("Statut du client"))(_override)(ctx, brief)


def _override(ctx: Context, brief: Brief) -> None:
    on = min(ctx.as_of, state.today())  # what one decides is seen at the date one looks at
    held = standing(ctx.store.overrides(), on).get(brief.client_id)
    options = [COMPUTED, *STATUSES]
    with st.form("override", border=False):
        chosen = st.radio(
            _("Statut"),
            options,
            index=options.index((held.status if held else None) or COMPUTED),
            format_func=lambda code: _(STATUSES[code]) if code else _("Calculé par l’application"),
            key="override_status",
        )
        reason = st.text_input(_("Raison"), key="override_reason", value=held.reason if held else "")
        st.caption(_("Le statut vaut à partir du {day}, date d’arrêté affichée.").format(day=day(on)))
        fiche_forms.signature("window")
        save = st.form_submit_button(_("Enregistrer"), type="primary", icon=":material/save:")
    if not save:
        return
    by = fiche_forms.sign()
    if chosen and not reason.strip():
        st.error(_("Dites pourquoi : la raison se lit à côté du statut."), icon=":material/error:")
        return
    try:
        ctx.store.override(brief.client_id, chosen or None, by=by, on=on, reason=reason.strip())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    status = _(STATUSES[chosen]) if chosen else _("calculé")
    before = (held.status, held.reason) if held else (None, "")
    fiche_forms.said(
        _("{name} : statut « {status} ».").format(name=brief.name, status=status),
        undo=lambda store, by: store.override(brief.client_id, before[0], by=by, on=on, reason=before[1]),
    )
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
        words = _("{name} est de retour dans la liste.") if away else _("{name} est archivé.")
        made = draft.edits({"archived_on": value})
        if fiche_forms.commit(
            ctx.store, made, {draft.key: draft.seen}, brief.name, words.format(name=brief.name)
        ):
            st.rerun()


def _iso(brief: Brief) -> str | None:
    held = brief.record.fields.get("archived_on")
    return held.isoformat() if isinstance(held, dt.date) else None


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
