"""The texts of a template that stand outside its cells, each filled in or left as it is, and what becomes of its formulas; it maps nothing."""

import streamlit as st

from fiche.excel.mapped import by_hand
from fiche.excel.mapped.mapping import Worded
from fiche.i18n import N_, _
from fiche.web.own_draft import OwnDraft
from fiche.web.show import md

_WHERE = {
    "box": N_("Zone de texte"),
    "chart": N_("Graphique"),
    "note": N_("Commentaire de case"),
    "heading": N_("En-tête ou pied de page"),
}


def captions(draft: OwnDraft) -> None:
    """The texts of text boxes, charts, notes, heads and feet of pages that will be filled in; nothing where there is none."""
    found: dict[tuple[str, str, str], list[Worded]] = {}
    for one in draft.examined.proposals[draft.kind].captions:
        found.setdefault((one.sheet, one.where, one.label), []).append(one)
    if not found:
        return
    st.markdown(f"**{_('Hors des cases')}**")
    with st.container(gap="xxsmall"):
        for place, ((sheet, where, label), members) in enumerate(found.items()):
            _one(draft, f"own_caption_{draft.kind}_{place}", (sheet, where, label), members)


def _one(draft: OwnDraft, key: str, about: tuple[str, str, str], members: list[Worded]) -> None:
    sheet, where, label = about

    def changed() -> None:
        draft.mapping = draft.mapping.with_captions(members, filled=bool(st.session_state[key]))

    words = by_hand.spelled(draft.kind, members[0].put) if "{{" in members[0].put else label
    st.checkbox(
        f"{md(_(_WHERE[where]))} · {md(sheet)} · **{md(words)}**",
        value=all(one in draft.mapping.captions for one in members),
        key=key,
        on_change=changed,
        help=_("Dans le fichier : « {text} ».").format(text=md(label[:80])),
    )


def formulas(draft: OwnDraft) -> None:
    """What becomes of the template's own formulas, where it has some."""
    if any(what == "formula" for sheet in draft.examined.sheets for _text, what in sheet.cells.values()):
        st.caption(
            _(
                "Les formules de votre modèle se recalculent à l’ouverture dans Excel ou LibreOffice. Celles qui dépendent des cases remplies restent vides dans un aperçu (téléphone, e-mail), plutôt que d’y montrer un ancien chiffre."
            )
        )
