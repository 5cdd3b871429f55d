"""The record: imports as they came, in SQLite or PostgreSQL, each in one transaction; it computes no figure."""

from fiche.store.store import Store
from fiche.store.terms import Import, Terms
from fiche.store.work import SettingChange

__all__ = ["Import", "SettingChange", "Store", "Terms"]
