"""Where a reader says what each cell of a template is for: the sheet as it is drawn, one cell at a time; what is proposed is only confirmed or changed here."""

import streamlit as st

from fiche.errors import Refused
from fiche.excel.mapped import by_hand
from fiche.excel.mapped.examine import ShownSheet
from fiche.excel.mapped.mapping import Mapping, single
from fiche.excel.mapped.meanings import said
from fiche.excel.mapped.vocabulary import KINDS, Kind, lists, values
from fiche.excel.references import column_letters
from fiche.i18n import _, number
from fiche.web import fiche_forms, own_draft
from fiche.web.own_captions import captions, formulas
from fiche.web.own_draft import CELL, KIND, SHEET, OwnDraft
from fiche.web.own_grid import grid
from fiche.web.own_templates import excel_try
from fiche.web.page import Context
from fiche.web.show import md

LEAVE, MIXED = "", "="
_MANY = 10  # lines, beyond which they scroll


def editor(ctx: Context, draft: OwnDraft) -> None:
    """The whole of it: what it is, the sheet, the cell, and what keeps it."""
    st.subheader(
        _("Ce que contiennent les cases de « {name} »").format(name=md(draft.examined.name)), anchor=False
    )
    _kind(draft)
    st.markdown(summary(draft.mapping))
    if unknown := draft.examined.unknown[draft.kind]:
        words = ", ".join(f"{{{{{word}}}}}" for word in unknown)
        sentence = _("Ces mots entre accolades ne désignent rien de connu et restent tels quels : {words}.")
        st.warning(md(sentence.format(words=words)), icon=":material/help:")
    sheet = _sheet(draft)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        grid(draft, sheet)
    with right:
        _cell(draft, sheet)
    captions(draft)
    formulas(draft)
    _keep(ctx, draft)


def summary(mapping: Mapping) -> str:
    """How much will be filled in, in words."""
    places, blocks = len(mapping.places), len(mapping.blocks)
    if mapping.empty:
        return _("Aucune case n’est reconnue. Choisissez une case du tableau, puis ce qu’elle doit contenir.")
    texts = len({(one.sheet, one.where, one.label) for one in mapping.captions})
    said = (
        (places, _("1 case") if places == 1 else _("{n} cases")),
        (blocks, _("1 tableau") if blocks == 1 else _("{n} tableaux")),
        (texts, _("1 texte hors des cases") if texts == 1 else _("{n} textes hors des cases")),
    )
    what = ", ".join(f"**{words.format(n=number(count))}**" for count, words in said if count)
    return _("À remplir : {what} ; tout le reste du classeur est gardé tel quel.").format(what=what)


def _kind(draft: OwnDraft) -> None:
    def changed() -> None:
        draft.of_kind(st.session_state[KIND])

    st.segmented_control(
        _("Ce modèle sert à faire"),
        list(KINDS),
        default=draft.kind,
        format_func=lambda kind: _(KINDS[kind]),
        key=KIND,
        required=True,
        on_change=changed,
    )


def _sheet(draft: OwnDraft) -> ShownSheet:
    names = [sheet.name for sheet in draft.examined.sheets if not sheet.hidden] or [
        draft.examined.sheets[0].name
    ]
    filled = {p.sheet for p in draft.mapping.places} | {b.sheet for b in draft.mapping.blocks}
    if len(names) == 1:
        return draft.sheet(names[0])
    first = next((name for name in names if name in filled), names[0])
    chosen = st.pills(_("Feuille"), names, default=first, key=SHEET, required=True)
    return draft.sheet(chosen or first)


# ── one cell ──


def _cell(draft: OwnDraft, sheet: ShownSheet) -> None:
    """The cell that was clicked or typed, and what goes in it."""
    st.text_input(
        _("Case"),
        key=CELL,
        placeholder="B4",
        help=_("Cliquez une case du tableau, ou écrivez son adresse."),
    )
    at = by_hand.cell_at(str(st.session_state.get(CELL) or ""))
    if at is None:
        st.caption(_("Cliquez une case du tableau pour voir ce qu’elle contiendra, ou pour le changer."))
        _listed(draft, sheet)
        return
    row, column = by_hand.first_of(sheet, *at)
    text, what = sheet.cells.get((row, column), ("", ""))
    if about := by_hand.label_of(sheet, row, column):
        st.caption(_("Près de « {label} ».").format(label=md(about)))
    if what == "formula":
        st.info(
            _("Cette case contient une formule : elle est gardée, et suit les lignes ajoutées."),
            icon=":material/function:",
        )
        return
    if what == "fixed":
        st.info(
            _("Cette case est l’en-tête ou le libellé d’un tableau Excel : elle est gardée."),
            icon=":material/table:",
        )
        return
    if text:
        st.caption(_("Dans le fichier : « {text} ».").format(text=md(text[:80])))
    _value(draft, sheet, row, column)
    _rows(draft, sheet, row, column)


def _value(draft: OwnDraft, sheet: ShownSheet, row: int, column: int) -> None:
    block, place = (
        draft.mapping.block_at(sheet.name, row, column),
        draft.mapping.place_at(sheet.name, row, column),
    )
    now = dict(block.columns).get(column, "") if block else place.put if place else ""
    code = single(now) if now else LEAVE
    options = [LEAVE, *([MIXED] if code is None else []), *_codes(draft.kind, block.rows if block else None)]
    key = f"own_value_{draft.kind}_{sheet.name}_{row}_{column}"

    def said_of(option: str) -> str:
        if option == LEAVE:
            return _("Laisser telle quelle")
        return by_hand.spelled(draft.kind, now) if option == MIXED else said(draft.kind, option)

    def changed() -> None:
        chosen = st.session_state[key]
        if chosen != MIXED:
            draft.mapping = by_hand.put(draft.mapping, sheet, row, column, chosen or None)

    chosen = MIXED if code is None else code
    st.selectbox(
        _("Contient, sur chaque ligne") if block else _("Contient"),
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=said_of,
        key=key,
        on_change=changed,
    )


def _codes(kind: Kind, rows: str | None) -> list[str]:
    """What may be chosen: the columns of the list first, in a block."""
    own = [f"{rows}:{field.code}" for field in lists(kind)[rows].fields] if rows else []
    return [*own, *values(kind)]


def _rows(draft: OwnDraft, sheet: ShownSheet, row: int, column: int) -> None:
    """What repeats rows, or stops it."""
    block = draft.mapping.block_at(sheet.name, row, column)
    if block is not None:
        label = lists(draft.kind)[block.rows].label
        st.caption(
            _("Les lignes {first} à {last} se répètent pour chaque ligne de « {label} ».").format(
                first=block.first, last=block.last, label=label
            )
        )
        if st.button(
            _("Ne plus répéter ces lignes"), key="own_single", type="tertiary", icon=":material/close:"
        ):
            draft.mapping = draft.mapping.without_block(block)
            st.rerun()
        return
    with st.popover(_("Répéter cette ligne"), type="tertiary", icon=":material/table_rows:"):
        st.caption(
            _(
                "La ligne {row} sera répétée pour chaque ligne de la liste choisie ; ses colonnes sont reconnues par les en-têtes au-dessus."
            ).format(row=row)
        )
        for code, listed in lists(draft.kind).items():
            if st.button(listed.label, key=f"own_rows_{code}", type="tertiary"):
                draft.mapping = by_hand.repeated(draft.mapping, sheet, code, row, column)
                st.rerun()


def _listed(draft: OwnDraft, sheet: ShownSheet) -> None:
    """What will be filled on this sheet, for whoever does not use the mouse."""
    lines = [
        f"**{p.cell}** · {md(by_hand.spelled(draft.kind, p.put))}"
        for p in draft.mapping.places
        if p.sheet == sheet.name
    ]
    for block in (b for b in draft.mapping.blocks if b.sheet == sheet.name):
        lines.append(f"**{block.area}** · {md(lists(draft.kind)[block.rows].label)}")
        lines += [
            f"{column_letters(c)} · {md(by_hand.spelled(draft.kind, put, short=True))}"
            for c, put in block.columns
        ]
    if lines:
        with st.container(height=320 if len(lines) > _MANY else "content", border=False):
            st.markdown("  \n".join(lines))


# ── what keeps it ──


def _keep(ctx: Context, draft: OwnDraft) -> None:
    """A name, a signature, and the buttons."""
    old = draft.template
    stem = draft.examined.name.rsplit(".", 1)[0]
    with st.form("own_save", border=True):
        name = st.text_input(
            _("Nom du modèle"), value=old.name if old else stem, key="own_name", max_chars=80
        )
        if old is not None:
            st.caption(
                _("Enregistrer crée la version {n} ; les précédentes restent.").format(
                    n=old.latest.number + 1
                )
            )
        fiche_forms.signature("own")
        pressed = st.form_submit_button(_("Enregistrer le modèle"), type="primary", icon=":material/save:")
    with st.container(horizontal=True):
        excel_try(ctx, draft.examined, draft.mapping)
        st.button(_("Abandonner"), key="own_cancel", type="tertiary", on_click=own_draft.end)
    if not pressed:
        return
    try:
        own_draft.save(ctx.store, draft, name, fiche_forms.sign())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    own_draft.end()
    st.toast(_("Le modèle est enregistré."), icon=":material/check:")
    st.rerun()
