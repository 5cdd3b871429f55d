"""The lists of what a workbook that comes back changes, each line with what the reader makes of it; it writes nothing."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from fiche.excel.back.bring import Back
from fiche.excel.back.differences import Added, Field, Ignored, Removed
from fiche.excel.words import KINDS
from fiche.i18n import MISSING, N_, _, language, number
from fiche.model import TABLES, TableName, label
from fiche.web import entry
from fiche.web.show import md
from fiche.web.tables import Shown, table

EXCEL, HERE, UNSAID = N_("Excel"), N_("L’application"), N_("À choisir")
WHY = {
    "computed": N_("Cellule calculée : la formule a été remplacée ; l’application recalcule"),
    "parts": N_(
        "Facture payable en plusieurs fois : ses montants et son échéance se changent dans l’application"
    ),
    "converted": N_("Montant converti dans une autre devise"),
    "implied": N_("Paiement déduit de sa facture : changez la facture"),
    "unreadable": N_("Valeur qui ne convient pas au champ"),
    "gone": N_("La ligne n’est plus dans l’application"),
    "extra": N_("Colonne propre à votre fichier : changez-la dans ce fichier, puis chargez-le de nouveau"),
    "known": N_("Ligne que l’application a déjà"),
    "amounts": N_("Montants qui ne vont pas ensemble sur cette pièce"),
}


def names_of(found: Back) -> dict[str, str]:
    rows = found.record.present.clients.select("client_id", "name").iter_rows()
    return {client: name or client for client, name in rows}


def _field(f: Field, names: dict[str, str]) -> dict[str, object]:
    """A field's line."""
    declared = TABLES[f.table].by_name[f.column]
    return {
        "client": names.get(f.client_id, f.client_id),
        "element": label(TABLES[f.table], language())
        + ("" if f.table == "clients" else f" · {_element(f.record)}"),
        "field": label(declared, language()),
        "before": _said(f.table, f.column, f.before),
        "excel": _said(f.table, f.column, f.excel),
        "now": _said(f.table, f.column, f.now),
    }


def _element(record: str) -> str:
    return record.rsplit("\x1f", maxsplit=1)[-1] or record.split("\x1f", maxsplit=1)[0]


def _said(name: TableName, column: str, text: str | None) -> str:
    if column == "kind" and text in KINDS:
        return KINDS[text][language()]
    return entry.shown(TABLES[name].by_name[column], text) or MISSING


_HEADS = {
    "client": N_("Client"), "element": N_("Élément"), "field": N_("Champ"), "before": N_("À l’export"), "excel": N_("Dans Excel"), "now": N_("Dans l’application"),
    "place": N_("Cellule"),
}  # fmt: skip


def _editor(rows: Sequence[dict[str, object]], chosen: str, column: Any, key: str) -> list[object]:
    """The lines with a column to choose in; what it holds for each."""
    frame = pd.DataFrame(list(rows))
    heads: dict[str, Any] = {name: _(_HEADS[name]) for name in frame.columns if name in _HEADS}
    fixed = [name for name in frame.columns if name != chosen]
    edited = st.data_editor(
        frame, hide_index=True, disabled=fixed, column_config={**heads, chosen: column}, key=key, width="stretch",
    )  # fmt: skip
    return list(edited[chosen])


def changes_block(fields: Sequence[Field], names: dict[str, str], name: str) -> list[Field]:
    """What changed in Excel alone: taken unless the reader says otherwise."""
    if not fields:
        return []
    title = (
        _("1 champ modifié dans Excel")
        if len(fields) == 1
        else _("{n} champs modifiés dans Excel").format(n=number(len(fields)))
    )
    st.markdown(f"**{title}**")
    rows = [{"keep": True, **{k: v for k, v in _field(f, names).items() if k != "now"}} for f in fields]
    kept = _editor(
        rows, "keep", st.column_config.CheckboxColumn(_("À reprendre"), pinned=True), f"back_changes_{name}"
    )
    return [f for f, keep in zip(fields, kept, strict=True) if keep]


def conflicts_block(fields: Sequence[Field], names: dict[str, str], name: str) -> list[Field]:
    """What changed on both sides: the reader chooses; nothing chosen leaves what the application says."""
    if not fields:
        return []
    title = (
        _(
            "1 champ a changé des deux côtés : choisissez ce qui vaut. Sans choix, la valeur de l’application reste."
        )
        if len(fields) == 1
        else _(
            "{n} champs ont changé des deux côtés : choisissez ce qui vaut. Sans choix, la valeur de l’application reste."
        ).format(n=number(len(fields)))
    )
    st.warning(title, icon=":material/compare_arrows:")
    rows = [{"keep": _(UNSAID), **_field(f, names)} for f in fields]
    options = [_(UNSAID), _(EXCEL), _(HERE)]
    column = st.column_config.SelectboxColumn(_("À garder"), options=options, pinned=True, required=True)
    kept = _editor(rows, "keep", column, f"back_conflicts_{name}")
    return [f for f, keep in zip(fields, kept, strict=True) if keep == _(EXCEL)]


def added_block(rows: Sequence[Added], names: dict[str, str], name: str) -> list[Added]:
    """The rows typed in Excel: made unless the reader says otherwise, but those that lack something."""
    possible = [row for row in rows if not row.refusal]
    wrong = [row for row in rows if row.refusal]
    if wrong:
        said = [f"- {md(row.place)} · {md(row.refusal)}" for row in wrong[:20]]
        st.warning(
            _("Lignes ajoutées qui ne peuvent pas être reprises :") + "\n" + "\n".join(said),
            icon=":material/rule:",
        )
    if not possible:
        return []
    title = (
        _("1 ligne ajoutée dans Excel")
        if len(possible) == 1
        else _("{n} lignes ajoutées dans Excel").format(n=number(len(possible)))
    )
    st.markdown(f"**{title}**")
    lines = [
        {
            "keep": True,
            "client": names.get(a.row.client_id or "", a.row.client_id or _("Nouveau client")),
            "element": label(TABLES[a.row.table], language()),
            "excel": " · ".join(_said(a.row.table, c, v) for c, v in a.row.values.items()),
            "place": a.place,
        }
        for a in possible
    ]
    kept = _editor(
        lines, "keep", st.column_config.CheckboxColumn(_("Ajouter"), pinned=True), f"back_added_{name}"
    )
    return [a for a, keep in zip(possible, kept, strict=True) if keep]


def removed_block(rows: Sequence[Removed], names: dict[str, str], name: str) -> list[Removed]:
    """The rows that Excel no longer has: archived only when the reader says so."""
    possible = [row for row in rows if row.possible]
    if count := len(rows) - len(possible):
        words = _(
            "Factures, avoirs ou paiements lus dans un fichier et retirés du classeur : {n}. Ils restent, car leurs montants viennent du fichier."
        )
        st.caption(words.format(n=number(count)))
    if not possible:
        return []
    title = (
        _("1 ligne retirée dans Excel")
        if len(possible) == 1
        else _("{n} lignes retirées dans Excel").format(n=number(len(possible)))
    )
    st.markdown(f"**{title}**  \n:small[{_('Cochez celles à archiver ; les autres restent.')}]")
    if any(r.table == "clients" for r in possible):
        st.caption(
            _(
                "Un client archivé quitte la liste et les alertes ; ses documents restent dans les chiffres, et il peut être rétabli depuis sa fiche."
            )
        )
    lines = [
        {
            "keep": False,
            "client": names.get(r.client_id, r.client_id),
            "element": label(TABLES[r.table], language()),
            "before": r.words,
        }
        for r in possible
    ]
    kept = _editor(
        lines, "keep", st.column_config.CheckboxColumn(_("Archiver"), pinned=True), f"back_removed_{name}"
    )
    return [r for r, keep in zip(possible, kept, strict=True) if keep]


def told_block(since: Sequence[Field], ignored: Sequence[Ignored], name: str, found: Back) -> None:
    """What asks for nothing: changed here alone, and the cells that are not brought back."""
    if since:
        names = names_of(found)
        title = _("Modifié dans l’application depuis l’export, pas dans Excel : {n}").format(
            n=number(len(since))
        )
        with st.expander(title, icon=":material/update:"):
            columns = [Shown(c, _(_HEADS[c])) for c in ("client", "element", "field", "before", "now")]
            table(
                pd.DataFrame([_field(f, names) for f in since]), columns, key=f"back_since_{name}", empty=""
            )
    if ignored:
        title = _("Cellules changées qui ne sont pas reprises : {n}").format(n=number(len(ignored)))
        with st.expander(title, icon=":material/do_not_disturb_on:"):
            rows = [{"place": i.place, "why": _(WHY[i.why]), "value": i.value or MISSING} for i in ignored]
            columns = [
                Shown("place", _("Cellule")),
                Shown("value", _("Dans Excel")),
                Shown("why", _("Pourquoi")),
            ]
            table(pd.DataFrame(rows), columns, key=f"back_ignored_{name}", empty="")
    if found.stamp.kind != "blank":
        st.caption(
            _(
                "La date d’arrêté, les seuils et les taux changés dans Excel ne sont pas repris : la page Réglages les change pour tous."
            )
        )
