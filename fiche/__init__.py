"""Fiche: the client cockpit. This package never starts a server on import."""

__version__ = "0.1.0"
