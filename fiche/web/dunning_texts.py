"""The texts of the letters: written level by level in both languages, read as a letter before they are kept, back to the original at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from fiche.analysis.dunning import Case
from fiche.dunning import Texts
from fiche.dunning.fields import help_of
from fiche.dunning.originals import SHARED
from fiche.dunning.texts import name_of, verified
from fiche.dunning.words import level_said
from fiche.errors import Refused
from fiche.i18n import LANGUAGES, _, colon, moment, number
from fiche.letters import write
from fiche.web import dunning_data as data
from fiche.web import fiche_forms
from fiche.web.dunning_letter import preview
from fiche.web.page import Context
from fiche.web.show import md

ONE_LINE = ("subject", "email")


def texts_part(ctx: Context, cases: Sequence[Case]) -> None:
    """Choose a language and a level, or what every letter shares; write, look, keep."""
    texts = data.texts(ctx)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        language = str(
            st.segmented_control(
                _("Langue de la lettre"), list(LANGUAGES), default=ctx.language, format_func=LANGUAGES.__getitem__, required=True, key="texts_language"
            )
        )  # fmt: skip
        level = st.selectbox(
            _("Texte"),
            [*range(1, texts.levels + 1), 0],
            format_func=lambda n: (
                level_said(n, texts.levels) if n else _("Ce que toutes les lettres partagent")
            ),
            key="texts_level",
            width=320,
        )
    left, right = st.columns(2, gap="medium")
    with left:
        entered = _fields(texts, language, level)
        good, wrong = _read(entered, language)
        for sentence in wrong:
            st.error(md(sentence), icon=":material/error:")
        changes = {
            name_of(part, language, level): text
            for part, text in good.items()
            if text != texts.of(part, language, level)
        }
        _buttons(ctx, texts, language, level, {} if wrong else changes)
        _help(language, level)
    with right:
        if cases and not wrong:
            st.caption(_("Aperçu, avec un de vos clients"))
            manner = replace(data.manner(ctx, language), texts=replace(texts, kept={**texts.kept, **changes}))
            preview(write(ctx.portfolio, cases[0], ctx.as_of, manner, level or 1))
    _trail(ctx)


def _fields(texts: Texts, language: str, level: int) -> dict[str, str]:
    """What is typed in each field."""
    parts = {"subject": _("Objet"), "body": _("Corps de la lettre")} if level else {p: _(w) for p, w in SHARED.items()}  # fmt: skip
    found = {}
    for part, title in parts.items():
        key, held = f"text_{name_of(part, language, level)}", texts.of(part, language, level)
        if part in ONE_LINE:
            found[part] = st.text_input(title, held, key=key)
        else:
            found[part] = st.text_area(title, held, key=key, height=420 if part == "body" else 110)
    return found


def _read(entered: Mapping[str, str], language: str) -> tuple[dict[str, str], list[str]]:
    """The texts as they may be kept, and what is wrong in the others."""
    good, wrong = {}, []
    for part, text in entered.items():
        try:
            good[part] = verified(part, language, text)
        except Refused as refusal:
            wrong.append(refusal.message)
    return good, wrong


def _buttons(
    ctx: Context, texts: Texts, language: str, level: int, changes: Mapping[str, str | None]
) -> None:
    own = [
        name_of(part, language, level)
        for part in (("subject", "body") if level else tuple(SHARED))
        if not texts.is_original(part, language, level)
    ]
    fiche_forms.signature("texts")
    with st.container(horizontal=True):
        if st.button(_("Enregistrer les textes"), key="texts_save", type="primary", icon=":material/save:", disabled=not changes):  # fmt: skip
            _keep(ctx, changes, _("Textes enregistrés."))
        if own and st.button(_("Revenir au texte d’origine"), key="texts_original", icon=":material/undo:"):
            for name in own:
                st.session_state.pop(f"text_{name}", None)
            _keep(ctx, dict.fromkeys(own), _("Textes d’origine rétablis."))


def _keep(ctx: Context, changes: Mapping[str, str | None], words: str) -> None:
    try:
        ctx.store.set_letter_texts(changes, by=fiche_forms.sign())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.toast(words, icon=":material/done:")
    st.rerun()


def _help(language: str, level: int) -> None:
    if not level:
        return
    with st.expander(_("Champs que l’application remplit"), icon=":material/data_object:"):
        lines = [f"- `{name}`{colon()}{md(words)}" for name, words in help_of(language)]
        st.markdown("\n".join(lines))
        st.caption(
            _("Une ligne vide sépare deux paragraphes ; un champ seul sur sa ligne et sans valeur disparaît.")
        )


def _trail(ctx: Context) -> None:
    """Who changed which text, latest first."""
    changes = ctx.store.letter_text_changes()
    if not changes:
        return
    with st.expander(
        _("Historique des textes · {n}").format(n=number(len(changes))), icon=":material/history:"
    ):
        for change in changes[:-21:-1]:
            what = _("retour au texte d’origine") if change.value is None else _("nouveau texte")
            st.caption(md(f"{moment(change.made_at)} · {change.by} · {change.name} · {what}"))
