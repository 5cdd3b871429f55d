"""The record: imports as they came and what people do over them, in SQLite or PostgreSQL, each in one transaction; it computes no figure."""

from fiche.store import (  # their tables are part of the record
    tables_audit,
    tables_connections,
    tables_people,
    tables_saved,
    tables_templates,
)
from fiche.store.history import Wanted
from fiche.store.store import Store
from fiche.store.terms import Import, Terms
from fiche.store.work import SettingChange

__all__ = [
    "Import",
    "SettingChange",
    "Store",
    "Terms",
    "Wanted",
    "tables_audit",
    "tables_connections",
    "tables_people",
    "tables_saved",
    "tables_templates",
]
