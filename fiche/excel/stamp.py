"""What a workbook carries so that it is known when it comes back: what it is, of which state of which record; it holds no value of a client.

The same short text stands in a document property and in a cell of a hidden sheet: whatever saves the workbook again keeps one at least.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

import polars as pl

from fiche.decisions import Mark
from fiche.records import SEPARATOR

Kind = Literal["sheet", "file", "blank"]
PROPERTY, PART, CELL = "Fiche", "docProps/custom.xml", "fiche_stamp"
EMPTY = "fiche-0"  # what a template holds
_VERSION = "fiche-1"
_SHOWN = "|"  # what stands for a separator, which no cell may hold; a key is looked up as it is carried, never taken apart
EVERYONE = "*"  # in the place of a client's digest: the client file was of all clients
COMPUTED = "="  # in the place of a record's key: a row that follows from others
_NONE = "-"


@dataclass(frozen=True)
class Stamp:
    """`client`: the digest of the one client's number, EVERYONE, «» for some; `currency`: the one that amounts were converted into, «» where they were not.
    `mark` None: of no record (a blank model)."""

    kind: Kind
    mark: Mark | None
    as_of: dt.date
    client: str = ""
    currency: str = ""

    def text(self) -> str:
        """As it is carried: letters and digits of ASCII, fewer than 255."""
        mark = self.mark or Mark("", 0, "")
        said = (
            _VERSION, self.kind, mark.record, str(mark.seq), mark.hash, self.client, self.as_of.isoformat(), self.currency,
        )  # fmt: skip
        words = " ".join(word or _NONE for word in said)
        return f"{words} {_check(words)}"


class Damaged(ValueError):
    """A stamp that is ours and no longer says what it said."""


def read(text: str) -> Stamp | None:
    """The stamp that a text is, None when it is none of ours. Raises Damaged."""
    text = text.strip()
    if not text.startswith("fiche-") or text == EMPTY:
        return None
    words, _, check = text.rpartition(" ")
    parts = ["" if part == _NONE else part for part in words.split(" ")]
    if check != _check(words) or len(parts) != 8 or parts[0] != _VERSION:
        raise Damaged(text)
    _version, kind, record, seq, hashed, client, day, currency = parts
    mark = Mark(record, int(seq), hashed) if record else None
    return Stamp(kind, mark, dt.date.fromisoformat(day), client, currency)  # type: ignore[arg-type]


def digest(client_id: str) -> str:
    """What stands for a client's number."""
    return hashlib.sha256(client_id.encode()).hexdigest()[:16]


def _check(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def carried(record: str) -> str:
    """The key of a record as a cell can hold it."""
    return record.replace(SEPARATOR, _SHOWN)


def carried_keys(records: pl.Expr) -> pl.Expr:
    """The same, for a whole column."""
    return records.str.replace_all(SEPARATOR, _SHOWN, literal=True)
