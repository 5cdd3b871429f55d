"""The exports under way and those that are ready: how far each is, and what can be done with it; it makes none."""

import streamlit as st

from fiche.i18n import N_, _, number
from fiche.jobs import Job
from fiche.web import exports
from fiche.web.page import Context
from fiche.web.show import md, size

STATES = {
    "waiting": N_("En attente de son tour"),
    "running": N_("En cours"),
    "done": N_("Prêt"),
    "failed": N_("Interrompu par une erreur"),
    "stopped": N_("Arrêté"),
}
EVERY = 1.0  # seconds between two looks at work under way


def exports_block(ctx: Context, kind: str | None = None) -> None:
    """The exports of what this session works on, those of one kind where it is given; looked at again every second while something is under way."""
    if not _mine(ctx, kind):
        return
    st.subheader(_("Fichiers préparés"), anchor=False)
    busy = any(not job.ended for job in _mine(ctx, kind))
    st.fragment(_list, run_every=EVERY if busy else None)(ctx, kind)


def _mine(ctx: Context, kind: str | None) -> list[Job]:
    return [job for job in exports.mine(ctx) if kind in (None, job.kind)]


def _list(ctx: Context, kind: str | None) -> None:
    found = _mine(ctx, kind)
    for job in found:
        _job(ctx, job)
    if st.session_state.get("exports_busy") and all(job.ended for job in found):
        st.session_state["exports_busy"] = False
        st.rerun()
    st.session_state["exports_busy"] = any(not job.ended for job in found)
    st.caption(_("Un fichier prêt est gardé 7 jours sur le serveur, puis effacé."))


def _job(ctx: Context, job: Job) -> None:
    """One line: what, how far, and the buttons."""
    works = exports.jobs(ctx.trial)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"job_{job.id}"):
        with st.container():
            st.markdown(f"**{md(job.title)}**  \n:small[{md(_said(job))}]")
            if job.status == "running" and job.total:
                st.progress(job.done / job.total)
        if job.status == "done":
            label = _("Télécharger ({size})").format(size=size(job.size))
            st.link_button(label, exports.address(job), icon=":material/download:", type="primary")
        if not job.ended:
            st.button(
                _("Arrêter"),
                key=f"stop_{job.id}",
                icon=":material/stop:",
                on_click=works.stop,
                args=(job.id,),
            )
            return
        if job.status in ("stopped", "failed"):
            st.button(
                _("Reprendre"),
                key=f"resume_{job.id}",
                icon=":material/play_arrow:",
                on_click=works.resume,
                args=(job.id,),
            )
        st.button(
            _("Effacer"),
            key=f"remove_{job.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=works.remove,
            args=(job.id,),
        )


def _said(job: Job) -> str:
    """The state of a job in words."""
    words = _(STATES[job.status])
    if job.message:
        return f"{words}. {job.message}"
    if job.status in ("running", "stopped") and job.total:
        return _("{state}, {done} sur {total}").format(
            state=words, done=number(job.done), total=number(job.total)
        )
    return words


def begin_button(ctx: Context, label: str, key: str, kind: str, title: str, **what: object) -> None:
    """A button that starts an export, then shows where it is followed."""

    def start() -> None:
        exports.begin(ctx, kind, title, **what)  # type: ignore[arg-type]
        st.toast(
            _("La préparation a commencé. Elle se suit en bas de la page « Modèles Excel »."),
            icon=":material/hourglass_top:",
        )

    st.button(label, key=key, icon=":material/inventory_2:", on_click=start)
