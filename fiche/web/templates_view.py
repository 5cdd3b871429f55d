"""The workbooks to take away: the client file, the sheets and the statements of all clients, the blank models; it computes no figure."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from fiche.analysis import Filters
from fiche.i18n import _, day, language, number
from fiche.web import own_draft
from fiche.web.downloads import file_name, workbook_button
from fiche.web.exports_view import begin_button, exports_block
from fiche.web.own_templates_list import own_templates
from fiche.web.page import Context
from fiche.web.portfolio_view_filters import filters
from fiche.web.show import size

# What a file weighs, roughly: bytes a document, a client, a statement, a blank sheet.
_PER_DOCUMENT, _PER_CLIENT, _PER_STATEMENT, _PER_BLANK = 380, 60_000, 9_500, 120_000


def templates_page(ctx: Context) -> None:
    """What can be taken away, then what was prepared."""
    if own_draft.current() is not None:
        own_templates(ctx, [], Filters())
        return
    if ctx.portfolio.empty:
        st.info(
            _("Aucun fichier client n’est chargé : seuls les modèles vierges et les vôtres sont proposés."),
            icon=":material/inbox:",
        )
        own_templates(ctx, [], Filters())
    else:
        _company(ctx)
    _blank(ctx)
    exports_block(ctx)


def _company(ctx: Context) -> None:
    """The files made of the company's own data, for the clients that the filters leave."""
    st.subheader(_("Avec vos données, au {day}").format(day=day(ctx.as_of)), anchor=False)
    where, currency = filters(ctx)
    clients, documents = _counts(ctx, where)
    where = replace(where, currency=currency) if ctx.portfolio.currency is None else where
    with _line(
        _("Le fichier client"),
        _(
            "Tous les clients avec leurs indicateurs, les factures, les paiements, la balance âgée, les segments et un tableau de bord. Les formules suivent la date et les seuils que vous changez dans Excel."
        ),
        _("{clients}, environ {size}").format(
            clients=_clients(len(clients)), size=size(documents * _PER_DOCUMENT)
        ),
    ):
        title = _("Fichier client")
        begin_button(ctx, _("Préparer le classeur"), "export_file", "file", title, where=where)
        with st.popover(_("Autres formes"), type="tertiary"):
            st.caption(_("Les mêmes listes sans formule, sans limite de lignes, dans un .zip : CSV pour un tableur, Parquet pour un autre logiciel."))  # fmt: skip
            begin_button(ctx, _("Préparer en CSV"), "export_csv", "csv", _("Fichier client CSV"), where=where)
            begin_button(
                ctx,
                _("Préparer en Parquet"),
                "export_parquet",
                "parquet",
                _("Fichier client Parquet"),
                where=where,
            )
    with _line(
        _("Les fiches Excel des clients"),
        _(
            "Une fiche par client, avec ses formules, réunies dans un .zip. La page Clients permet de n’en prendre que certaines."
        ),
        _("{clients}, environ {size}").format(
            clients=_clients(len(clients)), size=size(len(clients) * _PER_CLIENT)
        ),
    ):
        begin_button(
            ctx, _("Préparer les fiches"), "export_sheets", "sheets", _("Fiches clients"), clients=clients
        )
    with _line(
        _("Les relevés de compte"),
        _(
            "Ce qui reste à payer, les avoirs et acomptes à déduire, le solde : un relevé d’une page A4 pour chaque client qui doit ou à qui l’on doit quelque chose, réunis dans un .zip."
        ),
        _("{clients} au plus, environ {size} par relevé").format(
            clients=_clients(len(clients)), size=size(_PER_STATEMENT)
        ),
    ):
        begin_button(
            ctx,
            _("Préparer les relevés"),
            "export_statements",
            "statements",
            _("Relevés de compte"),
            clients=clients,
        )
    own_templates(ctx, clients, where)


def _counts(ctx: Context, where: Filters) -> tuple[list[str], int]:
    """The clients that pass the filters, and how many documents they have."""
    people = ctx.portfolio.clients(ctx.as_of, where)
    return sorted(people["client_id"]), int(people["documents"].sum())


def _clients(count: int) -> str:
    return _("1 client") if count == 1 else _("{n} clients").format(n=number(count))


def _blank(ctx: Context) -> None:
    """The models to fill in and load."""
    from fiche.excel import blank

    st.subheader(_("Modèles vierges, à remplir"), anchor=False)
    tongue = language()
    models: tuple[tuple[str, str, str, Callable[[str], bytes], str], ...] = (
        (
            "blank_model",
            _("Le fichier client"),
            _(
                "Une feuille par tableau : clients, factures, paiements, contacts, adresses, échanges, litiges, promesses. Remplissez ce que vous avez, puis déposez-le sur la page Importer : toutes ses colonnes sont reconnues."
            ),
            blank.blank_workbook,
            _("Modèle fichier client"),
        ),
        (
            "blank_transactions",
            _("Factures et paiements"),
            _(
                "Deux feuilles seulement, pour ajouter des factures et des règlements à des clients déjà chargés."
            ),
            blank.blank_transactions,
            _("Modèle factures et paiements"),
        ),
    )
    for key, title, words, make, name in models:
        content = make(tongue)
        with _line(title, words, size(len(content))):
            workbook_button(_("Télécharger"), content, file_name(name), key)
    settings, as_of = ctx.portfolio.settings, ctx.as_of
    with _line(
        _("Une fiche client"),
        _(
            "La fiche Excel d’un client, vide : les chiffres se calculent à mesure que vous tapez factures et paiements. Déposée sur la page Importer, elle crée le client."
        ),
        size(_PER_BLANK),
    ):
        workbook_button(
            _("Télécharger"),
            lambda: blank.blank_sheet(settings, as_of, tongue),
            file_name(_("Modèle fiche client")),
            "blank_sheet",
        )


def _line(title: str, words: str, about: str) -> "st.delta_generator.DeltaGenerator":
    """A box that says what a file is and what it weighs; its buttons go in what is returned."""
    with st.container(border=True):
        st.markdown(f"**{title}**  \n{words}  \n:small[{about}]")
        return st.container()
