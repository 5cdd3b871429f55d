"""What a user's template is filled with, taken from the portfolio: one client, one statement, the whole file; it computes no figure and writes no cell."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from fiche.analysis import ledger
from fiche.analysis.figures import AgedBalance, Alert, Figure, Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.status import PAYMENT_STATUSES, STATUSES
from fiche.analysis.words import bucket_name
from fiche.excel.contents import Contents, gather, plain
from fiche.excel.fill_fiche import yes_or_no
from fiche.excel.mapped.fill import Filling, Line
from fiche.excel.mapped.vocabulary import lists
from fiche.excel.statement import statement_lines
from fiche.excel.values import Value
from fiche.excel.words import KINDS, UNDEFINED
from fiche.i18n import _, language
from fiche.model import TABLES

_EVERYTHING = Filters()
# What analysis calls the amounts of a document, by the model's own name.
_ANALYSED = {
    "net_amount": "net", "gross_amount": "gross", "before_discount_amount": "before_discount", "discount_amount": "discount",
    "paid_date": "paid_on", "paid_amount": "paid", "open_amount": "left",
}  # fmt: skip


# ── one client ──


def of_client(portfolio: Portfolio, client_id: str, as_of: dt.date) -> Filling:
    """Everything about one client, in the currency of most of its documents. Raises UnknownClient."""
    known = gather(portfolio, client_id, as_of)
    to_pay, _to_deduct = statement_lines(portfolio, client_id, as_of, Filters(currency=known.currency))
    told = {
        "due": [_due(line, known.currency) for line in to_pay],
        "documents": [_document(line) for line in known.documents if line["counted"]],
        "payments": [_payment(line, known.numbers) for line in known.payments if line["counted"]],
        "aged": _aged(known.aged),
        "alerts": _alerts(known.alerts),
        **{name: _rows(getattr(known.record, name), name) for name in ("contacts", "addresses", "interactions", "disputes", "promises")},
    }  # fmt: skip
    return Filling("client", _one(known), _signed(told, known.record.fields), known.currency)


def _signed(told: Mapping[str, Sequence[Line]], fields: Mapping[str, Any]) -> dict[str, Sequence[Line]]:
    """The same lists, each line with the client it is about."""
    who = {"client_id": fields["client_id"], "client_name": fields.get("name") or fields["client_id"]}
    return {name: [{**line, **who} for line in lines] for name, lines in told.items()}


def _one(known: Contents) -> dict[str, Value]:
    fields = known.record.fields
    status = known.status.given.status if known.status.given is not None else None
    return {
        **_client(fields),
        **_context(known.as_of, known.currency),
        "status": _(STATUSES[status or known.status.code]),
        "status_reason": known.status.reason,
        **_figures(known.figures),
    }


def _client(fields: Mapping[str, Any]) -> dict[str, Value]:
    """The fields of a client, by code."""
    found: dict[str, Value] = {
        f"client.{c.name}": _value(fields.get(c.name), c.type) for c in TABLES["clients"]
    }
    found["client.name"] = found["client.name"] or found["client.client_id"]
    return found | {"town": _town(fields)}


def _town(fields: Mapping[str, Any]) -> Value:
    return " ".join(str(part) for part in (fields.get("postal_code"), fields.get("city")) if part) or None


def _value(value: Any, kind: str) -> Value:
    return yes_or_no(plain(value), language()) if kind == "flag" else plain(value)


def _context(as_of: dt.date, currency: str | None) -> dict[str, Value]:
    return {"as_of": as_of, "currency": currency}


def _figures(figures: Mapping[str, Figure]) -> dict[str, Value]:
    return {f"figure.{code}": _figure(figure) for code, figure in figures.items()}


def _figure(figure: Figure) -> Value:
    """An indicator; «—» where it has no value: never zero."""
    return UNDEFINED if figure.value is None else plain(figure.value)


def _document(line: Mapping[str, Any]) -> Line:
    """A document with what is left of it at the date."""
    left = (line["open_amount"] or 0) + (line["unapplied_rest"] or 0)
    paid = None if line["gross"] is None else line["gross"] - left
    known = {**line, "left": left, "paid": paid}
    status = line["payment_status"]
    return {
        column.name: _value(known.get(_ANALYSED.get(column.name, column.name)), column.type)
        for column in TABLES["documents"]
    } | {
        "kind": KINDS[line["kind"] if line["kind"] in KINDS else "invoice"][language()],
        "payment_status": _(PAYMENT_STATUSES[status]) if status in PAYMENT_STATUSES else status,
        "days_late": plain(line["days_late"]),
        "bucket": bucket_name(line["bucket"]) if line["bucket"] else None,
    }


def _payment(line: Mapping[str, Any], numbers: Mapping[int, str]) -> Line:
    number = numbers.get(line["document_key"]) or line.get("document_id")
    return {c.name: _value(line.get(c.name), c.type) for c in TABLES["payments"]} | {"document_id": number}


def _rows(frame: Any, name: str) -> list[Line]:
    """The rows of a record's table."""
    columns = [c for c in TABLES[name] if c.name in frame.columns]  # type: ignore[index]
    told = [[_value(value, c.type) for value in frame[c.name].tolist()] for c in columns]
    return [dict(zip((c.name for c in columns), row, strict=True)) for row in zip(*told, strict=True)]


def _aged(balance: AgedBalance) -> list[Line]:
    """The buckets; none where amounts of several currencies cannot be added."""
    if balance.reason:
        return []
    return [{"bucket": bucket_name(code), "amount": amount} for code, amount in balance.buckets.items()]


def _alerts(alerts: Iterable[Alert]) -> list[Line]:
    return [
        {"client_id": a.client_id, "message": a.message, "amount": a.amount, "since": a.since} for a in alerts
    ]


# ── one statement ──


def of_statement(
    portfolio: Portfolio, client_id: str, as_of: dt.date, currency: str | None = None
) -> Filling:
    """What a client has to pay and to deduct in one currency (None: that of most of its documents). Raises UnknownClient."""
    record = portfolio.client(client_id)
    chosen = currency or portfolio.currencies_of(client_id)[0]
    where = Filters(currency=chosen)
    to_pay, to_deduct = statement_lines(portfolio, client_id, as_of, where)
    status = portfolio.status(client_id, as_of, where)
    values = {
        **_client(record.fields),
        **_context(as_of, chosen),
        "status": _(STATUSES[status.code]),
        "status_reason": status.reason,
        **_figures(portfolio.figures(as_of, client_id, where)),
    }
    told = {
        "documents": [_due(line, chosen) for line in to_pay],
        "deducted": [_due(line, chosen) for line in to_deduct],
        "aged": _aged(portfolio.aged(as_of, client_id, where)),
        "contacts": _rows(record.contacts, "contacts"),
    }
    return Filling("statement", values, _signed(told, record.fields), chosen)


def _due(line: Mapping[str, Any], currency: str) -> Line:
    """A line of a statement under the names of a document's columns."""
    return {
        "document_id": line["number"],
        "date": line["date"],
        "due_date": line["due"] if isinstance(line["due"], dt.date) else None,
        "description": line["about"],
        "gross_amount": line["amount"],
        "paid_amount": line["paid"],
        "open_amount": line["open"],
        "days_late": line["days"],
        "currency": currency,
    }


# ── the whole file ──


def of_file(
    portfolio: Portfolio, as_of: dt.date, where: Filters = _EVERYTHING, needed: Sequence[str] = ()
) -> Filling:
    """The clients that pass the filters, with their documents and payments. `needed`: the lists that the template has (none: every one)."""
    wanted = set(needed or lists("file"))
    currency = where.currency or portfolio.currency
    told: dict[str, Sequence[Line]] = {}
    if "clients" in wanted:
        told["clients"] = list(_clients(portfolio, as_of, where))
    if "documents" in wanted:
        told["documents"] = list(_documents(portfolio, as_of, where))
    if "payments" in wanted:
        told["payments"] = list(_payments(portfolio, as_of, where))
    if "aged" in wanted:
        told["aged"] = _aged(portfolio.aged(as_of, None, where))
    if "alerts" in wanted:
        told["alerts"] = _alerts(portfolio.alerts(as_of, where=where))
    values = {**_context(as_of, currency), **_figures(portfolio.figures(as_of, None, where))}
    return Filling("file", values, told, currency)


def _clients(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Iterator[Line]:
    """Each client with its fields, its status and its indicators, by revenue of the last 12 months."""
    table = portfolio.clients(as_of, where)
    figures = portfolio.tabulate(as_of, "client", where)
    fields = {row["client_id"]: row for row in portfolio._dataset.clients.iter_rows(named=True)}  # noqa: SLF001 - the record, client by client
    statuses = zip(table["client_id"], table["status_computed"], table["status_reason"], strict=True)
    for client, status, reason in statuses:
        own = fields[client]
        yield {
            **{c.name: _value(own.get(c.name), c.type) for c in TABLES["clients"]},
            "status": own.get("status") or _(STATUSES[status]),
            "status_reason": reason,
            "town": _town(own),
            **_figures(figures.get(client, {})),
        }


def _documents(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Iterator[Line]:
    """Each document with what is left of it, client by client, latest first."""
    frames = portfolio._frames  # noqa: SLF001 - the rows that the analysis counts stand nowhere else
    with portfolio._at(as_of, None, where) as cursor:  # noqa: SLF001
        rows = ledger.documents(cursor, frames)
    file_only = [
        c.name
        for c in TABLES["documents"]
        if c.name not in rows.columns and c.name in frames.documents.columns
    ]
    told = frames.documents.select("document_key", *file_only)
    names = portfolio.names()
    joined = rows.join(told, on="document_key", how="left", maintain_order="left").sort(
        "client_id", maintain_order=True
    )
    for row in joined.iter_rows(named=True):
        yield {**_document(row), "client_name": names.get(row["client_id"])}


def _payments(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Iterator[Line]:
    names = portfolio.names()
    clients = sorted(portfolio.clients(as_of, where, reasons=False)["client_id"])
    with portfolio._copy.cursor() as cursor:  # noqa: SLF001
        rows = ledger.paid(cursor, portfolio._frames, clients, as_of, where.currency)  # noqa: SLF001
    for row in rows.sort(pl.col("client_id"), maintain_order=True).iter_rows(named=True):
        line = {c.name: _value(row.get(c.name), c.type) for c in TABLES["payments"]}
        yield line | {"client_name": names.get(row["client_id"])}
