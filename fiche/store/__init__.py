"""The record: imports as they came, in SQLite or PostgreSQL, each in one transaction; it computes no figure."""

from fiche.store.store import Import, Store, Terms

__all__ = ["Import", "Store", "Terms"]
