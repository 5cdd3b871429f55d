"""The saved views beside the filters: opened, named, shared, changed, begun with; it applies no filter."""

import streamlit as st

from fiche.errors import Refused
from fiche.i18n import _
from fiche.web import fiche_forms, views_state
from fiche.web.page import PAGES, Context, kept_in_url
from fiche.web.show import md
from fiche.web.views_state import VIEW, View

MENU = "views"  # the window of views: open or not
SAID = "view_said"  # what was just done, said once


def views_menu(ctx: Context) -> None:
    """The window of views; after the filters have written the address."""
    known = views_state.views(ctx.store)
    now = views_state.current(known)
    label = md(now.saved.name) if now else _("Vues")
    with st.popover(label, icon=":material/bookmark:", key=MENU, width="content", on_change="rerun"):
        if not views_state.reader():
            fiche_forms.signature("views")
            fiche_forms.sign()
        _listed(ctx, known)
        if st.button(
            _("Enregistrer cette vue"), key="view_save", icon=":material/bookmark_add:", on_click=_close
        ):
            _save_window(ctx)
    if said := st.session_state.pop(SAID, None):
        st.toast(md(said))


def _close() -> None:
    """A dialog opens: this window would stay above it."""
    st.session_state[MENU] = False


def lost() -> None:
    """Say that the address names a view that is not there."""
    if st.session_state.pop(views_state.LOST, False):
        said = _("La vue de cette adresse n’existe plus, ou n’appartient qu’à son auteur. Tous les clients sont montrés.")  # fmt: skip
        st.warning(said, icon=":material/bookmark_remove:")


def _listed(ctx: Context, known: list[View]) -> None:
    if not known:
        st.caption(_("Aucune vue enregistrée. Choisissez des filtres, puis enregistrez la vue : elle garde la page, les filtres et la date."))  # fmt: skip
        return
    default = ctx.store.default_view(views_state.reader()) if views_state.reader() else None
    for view in known:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            icon = "groups" if view.saved.shared else "person"
            words = md(view.saved.name) + (f" · {_('au départ')}" if view.saved.id == default else "")
            if st.button(words, key=f"view_{view.saved.id}", icon=f":material/{icon}:", type="tertiary", width="stretch"):  # fmt: skip
                open_view(view)
            if st.button(
                "", key=f"view_edit_{view.saved.id}", icon=":material/edit:", type="tertiary", help=_("Partager, renommer, retirer"), on_click=_close,
            ):  # fmt: skip
                _edit_window(ctx, view, view.saved.id == default)


def open_view(view: View) -> None:
    """Go to a view."""
    st.session_state.pop(views_state.OPENED, None)
    st.switch_page(PAGES[view.page], query_params={**kept_in_url(), **view.query, VIEW: str(view.saved.id)})


def link(view: View) -> str:
    """The address of a view, to be sent."""
    base = str(st.context.url or "").split("?", maxsplit=1)[0].rsplit("/", 1)[0]
    return f"{base}/{PAGES[view.page].url_path}?{VIEW}={view.saved.id}"


def _save_window(ctx: Context) -> None:
    @st.dialog(_("Enregistrer cette vue"))
    def window() -> None:
        st.caption(_("La vue garde la page, ses filtres, et la date d’arrêté si ce n’est pas aujourd’hui."))
        name = st.text_input(_("Nom de la vue"), key="view_name")
        shared = st.toggle(_("Partagée avec l’équipe"), key="view_shared")
        fiche_forms.signature("view")
        if st.button(_("Enregistrer"), key="view_keep", type="primary"):
            by = fiche_forms.sign()
            try:
                made = ctx.store.save_as("view", name, views_state.content(), shared=shared, by=by)
            except Refused as refusal:
                st.error(md(refusal.message), icon=":material/error:")
                return
            st.query_params[VIEW] = st.session_state[views_state.OPENED] = str(made.id)
            _done(_("La vue « {name} » est enregistrée.").format(name=made.name))

    window()


def _edit_window(ctx: Context, view: View, default: bool) -> None:
    @st.dialog(_("Vue enregistrée"))
    def window() -> None:
        saved = view.saved
        st.caption(_("Son adresse, à envoyer à qui peut la voir :"))
        st.code(link(view), language=None, wrap_lines=True)
        name = st.text_input(_("Nom de la vue"), saved.name, key=f"view_name_{saved.id}")
        shared = st.toggle(_("Partagée avec l’équipe"), saved.shared, key=f"view_shared_{saved.id}")
        begins = st.toggle(_("Commencer par cette vue"), default, key=f"view_begins_{saved.id}", help=_("Ses filtres sont appliqués à votre arrivée, dès que votre nom est connu."))  # fmt: skip
        again = st.toggle(_("Remplacer ses filtres par ceux de l’écran"), key=f"view_again_{saved.id}")
        fiche_forms.signature("view")
        keep, away = st.columns(2)
        try:
            if keep.button(_("Enregistrer"), key="view_change", type="primary", width="stretch"):
                by = fiche_forms.sign()
                content = views_state.content() if again else None
                ctx.store.change_saved(saved.id, by=by, name=name, content=content, shared=shared)
                if begins != default:
                    ctx.store.set_default_view(saved.id if begins else None, by=by)
                    st.session_state[views_state.BEGUN] = True
                _done(_("La vue « {name} » est modifiée.").format(name=name))
            if away.button(
                _("Retirer cette vue"), key="view_away", icon=":material/delete:", width="stretch"
            ):
                ctx.store.remove_saved(saved.id, by=fiche_forms.sign())
                _done(_("La vue « {name} » est retirée.").format(name=saved.name))
        except Refused as refusal:
            st.error(md(refusal.message), icon=":material/error:")

    window()


def _done(words: str) -> None:
    st.session_state[SAID] = words
    st.rerun()
