"""Which document each payment, credit note and dispute of a client is about, and in which order they count; it writes no cell.

The workbook finds a document by its number, as a reader would. Where a number alone would lead to another document (two documents of the
same number, a star, a question mark), the link is written as a constant instead of a formula: `constant` says when.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from fiche.excel.contents import Contents, Line
from fiche.excel.values import serial

ZERO = Decimal(0)
_WILD = set("*?~")
_DAY = 100_000  # a rank is a day's serial times this, and a place within the day


@dataclass(frozen=True)
class Movement:
    """A payment or a credit note that names a document: when, in which order, for how much; `counted` at the date of the workbook."""

    rank: int
    day: int
    amount: Decimal
    applied: Decimal
    counted: bool


class Links:
    """The documents by key (1, 2… in the order of document_key), and what moves each. `first_row`: the sheet row of the first payment."""

    def __init__(self, contents: Contents, first_row: int) -> None:
        self.contents = contents
        self.first_row = first_row
        ordered = sorted(contents.documents, key=lambda d: int(d["document_key"]))
        self.keys = {d["document_key"]: n for n, d in enumerate(ordered, 1)}
        self.documents = {self.keys[d["document_key"]]: d for d in ordered}
        self.scope = {key: in_scope(d, contents) for key, d in self.documents.items()}
        self.payments = [self._named(p, "document_key") for p in contents.payments]
        given = {key: d for key, d in self.documents.items() if d["kind"] == "credit_note"}
        self.targets = {key: self._invoice(d) for key, d in given.items()}
        self._found = self._first_of_each_number()
        self.paid: dict[int | None, list[Movement]] = defaultdict(list)
        self.credited: dict[int | None, list[Movement]] = defaultdict(list)
        for index, key in enumerate(self.payments):
            self.paid[key].append(self._payment(index))
        for key, target in self.targets.items():
            self.credited[target].append(self._credit(key))

    def document(self, line: Line, column: str) -> int | None:
        """The key of the document that `line` names by its `column`, whatever its currency."""
        return self.keys.get(line[column])

    def number(self, line: Line, column: str, written: str) -> str:
        """The number by which a row names its document: as the file writes it, else the document's own."""
        return line[written] or self.contents.numbers.get(line[column], "")

    def constant(self, number: str, key: int | None) -> bool:
        """Whether the link from `number` to `key` (None: to none) must be written rather than looked up."""
        return key is not None if not number else not _plain(number) or self._found.get(number.lower()) != key

    def payment_rank(self, index: int) -> int:
        """The rank of the payment at `index`: by day, then the lower in the sheet the earlier."""
        return day_of(self.contents.payments[index]) * _DAY - (self.first_row + index)

    def document_rank(self, key: int) -> int:
        """The rank of a credit note: by day, then by key."""
        return day_of(self.documents[key]) * _DAY + key

    def room(self, key: int | None) -> Decimal:
        """What a document can receive: its gross amount, nothing when it does not count."""
        return self.documents[key]["gross"] if key is not None and self.scope[key] else ZERO

    def _named(self, line: Line, column: str) -> int | None:
        """The key of the document that `line` names, in the same currency."""
        key = self.keys.get(line[column])
        return key if key is not None and self.documents[key]["currency"] == line["currency"] else None

    def _invoice(self, credit: Line) -> int | None:
        key = self._named(credit, "related_key")
        return key if key is not None and self.documents[key]["kind"] == "invoice" else None

    def _first_of_each_number(self) -> dict[str, int]:
        """What MATCH finds: the first row, from the top, whose number is that one, whatever its case."""
        found: dict[str, int] = {}
        for document in self.contents.documents:
            if document["document_id"]:
                found.setdefault(document["document_id"].lower(), self.keys[document["document_key"]])
        return found

    def _payment(self, index: int) -> Movement:
        line = self.contents.payments[index]
        rank = self.payment_rank(index)
        return Movement(rank, day_of(line), line["amount"], line["applied"] or ZERO, line["counted"])

    def _credit(self, key: int) -> Movement:
        line = self.documents[key]
        return Movement(self.document_rank(key), day_of(line), -line["gross"], ZERO, self.scope[key])


def in_scope(line: Line, contents: Contents) -> bool:
    """Whether a document counts: of the workbook's currency, dated at the latest its date, or undated."""
    day = line["date"]
    return line["currency"] == contents.currency and (day is None or day <= contents.as_of)


def day_of(line: Line) -> int:
    """The serial of a line's date, 0 without one."""
    return serial_of(line["date"])


def serial_of(day: dt.date | None) -> int:
    """A day's serial, 0 without one (and before 1900, where no workbook has days)."""
    return 0 if day is None else int(serial(day) or 0)


def _plain(number: str) -> bool:
    """Whether every spreadsheet matches that text as we do."""
    return number.isascii() and not _WILD & set(number) and len(number) <= 255
