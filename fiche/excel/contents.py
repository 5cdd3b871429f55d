"""What a client's workbook says, gathered from the portfolio in one currency at one date; it computes no indicator and writes no cell."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fiche.analysis.copy import statement
from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, ClientStatus, Figure, Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.excel.blocks import ADDRESSES, CONTACTS, INTERACTIONS, Block
from fiche.excel.indicators import MONTHS
from fiche.excel.own_rows import Rows, own_rows
from fiche.excel.stamp import Stamp, carried, digest
from fiche.excel.values import Value
from fiche.model import TableName

Line = Mapping[str, Any]
_LISTS: tuple[tuple[TableName, Block], ...] = (
    ("contacts", CONTACTS), ("addresses", ADDRESSES), ("interactions", INTERACTIONS),
)  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """One client. `documents`, `payments`: every one, also those after `as_of` and in other currencies, latest first, undated last, with the
    analysis's own columns (applied, open_amount…) where it counts them; an invoice in instalments shows its earliest due date still open.
    `disputes`: with document_key, null where it does not count. `lists`: contacts, addresses and interactions as plain values. `private`: the
    file says that the client is no business. `stamp`: what the workbook is to carry, None for a portfolio of no record. `room`: rows to type in beyond the usual ones. `ripening`: of all clients, each month of invoicing and its last due date."""

    record: ClientRecord
    as_of: dt.date
    currency: str
    several: bool
    settings: Settings
    basis: str
    figures: Mapping[str, Figure]
    aged: AgedBalance
    months: list[tuple[dt.date, float, float]]
    documents: list[Line]
    payments: list[Line]
    disputes: list[Line]
    lists: Mapping[str, list[Line]]
    alerts: list[Alert]
    assumptions: Mapping[str, int]
    status: ClientStatus
    private: bool
    ripening: list[tuple[dt.date, dt.date]]
    conversion: str | None
    stamp: Stamp | None = None
    room: int = 0

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The documents' numbers by document_key; «» where there is none."""
        return {d["document_key"]: d["document_id"] or "" for d in self.documents}


def gather(portfolio: Portfolio, client_id: str, as_of: dt.date) -> Contents:
    """Everything for one client. Raises UnknownClient. Amounts without a rate to be converted at stay in their own currency."""
    record = portfolio.client(client_id)
    own = own_rows(portfolio, client_id)
    currency, *others = portfolio.currencies_of(client_id)
    conversion = portfolio._frames.conversion  # noqa: SLF001 - what lacks a rate is said by no figure
    if conversion and conversion.lacks([currency]):
        return gather(_unconverted(portfolio, as_of), client_id, as_of)
    where = Filters(currency=currency)
    return Contents(
        record,
        as_of,
        currency,
        bool(others),
        portfolio.settings,
        portfolio.revenue_basis,
        portfolio.figures(as_of, client_id, where),
        portfolio.aged(as_of, client_id, where),
        portfolio.flows(client_id, as_of, MONTHS, where),
        _counted(own.documents_of(client_id), portfolio, client_id, as_of, where),
        _applied(own.payments_of(client_id), portfolio, client_id, as_of, where),
        list(own.disputes_of(client_id)),
        {block.name: _lines(own.list_of(name, client_id), block) for name, block in _LISTS},
        portfolio.alerts(as_of, client_id, where=where),
        portfolio.assumptions(as_of, client_id),
        portfolio.status(client_id, as_of, where),
        client_id in own.private,
        _ripening(portfolio, as_of, currency),
        portfolio.conversion,
        _stamp(portfolio, client_id, as_of),
    )


def _stamp(portfolio: Portfolio, client_id: str, as_of: dt.date) -> Stamp | None:
    converted = portfolio.settings.convert_to or ""
    mark = portfolio.mark
    return None if mark is None else Stamp("sheet", mark, as_of, digest(client_id), converted)


def _unconverted(portfolio: Portfolio, as_of: dt.date) -> Portfolio:
    """The same portfolio, each amount in its own currency."""

    def make() -> Portfolio:
        apart = replace(portfolio.settings, convert_to=None)
        return Portfolio(portfolio._dataset, apart, portfolio._overrides)  # noqa: SLF001 - what it was made of

    return portfolio._copy.remembered(as_of, None, "unconverted", make)  # type: ignore[no-any-return]  # noqa: SLF001


def _ripening(portfolio: Portfolio, as_of: dt.date, currency: str) -> list[tuple[dt.date, dt.date]]:
    """Each month of invoicing of the whole portfolio in a currency, and the last due date of its invoices: worked out once for all clients."""

    def make() -> list[tuple[dt.date, dt.date]]:
        with portfolio._copy.cursor() as cursor:  # noqa: SLF001 - a fact of all clients, which no figure is
            return cursor.execute(statement("ripening.sql"), {"currency": currency}).fetchall()

    return portfolio._copy.remembered(as_of, currency, "ripening", make)  # type: ignore[no-any-return]  # noqa: SLF001


def _counted(
    documents: Rows, portfolio: Portfolio, client_id: str, as_of: dt.date, where: Filters
) -> list[Line]:
    found = portfolio.own_documents(client_id, as_of, where)
    names = (
        "document_key",
        "applied",
        "open_amount",
        "unapplied_rest",
        "days_late",
        "bucket",
        "payment_status",
        "paid_on",
    )
    columns = {name: found[name].to_list() for name in (*names, "due_date")}
    rows = zip(*(columns[name] for name in names), strict=True)
    by_key = {row[0]: dict(zip(names[1:], row[1:], strict=True)) | {"counted": True} for row in rows}
    shown = dict(zip(columns["document_key"], columns["due_date"], strict=True))
    lines = [d | {"file_status": d["payment_status"]} for d in documents]
    for line in lines:
        if line["schedule"]:
            first = dt.date.fromisoformat(line["schedule"][:10])
            line["due_date"] = shown.get(line["document_key"], first)
    return [d | by_key.get(d["document_key"], {"counted": False}) for d in lines]


def _applied(
    payments: Rows, portfolio: Portfolio, client_id: str, as_of: dt.date, where: Filters
) -> list[Line]:
    """Payments with what of them is applied. The portfolio gives those counted at `as_of`, in the same order."""
    found = portfolio.own_payments(client_id, as_of, where)
    results = iter(zip(found["applied"], found["unapplied_rest"], strict=True))
    lines: list[Line] = []
    for payment in payments:
        day = payment["date"]
        counted = payment["currency"] == where.currency and (day is None or day <= as_of)
        applied, rest = next(results) if counted else (None, None)
        lines.append(payment | {"applied": applied, "unapplied_rest": rest, "counted": counted})
    return lines


def _lines(rows: Rows, block: Block) -> list[Line]:
    """The rows of a list, the unrecognised columns as one text."""
    nothing: dict[str, Value] = dict.fromkeys((slot.name for slot in block.slots), None)
    lines = [nothing | {name: row[name] for name in nothing if name in row} for row in rows]
    return [
        line | {"extra": extra_text(line["extra"]), "record": carried(str(line["record"]))} for line in lines
    ]


def extra_text(extra: object) -> str | None:
    """The unrecognised columns of a row, one a line: «En-tête : valeur»."""
    if not isinstance(extra, str) or not extra:
        return None
    return "\n".join(f"{header} : {value}" for header, value in json.loads(extra).items())


def plain(value: Any) -> Value:
    """A cell of a pandas frame as a plain value: what is missing is None, a moment is a day."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    if hasattr(value, "to_pydatetime"):
        day: dt.date = value.to_pydatetime().date()
        return day
    item: Value = value.item() if hasattr(value, "item") else value
    return item
