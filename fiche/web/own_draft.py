"""A template while its reader says what its cells are for: the file as it was opened, the mapping so far, what it replaces; it draws nothing."""

from dataclasses import dataclass

import streamlit as st

from fiche.decisions import Drawn, SavedTemplate
from fiche.excel.mapped.examine import Examined, ShownSheet, check, examine
from fiche.excel.mapped.mapping import Mapping, from_json
from fiche.excel.mapped.vocabulary import Kind
from fiche.store import Store

DRAFT, CELL, SHEET, KIND = "own_draft", "own_cell", "own_sheet", "own_kind"
_TYPED = (CELL, SHEET, KIND, "own_name", "own_value", "own_rows", "own_grid")


@dataclass
class OwnDraft:
    """`template`: what a save makes a version of, None for a new one."""

    examined: Examined
    mapping: Mapping
    template: SavedTemplate | None = None

    @property
    def kind(self) -> Kind:
        """What one of its workbooks is about."""
        return self.mapping.kind

    def sheet(self, name: str) -> ShownSheet:
        """A sheet by its name."""
        return next(sheet for sheet in self.examined.sheets if sheet.name == name)

    def of_kind(self, kind: Kind) -> None:
        """Start again with what the file suggests for another kind."""
        self.mapping = self.examined.proposals[kind]


def current() -> OwnDraft | None:
    """The draft of this session."""
    found: OwnDraft | None = st.session_state.get(DRAFT)
    return found


def begin(name: str, content: bytes, template: SavedTemplate | None = None) -> None:
    """Open a file that was dropped. `template`: what it is a new version of. Raises Refused."""
    examined = examine(name, content)
    kind = template.latest.kind if template is not None else examined.likeliest
    _start(OwnDraft(examined, examined.proposals[kind], template))  # type: ignore[index]


def reopen(store: Store, template: SavedTemplate) -> None:
    """Open the version in force, with its mapping. Raises Refused."""
    found = store.template_version(template.id)
    assert found is not None
    version, content = found
    _start(OwnDraft(examine(version.file_name, content), from_json(version.mapping), template))


def _start(draft: OwnDraft) -> None:
    end()
    st.session_state[DRAFT] = draft


def end() -> None:
    """Forget the draft."""
    for key in (DRAFT, *_TYPED):
        st.session_state.pop(key, None)


def save(store: Store, draft: OwnDraft, name: str, by: str) -> None:
    """Keep the draft, as a new template or as a new version. Raises Refused, and keeps nothing."""
    check(draft.mapping, draft.examined.name)
    drawn = Drawn(
        draft.kind, draft.examined.name, draft.examined.format, draft.examined.content, draft.mapping.json()
    )
    if draft.template is None:
        store.add_template(name, drawn, by=by)
        return
    store.change_template(draft.template.id, drawn, seen=draft.template.latest.number, by=by)
    store.rename_template(draft.template.id, name, by=by)
