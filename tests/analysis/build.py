"""Small datasets written by hand or at random, so that a test reads as what a file would say; it reads no file."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset
from fiche.model import STORED, TableName, schema

LOADED_ON = dt.date(2026, 11, 24)
Row = Mapping[str, Any]


def day(text: str | None) -> dt.date | None:
    """«2025-01-31» as a date."""
    return dt.date.fromisoformat(text) if text else None


def money(amount: Any) -> Decimal | None:
    """100, "12.5" as an amount with two decimals."""
    return None if amount is None else Decimal(str(amount)).quantize(Decimal("0.01"))


def frame(name: TableName, rows: Iterable[Row]) -> pl.DataFrame:
    """A typed table from rows that name only what matters."""
    columns = schema(name)
    filled = [{column: row.get(column) for column in columns} for row in rows]
    return pl.DataFrame(filled, schema=columns, orient="row")


def invoice(
    key: int,
    gross: Any,
    date: str | None = "2025-01-01",
    due: str | None = None,
    client: str = "C1",
    **more: Any,
) -> Row:
    """An invoice, or a credit note when `gross` is negative; net = gross unless said."""
    amount = money(gross)
    assert amount is not None
    net = money(more.pop("net", gross))
    row = {
        "document_key": key,
        "document_id": f"F{key:04d}",
        "client_id": client,
        "kind": "credit_note" if amount < 0 else "invoice",
        "date": day(date),
        "due_date": day(due),
        "gross": amount,
        "net": net,
        "net_is_gross": False,
    }
    return row | {k: money(v) if k in ("discount", "before_discount") else v for k, v in more.items()}


def payment(
    amount: Any, date: str | None, invoice: int | None = None, client: str = "C1", **more: Any
) -> Row:
    """A payment of an invoice, or of the client alone."""
    row = {
        "client_id": client,
        "document_key": invoice,
        "date": day(date),
        "amount": money(amount),
        "assumed": False,
        "implied": False,
    }
    return row | more


def dataset(
    documents: Sequence[Row] = (),
    payments: Sequence[Row] = (),
    clients: Sequence[Row] | None = None,
    **tables: Sequence[Row],
) -> Dataset:
    """A dataset; clients not given are made from those that documents and payments name."""
    if clients is None:
        named = sorted({r["client_id"] for r in (*documents, *payments)})
        clients = [{"client_id": number, "name": f"Client {number}"} for number in named]
    known: dict[str, Sequence[Row]] = {
        "clients": clients,
        "documents": documents,
        "payments": payments,
        **tables,
    }
    extra = [
        row | {"extra": json.dumps(row["extra"])} if isinstance(row.get("extra"), dict) else row
        for row in clients
    ]
    known["clients"] = extra
    frames = {name: frame(name, known.get(name, ())) for name in STORED}
    aside, findings = pl.DataFrame(schema=SET_ASIDE_SCHEMA), pl.DataFrame(schema=FINDINGS_SCHEMA)
    return Dataset(frames, aside, findings, LOADED_ON)
