"""What an import would change in the record: counts, fields one by one, invoices that are gone, corrections that the files contradict; it writes nothing."""

import pandas as pd
import streamlit as st

from fiche.dataset import Dataset
from fiche.i18n import MISSING, N_, _, language, money, number
from fiche.merging import Counts, Difference
from fiche.model import TABLES, label
from fiche.web.load_state import Load, Outcome
from fiche.web.tables import Shown, download, table

MODES = {
    "update": N_("Mettre à jour le portefeuille actuel"),
    "replace": N_("Repartir de ces fichiers seuls"),
}
ABSENT = {
    "outside": N_("Le fichier ne les contient pas : c’est un extrait"),
    "paid": N_("Elles ont été payées depuis"),
}
MINE, THEIRS = N_("Votre correction"), N_("La valeur du fichier")
SHOWN = 500


def difference_step(load: Load, outcome: Outcome) -> None:
    """The third step; nothing of it when the record is empty."""
    found = outcome.difference
    if found is None:
        return
    st.subheader(_("3. Ce qui change dans le portefeuille"), anchor=False)
    _choose_mode(load, outcome)
    if not load.updates(outcome):
        st.caption(_("Les données actuelles sont remplacées. Vous pourrez annuler : rien n’est effacé."))
        return
    if found.nothing and not len(found.open):
        st.info(_("Ces fichiers n’apprennent rien de nouveau : tout y est déjà connu, à l’identique."))
        return
    _counts(found)
    _fields(found, outcome)
    _news(found)
    _absent_invoices(load, found)
    _conflicts(load, outcome)


def _choose_mode(load: Load, outcome: Outcome) -> None:
    current = "update" if load.updates(outcome) else "replace"
    assert outcome.difference is not None
    share = outcome.difference.known_share
    chosen = st.radio(
        _("Que faire de ces fichiers ?"),
        list(MODES),
        index=list(MODES).index(current),
        format_func=lambda m: _(MODES[m]),
        captions=[
            _("{n} des clients du fichier sont déjà connus.").format(
                n=f"{share:.0%}".replace("%", "\u00a0%")
            ),
            _("Ce qui n’est pas dans ces fichiers sort du portefeuille."),
        ],
        key=f"mode_{load.version}",
    )
    if chosen != current:
        load.mode = chosen
        st.rerun()


def _counts(found: Difference) -> None:
    """One line a table that has anything to say."""
    rows = [
        {
            "what": label(TABLES[name], language()),
            "new": c.new,
            "changed": c.changed,
            "same": c.same,
            "absent": c.absent,
        }
        for name, c in found.counts.items()
        if c != Counts(0, 0, 0, c.absent)
    ]
    columns = [
        Shown("what", _("Tableau"), pinned=True),
        Shown("new", _("Nouveaux"), "count"),
        Shown("changed", _("Modifiés"), "count"),
        Shown("same", _("Inchangés"), "count"),
        Shown("absent", _("Absents du fichier"), "count", help=_("Ils restent dans le portefeuille.")),
    ]
    table(pd.DataFrame(rows), columns, key="difference_counts", empty="")


def _names(*datasets: Dataset | None) -> dict[str, str]:
    return {
        i: n for d in datasets if d is not None for i, n in d.clients.select("client_id", "name").iter_rows()
    }


def _fields(found: Difference, outcome: Outcome) -> None:
    """Every field that changes, with both values."""
    if found.changes.is_empty():
        return
    names = _names(outcome.merged)
    rows = [
        {
            "client": names.get(r["client_id"], r["client_id"]),
            "table": label(TABLES[r["table"]], language()),
            "record": r["record"].split("\x1f")[-1],
            "field": label(TABLES[r["table"]].by_name[r["column"]], language()),
            "before": r["before"],
            "after": r["after"],
        }
        for r in found.changes.iter_rows(named=True)
    ]
    frame = pd.DataFrame(rows)
    columns = [
        Shown("client", _("Client"), pinned=True),
        Shown("table", _("Tableau")),
        Shown("record", _("Élément")),
        Shown("field", _("Champ")),
        Shown("before", _("Avant")),
        Shown("after", _("Après")),
    ]
    title = _("1 champ modifié") if len(rows) == 1 else _("{n} champs modifiés").format(n=number(len(rows)))
    with st.expander(title, icon=":material/difference:"):
        table(frame.head(SHOWN), columns, key="difference_fields", empty="")
        download(frame, columns, _("Champs modifiés"), "difference_fields_download", None, figures=False)


def _news(found: Difference) -> None:
    """The new clients by name."""
    new = found.new["clients"].select("client_id", "name", "city")
    if new.is_empty():
        return
    title = _("1 nouveau client") if len(new) == 1 else _("{n} nouveaux clients").format(n=number(len(new)))
    with st.expander(title, icon=":material/person_add:"):
        columns = [Shown("client_id", _("N°")), Shown("name", _("Client")), Shown("city", _("Ville"))]
        table(new.head(SHOWN).to_pandas(), columns, key="difference_new", empty="")


def _absent_invoices(load: Load, found: Difference) -> None:
    """The question that only the reader can answer, asked when it matters and remembered."""
    if found.open.is_empty():
        return
    currencies = found.open["currency"].drop_nulls().unique().to_list() or ["EUR"]
    amount = money(found.open["rest"].sum(), currencies[0]) if len(currencies) == 1 else MISSING
    count = (
        _("1 facture ouverte n’est plus dans le fichier, pour {amount}.").format(amount=amount)
        if len(found.open) == 1
        else _("{n} factures ouvertes ne sont plus dans le fichier, pour {amount}.").format(
            n=number(len(found.open)), amount=amount
        )
    )
    st.warning(count, icon=":material/help:")
    chosen = st.radio(
        _("Que veut dire leur absence ?"),
        list(ABSENT),
        index=list(ABSENT).index(load.answer()),
        format_func=lambda a: _(ABSENT[a]),
        help=_(
            "Votre réponse est proposée la prochaine fois. Payées : elles le sont au jour de ce chargement, et c’est dit sur la fiche."
        ),
        key=f"absent_{load.version}",
    )
    load.absent = "paid" if chosen == "paid" else "outside"
    with st.expander(_("Voir ces factures")):
        columns = [
            Shown("document_id", _("N°")),
            Shown("client_id", _("Client")),
            Shown("date", _("Date"), "date"),
            Shown("due_date", _("Échéance"), "date"),
            Shown("rest", _("Reste dû"), "money"),
        ]
        table(
            found.open.head(SHOWN).to_pandas(),
            columns,
            key="difference_open",
            empty="",
            currency=currencies[0],
        )


def _conflicts(load: Load, outcome: Outcome) -> None:
    """The corrections made here that the files contradict, with both values; what is not chosen stays as corrected."""
    if not outcome.conflicts:
        return
    st.warning(
        _("Des corrections faites ici ne s’accordent plus avec le fichier. Choisissez ce qui vaut."),
        icon=":material/compare_arrows:",
    )
    names = _names(outcome.merged)
    rows = [
        {
            "client": names.get(c.edit.record.split("\x1f")[0], c.edit.record),
            "field": label(TABLES[c.edit.table].by_name[c.edit.column], language()),
            "before": c.edit.before or MISSING,
            "mine": c.edit.value or MISSING,
            "theirs": c.file_value or MISSING,
            "keep": _(THEIRS) if c.edit.id in load.given_up else _(MINE),
        }
        for c in outcome.conflicts
    ]
    edited = st.data_editor(
        pd.DataFrame(rows),
        hide_index=True,
        disabled=["client", "field", "before", "mine", "theirs"],
        column_config={
            "client": _("Client"),
            "field": _("Champ"),
            "before": _("Ancienne valeur du fichier"),
            "mine": _(MINE),
            "theirs": _(THEIRS),
            "keep": st.column_config.SelectboxColumn(
                _("À garder"), options=[_(MINE), _(THEIRS)], required=True
            ),
        },
        key=f"conflicts_{load.version}",
    )
    taken = [
        c.edit.id for c, keep in zip(outcome.conflicts, edited["keep"], strict=True) if keep == _(THEIRS)
    ]
    load.given_up = frozenset(taken)
