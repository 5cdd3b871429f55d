"""Changing a client's sheet: the forms, what two people changed at once, the way back for a minute; it decides of no value."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from fiche.columns import Column
from fiche.decisions import Saved
from fiche.edits import Edit, as_text
from fiche.errors import Clash, Refused, Stale
from fiche.i18n import MISSING, _, colon, language, moment, number
from fiche.model import TABLES, TableName, label
from fiche.records import owner
from fiche.store import Store
from fiche.store.own import groups
from fiche.web import drafts, entry, state
from fiche.web.drafts import Draft
from fiche.web.fiche_doubts import doubts
from fiche.web.fiche_held import DRAFT, HELD, beside, held, hold
from fiche.web.fiche_remarks import remarks
from fiche.web.show import md

STALE = "stale"  # the session’s key for what two people changed at once
DONE, TYPED, UNDO_SECONDS = "fiche_done", "author_typed_", 60
SECTIONS = ("identity", "contact", "delivery", "billing", "conditions")


@dataclass(frozen=True)
class Done:
    """What was just kept: in words, with the way back. `edits`: those that give the fields what they were; `rows`: (table, record) to put away or bring back; `merge`: the one to end;
    `undo`: what else takes it back, by whom.

    `removed`: the saved segment to list again; `kept`: the one to list no more; `changed`: the segment as it was.

    `keys`: the rows of `client_id` that were typed, to be looked at by the rules of quality."""

    words: str
    at: float
    edits: tuple[Edit, ...] = ()
    rows: tuple[tuple[TableName, str], ...] = ()
    bring_back: bool = False
    merge: int = 0
    removed: int = 0
    kept: int = 0
    changed: Saved | None = None
    undo: Callable[[Store, str], None] | None = None
    client_id: str = ""
    keys: tuple[tuple[TableName, str], ...] = ()


def begin(draft: Draft) -> None:
    """A form is opened: nothing is left of the last one."""
    st.session_state[DRAFT] = draft
    for key in (STALE, HELD):
        st.session_state.pop(key, None)


def texts_of(table: TableName, values: Mapping[Any, Any]) -> dict[str, str | None]:
    """A row's values as corrections write them."""
    return {c.name: _text(values.get(c.name)) for c in drafts.columns(table)}


def _text(value: Any) -> str | None:
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    if hasattr(value, "date") and hasattr(value, "hour"):
        value = value.date()
    text = as_text(value)
    return text.removesuffix(".0") if isinstance(value, float) and text else text


def signature(place: str) -> None:
    """Who signs what is done at that place of the page; asked once a session."""
    if st.session_state.get(state.AUTHOR):
        st.caption(_("Signé : {name}").format(name=md(st.session_state[state.AUTHOR])))
        return
    st.text_input(_("Votre nom"), key=TYPED + place, placeholder=_("Prénom Nom"))
    st.caption(_("Chaque modification porte le nom de son auteur. Demandé une fois par session."))


def sign() -> str:
    """Who signs: the name that was typed, anywhere, kept for the rest of the session; «» when nobody said, which the record refuses."""
    typed = (
        str(value or "").strip() for key, value in st.session_state.items() if str(key).startswith(TYPED)
    )
    if name := next(filter(None, typed), ""):
        st.session_state[state.AUTHOR] = name
    return str(st.session_state.get(state.AUTHOR) or "")


def fields(wanted: Sequence[Column], draft: Draft) -> dict[str, str]:
    """The widgets of some columns, two in a row, each with what is wrong in it; what each holds, as read."""
    words: dict[str, str] = {}
    why, must = held(), {group[0] for group in groups(draft.table) if len(group) == 1}
    for pair in range(0, len(wanted), 2):
        for place, column in zip(st.columns(2), wanted[pair : pair + 2], strict=False):
            with place:
                note = entry.file_says(column, draft.files[column.name]) if column.name in draft.files else ""
                key = f"form_{draft.table}_{draft.record}_{column.name}"
                words[column.name] = entry.field(
                    column, draft.texts.get(column.name), key, note, needed=column.name in must, options=draft.options.get(column.name, ())
                )  # fmt: skip
                if said := why.sentences.get(column.name):
                    beside(said, why.doubtful is not None)
    return words


def client_fields(draft: Draft, first: str) -> dict[str, str]:
    """The fields of a client, a tab a section; `first`: the one that is open, unless another one has something to be looked at."""
    names = (_("Identité"), _("Contact et adresse"), _("Livraison"), _("Facturation"), _("Conditions"))
    words: dict[str, str] = {}
    why, every = held(), drafts.columns("clients")
    first = next((c.section for c in every if c.name in why.sentences), first)
    tabs = st.tabs(names, default=names[SECTIONS.index(first)], key=f"form_sections_{first}_{why.tries}")
    for tab, section in zip(tabs, SECTIONS, strict=True):
        with tab:
            words |= fields([c for c in every if c.section == section], draft)
    return words


def keep(store: Store, as_of: dt.date, draft: Draft, words: Mapping[str, str], name: str) -> bool:
    """Keep what was entered, or say why not beside each field; whether the form is done with."""
    entered, wrong = drafts.read(drafts.columns(draft.table), words, draft.texts)
    if hold(wrong, None):
        return False
    made = draft.edits(entered)
    if not made:
        st.info(_("Rien n’a été modifié."))
        return False
    if hold(doubts(store, as_of, draft, made), entered):
        return False
    return commit(store, made, {draft.key: draft.seen}, name)


def commit(
    store: Store, made: Sequence[Edit], seen: Mapping[Any, int], name: str, words: str | None = None
) -> bool:
    """Keep corrections and say so in `words`; when someone else changed the same fields, leave the choice to `choose` and write nothing."""
    by = sign()
    now = {
        e.field: e.value for key in dict.fromkeys((e.table, e.record) for e in made) for e in store.edits(key)
    }
    back = [replace(e, value=now.get(e.field, e.before)) for e in made]
    try:
        store.edit(made, by=by, seen=seen)
    except Stale as stale:
        st.session_state[STALE] = (list(made), stale)
        return False
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return False
    keys = tuple(dict.fromkeys((e.table, e.record) for e in made))
    said(words or _words(made, back, name), edits=tuple(back), client_id=owner(*keys[0]) or "", keys=keys)
    return True


def _words(made: Sequence[Edit], back: Sequence[Edit], name: str) -> str:
    """«Dupont : Ville, de Lyon à Nîmes»; several are counted."""
    if len(made) > 1:
        return _("{name} : {n} champs modifiés.").format(name=name, n=number(len(made)))
    (edit,), (before,) = made, back
    said = change(edit.table, edit.column, before.value, edit.value)
    return _("{name} : {change}.").format(name=name, change=said)


def change(table: str, column: str, before: str | None, after: str | None) -> str:
    """«Ville : Lyon → Nîmes», values as they are read."""
    declared = TABLES[table].by_name[column]  # type: ignore[index]
    what = label(declared, language())
    now = entry.shown(declared, after) or MISSING
    if before is None and after is not None:
        return f"{what}{colon()}{now}"
    return f"{what}{colon()}{entry.shown(declared, before) or MISSING} → {now}"


def said(words: str, **back: Any) -> None:
    """Say on the page what was kept, with the way back for a minute."""
    st.session_state[DONE] = Done(words, time.monotonic(), **back)


def done(store: Store, as_of: dt.date) -> None:
    """What was kept less than a minute ago, the button that takes it back, and what is questionable in it."""
    last: Done | None = st.session_state.get(DONE)
    if last is None:
        return
    if time.monotonic() - last.at > UNDO_SECONDS:
        st.session_state.pop(DONE)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="fiche_done_bar"):
        st.success(md(last.words), icon=":material/check:")
        every = (last.edits, last.rows, last.merge, last.removed, last.kept, last.changed, last.undo)
        if any(every) and st.button(_("Annuler"), key="fiche_undo", icon=":material/undo:"):
            try:
                _back(store, last)
            except Refused as refusal:
                st.error(md(refusal.message), icon=":material/error:")
                return
            st.session_state.pop(DONE)
            st.rerun()
    if last.keys:
        remarks(store, last.client_id, last.keys, as_of)


def _back(store: Store, last: Done) -> None:
    if last.undo:
        last.undo(store, state.author())
    if last.merge:
        store.unmerge(last.merge, by=state.author())
    if last.removed:
        store.restore_saved(last.removed, by=state.author())
    if last.kept:
        store.remove_saved(last.kept, by=state.author())
    if last.changed:
        was = last.changed
        store.change_saved(was.id, name=was.name, content=was.content, shared=was.shared, by=state.author())
    if last.edits:
        store.edit(last.edits, by=state.author())
    if last.bring_back:
        for table, record in last.rows:
            store.restore(table, record, by=state.author())
    elif last.rows:
        store.archive_all(last.rows, by=state.author())


def settled(store: Store, name: str) -> bool:
    """Whether a form may be shown: what two people changed at once comes first, and closes the window once it is chosen."""
    if choose(store, name):
        st.rerun()
    return STALE not in st.session_state


def close(kept: bool) -> None:
    """After a try: close the window when it is kept, or show what to correct, or both values when someone else was there before."""
    if kept:
        st.rerun()
    if STALE in st.session_state or HELD in st.session_state:
        st.rerun(scope="fragment")


def choose(store: Store, name: str) -> bool:
    """Both values of each field that two people changed, and the reader's choice; whether one was kept."""
    waiting = st.session_state.get(STALE)
    if waiting is None:
        return False
    made: list[Edit] = waiting[0]
    stale: Stale = waiting[1]
    st.warning(md(stale.message), icon=":material/group:")
    with st.form("clashes", border=False):
        mine = {(c.table, c.record, c.column): _choice(c) for c in stale.clashes}
        kept = st.form_submit_button(_("Enregistrer ces choix"), type="primary", icon=":material/save:")
    if not kept:
        return False
    theirs = {field for field, wanted in mine.items() if not wanted}
    wanted = [e for e in made if e.field not in theirs]
    st.session_state.pop(STALE)
    if not wanted:
        said(_("{name} : les valeurs de l’autre personne sont gardées.").format(name=name))
        return True
    return commit(store, wanted, stale.versions, name)


def _choice(clash: Clash) -> bool:
    """Whether mine is to be kept."""
    column = TABLES[clash.table].by_name[clash.column]  # type: ignore[index]
    options = {
        False: _("{by}, {when} : {value}").format(by=clash.by, when=moment(clash.at), value=entry.shown(column, clash.theirs) or MISSING),
        True: _("Vous : {value}").format(value=entry.shown(column, clash.mine) or MISSING),
    }  # fmt: skip
    title = _("{field} (était : {value})").format(
        field=label(column, language()), value=entry.shown(column, clash.seen) or MISSING
    )
    return bool(
        st.radio(
            md(title),
            list(options),
            format_func=lambda mine: md(options[mine]),
            key=f"clash_{clash.table}_{clash.record}_{clash.column}",
        )
    )
