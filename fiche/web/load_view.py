"""The import page: drop, confirm what was recognised, see what will change, keep it; nothing is written before a button says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from fiche.errors import Refused
from fiche.i18n import NBSP, _, colon, megabytes, number
from fiche.place import store_url
from fiche.store.room import room
from fiche.web import load_state
from fiche.web.load_back import back_done, back_step
from fiche.web.load_matching import matching_step
from fiche.web.load_result import result_step
from fiche.web.page import PAGES, kept_in_url
from fiche.web.show import md

ROUND, STOPPED = "upload_round", "upload_stopped"
SLOW = 2.0  # seconds from which a reading shows how to stop it


def load_page() -> None:
    """The three steps, on one page."""
    back_done()
    load = load_state.under_way()
    if load is None:
        drop_zone()
        return
    refusals(load)
    back_step(load)
    if load.matches:
        matching_step(load)
        result_step(load)
    _start_again(
        _("Abandonner et choisir d’autres fichiers")
        if load.matches or load.apart
        else _("Choisir d’autres fichiers")
    )


def drop_zone() -> None:
    """Drop one or several files, or open the made-up company."""
    if _has_room():
        _drop()
    _offer_demo()


def _has_room() -> bool:
    """Whether the disk holds another import; says it when it soon will not."""
    left = room(store_url())
    try:
        left.needed()
    except Refused as refusal:
        st.error(refusal.message, icon=":material/hard_drive:")
        return False
    if left.is_low:
        words = _(
            "Il reste {free} sur le disque de l’enregistrement. Sous {least}, aucun fichier ne pourra plus être chargé : libérez de la place."
        )
        st.warning(
            words.format(free=megabytes(left.free or 0), least=megabytes(left.least)),
            icon=":material/hard_drive:",
        )
    return True


def _drop() -> None:
    files = st.file_uploader(
        _("Déposez votre fichier client"),
        accept_multiple_files=True,
        key=f"upload_{st.session_state.get(ROUND, 0)}",
        help=_(
            "Tableurs (.xlsx, .xlsm, .xls, .ods), fichiers .csv, exports en page web ou en XML (.html, .mht, .xml), écritures comptables (FEC, grand livre) et factures électroniques (Factur-X en .pdf, CII ou UBL en .xml, .zip), un ou plusieurs à la fois. Une fiche ou un fichier client exporté d’ici puis modifié dans Excel est reconnu : ce qui a changé est montré champ par champ. Rien n’est enregistré avant votre accord."
        ),
    )
    if files:
        _read([(f.name, f.getvalue()) for f in files], tuple(f.file_id for f in files))


def _offer_demo() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Ouvrir l’entreprise de démonstration"), icon=":material/storefront:", key="demo"):
            with st.spinner(_("Ouverture de l’entreprise de démonstration…")):
                load_state.open_demo()
            st.switch_page(PAGES["portfolio"], query_params=kept_in_url())
        st.caption(
            _("Une entreprise inventée, 300 clients et 5 000 factures, pour essayer sans rien enregistrer.")
        )


def _read(files: list[tuple[str, bytes | Path]], identity: tuple[str, ...]) -> None:
    """Read with a bar that says what is being done, and a way to stop."""
    if st.session_state.get(STOPPED) == identity:
        st.warning(
            _("La lecture a été arrêtée à votre demande. Rien n’a été enregistré."),
            icon=":material/pan_tool:",
        )
        if st.button(_("Reprendre la lecture"), key="resume"):
            st.session_state.pop(STOPPED)
            st.rerun()
        return
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=_("Lecture du fichier…"))
        st.button(
            _("Arrêter la lecture"), key="stop", on_click=lambda: st.session_state.update({STOPPED: identity})
        )
    on_progress, cancelled = _watch(bar, len(files))
    load_state.begin(files, on_progress, cancelled)
    place.empty()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()


@dataclass
class _Shown:
    """What the bar shows now."""

    fraction: float = 0.0
    text: str = ""
    file: int = 0


def _watch(
    bar: "st.delta_generator.DeltaGenerator", count: int
) -> tuple[Callable[[float | None, str, str], None], Callable[[], bool]]:
    """What reading tells, drawn on `bar`; drawing is also when Streamlit stops a run whose reader asked for something else."""
    began, shown = time.monotonic(), _Shown()

    def on_progress(fraction: float | None, phase: str, detail: str) -> None:
        if phase == "reading" and fraction is None:
            shown.file = shown.file + 1
        shown.fraction = min(1.0, fraction or 0.0)
        shown.text = _phase(phase, detail, shown.file, count)
        draw()

    def draw() -> None:
        elapsed = time.monotonic() - began
        seconds = f" · {number(elapsed)}{NBSP}s" if elapsed > SLOW else ""
        bar.progress(shown.fraction, text=f"{shown.text}{seconds}")

    def cancelled() -> bool:
        draw()
        return False

    return on_progress, cancelled


def _phase(phase: str, detail: str, file: int, count: int) -> str:
    if phase == "queue":
        return _("En attente : place {place} dans la file").format(place=detail)
    if phase == "decoding":
        return _("Mise en forme des cellules…")
    return (
        _("Lecture du fichier {n} sur {count}…").format(n=max(file, 1), count=count)
        if count > 1
        else _("Lecture du fichier…")
    )


def refusals(load: load_state.Load) -> None:
    """The files that could not be read, each with its sentence; the others go on."""
    for file in load.reading.files:
        if file.status == "refused":
            st.error(
                f"{md(file.message)}  \n:small[{_('Code')}{colon()}`{file.code}`]", icon=":material/block:"
            )


def _start_again(words: str) -> None:
    if st.button(words, key="start_again", type="tertiary", icon=":material/arrow_back:"):
        load_state.forget()
        st.rerun()
