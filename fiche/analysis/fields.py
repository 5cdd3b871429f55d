"""Everything by which clients can be chosen or grouped: computed classes, indicators, the file's columns, those nobody recognised too; it chooses nobody."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from fiche.analysis.copy import Copy
from fiche.analysis.evaluate import grouped
from fiche.analysis.frames import Frames
from fiche.analysis.metric import metrics
from fiche.analysis.people import People
from fiche.checking.values import parse
from fiche.columns import Column, ColumnType
from fiche.i18n import N_, _, language
from fiche.model import TABLES, label
from fiche.reading.raw import Kind as CellKind
from fiche.reading.raw import RawColumn

Kind = Literal["text", "money", "percent", "points", "days", "count", "number", "date", "flag"]
Source = Literal["computed", "indicator", "file", "other"]
COMPUTED = {"status_computed": N_("Statut calculé"), "abc": N_("Classe"), "segment": N_("Segment")}
OTHER = "extra:"  # what the code of a column that nobody recognised begins with; its header follows
NUMERIC = 0.9  # of the cells filled in, for a column of texts to be one of numbers
_KINDS: dict[ColumnType, Kind] = {
    "code": "text", "text": "text", "money": "money", "rate": "percent", "number": "number", "integer": "count", "date": "date", "flag": "flag",
}  # fmt: skip
_NUMBER = Column("", "number", "", "")
# Written in the file as digits, and no quantity: a code keeps its zeros.
_CODE = r"^0\d"


@dataclass(frozen=True)
class Field:
    """`code`: a computed class, an indicator, a column of the clients, or OTHER and a header of the file. `kind`: what its values are."""

    code: str
    kind: Kind
    source: Source

    @property
    def label(self) -> str:
        """What it is called, in the reader's language; a header as the file writes it."""
        return field_name(self.code)


def field_name(code: str) -> str:
    """What a field is called, in the reader's language, whether the file has it or not."""
    if code.startswith(OTHER):
        return code.removeprefix(OTHER)
    if code in COMPUTED:
        return _(COMPUTED[code])
    if code in metrics():
        return metrics()[code].label
    declared = TABLES["clients"].by_name.get(code)
    if code == "status":
        return _("Statut du fichier")
    return label(declared, language()) if declared else code


class Fields:
    """The fields of one portfolio. `people`: everyone at a date and currency; `classes`: [client_id, abc, segment] of everyone, likewise."""

    def __init__(
        self,
        frames: Frames,
        copy: Copy,
        people: Callable[[dt.date, str | None], People],
        classes: Callable[[dt.date, str | None], pl.DataFrame],
    ) -> None:
        self._frames, self._copy, self._people, self._classes = frames, copy, people, classes

    @cached_property
    def listed(self) -> dict[str, Field]:
        """Every field by code: computed, indicators, then the columns that the file fills in, those nobody recognised last."""
        clients = self._frames.clients
        found = [Field(code, "text", "computed") for code in COMPUTED]
        found += [
            Field(m.code, m.unit, "indicator")
            for m in metrics().values()
            if m.sql and m.scope != "portfolio" and m.code != "clients"
        ]
        found += [
            Field(column.name, _KINDS[column.type], "file")
            for column in TABLES["clients"]
            if clients[column.name].null_count() < len(clients)
        ]
        found += [
            Field(OTHER + header, "text" if texts.dtype == pl.String else "number", "other")
            for header, texts in self._others.items()
        ]
        return {each.code: each for each in found}

    def values(self, code: str, as_of: dt.date, currency: str | None) -> pl.DataFrame:
        """[client_id, value] of every client: a String, an exact Decimal, a Float64, an Int64, a Date or a Boolean; null where there is none."""
        make = lambda: self._made(code, as_of, currency)  # noqa: E731 - asked at once
        found: pl.DataFrame = self._copy.remembered(as_of, currency, f"field {code}", make)
        return found

    def words(self, code: str) -> list[str]:
        """The texts that a column of the file holds, sorted."""
        return sorted(self._file(code).drop_nulls().unique().to_list())

    def _made(self, code: str, as_of: dt.date, currency: str | None) -> pl.DataFrame:
        field = self.listed[code]
        if code in ("abc", "segment"):
            return self._classes(as_of, currency).select("client_id", pl.col(code).alias("value"))
        if field.source in ("file", "other"):
            return self._frames.clients.select("client_id", self._file(code).alias("value"))
        people = self._people(as_of, currency)
        if code in people.rows.columns:
            return people.rows.select("client_id", pl.col(code).alias("value"))
        with self._copy.at(as_of, currency) as cursor:
            found = grouped(cursor, (code,), "client_id").rename({code: "value"})
        if people.currency is None and metrics()[code].adds_amounts:
            return found.with_columns(pl.lit(None, dtype=found.schema["value"]).alias("value"))
        return found

    def _file(self, code: str) -> pl.Series:
        """A column of the clients, in their order."""
        if code.startswith(OTHER):
            return self._others[code.removeprefix(OTHER)]
        return self._frames.clients[code]

    @cached_property
    def _others(self) -> dict[str, pl.Series]:
        """The columns that nobody recognised by header, in the order of the file: numbers as Float64 where nearly all of them are, else texts."""
        rows = [json.loads(text) if text else {} for text in self._frames.clients["extra"]]
        headers = dict.fromkeys(header for row in rows for header in row)
        return {
            str(h): _typed(pl.Series([_text(row.get(h)) for row in rows], dtype=pl.String)) for h in headers
        }


def _text(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _typed(texts: pl.Series) -> pl.Series:
    """Numbers, where nearly every cell that is filled in holds one and none is a code with its zeros."""
    filled = len(texts) - texts.null_count()
    if not filled or bool(texts.str.contains(_CODE).any()):
        return texts
    kinds = texts.is_not_null().cast(pl.UInt8) * int(CellKind.TEXT)
    read = parse(RawColumn(kinds, texts), _NUMBER, "", None).values
    return read if len(read) - read.null_count() >= NUMERIC * filled else texts
