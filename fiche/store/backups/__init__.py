"""A record in one file that can be trusted: written by the engine's own tools, read again, counted and compared; and brought back the same way."""

from fiche.store.backups.container import Count, Manifest
from fiche.store.backups.restoring import Plan, Restored, opened, restore
from fiche.store.backups.rotation import rotate
from fiche.store.backups.writing import Backup, backup

__all__ = ["Backup", "Count", "Manifest", "Plan", "Restored", "backup", "opened", "restore", "rotate"]
