"""Every indicator as a table that another program or a spreadsheet reads: JSON, CSV, a workbook; it computes nothing."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fiche.excel.delimited import harmless
from fiche.i18n import _, language

if TYPE_CHECKING:
    from fiche.analysis import Portfolio
    from fiche.analysis.figures import Figure

LOOKS = {
    "money": "money",
    "percent": "rate",
    "points": "rate",
    "days": "number",
    "count": "integer",
    "date": "date",
}


@dataclass(frozen=True)
class Table:
    """`by`: what a line is, None when there is one line. `lines`: (key, name, every indicator). `as_of` and `currency` of the whole."""

    as_of: dt.date
    by: str | None
    currency: str | None
    lines: tuple[tuple[Any, str | None, Mapping[str, "Figure"]], ...]


def table(portfolio: "Portfolio", as_of: dt.date, by: Any, client_id: str | None) -> Table:
    """The figures of the portfolio, of one client, or of each group."""
    if by is None:
        return Table(
            as_of, None, portfolio.currency, ((client_id, None, portfolio.figures(as_of, client_id)),)
        )
    found = portfolio.tabulate(as_of, by)
    names = portfolio.names() if by == "client" else {}
    lines = ((key, names.get(key), figures) for key, figures in found.items() if client_id in (None, key))
    return Table(as_of, by, portfolio.currency, tuple(lines))


def written(table: Table, form: str) -> bytes:
    """The table as «json», «csv» or «xlsx»."""
    return {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](table)


def _json(table: Table) -> bytes:
    rows = [
        {**_line(table, key, name), **{code: _plain(f) for code, f in figures.items()}}
        for key, name, figures in table.lines
    ]
    answer = {"as_of": table.as_of.isoformat(), "by": table.by, "currency": table.currency, "rows": rows}
    return (json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _line(table: Table, key: Any, name: str | None) -> dict[str, Any]:
    said = {table.by: key.isoformat() if isinstance(key, dt.date) else key} if table.by else {}
    return {**said, "name": name} if name is not None else said


def _plain(figure: "Figure") -> Any:
    if isinstance(figure.value, Decimal):
        return f"{figure.value:.2f}"
    return figure.value.isoformat() if isinstance(figure.value, dt.date) else figure.value


def _heads(table: Table) -> list[str]:
    from fiche.analysis.metric import metrics

    named = any(name is not None for _key, name, _figures in table.lines)
    return [
        *([table.by] if table.by else []),
        *([_("Nom")] if named else []),
        *(m.label for m in metrics().values()),
    ]


def _cells(table: Table) -> list[list[Any]]:
    named = any(name is not None for _key, name, _figures in table.lines)
    return [
        [*([key] if table.by else []), *([name] if named else []), *(f.value for f in figures.values())]
        for key, name, figures in table.lines
    ]


def _csv(table: Table) -> bytes:
    return as_csv(_heads(table), _cells(table))


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """For a spreadsheet in the reader's language: UTF-8 with its mark, semicolons, every field quoted."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return harmless(value)
    written = (f"{value:.6f}".rstrip("0").rstrip(".") or "0") if isinstance(value, float) else str(value)
    return written.replace(".", ",") if language() == "fr" else written


def _xlsx(table: Table) -> bytes:
    import pandas as pd

    from fiche.analysis.metric import metrics
    from fiche.excel.table import table_workbook

    heads = _heads(table)
    frame = pd.DataFrame(_cells(table), columns=[str(i) for i in range(len(heads))], dtype=object)
    first = len(heads) - len(metrics())
    kinds = {str(first + i): LOOKS[m.unit] for i, m in enumerate(metrics().values())}
    title = _("Indicateurs au {day}").format(day=table.as_of.isoformat())
    return table_workbook(
        frame, {str(i): h for i, h in enumerate(heads)}, sheet=title, kinds=kinds, currency=table.currency
    )
