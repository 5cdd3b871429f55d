"""What a system is to the engine: addresses, keys, lists, pages, and what each field means; declarations only, it calls nobody.

Values may hold placeholders: «{since}» alone is the value itself, in a longer text its words. A query item whose placeholder has no value is left out.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Literal

from fiche.model import TableName

Values = Mapping[str, Any]
# From a record to a value: a path («address.city»), or a function of the record.
Meaning = str | Callable[[Values], Any]
PagerKind = Literal[
    "keyset", "offset_limit", "page_number", "cursor", "next_url", "odata_next", "window", "one"
]
AuthKind = Literal["bearer", "api_key_header", "basic", "oauth2_client_credentials", "oauth2_refresh", "none"]
Clock = Literal["sql", "iso", "ms", "s"]


@dataclass(frozen=True)
class Field:
    """What is asked of the reader to connect. `title`, `help`: French, marked with N_(). `secret`: sealed, never shown again."""

    name: str
    title: str
    help: str = ""
    secret: bool = False
    needed: bool = True
    default: str = ""


@dataclass(frozen=True)
class Auth:
    """How the system knows us. `header`, `value`: what api_key_header sends. `token_url`, `scope`: of the OAuth 2 kinds. Names of secrets: key, login,
    password, client_id, client_secret, refresh_token."""

    kind: AuthKind = "bearer"
    header: str = "Authorization"
    value: str = "Bearer {key}"
    token_url: str = ""
    scope: str = ""
    body: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One call. `read`: it changes nothing there, and may be made again after a fault."""

    path: str
    method: str = "GET"
    query: Values = field(default_factory=dict)
    body: Any = None
    headers: Values = field(default_factory=dict)
    read: bool = True


@dataclass(frozen=True)
class Pager:
    """How a list goes on. `next`: where the answer says the next token, URL or whether there is more; `start`: the first page number; `cap`: most
    records that one question may give («window» begins it anew from the last change seen)."""

    kind: PagerKind = "one"
    size: int = 500
    next: str = ""
    start: int = 1
    cap: int = 10_000


@dataclass(frozen=True)
class Clause:
    """A condition that is put when `needs` has a value («» : always)."""

    value: Any
    needs: str = ""


@dataclass(frozen=True)
class Query:
    """A list as it is asked: the call, its pages, where the records are in the answer, and its conditions («{filters}»: a list, or one text joined by
    `join`). `modified_order`: records come in the order of their changes."""

    request: Request
    pager: Pager
    records: str = ""
    filters: tuple[Clause, ...] = ()
    join: str = ""


@dataclass(frozen=True)
class Mapped:
    """Rows of a table that the records of a list give. `columns`: code name → meaning; `extra`: label → meaning, kept on the sheet beside them; `when`:
    which records; `many`: the rows that one record holds («contacts» inside a client)."""

    table: TableName
    columns: Mapping[str, Meaning]
    extra: Mapping[str, Meaning] = field(default_factory=dict)
    when: Callable[[Values], bool] | None = None
    many: str = ""


@dataclass(frozen=True)
class Entity:
    """A list of the system. `full`: all of it; `changes`: what changed since «{since}», `full` with its own conditions when None. `wants`: the fields to ask,
    kept to those that `describe` names. `ids`: the numbers of all that is there, for what was deleted. `gone`: a list of what was deleted.
    `per_company`: asked once a company. `optional`: the rest is read without it; `quiet`: without a word. `own`: the table whose columns a reader may fill from more of its fields. `count`: how many there are. `clock`: how times are written to the system."""

    name: str
    title: str
    full: Query
    changes: Query | None = None
    id: str = "id"
    modified: str = ""
    wants: tuple[str, ...] = ()
    describe: Request | None = None
    described: str = ""
    label: str = "label"
    ids: Query | None = None
    clock: Clock = "iso"
    per_company: bool = False
    optional: bool = False
    quiet: bool = False
    always_check: bool = False
    variables: Values = field(default_factory=dict)
    maps: tuple[Mapped, ...] = ()
    own: TableName | None = None
    count: Query | None = None


@dataclass(frozen=True)
class Push:
    """The few fields that may be written back to a client. `columns`: code name → field; `read`, `write`: one record by «{id}», what changes by
    «{values}»; `records`: where the record is in the answer; `values`: where its fields are in the record; `html`: the fields that hold HTML."""

    entity: str
    columns: Mapping[str, str]
    read: Request
    write: Request
    records: str = ""
    values: str = ""
    html: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rate:
    """Calls a second at most, 0 for no bound."""

    per_second: float = 0.0


@dataclass(frozen=True)
class System:
    """One system. `tried`: the real ones it was run against, in French, marked with N_(); «» when there is none. `base`: the address when the vendor has one, else the reader gives it. `versions`: choices of
    «{version}», the first by default. `assemble`: rows that several lists make together: see fiche.connectors.assemble. `probe`: its version.
    `root_only`: of the address that the reader gives, only the server counts. `empty`: how it writes an empty field. `profile`: asked first; `profiled`: value → where it is in
    the answer."""

    code: str
    name: str
    tried: str
    fields: tuple[Field, ...]
    auth: Auth
    entities: tuple[Entity, ...]
    base: str = ""
    hosts: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    rate: Rate = field(default_factory=Rate)
    overlap: int = 600
    companies: str = ""
    push: Push | None = None
    headers: Values = field(default_factory=dict)
    probe: Request | None = None
    probed: str = ""
    dialect: str = "json"
    assemble: str = ""
    help: str = ""
    root_only: bool = False
    empty: Any = None
    profile: Request | None = None
    profiled: Mapping[str, str] = field(default_factory=dict)

    def entity(self, name: str) -> Entity:
        """A list by its name."""
        return next(e for e in self.entities if e.name == name)


@cache
def systems() -> dict[str, System]:
    """Every system by code, one a module of fiche.connectors.systems: those tried first, then those that give the most lists."""
    package = import_module("fiche.connectors.systems")
    modules = (import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__))
    found: list[System] = [module.SYSTEM for module in modules if hasattr(module, "SYSTEM")]
    return {
        system.code: system for system in sorted(found, key=lambda s: (not s.tried, -len(s.entities), s.name))
    }


def dig(record: Any, path: str) -> Any:
    """What is at a path («a.b.0.c»; «» : all of it), None when it is not there."""
    for step in path.split(".") if path else ():
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, Sequence) and not isinstance(record, str) and step.isdigit():
            record = record[int(step)] if int(step) < len(record) else None
        else:
            return None
    return record


def meant(record: Values, meaning: Meaning) -> Any:
    """The value of a record for a meaning."""
    return dig(record, meaning) if isinstance(meaning, str) else meaning(record)
