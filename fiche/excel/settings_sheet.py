"""The sheet that goes with figures: every setting in force, in words, those that differ from the default marked; it computes nothing."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from fiche.analysis.setting_words import COLUMNS, listed
from fiche.analysis.settings import Settings
from fiche.excel.table import Sheet
from fiche.i18n import _, day


def settings_sheet(settings: Settings, as_of: dt.date | None = None, selection: Sequence[str] = ()) -> Sheet:
    """A row a setting, a row a half-year or exchange rate; first the date of the figures, where there is one, and the clients chosen, each filter in words."""
    rows = listed(settings)
    if as_of is not None:
        first = {"group": _("Date"), "title": _("Date d’arrêté"), "value": day(as_of)}
        rows.insert(0, dict.fromkeys(COLUMNS, "") | first)
    for words in reversed(selection):
        chosen = {"group": _("Clients"), "title": _("Filtre appliqué"), "value": words}
        rows.insert(0, dict.fromkeys(COLUMNS, "") | chosen)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String))
    headers = {name: _(label) for name, label in COLUMNS.items()}
    return Sheet(frame, headers, _("Paramètres"), dict.fromkeys(COLUMNS, "long"))
