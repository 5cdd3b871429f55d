"""The workbooks to take away: the blank model to fill in and load again; it fills none itself."""

import streamlit as st

from fiche.i18n import _, language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def templates_page() -> None:
    """What the blank model is for, and the button."""
    tongue = language()

    def make() -> bytes:
        from fiche.excel.blank import blank_workbook

        return blank_workbook(tongue)

    st.markdown(
        _(
            "Le modèle vierge contient une feuille par tableau : clients, factures, paiements, contacts, adresses, échanges, litiges.\n\n"
            "Remplissez ce que vous avez, laissez le reste vide, puis déposez-le sur la page Importer : toutes ses colonnes sont reconnues.\n\n"
            "La fiche d’un client, avec ses formules, se télécharge depuis sa page."
        )
    )
    st.download_button(
        _("Télécharger le modèle vierge"),
        make,
        _("modele-fichier-client.xlsx"),
        XLSX,
        key="blank_model",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )
