"""The blank models that a company fills in and loads again: its headers are the model's labels, so that every column is recognised."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl

from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.dataset import blank
from fiche.excel.contents import gather
from fiche.excel.sheet import filled
from fiche.excel.stamp import Stamp
from fiche.i18n import speaking
from fiche.model import schema

_TEMPLATES = Path(__file__).parent / "templates"
_ROOM = 55  # rows of each list to type in, beyond the usual spare ones


def blank_transactions(language: str = "fr") -> bytes:
    """The same with the sheets for invoices and payments alone, for a company whose clients are loaded already."""
    return (_TEMPLATES / f"transactions_{'en' if language == 'en' else 'fr'}.xlsx").read_bytes()


def blank_workbook(language: str = "fr") -> bytes:
    """The blank model, «fr» or «en» (any other language: French): sheets for clients, invoices, payments, contacts, addresses, interactions,
    disputes, and a notice. Built by fiche.excel.build."""
    return (_TEMPLATES / f"blank_{'en' if language == 'en' else 'fr'}.xlsx").read_bytes()


def blank_sheet(settings: Settings, as_of: dt.date, language: str = "fr") -> bytes:
    """A client's sheet with nobody on it: its formulas compute as one types, with `settings` at `as_of`; it comes back as a new client."""
    language = "en" if language == "en" else "fr"
    nothing = blank(as_of)
    nobody = pl.DataFrame([{"client_id": ""}], schema=schema("clients"))
    portfolio = Portfolio(
        replace(nothing, tables={**nothing.tables, "clients": nobody}), replace(settings, convert_to=None)
    )
    with speaking(language):
        contents = gather(portfolio, "", as_of)
        stamp = Stamp("blank", None, as_of)
        return filled(replace(contents, alerts=[], stamp=stamp, room=_ROOM), language)
