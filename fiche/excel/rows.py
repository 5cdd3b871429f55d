"""The values of the blocks of rows that a reader sees, column by column: what the file says, and beside each formula what the analysis gives.

Hidden columns come from fiche.excel.workings.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from fiche.analysis.days import months_before
from fiche.analysis.metric import is_sale
from fiche.analysis.settings import Settings
from fiche.excel.blocks import Block
from fiche.excel.blocks_ledger import TRANSACTIONS
from fiche.excel.contents import Contents, Line, extra_text
from fiche.excel.links import Links, brought_on, serial_of
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


def columns_of(
    block: Block, columns: Mapping[str, list[Value]], nothing: Mapping[str, Value], rows: int
) -> Rows:
    """The columns of a block, with empty rows up to `rows`."""
    return Rows(
        {
            slot.name: columns[slot.name] + [nothing[slot.name]] * (rows - len(columns[slot.name]))
            for slot in block.slots
        }
    )


def blank(block: Block) -> dict[str, Value]:
    """An empty row: no input, and formulas that give nothing."""
    return {slot.name: "" if slot.formula else None for slot in block.slots}


# ── transactions ──

_FROM_FILE = {
    "number": "document_id",
    "date": "date",
    "due": "due_date",
    "description": "description",
    "net": "net",
    "gross": "gross",
    "before": "before_discount",
    "discount": "discount",
    "cost": "cost",
    "delivery": "delivery_cost",
    "file_status": "file_status",
    "currency": "currency",
}
_STANDING = ("last", "received", "lots", "at", "left", "hole", "charge", "holes", "carried", "left_90")
_RESULTS = (
    "applied",
    "open",
    "unapplied",
    "days",
    "bucket",
    "status",
    "settled",
    "late",
    "penalty",
    "payment_days",
    "delay_days",
)


def transactions(work: Workings, language: str, rows: int) -> Rows:
    """The transactions block over `rows` rows, the last ones empty."""
    links = work.links
    columns = _said(work, language) | _hidden(work) | _purchases(links) | _results(work, language)
    nothing = blank(TRANSACTIONS) | dict.fromkeys((*_STANDING, "brought"), 0)
    columns["key"] = list(range(1, rows + 1))
    made = columns_of(TRANSACTIONS, columns, nothing, rows)
    for place, target in links.targets.items():
        made.fix(links, place - 1, "target", str(columns["related"][place - 1] or ""), target)
    return made


def _said(work: Workings, language: str) -> dict[str, list[Value]]:
    """What the file says of each document."""
    links, documents = work.links, work.links.documents
    kinds, yes = {kind: words[language] for kind, words in KINDS.items()}, YES[language]
    return {name: [d[column] for d in documents] for name, column in _FROM_FILE.items()} | {
        "kind": [kinds[d["kind"]] for d in documents],
        "rate": [_rate(d) for d in documents],
        "related": [
            (links.number(d, "related_key", "related_document") or None)
            if d["kind"] == "credit_note"
            else None
            for d in documents
        ],
        "disputed": [yes if d["disputed"] else None for d in documents],
        "extra": [extra_text(d["extra"]) for d in documents],
        "record": [carried(d["record"]) for d in documents],
    }


def _rate(document: Line) -> Value:
    before, discount = document["before_discount"], document["discount"]
    return float(discount) / float(before) if before and discount is not None else ""


def _hidden(work: Workings) -> dict[str, list[Value]]:
    """Where each document stands among the movements."""
    links = work.links
    standing = zip(*map(attrgetter(*_STANDING), work.standing), strict=True) if work.standing else [()] * 10
    return {name: list(values) for name, values in zip(_STANDING, standing, strict=True)} | {
        "scope": [int(counts) for counts in links.scope],
        "target": [one.target or "" for one in work.standing],
        "code": [one.code or "" for one in work.standing],
        "bought": [
            d["date"] if counts and is_sale(d) and d["date"] else ""
            for d, counts in zip(links.documents, links.scope, strict=True)
        ],
        "opening": [serial_of(d["opening"]) or None for d in links.documents],
        "brought": [brought_on(d, links.contents) for d in links.documents],
    }


def _purchases(links: Links) -> dict[str, list[Value]]:
    """The days of the sales that count, the latest first, and the days between each and the one after."""
    pairs = zip(links.documents, links.scope, strict=True)
    bought = sorted(
        (serial_of(d["date"]) for d, counts in pairs if counts and is_sale(d) and d["date"]),
        reverse=True,
    )
    more = [""] * (len(links.documents) - len(bought))
    gaps = ["", *(a - b if a > b else "" for a, b in pairwise(bought))][: len(bought)]
    return {"buy": [*bought, *more], "gap": [*gaps, *more]}


def _results(work: Workings, language: str) -> dict[str, list[Value]]:
    """What the analysis says of each document, and the two delays that its averages weigh."""
    contents = work.links.contents
    buckets: dict[Any, str] = {code: words[language] for code, words in BUCKETS.items()}
    said = {
        "buckets": {None: ""} | buckets | bucket_names(contents, language),
        "statuses": {code: words[language] for code, words in STATUSES.items()},
    }
    year_ago = months_before(contents.as_of, 12)
    lines = [
        _result(work, document, standing, (said, year_ago))
        if counts
        else _uncounted(document, contents.as_of, said)
        for document, standing, counts in zip(
            work.links.documents, work.standing, work.links.scope, strict=True
        )
    ]
    columns = zip(*lines, strict=True) if lines else [()] * len(_RESULTS)
    return {name: list(values) for name, values in zip(_RESULTS, columns, strict=True)}


_Said = Mapping[str, Mapping[Any, str]]


def _uncounted(document: Line, as_of: dt.date, said: _Said) -> tuple[Value, ...]:
    later = document["date"] is not None and document["date"] > as_of
    return ("", "", "", "", "", said["statuses"]["future" if later else "other"], "", "", "", "", "")


def _result(
    work: Workings, document: Line, standing: Standing, about: tuple[_Said, dt.date]
) -> tuple[Value, ...]:
    said, year_ago = about
    days, status = document["days_late"], document["payment_status"]
    return (
        document["applied"],
        document["open_amount"],
        document["unapplied_rest"],
        "" if days is None else days,
        said["buckets"][document["bucket"]],
        said["statuses"][status],
        document["paid_on"] or "",
        days if days is not None and status == "late" else "",
        _penalty(work, document, standing),
        *_delays(document, standing, year_ago),
    )


def _penalty(work: Workings, document: Line, standing: Standing) -> Value:
    contents = work.links.contents
    if document["kind"] == "credit_note":
        return ""
    if contents.private:
        return 0
    if standing.holes and contents.settings.contractual_rate is None:
        return UNDEFINED
    return Decimal((2 * standing.charge + 365_000_000) // 730_000_000).scaleb(-2)


def _delays(document: Line, standing: Standing, year_ago: dt.date) -> tuple[Value, Value]:
    settled: dt.date | None = document["paid_on"]
    apart = bool(standing.lots)
    if settled is None:
        late = document["days_late"]
        return "", "" if late is None or apart else late
    if settled <= year_ago:
        return "", ""
    issued, due = document["date"], document["due_date"]
    return (settled - issued).days if issued else "", (settled - due).days if due and not apart else ""


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
