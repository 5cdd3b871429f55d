"""The values of the instalments, payments and disputes blocks, column by column; what the file says, and beside each formula what it gives."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fiche.excel.blocks import DISPUTES
from fiche.excel.blocks_ledger import INSTALMENTS, PAYMENTS
from fiche.excel.contents import Contents, extra_text
from fiche.excel.links import Links
from fiche.excel.rows import Rows, blank, bucket, columns_of, made_of
from fiche.excel.stamp import COMPUTED, carried
from fiche.excel.values import Value
from fiche.excel.words import ORIGINS
from fiche.excel.workings import Workings

_FROM_FILE = {
    "date": "date", "amount": "amount", "method": "method", "reference": "reference", "number": "payment_id", "currency": "currency",
}  # fmt: skip
Due = tuple[int, dt.date, Decimal]


def dues(links: Links) -> list[Due]:
    """(place of the invoice, day, amount) of each instalment, as they stand on their sheet."""
    return [
        (place, dt.date.fromisoformat(part[:10]), Decimal(part[11:]))
        for place, document in enumerate(links.documents, 1)
        for part in (document["schedule"] or "").split()
    ]


def instalments(work: Workings, given: Sequence[Due], language: str, rows: int) -> Rows:
    """The instalments block over `rows` rows, the last ones empty."""
    links = work.links
    places = {lot.row: at for at, lot in enumerate(work.lots, 1)}
    lines: list[dict[str, Value]] = [
        {
            "number": links.documents[place - 1]["document_id"] or None,
            "due": day,
            "amount": amount,
            "key": place,
            "code": work.lots[places[row] - 1].code,
            "place": places[row],
            "delay_days": work.lots[places[row] - 1].delay,
            "contested": int(
                links.documents[place - 1].get("payment_status") == "disputed" and links.scope[place - 1]
            ),
            **_instalment(work, places[row], language),
        }
        for row, (place, day, amount) in enumerate(given, 1)
    ]
    made = made_of(INSTALMENTS, lines, blank(INSTALMENTS) | {"contested": 0}, rows)
    for row, (place, _day, _amount) in enumerate(given):
        made.fix(links, row, "key", str(lines[row]["number"] or ""), place)
    return made


def _instalment(work: Workings, at: int, language: str) -> dict[str, Value]:
    """What is left of an instalment, and since when it is late."""
    lot = work.lots[at - 1]
    if not work.links.scope[lot.key - 1]:
        return dict.fromkeys(("applied", "open", "days", "bucket"), "")
    days = work.as_of - lot.due
    late = lot.open > 0 and days > 0
    return {
        "applied": Decimal(lot.amount - lot.open).scaleb(-2),
        "open": Decimal(lot.open).scaleb(-2),
        "days": days if late else "",
        "bucket": _bucket_of(work.links.contents, days, language) if lot.open else "",
    }


def _bucket_of(contents: Contents, days: int, language: str) -> str:
    if days <= 0:
        return bucket(contents, "not_due", language)
    late = contents.settings.late_buckets
    code = next(code for code, _first, last in late if last is None or days <= last)
    return bucket(contents, code, language)


def payments(work: Workings, language: str, rows: int) -> Rows:
    """The payments block over `rows` rows, the last ones empty."""
    links, found = work.links, work.links.contents.payments
    origins = {code: words[language] for code, words in ORIGINS.items()}
    numbers = [links.number(payment, "document_key", "document_id") for payment in found]
    columns: dict[str, list[Value]] = {
        name: [p[column] for p in found] for name, column in _FROM_FILE.items()
    }
    columns |= {
        "applied": [p["applied"] if p["counted"] else 0 for p in found],
        "unapplied": [p["unapplied_rest"] if p["counted"] else 0 for p in found],
        "counted": [p["amount"] if p["counted"] else 0 for p in found],
        "origin": [
            origins["assumed" if p["assumed"] else "implied" if p["implied"] else "file"] for p in found
        ],
        "document": [number or None for number in numbers],
        "key": [place or "" for place in links.payments],
        "code": [code or "" for code in work.payment_codes],
        "record": [COMPUTED if p["implied"] else carried(p["record"]) for p in found],
    }
    made = columns_of(PAYMENTS, columns, blank(PAYMENTS) | {"counted": 0}, rows)
    for index, number in enumerate(numbers):
        made.fix(links, index, "key", number, links.payments[index])
    return made


def disputes(links: Links, rows: int) -> Rows:
    """The disputes block over `rows` rows, the last ones empty."""
    found = links.contents.disputes
    numbers = [links.number(dispute, "document_key", "document_id") for dispute in found]
    places = [links.document(dispute, "document_key") for dispute in found]
    lines: list[dict[str, Value]] = [
        {slot.name: dispute.get(slot.name) for slot in DISPUTES.slots}
        | {"document_id": number or None, "extra": extra_text(dispute["extra"]), "key": place or ""}
        | {"live": int(_live(dispute, links.contents.as_of)), "record": carried(dispute["record"])}
        for dispute, number, place in zip(found, numbers, places, strict=True)
    ]
    made = made_of(DISPUTES, lines, blank(DISPUTES) | {"live": 1}, rows)
    for row, (number, place) in enumerate(zip(numbers, places, strict=True)):
        made.fix(links, row, "key", number, place)
    return made


def _live(dispute: Mapping[str, Any], as_of: dt.date) -> bool:
    opened, closed = dispute["opened_on"], dispute["closed_on"]
    return (opened is None or opened <= as_of) and (closed is None or closed > as_of)
