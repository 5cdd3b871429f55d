"""The values of the transactions, payments and disputes blocks, column by column: what the file says, and what each formula gives.

Visible results are the analysis's own; the hidden helpers are worked out here as their formulas do (fiche.excel.blocks), to the cent.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fiche.analysis.days import months_before
from fiche.excel.blocks import DISPUTES, PAYMENTS, TRANSACTIONS, Block
from fiche.excel.contents import Contents, Line
from fiche.excel.values import Value, serial
from fiche.excel.words import BUCKETS, KINDS, ORIGINS, STATUSES, YES, bucket_words

Columns = dict[str, list[Value]]
ZERO = Decimal(0)
_WILD = set("*?~")


@dataclass
class Rows:
    """The columns of a block, and the cells where a formula would not find the right document: (row, column) → the constant to write."""

    columns: Columns
    constants: dict[tuple[int, str], Value] = field(default_factory=dict)


class Ledger:
    """A client's documents and payments as the workbook links them: each document has a key, its rank by document_key."""

    def __init__(self, contents: Contents, language: str, first_payment_row: int) -> None:
        self._contents = contents
        self._language = language
        self._first_payment_row = first_payment_row
        ordered = sorted(contents.documents, key=lambda d: int(d["document_key"]))
        self._keys = {d["document_key"]: n for n, d in enumerate(ordered, 1)}
        self._by_key = {self._keys[d["document_key"]]: d for d in ordered}
        self._found = self._first_of_each_number()
        self._scope = {key: _in_scope(d, contents) for key, d in self._by_key.items()}
        self._payments = [self._linked(p) for p in contents.payments]
        self._credits = {k: self._target(d) for k, d in self._by_key.items() if d["kind"] == "credit_note"}
        self._paid_to: dict[int | None, list[tuple[int, int, Line]]] = defaultdict(list)
        for index, (payment, key) in enumerate(zip(contents.payments, self._payments, strict=True)):
            self._paid_to[key].append((_rank(payment, first_payment_row + index), _day(payment), payment))
        self._credited: dict[int | None, list[tuple[int, int, int]]] = defaultdict(list)
        for key, target in self._credits.items():
            self._credited[target].append((_rank(self._by_key[key], key), _day(self._by_key[key]), key))

    # ── links ──

    def _first_of_each_number(self) -> dict[str, int]:
        """What MATCH finds: the first row, from the top, whose number is that one, whatever its case."""
        found: dict[str, int] = {}
        for document in self._contents.documents:
            if document["document_id"]:
                found.setdefault(document["document_id"].lower(), self._keys[document["document_key"]])
        return found

    def _matched(self, number: str) -> int | None:
        return self._found.get(number.lower()) if number else None

    def _plain(self, number: str) -> bool:
        """Whether every spreadsheet matches that text as we do."""
        return number.isascii() and not _WILD & set(number) and len(number) <= 255

    def _linked(self, payment: Line) -> int | None:
        key = self._keys.get(payment["document_key"])
        return key if key and self._by_key[key]["currency"] == payment["currency"] else None

    def _target(self, credit: Line) -> int | None:
        """The invoice that a credit note reduces: of the same currency, and an invoice."""
        key = self._keys.get(credit["related_key"])
        if key is None:
            return None
        invoice = self._by_key[key]
        return key if invoice["kind"] == "invoice" and invoice["currency"] == credit["currency"] else None

    def number_of(self, line: Line, key_name: str, written: str) -> str:
        """The number by which a row names a document: as written, else the document's own."""
        return line[written] or self._contents.numbers.get(line[key_name], "")

    # ── blocks ──

    def transactions(self, rows: int) -> Rows:
        """The transactions block over `rows` rows, the last ones empty."""
        made = Rows({slot.name: [] for slot in TRANSACTIONS.slots})
        for index, document in enumerate(self._contents.documents):
            key = self._keys[document["document_key"]]
            values = self._document(document, key)
            _append(made.columns, values)
            self._fix(made, index, "target", str(values["related"]) if key in self._credits else "", self._credits.get(key))
        for key in range(len(self._keys) + 1, rows + 1):
            _append(made.columns, _blank(TRANSACTIONS) | {"key": key, "rank": key} | dict.fromkeys(_ZERO_TX, 0))
        return made

    def _fix(self, made: Rows, row: int, column: str, number: str, key: int | None) -> None:
        """Where the number alone would lead to another document, or to one that does not count, the link is written as a constant."""
        if number and (not self._plain(number) or self._matched(number) != key):
            made.constants[row, column] = key or ""
        elif not number and key is not None:
            made.constants[row, column] = key

    def _document(self, document: Line, key: int) -> dict[str, Value]:
        credit, scope = document["kind"] == "credit_note", self._scope[key]
        helpers = self._helpers(document, key, credit=credit)
        settled = _date(document.get("paid_on")) if scope else None
        days = _whole(document.get("days_late")) if scope else None
        before, discount = document["before_discount"], document["discount"]
        return {
            "number": document["document_id"],
            "kind": KINDS[document["kind"]][self._language],
            "date": document["date"],
            "due": document["due_date"],
            "description": document["description"],
            "net": document["net"],
            "gross": document["gross"],
            "applied": document["applied"] if scope else "",
            "open": document["open_amount"] if scope else "",
            "days": days if days is not None else "",
            "bucket": self._bucket(document) if scope else "",
            "status": self._status(document, scope=scope),
            "settled": settled or "",
            "unapplied": document["unapplied_rest"] if scope else "",
            "before": before,
            "discount": discount,
            "rate": float(discount / before) if before and discount is not None else "",
            "related": self.number_of(document, "related_key", "related_document") if credit else None,
            "file_status": document["payment_status_file"] if "payment_status_file" in document else None,
            "disputed": YES[self._language] if document["disputed"] else None,
            "currency": document["currency"],
            "extra": extra_text(document["extra"]),
            "key": key,
            **helpers,
            **self._delays(document, settled, days),
        }

    def _helpers(self, document: Line, key: int, *, credit: bool) -> dict[str, Value]:
        scope, day = self._scope[key], _day(document)
        target = self._credits.get(key)
        room = self._room(target)
        rank = _rank(document, key)
        earlier = ZERO
        if room:
            earlier = sum((p["amount"] for _, d, p in self._paid_to[target] if d < day), ZERO)
            earlier -= sum((self._by_key[k]["gross"] for r, _, k in self._credited[target] if r < rank), ZERO)
        used = _step(room, earlier, -document["gross"]) if scope and room > 0 else ZERO
        return {
            "scope": int(scope),
            "day": day,
            "target": target or "",
            "rank": rank,
            "room": room,
            "earlier": earlier,
            "used": used,
            "received": self._received(key) if scope else 0,
            "paid": sum((p["applied"] or ZERO for _, _, p in self._paid_to[key]), ZERO) if scope else 0,
            "contested": self._contested(document),
        }

    def _room(self, key: int | None) -> Decimal:
        return self._by_key[key]["gross"] if key is not None and self._scope[key] else ZERO

    def _received(self, key: int) -> Decimal:
        paid = sum((p["amount"] for _, _, p in self._paid_to[key] if p["counted"]), ZERO)
        return paid - sum((self._by_key[k]["gross"] for _, _, k in self._credited[key] if self._scope[k]), ZERO)

    def _contested(self, document: Line) -> int:
        as_of = self._contents.as_of
        open_now = [
            d
            for d in self._contents.disputes
            if d["document_key"] == document["document_key"]
            and (d["opened_on"] is None or d["opened_on"] <= as_of)
            and (d["closed_on"] is None or d["closed_on"] > as_of)
        ]
        return int(bool(document["disputed"])) + len(open_now)

    def _delays(self, document: Line, settled: dt.date | None, days: int | None) -> dict[str, Value]:
        """Days from issue to settlement, and from due date to settlement or to now, as the two averages weigh them."""
        year_ago = months_before(self._contents.as_of, 12)
        if settled is None:
            return {"payment_days": "", "delay_days": days if days is not None else ""}
        if settled <= year_ago:
            return {"payment_days": "", "delay_days": ""}
        issued, due = document["date"], document["due_date"]
        return {
            "payment_days": (settled - issued).days if issued else "",
            "delay_days": (settled - due).days if due else "",
        }

    def _bucket(self, document: Line) -> str:
        code = document["bucket"]
        if not isinstance(code, str):
            return ""
        if code in BUCKETS:
            return BUCKETS[code][self._language]
        return bucket_names(self._contents, self._language).get(code, "")

    def _status(self, document: Line, *, scope: bool) -> str:
        if scope:
            return STATUSES[document["payment_status"]][self._language]
        later = document["date"] is not None and document["date"] > self._contents.as_of
        return STATUSES["future" if later else "other"][self._language]

    def payments(self, rows: int) -> Rows:
        """The payments block over `rows` rows, the last ones empty."""
        made = Rows({slot.name: [] for slot in PAYMENTS.slots})
        for index, (payment, key) in enumerate(zip(self._contents.payments, self._payments, strict=True)):
            number = self.number_of(payment, "document_key", "document_id")
            _append(made.columns, self._payment(payment, key, index, number))
            self._fix(made, index, "key", number, key)
        for index in range(len(self._contents.payments), rows):
            empty = _blank(PAYMENTS) | dict.fromkeys(("day", "counted", "room", "earlier"), 0)
            _append(made.columns, empty | {"rank": self._first_payment_row + index})
        return made

    def _payment(self, payment: Line, key: int | None, index: int, number: str) -> dict[str, Value]:
        room, day, rank = self._room(key), _day(payment), _rank(payment, self._first_payment_row + index)
        earlier = ZERO
        if room > 0:
            earlier = sum((p["amount"] for r, _, p in self._paid_to[key] if r < rank), ZERO)
            earlier -= sum((self._by_key[k]["gross"] for _, d, k in self._credited[key] if d <= day), ZERO)
        origin = "assumed" if payment["assumed"] else "implied" if payment["implied"] else "file"
        return {
            "date": payment["date"],
            "amount": payment["amount"],
            "document": number or None,
            "method": payment["method"],
            "reference": payment["reference"],
            "number": payment["payment_id"],
            "applied": payment["applied"] if payment["counted"] else 0,
            "unapplied": payment["unapplied_rest"] if payment["counted"] else 0,
            "origin": ORIGINS[origin][self._language],
            "currency": payment["currency"],
            "key": key or "",
            "day": day,
            "counted": payment["amount"] if payment["counted"] else 0,
            "rank": rank,
            "room": room,
            "earlier": earlier,
        }

    def disputes(self, rows: int) -> Rows:
        """The disputes block over `rows` rows, the last ones empty."""
        made = Rows({slot.name: [] for slot in DISPUTES.slots})
        for index, dispute in enumerate(self._contents.disputes):
            key = self._keys.get(dispute["document_key"])
            number = self.number_of(dispute, "document_key", "document_id")
            own = {s.name: dispute.get(s.name) for s in DISPUTES.slots if not s.helper}
            closed = dispute["closed_on"] or ""
            own |= {"document_id": number or None, "extra": extra_text(dispute["extra"])}
            _append(made.columns, own | {"key": key or "", "opened": _serial(dispute["opened_on"]), "closed": closed})
            self._fix(made, index, "key", number, key)
        for _ in range(len(self._contents.disputes), rows):
            _append(made.columns, _blank(DISPUTES) | {"opened": 0})
        return made


_ZERO_TX = ("day", "room", "earlier", "used", "received", "paid", "contested")


def bucket_names(contents: Contents, language: str) -> dict[str, str]:
    """The late buckets of the settings in words, by code."""
    return {code: bucket_words(first, last, language) for code, first, last in contents.settings.late_buckets}


def extra_text(extra: Any) -> str | None:
    """The unrecognised columns of a row, one a line: «En-tête : valeur»."""
    import json

    if not isinstance(extra, str) or not extra:
        return None
    return "\n".join(f"{header} : {value}" for header, value in json.loads(extra).items())


def _in_scope(line: Line, contents: Contents) -> bool:
    day = line["date"]
    return line["currency"] == contents.currency and (day is None or day <= contents.as_of)


def _step(room: Decimal, earlier: Decimal, amount: Decimal) -> Decimal:
    """How much of `amount` fits between 0 and `room` after `earlier`."""
    return max(ZERO, min(room, earlier + amount)) - max(ZERO, min(room, earlier))


def _serial(day: dt.date | None) -> int:
    return 0 if day is None else int(serial(day) or 0)


def _day(line: Line) -> int:
    return _serial(line["date"])


def _rank(line: Line, place: int) -> int:
    return _day(line) * 100_000 + place


def _date(value: Any) -> dt.date | None:
    """A day out of a pandas cell; None for NaT."""
    return None if value is None or value != value else value.date()  # noqa: PLR0124


def _whole(value: Any) -> int | None:
    """A whole number out of a pandas cell; None for NaN."""
    return None if value is None or value != value else int(value)  # noqa: PLR0124


def _blank(block: Block) -> dict[str, Value]:
    return {slot.name: "" if slot.formula else None for slot in block.slots}


def _append(columns: Columns, values: dict[str, Value]) -> None:
    for name, column in columns.items():
        column.append(values[name])


def plain(values: Iterable[Any]) -> list[Value]:
    """A pandas column as plain values: missing ones are None, moments at midnight are days."""
    return [_plain(v) for v in values]


def _plain(value: Any) -> Value:
    if value is None or value != value:  # noqa: PLR0124
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime().date()  # type: ignore[no-any-return]
    item = value.item() if hasattr(value, "item") else value
    return item  # type: ignore[no-any-return]
