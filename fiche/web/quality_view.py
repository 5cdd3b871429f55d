"""What was found in the files and which rows were set aside, by kind, with examples and a download; it corrects nothing."""

import json

import polars as pl
import streamlit as st

from fiche.dataset import Dataset
from fiche.findings import FINDINGS, finding_advice, finding_title
from fiche.i18n import _, colon, day, language, number, speaking
from fiche.store import Store
from fiche.web import state
from fiche.web.show import md

EXAMPLES = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
ORDER = {"error": 0, "warning": 1, "info": 2}


def rows_sentence(dataset: Dataset) -> str:
    """Nothing is lost: the three counts, which add up."""
    return _("{loaded} lignes chargées + {aside} mises de côté = {total} lignes dans les fichiers.").format(
        loaded=number(dataset.rows_loaded),
        aside=number(len(dataset.set_aside)),
        total=number(dataset.rows_in_file),
    )


def quality_page(store: Store) -> None:
    """Findings, rows set aside, and every import with its undo."""
    dataset = state.dataset(store)
    st.markdown(rows_sentence(dataset))
    findings_block(dataset)
    set_aside_block(dataset, expanded=True)
    _imports(store)


def findings_block(dataset: Dataset) -> None:
    """One block a kind of finding, the gravest first: what it means, how many, a few examples."""
    if dataset.findings.is_empty():
        st.success(_("Aucun point à vérifier dans les cellules."), icon=":material/check_circle:")
        return
    kinds = dataset.findings.group_by("code").len().rows()
    kinds.sort(key=lambda k: (ORDER[FINDINGS[k[0]].severity] if k[0] in FINDINGS else 3, -k[1]))
    for code, count in kinds:
        severity = FINDINGS[code].severity if code in FINDINGS else "info"
        with st.expander(f"{finding_title(code)} · {number(count)}", icon=ICONS[severity]):
            st.markdown(finding_advice(code))
            _examples(dataset.findings.filter(pl.col("code") == code))
    _download(
        _findings_table(dataset.findings),
        _("points a verifier"),
        _("Télécharger les points à vérifier"),
        "findings",
    )


def _examples(rows: pl.DataFrame) -> None:
    shown = rows.head(EXAMPLES)
    lines = []
    for row in shown.iter_rows(named=True):
        where = [md(row["source_sheet"])]
        if row["cell"]:
            where.append(_("cellule {cell}").format(cell=md(row["cell"])))
        elif row["source_row"]:
            where.append(_("ligne {row}").format(row=number(row["source_row"])))
        if row["column"]:
            where.append(md(row["column"]))
        value = _(" : « {value} »").format(value=md(row["value"])) if row["value"] else ""
        lines.append(f"- {' · '.join(where)}{value}")
    if len(rows) > len(shown):
        lines.append("- " + _("et {n} autres").format(n=number(len(rows) - len(shown))))
    st.markdown("\n".join(lines))


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
    )


def _download(rows: pl.DataFrame, name: str, words: str, key: str) -> None:
    """A button; the workbook is made only when it is pressed."""
    tongue = language()

    def make() -> bytes:
        from fiche.excel.table import table_workbook

        with speaking(tongue):
            return table_workbook(rows)

    st.download_button(
        words,
        make,
        f"{name}.xlsx",
        XLSX,
        key=f"download_{key}",
        on_click="ignore",
        icon=":material/download:",
    )


def _imports(store: Store) -> None:
    """Every import, latest first; the current one can be taken back."""
    st.subheader(_("Imports"), anchor=False)
    imports = store.imports()
    current = next((i.id for i in imports if i.active), None)
    for made in imports:
        with st.container(horizontal=True, vertical_alignment="center"):
            state = _("en cours") if made.id == current else (_("remplacé") if made.active else _("annulé"))
            names = ", ".join(md(f) for f in made.files)
            st.markdown(
                _("**{day}** · {files} · {n} lignes · {state}").format(
                    day=day(made.loaded_on), files=names, n=number(made.rows_loaded), state=state
                )
            )
            if made.id == current and st.button(
                _("Annuler cet import"), key=f"undo_{made.id}", type="tertiary", icon=":material/undo:"
            ):
                store.undo(made.id)
                st.rerun()
