"""Accounting entries (FEC, general ledger) to what they say of clients: invoices, credit notes, payments and what each one pays; it reads no file."""

from fiche.checking.entries.derived import Terms, derived

__all__ = ["Terms", "derived"]
