"""Documents attached to a client: put there, taken away, archived; none is ever opened here."""

from collections.abc import Callable

import streamlit as st

from fiche.errors import Refused
from fiche.i18n import MISSING, _, moment, number
from fiche.store import Store
from fiche.store.attachments import MB, most
from fiche.web import fiche_forms, state
from fiche.web.show import md, size


def attachments(store: Store, client_id: str, documents: list[str]) -> None:
    """The list, then what adds to it. `documents`: the client's invoices, to one of which a document may belong."""
    found = store.attachments(client_id)
    if not found:
        st.caption(_("Aucun document joint."))
    for each in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"attached_{each.id}"):
            about = _("facture {number}").format(number=each.document_id) if each.document_id else None
            said = [f"**{md(each.name)}**", size(each.size), about, moment(each.added_at), each.by]
            st.markdown(" · ".join([said[0] or MISSING, *(md(s) for s in said[1:] if s)]), width="stretch")
            st.download_button(
                _("Télécharger"),
                data=_content(store, each.id),
                file_name=each.name,
                mime="application/octet-stream",
                key=f"attached_get_{each.id}",
                icon=":material/download:",
                type="tertiary",
            )
            if st.button(
                _("Archiver"), key=f"attached_away_{each.id}", type="tertiary", icon=":material/archive:"
            ):
                store.archive_attachment(each.id, by=state.author())
                st.rerun()
    _archived(store, client_id)
    _add(store, client_id, documents)


def _content(store: Store, number_: int) -> Callable[[], bytes]:
    """Read when the button is pressed, not before."""
    return lambda: store.attachment_content(number_) or b""


def _archived(store: Store, client_id: str) -> None:
    away = [a for a in store.attachments(client_id, archived=True) if a.archived_at is not None]
    if not away:
        return
    with st.expander(_("Documents archivés · {n}").format(n=number(len(away)))):
        for each in away:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(md(each.name), width="stretch")
                if st.button(
                    _("Rétablir"), key=f"attached_back_{each.id}", type="tertiary", icon=":material/undo:"
                ):
                    store.restore_attachment(each.id, by=state.author())
                    st.rerun()


def _add(store: Store, client_id: str, documents: list[str]) -> None:
    with st.form("attach", clear_on_submit=True, border=True):
        files = st.file_uploader(
            _("Joindre un document (contrat, bon de commande, courrier…)"),
            accept_multiple_files=True,
            key="attach_files",
            max_upload_size=most() // MB,  # what is too large is not even sent; see also Store.attach
        )
        invoice = st.selectbox(
            _("Facture concernée"),
            documents,
            index=None,
            key="attach_invoice",
            placeholder=_("Aucune en particulier"),
        )
        fiche_forms.signature("attach")
        if not st.form_submit_button(_("Joindre"), icon=":material/attach_file:"):
            return
    by = fiche_forms.sign()
    for file in files:
        try:
            store.attach(
                client_id,
                file.name,
                file.getvalue(),
                by=by,
                media_type=file.type,
                document_id=invoice,
            )
        except Refused as refusal:
            st.error(md(refusal.message), icon=":material/error:")
            return
    if files:
        st.rerun()
