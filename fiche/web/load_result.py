"""The last step of an import: what will change, in counts and then in detail, and the two ways to keep it."""

from typing import Any

import streamlit as st

from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.i18n import _, number
from fiche.web import load_state
from fiche.web.load_difference import difference_step
from fiche.web.page import PAGES, UNDO, kept_in_url
from fiche.web.quality_view import findings_block, rows_sentence, set_aside_block
from fiche.web.show import md


def result_step(load: load_state.Load) -> None:
    """What the files give as matched now, and the buttons."""
    st.subheader(_("2. Ce qui va être chargé"), anchor=False)
    with st.spinner(_("Vérification des lignes…")):
        outcome = load.outcome()
    if isinstance(outcome, MatchingRefused):
        st.warning(md(outcome.message), icon=":material/warning:")
        if outcome.code == "collective_account":
            st.button(
                _("Prendre les noms trouvés dans les libellés"),
                key="names_from_labels",
                icon=":material/person_search:",
                help=_("Le client de chaque ligne devient le nom lu dans son libellé. Rien n’est enregistré : vous voyez d’abord ce que cela donne."),
                on_click=load.names_from_labels,
            )  # fmt: skip
        _choose_company(load, outcome.details.get("companies", ()))
        return
    if load.company:
        st.caption(
            _("Seule l’entreprise {siren} est chargée ; les fichiers des autres sont mis de côté.").format(
                siren=load.company
            )
        )
    st.markdown(_counts(outcome.dataset))
    st.markdown(rows_sentence(outcome.dataset))
    set_aside_block(outcome.dataset, expanded=False)
    findings_block(outcome.points)
    difference_step(load, outcome)
    _buttons(load, outcome)


def _choose_company(load: load_state.Load, companies: Any) -> None:
    """A button for each company that the files are of."""
    for siren, name in companies:
        st.button(
            _("Charger {siren} : {name}").format(siren=siren, name=md(name)),
            key=f"company_{siren}",
            icon=":material/domain:",
            on_click=load.choose_company,
            args=(siren,),
        )


def _counts(dataset: Dataset) -> str:
    """How many clients, invoices, credit notes and payments, and balances brought forward, which are neither."""
    brought = len(dataset.documents) - dataset.documents["opening"].null_count()
    sold = dataset.documents.filter(dataset.documents["opening"].is_null())
    invoices = int((sold["kind"] == "invoice").sum())
    said = [
        _counted(len(dataset.clients), _("**1** client"), _("**{n}** clients")),
        _counted(invoices, _("**1** facture"), _("**{n}** factures")),
        _counted(len(sold) - invoices, _("**1** avoir"), _("**{n}** avoirs")),
        _counted(len(dataset.payments), _("**1** paiement"), _("**{n}** paiements")),
    ]
    if brought:
        said.append(_counted(brought, _("**1** solde repris"), _("**{n}** soldes repris")))
    return ", ".join(said) + "."


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(n=number(count))


def _buttons(load: load_state.Load, outcome: load_state.Outcome) -> None:
    words = _("Mettre à jour") if load.updates(outcome) else _("Enregistrer")
    with st.container(horizontal=True):
        save = st.button(words, type="primary", icon=":material/save:", key="save")
        attempt = st.button(_("Essayer sans enregistrer"), icon=":material/science:", key="try")
    if save or attempt:
        with st.spinner(_("Enregistrement…") if save else _("Ouverture…")):
            made = load_state.keep(load, outcome, trial=attempt)
        st.session_state[UNDO] = None if attempt else made
        st.switch_page(PAGES["portfolio"], query_params=kept_in_url())
