"""Every indicator as a table that another program or a spreadsheet reads, with the settings in force: JSON, CSV, a workbook; it computes nothing.

JSON has them in «settings», a workbook in a second sheet; a CSV holds one table only, so that they go to a second file (`settings_csv`).
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fiche.excel.delimited import harmless
from fiche.i18n import _, day, language

if TYPE_CHECKING:
    from fiche.analysis import Portfolio, Settings
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
    """`by`: what a line is, None when there is one line. `lines`: (key, name, every indicator). `as_of`, `currency` and `settings` of the whole."""

    as_of: dt.date
    by: str | None
    currency: str | None
    lines: tuple[tuple[Any, str | None, Mapping[str, "Figure"]], ...]
    settings: "Settings"


def table(portfolio: "Portfolio", as_of: dt.date, by: Any, client_id: str | None) -> Table:
    """The figures of the portfolio, of one client, or of each group."""
    if by is None:
        line = (client_id, None, portfolio.figures(as_of, client_id))
        return Table(as_of, None, portfolio.currency, (line,), portfolio.settings)
    found = portfolio.tabulate(as_of, by)
    names = portfolio.names() if by == "client" else {}
    lines = ((key, names.get(key), figures) for key, figures in found.items() if client_id in (None, key))
    return Table(as_of, by, portfolio.currency, tuple(lines), portfolio.settings)


def written(table: Table, form: str) -> bytes:
    """The table as «json», «csv» or «xlsx»."""
    return {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](table)


def _json(table: Table) -> bytes:
    from fiche.analysis.setting_words import as_values

    rows = [
        {**_line(table, key, name), **{code: _plain(f) for code, f in figures.items()}}
        for key, name, figures in table.lines
    ]
    head = {"as_of": table.as_of.isoformat(), "by": table.by, "currency": table.currency}
    answer = {**head, "rows": rows, "settings": as_values(table.settings)}
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


def settings_csv(table: Table) -> bytes:
    """The settings in force, in words, those that differ from the default marked; the date of the figures first."""
    from fiche.analysis.setting_words import COLUMNS, listed

    first = {"title": _("Date d’arrêté"), "value": day(table.as_of)}
    rows = [[row.get(name, "") for name in COLUMNS] for row in (first, *listed(table.settings))]
    return as_csv([_(label) for label in COLUMNS.values()], rows)


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
    from fiche.excel.settings_sheet import settings_sheet
    from fiche.excel.table import Sheet, tables_workbook

    heads = _heads(table)
    frame = pd.DataFrame(_cells(table), columns=[str(i) for i in range(len(heads))], dtype=object)
    first = len(heads) - len(metrics())
    kinds = {str(first + i): LOOKS[m.unit] for i, m in enumerate(metrics().values())}
    title = _("Indicateurs au {day}").format(day=table.as_of.isoformat())
    sheet = Sheet(frame, {str(i): h for i, h in enumerate(heads)}, title, kinds)
    return tables_workbook([sheet, settings_sheet(table.settings, table.as_of)], currency=table.currency)
