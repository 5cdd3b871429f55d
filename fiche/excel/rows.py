"""The values of the transactions, payments and disputes blocks, column by column: what the file says, and what each formula gives.

Visible results are the analysis's own; the hidden helpers are worked out here as their formulas do (fiche.excel.blocks), to the cent.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from fiche.analysis.days import months_before
from fiche.analysis.settings import Settings
from fiche.excel.blocks import DISPUTES, PAYMENTS, TRANSACTIONS, Block
from fiche.excel.contents import Contents, Line, extra_text, plain
from fiche.excel.links import ZERO, Links, day_of, serial_of
from fiche.excel.values import Value
from fiche.excel.words import BUCKETS, KINDS, ORIGINS, SLOTS, STATUSES, YES, bucket_words


class WithSettings(Protocol):
    """What is read with settings."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...


_ZEROS = ("day", "room", "earlier", "used", "received", "paid", "contested")


@dataclass
class Rows:
    """The columns of a block, and the cells whose formula gives way to a constant: (row, column) → value."""

    columns: dict[str, list[Value]]
    constants: dict[tuple[int, str], Value] = field(default_factory=dict)

    def append(self, values: Mapping[str, Value]) -> None:
        """Add a row."""
        for name, column in self.columns.items():
            column.append(values[name])

    def fix(self, links: Links, column: str, number: str, key: int | None) -> None:
        """On the last row, write the link to `key` where the number alone would not lead there."""
        if links.constant(number, key):
            row = len(self.columns[column]) - 1
            self.constants[row, column] = key or ""


def _empty(block: Block) -> Rows:
    return Rows({slot.name: [] for slot in block.slots})


def _blank(block: Block) -> dict[str, Value]:
    return {slot.name: "" if slot.formula else None for slot in block.slots}


# ── transactions ──


def transactions(links: Links, language: str, rows: int) -> Rows:
    """The transactions block over `rows` rows, the last ones empty."""
    made = _empty(TRANSACTIONS)
    for document in links.contents.documents:
        key = links.keys[document["document_key"]]
        values = _document(links, document, key, language)
        made.append(values)
        if key in links.targets:
            made.fix(links, "target", str(values["related"] or ""), links.targets[key])
    for key in range(len(links.keys) + 1, rows + 1):
        made.append(_blank(TRANSACTIONS) | dict.fromkeys(_ZEROS, 0) | {"key": key, "rank": key})
    return made


def _document(links: Links, document: Line, key: int, language: str) -> dict[str, Value]:
    """A document's row: what the file says, then what follows."""
    credit = document["kind"] == "credit_note"
    return {
        "number": document["document_id"],
        "kind": KINDS[document["kind"]][language],
        "date": document["date"],
        "due": document["due_date"],
        "description": document["description"],
        "net": document["net"],
        "gross": document["gross"],
        "before": document["before_discount"],
        "discount": document["discount"],
        "rate": _rate(document),
        "related": (links.number(document, "related_key", "related_document") if credit else "") or None,
        "file_status": document["file_status"],
        "disputed": YES[language] if document["disputed"] else None,
        "currency": document["currency"],
        "extra": extra_text(document["extra"]),
        "key": key,
        **_results(links, document, key, language),
        **_helpers(links, document, key),
    }


def _rate(document: Line) -> Value:
    before, discount = document["before_discount"], document["discount"]
    return float(discount) / float(before) if before and discount is not None else ""


def _results(links: Links, document: Line, key: int, language: str) -> dict[str, Value]:
    """What the analysis says of a document, and the two delays that its averages weigh."""
    if not links.scope[key]:
        later = document["date"] is not None and document["date"] > links.contents.as_of
        nothing: dict[str, Value] = dict.fromkeys(_VISIBLE, "")
        return nothing | {"status": STATUSES["future" if later else "other"][language]}
    settled, days = _date(document["paid_on"]), _whole(document["days_late"])
    return {
        "applied": document["applied"],
        "open": document["open_amount"],
        "unapplied": document["unapplied_rest"],
        "days": "" if days is None else days,
        "bucket": _bucket(links.contents, document["bucket"], language),
        "status": STATUSES[document["payment_status"]][language],
        "settled": settled or "",
        **_delays(document, settled, days, links.contents.as_of),
    }


_VISIBLE = ("applied", "open", "unapplied", "days", "bucket", "settled", "payment_days", "delay_days")


def _delays(document: Line, settled: dt.date | None, days: int | None, as_of: dt.date) -> dict[str, Value]:
    if settled is None:
        return {"payment_days": "", "delay_days": "" if days is None else days}
    if settled <= months_before(as_of, 12):
        return {"payment_days": "", "delay_days": ""}
    issued, due = document["date"], document["due_date"]
    return {
        "payment_days": (settled - issued).days if issued else "",
        "delay_days": (settled - due).days if due else "",
    }


def _helpers(links: Links, document: Line, key: int) -> dict[str, Value]:
    """What the hidden columns of a document give, formula by formula."""
    scope, day, target = links.scope[key], day_of(document), links.targets.get(key)
    room, rank = links.room(target), links.document_rank(key)
    earlier = ZERO
    if room:
        earlier += sum(m.amount for m in links.paid[target] if m.day < day)
        earlier += sum(m.amount for m in links.credited[target] if m.rank < rank)
    movements = [*links.paid[key], *links.credited[key]]
    return {
        "scope": int(scope),
        "day": day,
        "target": target or "",
        "rank": rank,
        "room": room,
        "earlier": earlier,
        "used": _step(room, earlier, -document["gross"]) if scope and room > 0 else ZERO,
        "received": sum((m.amount for m in movements if m.counted), ZERO) if scope else ZERO,
        "paid": sum((m.applied for m in links.paid[key]), ZERO) if scope else ZERO,
        "contested": int(bool(document["disputed"])) + _open_disputes(links.contents, document),
    }


def _step(room: Decimal, earlier: Decimal, amount: Decimal) -> Decimal:
    """How much of `amount` fits between 0 and `room` after `earlier`."""
    return max(ZERO, min(room, earlier + amount)) - max(ZERO, min(room, earlier))


def _open_disputes(contents: Contents, document: Line) -> int:
    as_of = contents.as_of
    mine = [d for d in contents.disputes if d["document_key"] == document["document_key"]]
    begun = [d for d in mine if d["opened_on"] is None or d["opened_on"] <= as_of]
    return len([d for d in begun if d["closed_on"] is None or d["closed_on"] > as_of])


def _bucket(contents: Contents, code: object, language: str) -> str:
    if not isinstance(code, str):
        return ""
    return BUCKETS[code][language] if code in BUCKETS else bucket_names(contents, language)[code]


def bucket_names(contents: WithSettings, language: str) -> dict[str, str]:
    """The late buckets of the settings in words, by code; those beyond the workbook's room are one, open."""
    late = contents.settings.late_buckets
    shown = [*late[:SLOTS], *((code, late[SLOTS][1], None) for code, _first, _last in late[SLOTS:])]
    return {code: bucket_words(first, last, language) for code, first, last in shown}


# ── payments and disputes ──


def payments(links: Links, language: str, rows: int) -> Rows:
    """The payments block over `rows` rows, the last ones empty."""
    made = _empty(PAYMENTS)
    for index, payment in enumerate(links.contents.payments):
        number = links.number(payment, "document_key", "document_id")
        made.append(_payment(links, payment, index, language) | {"document": number or None})
        made.fix(links, "key", number, links.payments[index])
    for index in range(len(links.payments), rows):
        nothing = _blank(PAYMENTS) | dict.fromkeys(("day", "counted", "room", "earlier"), 0)
        made.append(nothing | {"rank": -(links.first_row + index)})
    return made


def _payment(links: Links, payment: Line, index: int, language: str) -> dict[str, Value]:
    key, day, rank = links.payments[index], day_of(payment), links.payment_rank(index)
    room, earlier = links.room(key), ZERO
    if room > 0:
        earlier += sum(m.amount for m in links.paid[key] if m.rank < rank)
        earlier += sum(m.amount for m in links.credited[key] if m.day <= day)
    origin = "assumed" if payment["assumed"] else "implied" if payment["implied"] else "file"
    return {
        "date": payment["date"],
        "amount": payment["amount"],
        "method": payment["method"],
        "reference": payment["reference"],
        "number": payment["payment_id"],
        "applied": payment["applied"] if payment["counted"] else 0,
        "unapplied": payment["unapplied_rest"] if payment["counted"] else 0,
        "origin": ORIGINS[origin][language],
        "currency": payment["currency"],
        "key": key or "",
        "day": day,
        "counted": payment["amount"] if payment["counted"] else 0,
        "rank": rank,
        "room": room,
        "earlier": earlier,
    }


def disputes(links: Links, rows: int) -> Rows:
    """The disputes block over `rows` rows, the last ones empty."""
    made = _empty(DISPUTES)
    for dispute in links.contents.disputes:
        key = links.document(dispute, "document_key")
        number = links.number(dispute, "document_key", "document_id")
        own: dict[str, Value] = {slot.name: dispute.get(slot.name) for slot in DISPUTES.slots}
        own |= {"document_id": number or None, "extra": extra_text(dispute["extra"]), "key": key or ""}
        made.append(own | {"opened": serial_of(dispute["opened_on"]), "closed": dispute["closed_on"] or ""})
        made.fix(links, "key", number, key)
    for _ in range(len(links.contents.disputes), rows):
        made.append(_blank(DISPUTES) | {"opened": 0})
    return made


def _date(value: Any) -> dt.date | None:
    day = plain(value)
    return day if isinstance(day, dt.date) else None


def _whole(value: Any) -> int | None:
    number = plain(value)
    return None if number is None else int(number)  # type: ignore[arg-type]
