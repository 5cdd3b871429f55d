"""The points to be checked, by kind: filter them, apply what is proposed one by one or all at once, say that one is no problem; files are never written over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl
import streamlit as st

from fiche.checking.quality import dismissal_key
from fiche.checking.rule import BETWEEN, PAIRS
from fiche.dataset import Dataset
from fiche.edits import Edit, current_values
from fiche.findings import FINDINGS, finding_advice, finding_title
from fiche.i18n import MISSING, N_, _, day, language, number
from fiche.model import TABLES, label
from fiche.store import Store
from fiche.web import state
from fiche.web.fiche_merge import pair_window
from fiche.web.tables import Shown, configured, displayed

SEVERITIES = {"error": N_("Erreurs"), "warning": N_("À vérifier"), "info": N_("À savoir")}
ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
ROWS = 300
ALL = ""


def points_block(store: Store, dataset: Dataset, points: pl.DataFrame, as_of: dt.date) -> None:
    """The filters, then one block a kind, the gravest first."""
    if points.is_empty():
        st.success(_("Aucun point à vérifier."), icon=":material/check_circle:")
        return
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    shown = _filtered(points.with_columns(_client(names)))
    kinds = shown.group_by("code", maintain_order=True).len().rows()
    kinds.sort(key=lambda k: (list(SEVERITIES).index(FINDINGS[k[0]].severity), -k[1]))
    for code, count in kinds:
        rows = shown.filter(pl.col("code") == code)
        with st.expander(
            f"{finding_title(code)} · {number(count)}",
            icon=ICONS[FINDINGS[code].severity],
            expanded=len(kinds) == 1,
        ):
            _kind(store, code, rows, as_of)
    if not kinds:
        st.caption(_("Aucun point ne répond à ces filtres."))


def _client(names: Mapping[str, str]) -> pl.Expr:
    """The client that a point is about, where it is known."""
    number_ = pl.col("record").str.split("\x1f").list.first()
    return number_.replace_strict(names, default=None, return_dtype=pl.String).alias("client")


def _filtered(points: pl.DataFrame) -> pl.DataFrame:
    """Severity, kind, and words looked for in the client, the value and the detail."""
    severity, kind, words = st.columns([2, 2, 2], vertical_alignment="bottom")
    counts = dict(points["severity"].value_counts().iter_rows())
    with severity:
        chosen = st.pills(
            _("Gravité"),
            [s for s in SEVERITIES if counts.get(s)],
            selection_mode="multi",
            format_func=lambda s: f"{_(SEVERITIES[s])} · {number(counts[s])}",
            key="quality_severity",
            wrap=True,
        )
    kept = points.filter(pl.col("severity").is_in(chosen)) if chosen else points
    codes = [code for (code,) in kept.select("code").unique(maintain_order=True).iter_rows()]
    with kind:
        code = st.selectbox(
            _("Point"),
            [ALL, *sorted(codes, key=finding_title)],
            format_func=lambda c: finding_title(c) if c else _("Tous les points"),
            key="quality_kind",
        )
    kept = kept.filter(pl.col("code") == code) if code else kept
    with words:
        text = st.text_input(_("Rechercher"), key="quality_search", placeholder=_("Client, valeur, feuille…"))
    if not text:
        return kept
    where = [
        pl.col(c).str.to_lowercase().str.contains(text.lower(), literal=True).fill_null(False)
        for c in ("client", "value", "detail", "source_sheet")
    ]
    return kept.filter(pl.any_horizontal(where))


def _kind(store: Store, code: str, rows: pl.DataFrame, as_of: dt.date) -> None:
    """One kind: what it means, its rows, and what can be done with them."""
    st.markdown(finding_advice(code))
    columns = _columns(rows)
    frame = pd.DataFrame([_row(r) for r in rows.head(ROWS).iter_rows(named=True)])
    event: Any = st.dataframe(
        displayed(frame, columns),
        hide_index=True,
        placeholder=MISSING,
        column_config={c.name: configured(c, None) for c in columns},
        on_select="rerun",
        selection_mode="multi-row",
        height=min(len(frame), 8) * 35 + 38,
        key=f"points_{code}_{store.revision}",
    )
    if len(rows) > ROWS:
        st.caption(
            _("Les {n} premiers sur {total} ; le téléchargement les contient tous.").format(
                n=number(ROWS), total=number(len(rows))
            )
        )
    picked = rows[event["selection"]["rows"]] if event["selection"]["rows"] else rows.clear()
    if code in PAIRS:
        _together(store, rows, picked, as_of)
    _actions(store, code, rows, picked)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    column = TABLES[row["table"]].by_name.get(row["column"]) if row["table"] else None
    proposal = row["proposal"]
    if column is not None and column.type == "date" and proposal:
        proposal = day(pd.Timestamp(proposal).date())
    line = row["cell"] or (number(row["source_row"]) if row["source_row"] else None)
    where = " · ".join(str(part) for part in (row["source_sheet"], line) if part)
    return {
        "client": row["client"],
        "where": where,
        "field": label(column, language()) if column else row["column"],
        "value": row["value"],
        "proposal": proposal,
        "detail": row["detail"],
    }


def _columns(rows: pl.DataFrame) -> list[Shown]:
    """The columns that these rows fill."""
    every = [
        Shown("client", _("Client"), width=200),
        Shown("where", _("Feuille et ligne")),
        Shown("field", _("Champ")),
        Shown("value", _("Valeur lue")),
        Shown("proposal", _("Proposition")),
        Shown("detail", _("Précision")),
    ]
    filled = {"where": True, "field": rows["column"].count() > 0}
    return [c for c in every if filled.get(c.name, c.name in rows.columns and rows[c.name].count() > 0)]


def _actions(store: Store, code: str, rows: pl.DataFrame, picked: pl.DataFrame) -> None:
    """Apply what is proposed for the chosen rows, or for all; say that the chosen ones are no problem."""
    offered, chosen = (
        rows.filter(pl.col("proposal").is_not_null()),
        picked.filter(pl.col("proposal").is_not_null()),
    )
    known = picked.filter(pl.col("record").is_not_null())
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(offered):
            words = _("Appliquer à la sélection ({n})").format(n=number(len(chosen)))
            if st.button(words, key=f"apply_{code}", icon=":material/done:", disabled=chosen.is_empty()):
                _apply(store, chosen)
            words = _("Tout appliquer ({n})").format(n=number(len(offered)))
            if st.button(words, key=f"apply_all_{code}", icon=":material/done_all:"):
                _apply(store, offered)
        if rows["record"].count() and st.button(
            _("Ce n’est pas un problème"),
            key=f"dismiss_{code}",
            icon=":material/visibility_off:",
            disabled=known.is_empty(),
            type="tertiary",
        ):
            for row in known.iter_rows(named=True):
                store.dismiss(*dismissal_key(row), by=state.author())
            st.rerun()
    if picked.is_empty() and (len(offered) or rows["record"].count()):
        st.caption(_("Cochez des lignes pour agir sur elles seules."))


def _together(store: Store, rows: pl.DataFrame, picked: pl.DataFrame, as_of: dt.date) -> None:
    """The button that opens the merge of the chosen pair, or of the only one."""
    pair = rows if len(rows) == 1 else picked
    if st.button(
        _("Réunir ces deux clients"),
        key=f"merge_pair_{rows['code'][0]}",
        icon=":material/merge:",
        disabled=len(pair) != 1,
    ):
        row = pair.row(0, named=True)
        pair_window(store, as_of, row["record"], row["detail"].partition(BETWEEN)[0])


def _apply(store: Store, rows: pl.DataFrame) -> None:
    """The proposals become corrections, laid over what the files say."""
    wanted = [(r["table"], r["record"], r["column"]) for r in rows.iter_rows(named=True)]
    before = current_values(state.dataset(store, edited=False), wanted)
    made = [
        Edit(r["table"], r["record"], r["column"], before[key], r["proposal"], r["code"])
        for key, r in zip(wanted, rows.iter_rows(named=True), strict=True)
        if key in before
    ]
    store.edit(made, by=state.author())
    st.toast(
        _("{n} correction(s) faite(s). Le fichier d’origine n’est pas modifié.").format(n=number(len(made))),
        icon=":material/done:",
    )
    st.rerun()


def corrections_block(store: Store, dataset: Dataset) -> None:
    """The corrections in force, with what the file says, and the way back."""
    edits: Sequence[Edit] = store.edits()
    if not edits:
        return
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    with st.expander(_("Corrections faites ici · {n}").format(n=number(len(edits))), icon=":material/edit:"):
        frame = pd.DataFrame(
            {
                "client": [names.get(e.record.split("\x1f")[0]) for e in edits],
                "field": [label(TABLES[e.table].by_name[e.column], language()) for e in edits],
                "before": [e.before for e in edits],
                "value": [e.value for e in edits],
            }
        )
        columns = [
            Shown("client", _("Client")),
            Shown("field", _("Champ")),
            Shown("before", _("Valeur du fichier")),
            Shown("value", _("Valeur corrigée")),
        ]
        event: Any = st.dataframe(
            displayed(frame, columns),
            hide_index=True,
            placeholder=MISSING,
            column_config={c.name: configured(c, None) for c in columns},
            on_select="rerun",
            selection_mode="multi-row",
            key=f"corrections_{store.revision}",
        )
        picked = [edits[i].id for i in event["selection"]["rows"]]
        if st.button(
            _("Reprendre la valeur du fichier ({n})").format(n=number(len(picked))),
            key="take_back",
            icon=":material/undo:",
            disabled=not picked,
        ):
            store.take_back(picked, by=state.author())
            st.rerun()
