"""A workbook exported from here, changed in Excel and dropped again: what changed there, here, on both sides; nothing is written before the button says so."""

from dataclasses import dataclass

import streamlit as st

from fiche.decisions import Changes
from fiche.errors import Refused, Stale
from fiche.excel.back import bring
from fiche.excel.back.bring import Back
from fiche.excel.back.settle import Kept
from fiche.i18n import N_, _, day, number
from fiche.store import Store
from fiche.web import fiche_forms, load_state, state
from fiche.web.load_back_lists import (
    added_block,
    changes_block,
    conflicts_block,
    names_of,
    removed_block,
    told_block,
)
from fiche.web.load_state import Load
from fiche.web.show import md

DONE = "back_done"
KIND = {
    "sheet": N_("une fiche client"),
    "file": N_("le fichier client"),
    "blank": N_("un modèle de fiche vierge"),
}


@dataclass(frozen=True)
class _Done:
    """What was just brought back, in words, with the way back."""

    words: str
    store: Store
    undo: Changes


def back_step(load: Load) -> None:
    """One block a workbook that comes back."""
    for sentence in load.said:
        st.warning(md(sentence), icon=":material/info:")
    for name in load.apart:
        found = load.back(name)
        if isinstance(found, Refused):
            if found.code == "back_client_gone":
                st.error(md(found.message), icon=":material/person_off:")
                _other(load, name)
            else:
                load.as_ordinary(name, found.message)
                st.rerun()
        else:
            _workbook(load, name, found)


def _workbook(load: Load, name: str, found: Back) -> None:
    proposal = found.proposal
    st.subheader(_("Retour d’Excel : {name}").format(name=md(name)), anchor=False)
    made = _(KIND[found.stamp.kind])
    if found.stamp.kind == "blank":
        st.caption(_("Ce classeur est {what}, rempli pour un nouveau client.").format(what=made))
    else:
        words = _("Ce classeur est {what}, exporté d’ici (chiffres arrêtés au {day}). Il est comparé à ce qu’il était et à ce que l’application dit maintenant.")  # fmt: skip
        st.caption(words.format(what=made, day=day(found.stamp.as_of)))
    if proposal.nothing:
        st.info(_("Rien de ce qui peut être repris n’a changé dans Excel."), icon=":material/done_all:")
        told_block(proposal.since, proposal.ignored, name, found)
        _other(load, name)
        return
    names = names_of(found)
    fields = changes_block(proposal.changes, names, name) + conflicts_block(proposal.conflicts, names, name)
    added = added_block(proposal.added, names, name)
    removed = removed_block(proposal.removed, names, name)
    told_block(proposal.since, proposal.ignored, name, found)
    _keep(load, name, found, Kept(fields, added, removed, state.today()))


def _keep(load: Load, name: str, found: Back, kept: Kept) -> None:
    """The signature and the buttons."""
    fiche_forms.signature(f"back_{name}")
    count = len(kept.fields) + len(kept.added) + len(kept.removed)
    words = (
        _("Enregistrer 1 modification")
        if count == 1
        else _("Enregistrer {n} modifications").format(n=number(count))
    )
    if st.button(words, type="primary", icon=":material/save:", key=f"back_save_{name}", disabled=not count):
        _write(load, name, found, kept)
    _other(load, name)


def _write(load: Load, name: str, found: Back, kept: Kept) -> None:
    store = load_state.home(load.raw(name))
    try:
        done = bring.bring(found, kept, store, by=fiche_forms.sign())
    except Stale:
        st.error(_("Quelqu’un vient de modifier les mêmes champs : rien n’a été enregistré. Les valeurs affichées ci-dessus sont maintenant à jour ; vérifiez vos choix, puis enregistrez de nouveau."), icon=":material/group:")  # fmt: skip
        return
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    count = len(done.changes.edits) + len(done.made) + len(done.changes.removed)
    words = (
        _("{name} : 1 modification enregistrée.").format(name=name)
        if count == 1
        else _("{name} : {n} modifications enregistrées.").format(name=name, n=number(count))
    )
    if done.lost:
        places = ", ".join(lost.place for lost in done.lost)
        words += " " + _("Non repris, car les montants de la pièce ne vont pas ensemble : {places}.").format(
            places=places
        )
    st.session_state[DONE] = _Done(words, store, done.undo)
    load.put_away(name)
    if not (load.apart or load.matches):
        load_state.forget()
    st.rerun()


def _other(load: Load, name: str) -> None:
    """Two ways out: as an ordinary file, or not at all."""
    with st.container(horizontal=True):
        if st.button(_("Le lire comme un fichier ordinaire"), key=f"back_ordinary_{name}", type="tertiary"):
            load.as_ordinary(name)
            st.rerun()


def back_done() -> None:
    """What was brought back last, and the button that takes it all back."""
    last: _Done | None = st.session_state.get(DONE)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(md(last.words), icon=":material/check:")
        if last.undo and st.button(_("Annuler"), key="back_undo", icon=":material/undo:"):
            last.store.bring_back(last.undo, by=state.author())
            st.session_state.pop(DONE)
            st.rerun()
