"""The second step of an import: each table as it was recognised, to confirm or correct; it writes nothing."""

from typing import Any

import pandas as pd
import streamlit as st

from fiche.findings import FINDINGS, SET_ASIDE, finding_advice, finding_title
from fiche.i18n import _, language, number, percent
from fiche.matches import SheetMatch
from fiche.matching import SURE
from fiche.model import TABLES, TableName, label
from fiche.web.load_state import Load
from fiche.web.show import md

LEFT_OUT = ""  # the choice «do not load», first of the list


def matching_step(load: Load) -> None:
    """One block a table; only those that need a decision are open."""
    st.subheader(_("1. Ce qui a été reconnu"), anchor=False)
    doubtful = sum(_needs_decision(m) for m in load.matches)
    if doubtful:
        one, many = (
            _("Un tableau demande votre décision ; les autres sont prêts."),
            _("{n} tableaux demandent votre décision ; les autres sont prêts."),
        )
        st.caption(one if doubtful == 1 else many.format(n=number(doubtful)))
    else:
        st.caption(_("Tout est prêt. Ouvrez un tableau pour voir ou corriger ses colonnes."))
    for position, match in enumerate(load.matches):
        with st.expander(_heading(match), expanded=_needs_decision(match), icon=_icon(match)):
            _sheet(load, position, match)


def _needs_decision(match: SheetMatch) -> bool:
    if match.table is None:
        return match.reason == "not_recognised" and match.rows > 0 and not match.chosen
    return bool(match.missing) or (match.confidence < SURE * 0.8 and not match.chosen)


def _icon(match: SheetMatch) -> str:
    if match.table is None:
        return ":material/do_not_disturb_on:"
    return ":material/help:" if _needs_decision(match) else ":material/check_circle:"


def _heading(match: SheetMatch) -> str:
    name = _name(match)
    what = (
        label(TABLES[match.table], language()) if match.table else finding_title(match.reason or "not_chosen")
    )
    rows = _("1 ligne") if match.rows == 1 else _("{n} lignes").format(n=number(match.rows))
    if match.reason == "not_a_table":
        return f"**{name}** → {what}"
    if match.table is None:
        return _("**{sheet}** → {table} · {rows}").format(sheet=name, table=what, rows=rows)
    return _("**{sheet}** → {table} · {rows} · {known} colonnes reconnues sur {columns}").format(
        sheet=name, table=what, rows=rows, known=len(match.mapped), columns=len(match.columns)
    )


def _name(match: SheetMatch) -> str:
    """The file and the sheet, once where one says the other («Factures électroniques (7)», a file of one sheet named after it)."""
    if match.sheet == match.file.rsplit(".", 1)[0]:
        return md(match.sheet)
    if match.file.startswith(f"{match.sheet} ("):
        return md(match.file)
    return f"{md(match.file)} · {md(match.sheet)}"


def _sheet(load: Load, position: int, match: SheetMatch) -> None:
    key = f"{position}_{load.version}"
    for sentence in _said(match):
        st.caption(sentence)
    table, header = st.columns([2, 1])
    with table:
        _choose_table(load, position, match, key)
    with header:
        _choose_header(load, position, match, key)
    if match.columns and match.table is not None:
        _choose_columns(load, position, match, key)
    for group in match.missing:
        names = _(" ou ").join(_column_label(match.table, c) for c in group if match.table)
        st.warning(_("Il manque : {names}.").format(names=names), icon=":material/warning:")


def _said(match: SheetMatch) -> list[str]:
    """Where the table comes from, and what was decided or found without the reader."""
    said = []
    if match.source:
        said.append(_("Reconnu : {source}.").format(source=md(match.source)))
    if match.remembered:
        said.append(_("Vos choix de la dernière fois, pour ces mêmes en-têtes, ont été repris."))
    if match.link is not None and match.table is not None:
        way = next(c.header for c in match.columns if c.index < 0)
        said.append(
            _("Le client de chaque ligne a été trouvé dans un autre tableau : {way}.").format(way=md(way))
        )
    if match.table is None and match.reason in FINDINGS | SET_ASIDE:
        said.append(finding_advice(match.reason))
    if match.header_lines > 1:
        said.append(_("Les en-têtes tiennent sur deux lignes, lues ensemble."))
    return said


def _choose_table(load: Load, position: int, match: SheetMatch, key: str) -> None:
    options: list[str] = [LEFT_OUT, *TABLES]
    chosen = st.selectbox(
        _("Ce tableau contient"),
        options,
        index=options.index(match.table or LEFT_OUT),
        format_func=lambda n: label(TABLES[n], language()) if n else _("Ne pas charger ce tableau"),
        key=f"table_{key}",
    )
    wanted: Any = chosen or None
    if wanted != match.table:
        load.set_table(position, wanted)
        st.rerun()


def _choose_header(load: Load, position: int, match: SheetMatch, key: str) -> None:
    sheet = load.reading.raw(match)
    first = sheet.first_row
    row = st.number_input(
        _("Ligne des en-têtes"),
        min_value=first,
        max_value=max(first, first + sheet.height - 1),
        value=match.header_row or first,
        step=1,
        key=f"header_{key}",
    )
    if match.header_row is not None and int(row) != match.header_row:
        load.set_header(position, int(row))
        st.rerun()


def _column_label(table: TableName | None, column: str) -> str:
    return label(TABLES[table].by_name[column], language()) if table else column


def _choose_columns(load: Load, position: int, match: SheetMatch, key: str) -> None:
    """One line a column: its header, what it means (to change here), how sure that is, three of its values."""
    assert match.table is not None
    by_label = {label(c, language()): c.name for c in TABLES[match.table]}
    kept = _("(gardée telle quelle)")
    frame = pd.DataFrame(
        {
            "header": [c.header for c in match.columns],
            "meaning": [_column_label(match.table, c.column) if c.column else kept for c in match.columns],
            "sure": [percent(c.confidence, 0) if c.column else "—" for c in match.columns],
            "sample": [" · ".join(c.sample) or "—" for c in match.columns],
        }
    )
    editor = f"columns_{key}"
    st.data_editor(
        frame,
        key=editor,
        hide_index=True,
        disabled=["header", "sure", "sample"],
        height=min(38 + 35 * len(frame), 420),
        column_config={
            "header": st.column_config.TextColumn(_("Colonne du fichier")),
            "meaning": st.column_config.SelectboxColumn(
                _("Signification"), options=[kept, *by_label], required=True
            ),
            "sure": st.column_config.TextColumn(_("Confiance"), width="small"),
            "sample": st.column_config.TextColumn(_("Exemples"), width="large"),
        },
    )
    edits: dict[int, dict[str, str]] = st.session_state[editor]["edited_rows"]
    for row, change in edits.items():
        if "meaning" in change:
            load.set_column(position, match.columns[int(row)].index, by_label.get(change["meaning"]))
    if edits:
        st.rerun()
