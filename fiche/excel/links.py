"""Which document each payment, credit note, instalment and dispute of a client is about, by its place in the workbook; it writes no cell.

The workbook finds a document by its number, as a reader would. Where a number alone would lead to another document (two documents of the
same number, a star, a question mark), the link is written as a constant instead of a formula: `constant` says when.
"""

import datetime as dt

from fiche.analysis.metric import is_sale
from fiche.excel.contents import Contents, Line
from fiche.excel.values import serial

_WILD = set("*?~")
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()


class Links:
    """Documents by place: 1, 2… down the sheet. `targets`: the invoice of each credit note, None where it names none."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.documents = contents.documents
        self.places = {d["document_key"]: place for place, d in enumerate(self.documents, 1)}
        self.scope = [in_scope(d, contents) for d in self.documents]
        self.payments = [self._named(p, "document_key") for p in contents.payments]
        self.targets = {
            place: self._invoice(d) for place, d in enumerate(self.documents, 1) if d["kind"] == "credit_note"
        }
        self._found = self._first_of_each_number()

    def document(self, line: Line, column: str) -> int | None:
        """The place of the document that `line` names by its `column`, whatever its currency."""
        return self.places.get(line[column])

    def number(self, line: Line, column: str, written: str) -> str:
        """The number by which a row names its document: as the file writes it, else the document's own."""
        return line[written] or self.contents.numbers.get(line[column], "")

    def constant(self, number: str, place: int | None) -> bool:
        """Whether the link from `number` to `place` (None: to none) must be written rather than looked up."""
        return (
            place is not None
            if not number
            else not _plain(number) or self._found.get(number.lower()) != place
        )

    def _named(self, line: Line, column: str) -> int | None:
        """The place of the document that `line` names, in the same currency."""
        place = self.places.get(line[column])
        return place if place and self.documents[place - 1]["currency"] == line["currency"] else None

    def _invoice(self, credit: Line) -> int | None:
        place = self._named(credit, "related_key")
        return place if place and self.documents[place - 1]["kind"] == "invoice" else None

    def _first_of_each_number(self) -> dict[str, int]:
        """What MATCH finds: the first row, from the top, whose number is that one, whatever its case."""
        found: dict[str, int] = {}
        for place, document in enumerate(self.documents, 1):
            if document["document_id"]:
                found.setdefault(document["document_id"].lower(), place)
        return found


def in_scope(line: Line, contents: Contents) -> bool:
    """Whether a document counts: of the workbook's currency, dated at the latest its date, or undated."""
    day = line["date"]
    return line["currency"] == contents.currency and (day is None or day <= contents.as_of)


def brought_on(line: Line, contents: Contents) -> int:
    """The serial of the day that a balance was brought forward on; 0 for the other documents, and for those that do not count."""
    if line["kind"] != "invoice" or is_sale(line) or not in_scope(line, contents):
        return 0
    day = max(serial_of(line["date"]), serial_of(line["opening"]))
    return day if day <= serial_of(contents.as_of) else 0


def serial_of(day: dt.date | None) -> int:
    """A day's serial, 0 without one (and before 1900, where no workbook has days)."""
    if day is None:
        return 0
    return day.toordinal() - _DAY_ZERO if day.year > 1900 else int(serial(day) or 0)


def day_of(number: int) -> dt.date:
    """The day of a serial, from March 1900 on."""
    return dt.date(1899, 12, 30) + dt.timedelta(days=number)


def _plain(number: str) -> bool:
    """Whether every spreadsheet matches that text as we do."""
    return number.isascii() and not _WILD & set(number) and len(number) <= 255
