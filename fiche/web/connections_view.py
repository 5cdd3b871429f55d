"""The connections of the record: what each last did, what it is doing, its history, and what can be done with it; it calls nobody itself."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fiche.connectors.session import system_of
from fiche.connectors.sync import PUBLISHING, taken_out
from fiche.i18n import MISSING, N_, _, moment, number
from fiche.store import Store
from fiche.store.connections import Remote, Sync
from fiche.web import connections, state
from fiche.web.connections_fields import fields_window
from fiche.web.connections_form import add_window, change_window, proof
from fiche.web.connections_push import push_window
from fiche.web.page import Context
from fiche.web.show import md

STATUS = {
    "running": N_("En cours"), "done": N_("Réussie"), "failed": N_("Échec"), "cut": N_("Interrompue"),
}  # fmt: skip
HISTORY, REFRESH = 20, 2.0


def connections_page(ctx: Context) -> None:
    """What connections are for, each of them, and the button that adds one."""
    st.markdown(
        _(
            "Vos clients, factures et paiements lus là où ils sont tenus, et gardés à jour. Vos corrections restent, rien n’est effacé ici."
        )
    )
    if ctx.trial:
        st.info(
            _(
                "Une connexion alimente l’enregistrement de l’entreprise, pas un essai. Quittez l’essai pour en ajouter une."
            ),
            icon=":material/science:",
        )
        return
    connections.scheduler()
    remotes = ctx.store.remotes()
    if not remotes:
        st.info(
            _("Aucune connexion pour l’instant. Ajoutez-en une : il faut l’adresse de l’outil et une clé d’accès que vous y créez. Rien n’est lu avant que vous ne l’ayez enregistrée."),
            icon=":material/cable:",
        )  # fmt: skip
    if st.button(
        _("Ajouter une connexion"),
        key="connection_add",
        icon=":material/add:",
        type="primary" if not remotes else "secondary",
    ):
        add_window(ctx.store)
    _every_one(ctx.store)


def _every_one(store: Store) -> None:
    """Looked at again and again while one is at work; windows open from the page alone."""
    if any(_is_busy(store, r) for r in store.remotes()):
        st.fragment(run_every=REFRESH)(_followed)(store)
    else:
        for remote in store.remotes():
            _one(store, remote)


def _followed(store: Store) -> None:
    """The same while one is at work; the page is drawn anew when none is any more."""
    remotes = store.remotes()
    if not any(_is_busy(store, r) for r in remotes):
        st.rerun()
    for remote in remotes:
        _one(store, remote)


def _is_busy(store: Store, remote: Remote) -> bool:
    last = next(iter(store.syncs(remote.id, 1)), None)
    return remote.asked_at is not None or (last is not None and last.status == "running")


def _one(store: Store, remote: Remote) -> None:
    system, past = system_of(remote.system), store.syncs(remote.id, HISTORY)
    last = past[0] if past else None
    with st.container(border=True, key=f"connection_{remote.id}"):
        st.markdown(f"#### {md(remote.name)}", help=proof(system))
        badges = [_("{system} · {rhythm}").format(system=system.name, rhythm=_rhythm(remote))]
        if not system.tried:
            badges.append(_("Non vérifiée sur un compte réel"))
        colours = (":gray-badge[{}]", ":orange-badge[{}]")
        shown = " ".join(c.format(md(b)) for c, b in zip(colours, badges, strict=False))
        st.markdown(f"{shown}  \n:small[{md(remote.url.removeprefix('https://'))}]")
        _state(store, remote, last)
        busy = _is_busy(store, remote)
        with st.container(horizontal=True):
            st.button(
                _("Synchroniser"), key=f"sync_{remote.id}", icon=":material/sync:", disabled=busy, type="primary",
                on_click=connections.scheduler().ask, args=(remote.id,),
            )  # fmt: skip
            if past and st.button(
                _("Tout relire"), key=f"whole_{remote.id}", icon=":material/restart_alt:", disabled=busy
            ):
                st.dialog(_("Tout relire"))(_whole)(remote)
            if st.button(_("Modifier"), key=f"change_{remote.id}", icon=":material/edit:", disabled=busy):
                change_window(store, remote)
            if any(e.own for e in system.entities) and st.button(
                _("Champs"), key=f"fields_{remote.id}", icon=":material/view_column:", disabled=busy
            ):
                fields_window(store, remote)
            if system.push is not None and st.button(
                _("Renvoyer"), key=f"push_{remote.id}", icon=":material/upload:", disabled=busy
            ):
                push_window(store, remote)
            if st.button(
                _("Retirer"),
                key=f"remove_{remote.id}",
                icon=":material/delete:",
                type="tertiary",
                disabled=busy,
            ):
                st.dialog(_("Retirer la connexion"))(_remove)(store, remote)
        if past:
            with st.expander(_("Synchronisations précédentes"), icon=":material/history:"):
                _history(past)


def _rhythm(remote: Remote) -> str:
    found = connections.EVERY.get(remote.every)
    return _(found) if found else _("Toutes les {n} minutes").format(n=number(remote.every))


def _state(store: Store, remote: Remote, last: Sync | None) -> None:
    """What it is doing, or how the last one went, in words."""
    if last is None or (remote.asked_at is not None and last.status != "running"):
        st.caption(
            _("En attente : la lecture va commencer.")
            if remote.asked_at or remote.every
            else _("Jamais synchronisée.")
        )
        return
    if last.status == "running":
        phase = _("mise à jour du portefeuille") if last.phase == PUBLISHING else _phase(remote, last.phase)
        st.markdown(
            f":blue-badge[{_('En cours')}] {md(_('{n} lignes lues, {phase}').format(n=number(last.rows), phase=phase))}"
        )
        return
    if last.status != "done":
        words = last.message or _("Elle a été interrompue ; la prochaine reprend où elle en était.")
        st.error(f"{_when(last)}  \n{md(words)}", icon=":material/error:")
        return
    st.markdown(f":green-badge[{_('À jour')}] {md(_when(last))} · {md(_told(last))}")
    if last.message:
        st.warning(md(last.message), icon=":material/info:")
    if taken_out(store, remote):
        st.info(
            _(
                "Son dernier import a été annulé ou remplacé : elle ne revient dans le portefeuille qu’avec « Synchroniser »."
            ),
            icon=":material/undo:",
        )


def _phase(remote: Remote, name: str | None) -> str:
    found = next((e for e in system_of(remote.system).entities if e.name == name), None)
    return _(found.title) if found else _("début")


def _when(sync: Sync) -> str:
    return moment((sync.ended_at or sync.began_at).replace(tzinfo=dt.UTC))


def _total(sync: Sync, name: str) -> int:
    return sum(counts.get(name, 0) for counts in sync.counts.values())


def _told(sync: Sync) -> str:
    new, changed, gone = (_total(sync, n) for n in ("new", "changed", "gone"))
    if not new and not changed and not gone:
        return _("rien de nouveau")
    return _("{new} nouveautés, {changed} modifications, {gone} suppressions").format(
        new=number(new), changed=number(changed), gone=number(gone)
    )


def _history(past: Sequence[Sync]) -> None:
    rows = [
        {
            _("Début"): moment(s.began_at.replace(tzinfo=dt.UTC)), _("Résultat"): _(STATUS[s.status]), _("Lignes lues"): number(s.rows),
            _("Nouveautés"): number(_total(s, "new")), _("Modifications"): number(_total(s, "changed")),
            _("Suppressions"): number(_total(s, "gone")), _("Précision"): s.message or MISSING,
        }
        for s in past
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _whole(remote: Remote) -> None:
    st.markdown(
        _(
            "Tout est relu depuis le début, et pas seulement ce qui a changé : c’est plus long, et utile si un écart reste après une synchronisation. Vos corrections restent, rien n’est compté deux fois."
        )
    )
    if st.button(
        _("Tout relire de « {name} »").format(name=md(remote.name)),
        type="primary",
        key="connection_whole",
        icon=":material/restart_alt:",
    ):
        connections.scheduler().ask(remote.id, whole=True)
        st.rerun()


def _remove(store: Store, remote: Remote) -> None:
    st.markdown(
        _(
            "La clé d’accès est effacée et plus rien n’est lu. Ce qui a été lu reste dans le portefeuille ; son import s’annule comme un autre, dans la page Qualité."
        )
    )
    if st.button(
        _("Retirer « {name} »").format(name=md(remote.name)),
        type="primary",
        key="connection_remove",
        icon=":material/delete:",
    ):
        store.end_remote(remote.id, by=state.author())
        st.rerun()
