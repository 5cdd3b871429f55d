"""What assembling the rows of a connection is given: its records as they came, the numbers its clients have, the columns its reader chose, the sheets to fill; it reads no meaning."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fiche.connectors.sheets import SheetBuilder
from fiche.connectors.spec import Meaning, System, dig, meant
from fiche.i18n import _
from fiche.model import TABLES, TableName, label
from fiche.store import remote_records
from fiche.store.connections import Remote

NUMBERS = "_numbers"  # the list of our own that remembers which client each record is
PREFIX = "prefix"


@dataclass(frozen=True)
class Own:
    """Fields that the reader chose to bring: into `columns`, or beside them under the labels `extra`."""

    into: Mapping[str, str]
    beside: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns they fill."""
        return tuple(dict.fromkeys(self.into.values()))

    @property
    def extra(self) -> tuple[str, ...]:
        """The labels they stand under."""
        return tuple(dict.fromkeys(self.beside.values()))

    def values(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Values by column; an empty field takes nothing away."""
        found = {column: shown(dig(record, name)) for name, column in self.into.items()}
        return {column: value for column, value in found.items() if value is not None}

    def extras(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Values by label."""
        return {label: shown(dig(record, name)) for name, label in self.beside.items()}


def shown(value: Any) -> Any:
    """A field of any type as a cell: the label of a link, the words of a list."""
    if value in (None, False, "", [], {}):
        return None
    if value is True:
        return _("Oui")
    if isinstance(value, list):
        if len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
            return value[1]
        return ", ".join(str(shown(each)) for each in value)
    if isinstance(value, Mapping):
        return next((str(value[k]) for k in ("name", "label", "value") if value.get(k)), None)
    return value


class Gathered:
    """The records of one connection, on their way to sheets. `known`: {identifier in the system: number} of clients that files brought."""

    def __init__(
        self, connection: Connection, remote: Remote, system: System, file: str, known: Mapping[str, str]
    ) -> None:
        self._connection, self._remote, self.system, self._file, self._known = (
            connection,
            remote,
            system,
            file,
            known,
        )
        self._prefix = str(remote.settings.get(PREFIX) or "")
        numbered = remote_records.stream(connection, remote.id, NUMBERS)
        self.numbers: dict[int | str, str] = {
            _key(c.source_id): str(c.raw["client_id"]) for _c, c, _g in numbered
        }
        self._builders: dict[tuple[str, str], SheetBuilder] = {}

    def records(self, entity: str, *, gone: bool = False) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
        """(company, record, since when it is gone) of a list, a batch in memory at a time; those that are gone when `gone`."""
        for company, came, since in remote_records.stream(self._connection, self._remote.id, entity):
            if gone or since is None:
                yield company, came.raw, since

    def number(
        self, references: Mapping[int, str], external: Callable[[int], str | None] | None = None
    ) -> None:
        """Give a number to each client that has none yet, by its reference where no other client has it, else by its own number there.
        A client that a file of the same system brought keeps the number it has."""
        held = Counter(references.values())
        taken = set(self.numbers.values())
        for number, reference in references.items():
            if number in self.numbers:
                continue
            known = self._known.get(external(number) or "") if external else None
            alone = bool(reference) and held[reference] == 1
            wanted = known or f"{self._prefix}{reference if alone else number}"
            # A number that is another client's reference is not this one's.
            if wanted in taken or (not known and not alone and str(number) in held):
                wanted = f"{self._prefix}{number}-{self.system.name}"
            self.numbers[number] = wanted
            taken.add(wanted)

    def client(self, number: int | str | None) -> str | None:
        """The number of a client here."""
        if number is None:
            return None
        return self.numbers.get(number) or f"{self._prefix}{number}"

    def own(self, entity: str) -> Own:
        """The fields that the reader chose to bring from a list."""
        chosen = self._remote.settings.get("own", {}).get(entity, {})
        into = {name: said["column"] for name, said in chosen.items() if said.get("column")}
        beside = {name: said.get("label") or name for name, said in chosen.items() if not said.get("column")}
        return Own(into, beside)

    def sheet(self, table: TableName, columns: Sequence[str], extra: Sequence[str] = ()) -> SheetBuilder:
        """The sheet of a table, to be filled."""
        name = label(TABLES[table], "fr")
        made = SheetBuilder(
            self._file, name, table, tuple(dict.fromkeys(columns)), tuple(dict.fromkeys(extra))
        )
        return self._builders.setdefault((table, ""), made)

    def aside(self, table: TableName, reason: str, row: Mapping[str, Any]) -> None:
        """A row that is kept apart, for a reason of fiche.findings.SET_ASIDE."""
        builder = self._builders.get((table, reason))
        if builder is None:
            name = f"{label(TABLES[table], 'fr')} ({len(self._builders) + 1})"
            builder = SheetBuilder(self._file, name, table, tuple(TABLES[table].by_name), (), reason)
            self._builders[table, reason] = builder
        builder.add(row)

    def prefixed(self, number: Any) -> str | None:
        """A number of the system as it is here."""
        return None if number in (None, False, "") else f"{self._prefix}{number}"

    @property
    def builders(self) -> list[SheetBuilder]:
        """The sheets that were filled."""
        return [b for b in self._builders.values() if b.height]


def _key(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def generic(gathered: Gathered) -> None:
    """The sheets of a system whose lists are rows as they stand: what its declarations say, and nothing more."""
    for entity in gathered.system.entities:
        for mapped in entity.maps:
            own = gathered.own(entity.name) if mapped is entity.maps[0] else Own({}, {})
            sheet = gathered.sheet(
                mapped.table, (*mapped.columns, *own.columns), (*map(_, mapped.extra), *own.extra)
            )
            for _company, record, gone in gathered.records(entity.name, gone=True):
                for each in dig(record, mapped.many) or () if mapped.many else (record,):
                    one = {**each, "_": record} if mapped.many else each
                    if mapped.when is not None and not mapped.when(one):
                        continue
                    row = {
                        code: _value(gathered, code, one, meaning) for code, meaning in mapped.columns.items()
                    }
                    if gone is not None and mapped.table == "clients":
                        row["archived_on"] = gone
                    elif gone is not None:
                        gathered.aside(mapped.table, "gone_at_source", row)
                        continue
                    extra = {_(name): shown(meant(one, meaning)) for name, meaning in mapped.extra.items()}
                    sheet.add(row | own.values(one), extra | own.extras(one))


def _value(gathered: Gathered, code: str, record: Mapping[str, Any], meaning: Meaning) -> Any:
    value = meant(record, meaning)
    return gathered.prefixed(value) if code == "client_id" else value
