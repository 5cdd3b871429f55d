"""Odoo's lists put together into sheets: clients, contacts, addresses, documents, lines, payments; it checks none."""

from fiche.connectors.gather import Gathered
from fiche.connectors.odoo_clients import Clients
from fiche.connectors.odoo_documents import Documents
from fiche.connectors.odoo_lists import Lists


def assemble(gathered: Gathered) -> None:
    """Every sheet of an Odoo connection."""
    lists = Lists(gathered)
    lists.read()
    Clients(lists).write()
    Documents(lists).write()
