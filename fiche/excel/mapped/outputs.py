"""A user's template filled in for those whom one asks about: one client, many in a ZIP, the whole file; it decides neither who nor when."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.excel.mapped.fill import filled
from fiche.excel.mapped.gathered import of_client, of_file, of_statement
from fiche.excel.mapped.mapping import Mapping
from fiche.excel.mapped.vocabulary import Kind
from fiche.excel.sheet import workbook_name
from fiche.excel.statement import owed, statement_name
from fiche.file_names import LONGEST, safe_name
from fiche.i18n import speaking

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"


@dataclass(frozen=True)
class OwnTemplate:
    """A template ready to be filled: its name, «xlsx» or «xlsm», its bytes and its mapping."""

    name: str
    format: str
    content: bytes
    mapping: Mapping

    @property
    def kind(self) -> Kind:
        """What one of its workbooks is about."""
        return self.mapping.kind

    @property
    def media_type(self) -> str:
        """What a browser is told."""
        return XLSM if self.format == "xlsm" else XLSX

    @property
    def digest(self) -> str:
        """What tells it from any other, and from itself mapped otherwise."""
        return hashlib.sha256(self.content + self.mapping.json().encode()).hexdigest()

    # ── what it gives ──

    def one(self, portfolio: Portfolio, client_id: str, as_of: dt.date, language: str) -> bytes:
        """The workbook of a client, or its statement in the currency of most of its documents. Raises UnknownClient."""
        with speaking(language):
            gathered = of_statement if self.kind == "statement" else of_client
            return filled(self.content, self.mapping, gathered(portfolio, client_id, as_of))

    def whole(self, portfolio: Portfolio, as_of: dt.date, where: Filters, language: str) -> bytes:
        """The workbook of the whole file."""
        with speaking(language):
            needed = [block.rows for block in self.mapping.blocks] or ["none"]
            return filled(self.content, self.mapping, of_file(portfolio, as_of, where, needed))

    def files(
        self, portfolio: Portfolio, client_id: str, as_of: dt.date, language: str
    ) -> Iterator[tuple[str, bytes]]:
        """A client's workbook under its name; its statements, one in each currency in which something is owed. For fiche.excel.sheets.archive."""
        with speaking(language):
            if self.kind != "statement":
                yield (
                    self.file_name(portfolio, client_id, as_of),
                    self.one(portfolio, client_id, as_of, language),
                )
                return
            for currency in owed(portfolio, client_id, as_of):
                told = of_statement(portfolio, client_id, as_of, currency)
                yield self.file_name(portfolio, client_id, as_of), filled(self.content, self.mapping, told)

    def file_name(self, portfolio: Portfolio, client_id: str, as_of: dt.date) -> str:
        """A file name for a client's workbook that every system accepts; the date is never cut."""
        record = portfolio.client(client_id)
        name = statement_name(record, as_of) if self.kind == "statement" else workbook_name(record, as_of)
        return str(PurePosixPath(name).with_suffix(f".{self.format}"))

    def whole_name(self, as_of: dt.date) -> str:
        """A file name for the workbook of the whole file."""
        return safe_name(f"{self.name[: LONGEST - 20]} {as_of:%Y-%m-%d}.{self.format}")
