"""What the rules of quality find in what was just typed, in the same words as the page of quality, with their proposals; it blocks nothing."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
import streamlit as st

from fiche.checking.quality import findings_of
from fiche.edits import Edit, current_values
from fiche.errors import Refused
from fiche.findings import finding_advice, finding_title
from fiche.i18n import _, colon, language
from fiche.model import TABLES, TableName, label
from fiche.parts import part
from fiche.store import Store
from fiche.web import entry, state
from fiche.web.show import md

Key = tuple[TableName, str]
SAID = ("error", "warning")  # what is only for information is for the page of quality


def found(store: Store, client_id: str, keys: Collection[Key], as_of: dt.date) -> pl.DataFrame:
    """The questionable values of some rows of a client, but those that someone said are no problem."""
    mine = part(state.dataset(store), [client_id])
    findings = findings_of(mine, as_of, store.dismissals()).filter(pl.col("severity").is_in(SAID))
    wanted = [(r["table"], r["record"]) in keys for r in findings.iter_rows(named=True)]
    return findings.filter(pl.Series(wanted, dtype=pl.Boolean))


def remarks(store: Store, client_id: str, keys: Collection[Key], as_of: dt.date) -> None:
    """Each with what it means and, where there is one, the value to put instead."""
    for place, row in enumerate(found(store, client_id, keys, as_of).iter_rows(named=True)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"remark_{place}"):
            st.warning(_sentence(row), icon=":material/rule:")
            if row["proposal"] is not None and st.button(
                _("Mettre « {value} »").format(value=md(_shown(row, row["proposal"]))), key=f"remark_apply_{place}", icon=":material/done:"
            ):  # fmt: skip
                _apply(store, row)


def _sentence(row: Mapping[str, Any]) -> str:
    """«**E-mail invalide** (E-mail : dupont@) : ce que cela veut dire», escaped Markdown."""
    column = TABLES[row["table"]].by_name.get(row["column"] or "")
    where = f" ({md(label(column, language()))}{colon()}{md(_shown(row, row['value']))})" if column else ""
    detail = f" {md(row['detail'])}" if row["detail"] else ""
    return f"**{md(finding_title(row['code']))}**{where}{colon()}{md(finding_advice(row['code']))}{detail}"


def _shown(row: Mapping[str, Any], text: str | None) -> str:
    column = TABLES[row["table"]].by_name.get(row["column"] or "")
    if column is None or text is None:
        return text or ""
    try:
        return entry.shown(column, text)
    except (ValueError, ArithmeticError):
        return text  # the file's own words


def _apply(store: Store, row: Mapping[str, Any]) -> None:
    """The proposal becomes a correction."""
    key = (row["table"], row["record"], row["column"])
    shown = current_values(state.dataset(store), [key])
    old = (shown | current_values(state.dataset(store, edited=False), [key]))[key]
    try:
        store.edit([Edit(*key, old, row["proposal"], row["code"])], by=state.author())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.rerun()
