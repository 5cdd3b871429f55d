"""What a system's export is, the list of those found in fiche/sources, and which of them a row of headers is; it reads no value below the headers."""

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from fiche.i18n import _
from fiche.model import TableName
from fiche.words import normalised


@dataclass(frozen=True)
class Export:
    """One list that a system writes.

    `table`: what it holds, None when it is not to be loaded for `reason` («crm_deals»: opportunities, no sale unless the reader says so; `columns`
    then speak of documents). `title`: French, marked with N_(). `signature`: groups of headers that mean the same, one of each must be there.
    `absent`: headers that belong to another of the system’s lists, none of them may be there.
    `columns`: header → code name of the column; of several headers for one column, the first listed that the sheet has is the one.
    `ignored`: headers that are no column of the table, whatever they look like (a company’s turnover is not what it buys).
    `won`: header of a deal’s stage → the values that mean won. `only`: header → the values of the rows that count (a payment that failed is none).
    `kind`: what every row is, where no column says it («Avoir»).
    """

    table: TableName | None
    title: str
    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    reason: str = ""
    won: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A system and the lists that it exports."""

    name: str
    exports: tuple[Export, ...]


@dataclass(frozen=True)
class Recognised:
    """What a row of headers was recognised as. `columns`: index in the given headers → code name. `ignored`: the indexes that are no column."""

    source: str
    export: Export
    columns: dict[int, str]
    ignored: frozenset[int]

    @property
    def title(self) -> str:
        """«export Odoo, factures» in the reader's language."""
        return _("export {source}, {table}").format(source=self.source, table=_(self.export.title))


def alternatives(headers: str) -> tuple[str, ...]:
    """Headers that mean the same, written as one string separated by «|»."""
    return tuple(header.strip() for header in headers.split("|"))


def apart(*headers: str) -> tuple[str, ...]:
    """The same for headers to ignore, each once however it is written."""
    return tuple({normalised(header): header for group in headers for header in alternatives(group)}.values())


def groups(*headers: str) -> tuple[tuple[str, ...], ...]:
    """A signature: one string of alternatives a group."""
    return tuple(alternatives(group) for group in headers)


def meanings(**columns: str) -> dict[str, str]:
    """Header → code name, from the alternatives of each column in order of preference. ValueError: a header said to be two columns."""
    found: dict[str, str] = {}
    for code, headers in columns.items():
        for header in alternatives(headers):
            if found.setdefault(header, code) != code:
                raise ValueError(f"{header}: {found[header]} and {code}")
    return found


@cache
def sources() -> dict[str, Source]:
    """Every system by name: one a module of fiche.sources."""
    package = import_module("fiche.sources")
    modules = (import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__))
    found: list[Source] = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.name: source for source in found}


def recognise(headers: Sequence[str]) -> Recognised | None:
    """The export whose signature these headers hold; of several, the one that knows most of them; None for a list that anybody may have made."""
    best, most = None, 0
    for source, export in _candidates(
        frozenset(map(normalised, headers)) | frozenset(map(_written, headers))
    ):
        ignored = _ignored(export, headers)
        columns = _columns(export, headers, ignored)
        ignored |= _second(export, headers, columns)
        known = len(export.signature) + len(columns)
        if known > most:
            best, most = Recognised(source, export, columns, ignored), known
    return best


def _candidates(present: frozenset[str]) -> Iterator[tuple[str, Export]]:
    for source in sources().values():
        for export in source.exports:
            signed = all(any(_stands(h, present) for h in group) for group in export.signature)
            if signed and not any(_stands(h, present) for h in export.absent):
                yield source.name, export


def _stands(header: str, present: frozenset[str]) -> bool:
    """Whether a header is there by its words, or by its letters («JOURNALCODE», whose words nothing tells apart)."""
    return normalised(header) in present or _written(header) in present


def _written(header: str) -> str:
    return header.strip().casefold()


def _ignored(export: Export, headers: Sequence[str]) -> frozenset[int]:
    words = {normalised(header) for header in export.ignored}
    meant = {_written(header) for header in export.columns}
    return frozenset(i for i, h in enumerate(headers) if normalised(h) in words and _written(h) not in meant)


def _second(export: Export, headers: Sequence[str], columns: Mapping[int, str]) -> frozenset[int]:
    """The headers that name a client in a way that gave way to a surer one: no other column either («Partenaire» beside «Entité commerciale»)."""
    written = {_written(header): code for header, code in export.columns.items()}
    taken = {code for code in columns.values() if code == "client_name"}
    return frozenset(
        i for i, h in enumerate(headers) if i not in columns and written.get(_written(h)) in taken
    )


def _columns(export: Export, headers: Sequence[str], ignored: frozenset[int]) -> dict[int, str]:
    """To the letter first («partner_id» is a name, «partner_id/id» a number), then by the words alone; each header and each column once."""
    meant = {_written(header) for header in export.columns}
    letter: dict[str, int] = {}
    words: dict[str, int] = {}
    for i, header in enumerate(headers):
        if i in ignored:
            continue
        letter.setdefault(_written(header), i)
        if _written(header) not in meant:
            words.setdefault(normalised(header), i)
    found: dict[int, str] = {}
    for header, code in export.columns.items():
        index = letter.get(_written(header), words.get(normalised(header)))
        if index is not None and index not in found and code not in found.values():
            found[index] = code
    return found
