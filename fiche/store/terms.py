"""What an import is once kept, and how one is to be kept; it keeps none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from fiche.edits import Edit
from fiche.matches import Choice
from fiche.merging import Absent


@dataclass(frozen=True)
class Terms:
    """How an import is kept: see Import for `mode` and `absent`. `given_up`: the corrections (ids) that the files' values replace; `kept`: those made
    again over the files' new values; `choices`: what the reader decided for the headers."""

    mode: str = "replace"
    absent: Absent = "outside"
    given_up: tuple[int, ...] = ()
    kept: tuple[Edit, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class Import:
    """One import as it was made. `made_at` is UTC; `active`: not undone. `mode`: «replace» begins the portfolio anew, «update» is laid over what is
    there; `absent`: whether the open invoices that it does not hold are «paid» or just «outside» the extract."""

    id: int
    made_at: dt.datetime
    loaded_on: dt.date
    files: tuple[str, ...]
    rows_in_file: int
    rows_loaded: int
    active: bool
    mode: str = "replace"
    absent: Absent = "outside"
