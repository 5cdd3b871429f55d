"""What was found in the files and which rows were set aside, by kind, with examples and a download; its corrections are laid over the files."""

import datetime as dt
import json
from typing import Any

import polars as pl
import streamlit as st

from fiche.dataset import Dataset
from fiche.findings import FINDINGS, finding_advice, finding_title
from fiche.i18n import _, colon, day, language, number, speaking
from fiche.store import Import, Store
from fiche.web import fiche_forms, state
from fiche.web.downloads import file_name, workbook_button
from fiche.web.quality_points import corrections_block, points_block
from fiche.web.show import md

ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
ORDER = {"error": 0, "warning": 1, "info": 2}


def rows_sentence(dataset: Dataset) -> str:
    """Nothing is lost: the three counts, which add up."""
    return _("{loaded} lignes chargées + {aside} mises de côté = {total} lignes dans les fichiers.").format(
        loaded=number(dataset.rows_loaded),
        aside=number(len(dataset.set_aside)),
        total=number(dataset.rows_in_file),
    )


def quality_page(store: Store, as_of: dt.date) -> None:
    """Points to be checked, rows set aside, corrections, the corrected file, and every import with its undo."""
    dataset = state.dataset(store)
    fiche_forms.done(store, as_of)
    st.markdown(rows_sentence(dataset))
    with st.spinner(_("Vérification des données…")):
        points = state.points(store, as_of)
    _takeaway(dataset, points)
    points_block(store, dataset, points, as_of)
    corrections_block(store, dataset)
    set_aside_block(dataset, expanded=False)
    _imports(store)


def _takeaway(dataset: Dataset, points: pl.DataFrame) -> None:
    """What can be taken away: the client file with its corrections, and the list of points."""
    tongue = language()

    def corrected() -> bytes:
        from fiche.excel.corrected import corrected_workbook

        with speaking(tongue):
            return corrected_workbook(dataset)

    with st.container(horizontal=True):
        workbook_button(
            _("Télécharger le fichier corrigé"),
            corrected,
            file_name(_("Fichier client corrigé")),
            "download_corrected",
            help=_(
                "Un classeur avec tous les tableaux et vos corrections ; il se charge de nouveau tel quel."
            ),
        )
        if len(points):
            _download(
                _findings_table(points),
                _("points a verifier"),
                _("Télécharger les points à vérifier"),
                "points",
            )


# Whose detail is a figure that the example is nothing without.
WITH_DETAIL = frozenset(
    {"doubtful_client", "bills_receivable", "advance_received", "to_be_invoiced", "other_client_account", "unbalanced_entry", "doubled_entry", "line_without_auxiliary"}
)  # fmt: skip


def findings_block(findings: pl.DataFrame) -> None:
    """The points to be checked, before anything is kept: by kind, the gravest first, with an example each; they are dealt with afterwards."""
    if findings.is_empty():
        st.success(_("Aucun point à vérifier."), icon=":material/check_circle:")
        return
    kinds = findings.group_by("code").len().rows()
    kinds.sort(key=lambda k: (ORDER[FINDINGS[k[0]].severity], -k[1], finding_title(k[0])))
    with st.expander(_("Points à vérifier · {n}").format(n=number(len(findings))), icon=":material/rule:"):
        st.caption(_("Après le chargement, la page Qualité les montre tous et applique ce qui est proposé."))
        for code, count in kinds:
            st.markdown(
                f"{ICONS[FINDINGS[code].severity]} **{finding_title(code)}** · {number(count)}{colon()}{finding_advice(code)}  \n"
                f":small[{_example(findings.filter(pl.col('code') == code).row(0, named=True))}]"
            )
        _download(
            _findings_table(findings),
            _("points a verifier"),
            _("Télécharger les points à vérifier"),
            "findings",
        )


def _example(row: dict[str, Any]) -> str:
    """Where one is, and what it holds."""
    where = [md(row["source_sheet"])]
    if row["cell"]:
        where.append(_("cellule {cell}").format(cell=md(row["cell"])))
    elif row["source_row"]:
        where.append(_("ligne {row}").format(row=number(row["source_row"])))
    value = _(" : « {value} »").format(value=md(row["value"])) if row["value"] else ""
    detail = f", {md(row['detail'])}" if row["code"] in WITH_DETAIL and row["detail"] else ""
    return f"{' · '.join(where)}{value}{detail}"


def set_aside_block(dataset: Dataset, *, expanded: bool) -> None:
    """Rows set aside, by reason, with their content."""
    if dataset.set_aside.is_empty():
        st.success(_("Aucune ligne mise de côté."), icon=":material/check_circle:")
        return
    title = _("Lignes mises de côté · {n}").format(n=number(len(dataset.set_aside)))
    with st.expander(title, icon=":material/inventory_2:", expanded=expanded):
        for code, count in dataset.set_aside.group_by("code", maintain_order=True).len().rows():
            st.markdown(f"- **{finding_title(code)}** ({number(count)}){colon()}{finding_advice(code)}")
        st.dataframe(_aside_table(dataset.set_aside.head(200)).to_pandas(), hide_index=True, height=280)
        _download(
            _aside_table(dataset.set_aside),
            _("lignes mises de cote"),
            _("Télécharger les lignes mises de côté"),
            "aside",
        )


def _aside_table(rows: pl.DataFrame) -> pl.DataFrame:
    titles = {code: finding_title(code) for code in rows["code"].unique().to_list()}
    return rows.select(
        pl.col("source_file").alias(_("Fichier")),
        pl.col("source_sheet").alias(_("Feuille")),
        pl.col("source_row").alias(_("Ligne")),
        pl.col("code").replace(titles).alias(_("Motif")),
        pl.col("content").map_elements(_content, return_dtype=pl.String).alias(_("Contenu")),
    )


def _content(content: str) -> str:
    """A row's JSON as «header : value; …»."""
    cells: dict[str, str | None] = json.loads(content)
    return " · ".join(f"{h}{colon()}{v}" for h, v in cells.items() if v is not None)


def _findings_table(rows: pl.DataFrame) -> pl.DataFrame:
    titles = {code: finding_title(code) for code in rows["code"].unique().to_list()}
    return rows.select(
        pl.col("code").replace(titles).alias(_("Point")),
        pl.col("source_file").alias(_("Fichier")),
        pl.col("source_sheet").alias(_("Feuille")),
        pl.col("source_row").alias(_("Ligne")),
        pl.col("column").alias(_("Colonne")),
        pl.col("cell").alias(_("Cellule")),
        pl.col("value").alias(_("Valeur lue")),
        pl.col("proposal").alias(_("Proposition")),
        pl.col("detail").alias(_("Précision")),
    )


def _download(rows: pl.DataFrame, name: str, words: str, key: str) -> None:
    """A button; the workbook is made only when it is pressed."""
    tongue = language()

    def make() -> bytes:
        from fiche.excel.table import table_workbook

        with speaking(tongue):
            return table_workbook(rows)

    workbook_button(words, make, f"{name}.xlsx", f"download_{key}")


def _imports(store: Store) -> None:
    """Every import, latest first; those that count can be taken back, whichever it is."""
    st.subheader(_("Imports"), anchor=False)
    imports = store.imports()
    in_force = {made.id for made in store.in_force()}
    for made in imports:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                _("**{day}** · {files} · {n} lignes · {state}").format(
                    day=day(made.loaded_on),
                    files=", ".join(md(f) for f in made.files),
                    n=number(made.rows_loaded),
                    state=_state(made, in_force),
                )
            )
            if made.id in in_force and st.button(
                _("Annuler cet import"), key=f"undo_{made.id}", type="tertiary", icon=":material/undo:"
            ):
                store.undo(made.id, by=state.author())
                st.rerun()


def _state(made: Import, in_force: set[int]) -> str:
    """Whether an import counts in the portfolio, and how."""
    if made.id in in_force:
        return _("en vigueur, mise à jour") if made.mode == "update" else _("en vigueur")
    return _("remplacé") if made.active else _("annulé")
