"""The audit: who did what, when, from what to what, filtered and paged, and whether it is intact; it changes no entry."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from fiche.decisions import ACTIONS, Change
from fiche.i18n import MISSING, _, language, moment, number, speaking
from fiche.model import TABLES, label
from fiche.store import Store, Wanted
from fiche.store.verdict import sentences
from fiche.web.downloads import file_name, workbook_button
from fiche.web.fiche_history import detail
from fiche.web.page import Context, open_client
from fiche.web.show import md
from fiche.web.tables import Shown, displayed
from fiche.web.tables import configured as column_of

if TYPE_CHECKING:
    import pandas as pd

PAGE, MOST = 50, 100_000
KEPT = "journal_verdict"  # what the last verification said, of which record at which revision


def journal_page(ctx: Context) -> None:
    """The verification, the filters, the page of entries, and the download of all that is filtered."""
    st.markdown(
        _(
            "Tout ce qui a été fait dans l’application, du plus récent au plus ancien. Rien ne s’y modifie ni ne s’y efface sans laisser de trace."
        )
    )
    _verification(ctx.store)
    wanted = _wanted(ctx)
    total = ctx.store.trail_length(wanted)
    if not total:
        st.info(_("Aucune entrée ne répond à ces critères."), icon=":material/inbox:")
        return
    names = ctx.portfolio.names()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("1 entrée") if total == 1 else _("{n} entrées").format(n=number(total)))
        _download(ctx.store, wanted, names)
    pages = -(-total // PAGE)
    page = st.pagination(pages, key=f"journal_page_{total}_{pages}") if pages > 1 else 1
    _table(ctx.store.trail(wanted, PAGE, (page - 1) * PAGE), names)


def _verification(store: Store) -> None:
    """The button, and what it found, as long as nothing was written since."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Vérifier le journal"), key="journal_verify", icon=":material/verified_user:"):
            with st.spinner(_("Vérification de chaque entrée…")):
                st.session_state[KEPT] = (id(store), store.revision, store.verify())
        st.caption(
            _(
                "Chaque entrée est signée avec la précédente : une entrée modifiée, retirée ou déplacée se voit."
            )
        )
    *seen, verdict = st.session_state.get(KEPT, (0, 0, None))
    if verdict is None or seen != [id(store), store.revision]:
        return
    lines = [md(line) for line in sentences(verdict)]
    if verdict.faults:
        st.error("\n\n".join(lines), icon=":material/gpp_bad:")
    else:
        st.success("\n\n".join(lines), icon=":material/verified_user:")


def _wanted(ctx: Context) -> Wanted:
    """What the filters ask."""
    who, what, client = st.columns(3)
    by = who.selectbox(_("Auteur"), ctx.store.authors(), index=None, placeholder=_("Tous"), key="journal_by")
    action = what.selectbox(
        _("Action"),
        list(ACTIONS),
        index=None,
        placeholder=_("Toutes"),
        format_func=lambda code: _(ACTIONS[code]),
        key="journal_action",
    )
    names = ctx.portfolio.names()
    client_id = client.selectbox(
        _("Client"),
        list(names),
        index=None,
        placeholder=_("Tous"),
        format_func=lambda n: f"{names[n] or MISSING} · {n}",
        key="journal_client",
    )
    where, field, first, last = st.columns(4)
    table = where.selectbox(
        _("Tableau"),
        list(TABLES),
        index=None,
        placeholder=_("Tous"),
        format_func=lambda name: label(TABLES[name], language()),
        key="journal_table",
    )
    held = TABLES[table].by_name if table else {}
    column = field.selectbox(
        _("Champ"),
        list(held),
        index=None,
        placeholder=_("Tous") if table else _("Choisissez d’abord un tableau"),
        format_func=lambda name: label(held[name], language()),
        key=f"journal_column_{table}",
    )
    since = first.date_input(_("Du"), None, format="DD/MM/YYYY", key="journal_since")
    until = last.date_input(_("Au"), None, format="DD/MM/YYYY", key="journal_until")
    return Wanted(client_id, table, None, column, by, action, since, until)


def _columns() -> list[Shown]:
    return [
        Shown("seq", _("Entrée"), "count", width=62),
        Shown("moment", _("Date"), width=138),
        Shown("by", _("Auteur"), width=105),
        Shown("action", _("Action"), width=150),
        Shown("client_id", _("N°"), width=80),
        Shown("name", _("Client"), width=145),
        Shown("detail", _("Ce qui a changé"), width=420),
    ]


def _rows(changes: Sequence[Change], names: Mapping[str, str | None]) -> list[dict[str, str | int | None]]:
    return [
        {
            "moment": moment(each.at),
            "by": each.by or None,
            "action": _(ACTIONS[each.action]) if each.action in ACTIONS else each.action,
            "client_id": each.client_id,
            "name": names.get(each.client_id) if each.client_id else None,
            "detail": " · ".join(detail(each)) or None,
            "seq": each.seq,
        }
        for each in changes
    ]


def _frame(changes: Sequence[Change], names: Mapping[str, str | None]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(_rows(changes, names), columns=[column.name for column in _columns()])


def _table(changes: Sequence[Change], names: Mapping[str, str | None]) -> None:
    """A page of entries; a click on one that is about a client opens its sheet."""
    columns = _columns()
    event = st.dataframe(
        displayed(_frame(changes, names), columns),
        hide_index=True,
        placeholder=MISSING,
        column_config={each.name: column_of(each, None) for each in columns},
        key="journal_table_shown",
        height="content",
        on_select="rerun",
        selection_mode="single-cell",
        alt=_("Journal"),
    )
    cells = event["selection"]["cells"]
    if cells and cells[0][0] < len(changes) and (client_id := changes[cells[0][0]].client_id) in names:
        open_client(str(client_id))


def _download(store: Store, wanted: Wanted, names: Mapping[str, str | None]) -> None:
    """All that is filtered, as a workbook or a .csv made when its button is pressed."""
    tongue = language()

    def workbook() -> bytes:
        from fiche.excel.table import table_workbook

        with speaking(tongue):
            headers = {each.name: each.label for each in _columns()}
            return table_workbook(_frame(store.trail(wanted, MOST), names), headers, sheet=_("Journal"))

    def text() -> bytes:
        with speaking(tongue):
            return as_csv(store.trail(wanted, MOST), names)

    workbook_button(_("Télécharger en Excel"), workbook, file_name(_("Journal")), "journal_download")
    name = file_name(_("Journal"), "csv")
    st.download_button(
        _("Télécharger en CSV"), text, name, "text/csv", key="journal_csv", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def as_csv(changes: Sequence[Change], names: Mapping[str, str | None]) -> bytes:
    """Entries as a .csv of which a spreadsheet runs nothing."""
    import polars as pl

    from fiche.excel.delimited import delimited

    rows = pl.DataFrame(_rows(changes, names), infer_schema_length=None)
    return delimited(rows, {each.name: each.label for each in _columns()})
