"""Who changed what of a client, when, from what to what, with the way back of each; it words the entries of the audit and alters none."""

import datetime as dt
from collections.abc import Iterator, Sequence

import streamlit as st

from fiche.analysis.setting_list import SETTINGS
from fiche.analysis.status import STATUSES
from fiche.decisions import Change
from fiche.i18n import MISSING, N_, _, colon, day, language, moment, number
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.web import entry, fiche_forms, state
from fiche.web.alerts_sleep import code_said
from fiche.web.show import md

ACTIONS: dict[str, str] = {
    "edit": N_("modifie"),
    "take_back": N_("reprend la valeur du fichier"),
    "add": N_("ajoute"),
    "archive": N_("archive"),
    "restore": N_("rétablit"),
    "merge": N_("réunit deux clients"),
    "unmerge": N_("sépare deux clients"),
    "override": N_("donne un statut"),
    "snooze": N_("met une alerte en sommeil"),
    "wake": N_("réveille une alerte"),
    "attach": N_("joint un document"),
    "archive_attachment": N_("archive un document joint"),
    "restore_attachment": N_("rétablit un document joint"),
    "import": N_("importe un fichier"),
    "undo_import": N_("annule un import"),
    "dismiss": N_("écarte un point à vérifier"),
    "recall": N_("remet un point à vérifier"),
    "setting": N_("change un réglage"),
    "export": N_("exporte"),
    "restore_backup": N_("rétablit une sauvegarde"),
    "template": N_("enregistre un modèle Excel"),
    "remove_template": N_("retire un modèle Excel"),
    "restore_template": N_("rétablit un modèle Excel"),
    "erase": N_("efface des valeurs personnelles"),
}
SHOWN = 50


def history(store: Store, client_id: str) -> None:
    """The latest changes of a client, each with its undo."""
    changes = store.history(client_id=client_id, limit=SHOWN + 1)
    if not changes:
        st.caption(_("Rien n’a été modifié dans l’application : tout vient des fichiers."))
        return
    if field := _field(client_id, changes):
        changes = store.history(client_id=client_id, table=field[0], column=field[1], limit=SHOWN + 1)
    for each in changes[:SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"history_{each.seq}"):
            st.markdown(line(each), width="stretch")
            _way_back(store, each)
    if len(changes) > SHOWN:
        st.caption(_("Les {n} plus récentes ; toutes sont dans le journal.").format(n=number(SHOWN)))


def _field(client_id: str, changes: Sequence[Change]) -> tuple[str, str] | None:
    """The field whose changes alone are wanted, among those that changed."""
    found = {
        (c.table, str(c.column)): None
        for c in changes
        if c.table in TABLES and c.column in TABLES[c.table].by_name
    }
    if len(found) < 2:
        return None
    chosen: tuple[str, str] | None = st.selectbox(
        _("Champ"), list(found), index=None, placeholder=_("Tous"), key=f"history_field_{client_id}", format_func=_field_name
    )  # fmt: skip
    return chosen


def _field_name(field: tuple[str, str]) -> str:
    table = TABLES[field[0]]  # type: ignore[index]
    name = label(table.by_name[field[1]], language())
    return name if field[0] == "clients" else f"{label(table, language())} · {name}"


def line(change: Change) -> str:
    """«24/11/2026 à 17:05 · A. Martin · modifie · Ville : Lyon → Nîmes», escaped Markdown."""
    action = _(ACTIONS[change.action]) if change.action in ACTIONS else change.action
    parts = [moment(change.at), f"**{md(change.by or MISSING)}**", action, *map(md, detail(change))]
    return " · ".join(parts)


def detail(change: Change) -> Iterator[str]:
    """What was touched, and from what to what, as plain text."""
    if change.table in TABLES and change.action not in ("merge", "unmerge"):
        table = TABLES[change.table]
        if change.table != "clients":
            yield label(table, language())
        if change.column in table.by_name:
            yield fiche_forms.change(change.table, str(change.column), change.before, change.after)
            return
    if change.action in ("snooze", "wake") and change.column:
        yield code_said(change.column)
        if change.after:
            yield _("jusqu’au {day}").format(day=day(dt.date.fromisoformat(change.after)))
    elif change.action == "setting" and change.column in SETTINGS:
        yield _(SETTINGS[change.column].title)
        yield f"{change.before or MISSING} → {change.after or MISSING}"
    elif change.action == "override":
        yield _(STATUSES[change.after]) if change.after in STATUSES else _("calculé par l’application")
    elif change.action == "add":
        yield MISSING if change.after is None else added(change)
    elif change.after and not change.before:
        yield change.after
    elif change.before:
        yield f"{change.before or MISSING} → {change.after or MISSING}"


def added(change: Change) -> str:
    """The values of a row that was made, as they are read."""
    import json

    columns = TABLES[change.table].by_name  # type: ignore[index]
    values = json.loads(change.after or "{}")
    return " ; ".join(
        f"{label(columns[c], language())}{colon()}{entry.shown(columns[c], v)}"
        for c, v in values.items()
        if c in columns
    )


def _way_back(store: Store, change: Change) -> None:
    """The button that takes one change back, while it still holds."""
    if change.action == "edit" and change.undoable and change.ref is not None:
        if _pressed(change, _("Annuler")):
            store.take_back([change.ref], by=state.author())
            st.rerun()
    elif change.action == "archive" and (change.table, change.record) in store.archived():
        if _pressed(change, _("Rétablir")):
            store.restore(change.table, str(change.record), by=state.author())  # type: ignore[arg-type]
            st.rerun()
    elif (
        change.action == "merge"
        and change.ref in {m.id for m in store.merges()}
        and _pressed(change, _("Séparer"))
    ):
        store.unmerge(int(change.ref or 0), by=state.author())
        st.rerun()


def _pressed(change: Change, words: str) -> bool:
    return st.button(words, key=f"back_{change.seq}", type="tertiary", icon=":material/undo:")
