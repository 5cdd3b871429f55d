"""Which system wrote a sheet, told from its headers: one system a file, each exposing SOURCE; it opens no file and loads nothing."""

from fiche.sources.source import Export, Recognised, Source, recognise, sources

__all__ = ["Export", "Recognised", "Source", "recognise", "sources"]
