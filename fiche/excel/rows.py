"""The values of the blocks of rows that a reader sees, column by column: what the file says, and beside each formula what the analysis gives.

Hidden columns come from fiche.excel.workings.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Protocol

from fiche.analysis.days import months_before
from fiche.analysis.settings import Settings
from fiche.excel.blocks import Block
from fiche.excel.blocks_ledger import TRANSACTIONS
from fiche.excel.contents import Contents, Line, extra_text
from fiche.excel.links import Links, serial_of
from fiche.excel.ordered import Standing
from fiche.excel.stamp import carried
from fiche.excel.values import Value
from fiche.excel.words import BUCKETS, KINDS, SLOTS, STATUSES, UNDEFINED, YES, bucket_words
from fiche.excel.workings import Workings


class WithSettings(Protocol):
    """What is read with settings."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...


@dataclass
class Rows:
    """The columns of a block, and the cells whose formula gives way to a constant: (row, column) → value."""

    columns: dict[str, list[Value]]
    constants: dict[tuple[int, str], Value] = field(default_factory=dict)

    def fix(self, links: Links, row: int, column: str, number: str, place: int | None) -> None:
        """Write the link to `place` where the number alone would not lead there."""
        if links.constant(number, place):
            self.constants[row, column] = place or ""


def made_of(
    block: Block, lines: Sequence[Mapping[str, Value]], nothing: Mapping[str, Value], rows: int
) -> Rows:
    """The columns of `lines`, then of empty ones up to `rows`."""
    names = [slot.name for slot in block.slots]
    pick = itemgetter(*names)
    kept = [pick(line) for line in lines] + [pick(nothing)] * (rows - len(lines))
    return Rows(dict(zip(names, map(list, zip(*kept, strict=True)), strict=True)))


def blank(block: Block) -> dict[str, Value]:
    """An empty row: no input, and formulas that give nothing."""
    return {slot.name: "" if slot.formula else None for slot in block.slots}


# ── transactions ──


def transactions(work: Workings, language: str, rows: int) -> Rows:
    """The transactions block over `rows` rows, the last ones empty."""
    links = work.links
    bought = _bought(links)
    gaps = [a - b if a > b else "" for a, b in pairwise(bought)]
    lines = [
        _document(work, document, place, language) | _purchase(bought, gaps, place)
        for place, document in enumerate(links.documents, 1)
    ]
    made = made_of(TRANSACTIONS, lines, blank(TRANSACTIONS) | dict.fromkeys(_ZEROS, 0), rows)
    made.columns["key"] = list(range(1, rows + 1))
    for place, target in links.targets.items():
        made.fix(links, place - 1, "target", str(lines[place - 1]["related"] or ""), target)
    return made


_ZEROS = ("last", "received", "lots", "at", "left", "hole", "charge", "holes", "carried", "left_90")


def _bought(links: Links) -> list[int]:
    """The days of the invoices that count, the latest first."""
    pairs = zip(links.documents, links.scope, strict=True)
    return sorted(
        (serial_of(d["date"]) for d, counts in pairs if counts and d["kind"] == "invoice" and d["date"]),
        reverse=True,
    )


def _purchase(bought: Sequence[int], gaps: Sequence[int | str], place: int) -> dict[str, Value]:
    if place > len(bought):
        return {"buy": "", "gap": ""}
    return {"buy": bought[place - 1], "gap": gaps[place - 2] if place > 1 else ""}


def _document(work: Workings, document: Line, place: int, language: str) -> dict[str, Value]:
    """A document's row: what the file says, then what follows."""
    links, credit = work.links, document["kind"] == "credit_note"
    standing = work.standing[place - 1]
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
        "cost": document["cost"],
        "delivery": document["delivery_cost"],
        "related": (links.number(document, "related_key", "related_document") if credit else "") or None,
        "file_status": document["file_status"],
        "disputed": YES[language] if document["disputed"] else None,
        "currency": document["currency"],
        "extra": extra_text(document["extra"]),
        "record": carried(document["record"]),
        "key": place,
        **_hidden(work, document, standing),
        **_results(work, document, place, language),
    }


def _rate(document: Line) -> Value:
    before, discount = document["before_discount"], document["discount"]
    return float(discount) / float(before) if before and discount is not None else ""


def _hidden(work: Workings, document: Line, standing: Standing) -> dict[str, Value]:
    counts = work.links.scope[work.links.places[document["document_key"]] - 1]
    invoice = document["kind"] == "invoice"
    return {
        "scope": int(counts),
        "target": standing.target or "",
        "code": standing.code or "",
        "last": standing.last,
        "received": standing.received,
        "lots": standing.lots,
        "at": standing.at,
        "left": standing.left,
        "hole": standing.hole,
        "charge": standing.charge,
        "holes": standing.holes,
        "carried": standing.carried,
        "left_90": standing.left_90,
        "bought": document["date"] if counts and invoice and document["date"] else "",
    }


_VISIBLE = (
    "applied",
    "open",
    "unapplied",
    "days",
    "bucket",
    "settled",
    "penalty",
    "late",
    "payment_days",
    "delay_days",
)


def _results(work: Workings, document: Line, place: int, language: str) -> dict[str, Value]:
    """What the analysis says of a document, and the two delays that its averages weigh."""
    contents = work.links.contents
    if not work.links.scope[place - 1]:
        later = document["date"] is not None and document["date"] > contents.as_of
        nothing: dict[str, Value] = dict.fromkeys(_VISIBLE, "")
        return nothing | {"status": STATUSES["future" if later else "other"][language]}
    settled, days = document["paid_on"], document["days_late"]
    return {
        "applied": document["applied"],
        "open": document["open_amount"],
        "unapplied": document["unapplied_rest"],
        "days": "" if days is None else days,
        "bucket": bucket(contents, document["bucket"], language),
        "status": STATUSES[document["payment_status"]][language],
        "settled": settled or "",
        "late": days if days is not None and document["payment_status"] == "late" else "",
        "penalty": _penalty(work, document, place),
        **_delays(work, document, place),
    }


def _penalty(work: Workings, document: Line, place: int) -> Value:
    contents, standing = work.links.contents, work.standing[place - 1]
    if document["kind"] == "credit_note":
        return ""
    if contents.private:
        return 0
    if standing.holes and contents.settings.contractual_rate is None:
        return UNDEFINED
    return Decimal((2 * standing.charge + 365_000_000) // 730_000_000).scaleb(-2)


def _delays(work: Workings, document: Line, place: int) -> dict[str, Value]:
    settled: dt.date | None = document["paid_on"]
    apart = bool(work.standing[place - 1].lots)
    if settled is None:
        late = document["days_late"]
        return {"payment_days": "", "delay_days": "" if late is None or apart else late}
    if settled <= months_before(work.links.contents.as_of, 12):
        return {"payment_days": "", "delay_days": ""}
    issued, due = document["date"], document["due_date"]
    return {
        "payment_days": (settled - issued).days if issued else "",
        "delay_days": (settled - due).days if due and not apart else "",
    }


def bucket(contents: Contents, code: object, language: str) -> str:
    """A bucket in words, «» for none."""
    if not isinstance(code, str):
        return ""
    return BUCKETS[code][language] if code in BUCKETS else bucket_names(contents, language)[code]


def bucket_names(contents: WithSettings, language: str) -> dict[str, str]:
    """The late buckets of the settings in words, by code; those beyond the workbook's room are one, open."""
    late = contents.settings.late_buckets
    shown = [*late[:SLOTS], *((code, late[SLOTS][1], None) for code, _first, _last in late[SLOTS:])]
    return {code: bucket_words(first, last, language) for code, first, last in shown}
