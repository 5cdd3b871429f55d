"""The blank model that a company fills in and loads again: its headers are the model's labels, so that every column is recognised."""

from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates"


def blank_transactions(language: str = "fr") -> bytes:
    """The same with the sheets for invoices and payments alone, for a company whose clients are loaded already."""
    return (_TEMPLATES / f"transactions_{'en' if language == 'en' else 'fr'}.xlsx").read_bytes()


def blank_workbook(language: str = "fr") -> bytes:
    """The blank model, «fr» or «en» (any other language: French): sheets for clients, invoices, payments, contacts, addresses, interactions,
    disputes, and a notice. Built by fiche.excel.build."""
    return (_TEMPLATES / f"blank_{'en' if language == 'en' else 'fr'}.xlsx").read_bytes()
