"""What the commands answer, as plain values for JSON: amounts are strings with two decimals, undefined is null; it reads no argument."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fiche import loading
from fiche.errors import MatchingRefused, ReadingRefused, Refused

if TYPE_CHECKING:
    from fiche.analysis import Backtest, Portfolio, Receipts
    from fiche.analysis.figures import Figure

TOP = 10


def inspection(
    reading: loading.Reading, loaded_on: dt.date, own_siren: str = ""
) -> tuple[dict[str, Any], list[str]]:
    """What `fiche inspect` prints, and the sentences of what was refused."""
    refused = [f"{f.code}: {f.message}" for f in reading.files if f.status == "refused"]
    in_file = sum(m.rows for m in reading.sheets)
    rows = {"in_file": in_file, "loaded": 0, "set_aside": in_file}
    findings: dict[str, int] = {}
    if reading.sheets:
        try:
            dataset = loading.check(reading, loaded_on=loaded_on, own_siren=own_siren)
        except MatchingRefused as refusal:
            refused.append(f"{refusal.code}: {refusal.message}")
        else:
            rows = {
                "in_file": dataset.rows_in_file,
                "loaded": dataset.rows_loaded,
                "set_aside": len(dataset.set_aside),
            }
            counted = (
                loading.points(dataset, loaded_on)["code"].to_list() + dataset.set_aside["code"].to_list()
            )
            findings = {code: counted.count(code) for code in sorted(set(counted))}
    return {"files": [_file(f, reading) for f in reading.files], "rows": rows, "findings": findings}, refused


def _file(file: loading.FileReading, reading: loading.Reading) -> dict[str, Any]:
    sheets = [
        {
            "name": m.sheet,
            "table": m.table,
            "header_row": m.header_row,
            "rows": m.rows,
            "columns": {c.header: c.column for c in m.columns if c.column is not None},
            "unmapped": [c.header for c in m.unmapped],
        }
        for m in reading.sheets
        if m.file == file.name
    ]
    return {
        "name": file.name,
        "status": file.status,
        "code": file.code,
        "message": file.message,
        "sheets": sheets,
    }


def refusal(file: loading.FileReading) -> Refused:
    """The refusal that reading a file ended with, to be raised again."""
    return _Again(file.code or "damaged_file", file.message or "", name=file.name)


class _Again(ReadingRefused):
    """A refusal whose sentence is already written."""

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(code, **details)
        self._message = message

    @property
    def message(self) -> str:
        return self._message


def indicators(portfolio: "Portfolio", as_of: dt.date, client_id: str | None) -> dict[str, Any]:
    """What `fiche indicators` prints, for the portfolio or one client."""
    from fiche.analysis.setting_words import as_values

    figures = portfolio.figures(as_of, client_id)
    aged = portfolio.aged(as_of, client_id)

    def value(code: str) -> Any:
        return plain(figures[code])

    return {
        "as_of": as_of.isoformat(),
        "currency": portfolio.currency,
        "clients": value("clients"),
        "documents": value("documents"),
        "revenue": {
            "total": value("revenue_total"),
            "last_12_months": value("revenue_12m"),
            "previous_12_months": value("revenue_prev_12m"),
        },
        **{code: value(code) for code in ("outstanding", "overdue", "unapplied", "balance")},
        "aged": {bucket: None if aged.reason else f"{amount:.2f}" for bucket, amount in aged.buckets.items()},
        "dso": {name: value(f"dso_{name}") for name in ("countback", "accounting", "best_possible")},
        **{code: value(code) for code in ("days_to_pay", "days_late_weighted", "discount_rate")},
        "top_clients": _top_clients(portfolio, as_of, client_id),
        "settings": as_values(portfolio.settings),
    }


def plain(figure: "Figure") -> Any:
    """A figure for JSON: an amount as a string with two decimals, a date in ISO form, a number, or null."""
    if isinstance(figure.value, Decimal):
        return f"{figure.value:.2f}"
    return figure.value.isoformat() if isinstance(figure.value, dt.date) else figure.value


def _top_clients(portfolio: "Portfolio", as_of: dt.date, client_id: str | None) -> Sequence[dict[str, Any]]:
    """The clients of most revenue up to `as_of`, all dates together."""
    table = portfolio.breakdown(as_of, ["revenue_total"], by="client_id")
    rows = [
        (r["client_id"], r["revenue_total"])
        for r in table.to_dict("records")
        if r["client_id"] is not None and r["revenue_total"] is not None
    ]
    rows = [r for r in rows if r[1] != 0 and client_id in (None, r[0])]
    best = sorted(rows, key=lambda r: (-r[1], r[0]))[:TOP]
    return [
        {"client_id": c, "name": portfolio.client(c).fields["name"], "revenue": f"{amount:.2f}"}
        for c, amount in best
    ]


def receipts(portfolio: "Portfolio", as_of: dt.date) -> dict[str, Any]:
    """What `fiche receipts` prints: for each currency its estimates by week and by invoice with their back-test, or why there are none."""
    from fiche.analysis import Filters

    currencies = sorted(portfolio.currencies())
    answers = [portfolio.receipts(as_of, Filters(currency=code)) for code in currencies]
    return {"as_of": as_of.isoformat(), "receipts": [_receipts(one) for one in answers]}


def _receipts(one: "Receipts") -> dict[str, Any]:
    return {
        "currency": one.currency,
        "reason": one.reason,
        "outstanding": _amount(one.open_amount),
        "estimates": {
            **{name: _amount(getattr(one, name)) for name in ("total", "low", "high")},
            "never_share": one.never_share,
            "weeks": [
                {
                    "week": _day(row["week"]),
                    **{name: _amount(row[name]) for name in ("expected", "low", "high")},
                }
                for row in one.weeks.to_dict("records")
            ],
        },
        "invoices": [_expected(row) for row in one.invoices.to_dict("records")],
        "backtest": None if one.backtest is None else _backtest(one.backtest),
    }


def _expected(row: dict[Any, Any]) -> dict[str, Any]:
    within = {name: _known(row[name]) for name in ("within_30", "within_60", "within_90")}
    days = {name: _day(row[name]) for name in ("due_date", "expected_on")}
    named = {name: _known(row[name]) for name in ("document_id", "client_id")}
    return {**named, "open_amount": _amount(row["open_amount"]), **days, **within}


def _backtest(one: "Backtest") -> dict[str, Any]:
    return {**asdict(one), "cut_offs": [day.isoformat() for day in one.cut_offs]}


def _amount(value: Decimal | float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _known(value: Any) -> Any:
    """None for what is missing: NaN is no JSON."""
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN differs from itself


def _day(value: Any) -> str | None:
    return None if _known(value) is None else str(value.date().isoformat())
