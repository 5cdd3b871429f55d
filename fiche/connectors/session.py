"""One connection ready to call: its address checked, its secrets opened, its clock; used by one thread, closed at the end."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from fiche.connectors.auth import Keys
from fiche.connectors.caller import Caller
from fiche.connectors.dialects import DIALECTS, OdooDialect
from fiche.connectors.hosts import Host, Hosts, Lookup
from fiche.connectors.spec import Entity, System, dig, systems
from fiche.connectors.transport import Bounds, GuardedTransport
from fiche.connectors.vault import Vault
from fiche.errors import ConnectionRefused, Refused
from fiche.i18n import _
from fiche.store import Store
from fiche.store.connections import Remote


@dataclass(frozen=True)
class World:
    """What a connection needs from outside: the wait, the clock, chance, the resolver, the allowed hosts (None: the setting’s) and the bounds of an answer."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    lookup: Lookup | None = None
    allowed: Sequence[Host] | None = None
    bounds: Bounds = field(default_factory=Bounds)
    trusted: str | None = None


def system_of(code: str) -> System:
    """A system by its code. Raises Refused when there is none."""
    found = systems().get(code)
    if found is None:
        raise Refused("unknown_system", name=code)
    return found


def address(system: System, url: str) -> str:
    """The address that is called: the vendor's own, else the reader's, without what a browser adds to it."""
    given = (system.base or url).strip()
    given = given if "://" in given else f"https://{given}"
    if system.root_only:
        parts = urlsplit(given)
        given = f"{parts.scheme}://{parts.netloc}"
    return given.rstrip("/")


class Session:
    """A system with the address and the secrets of one connection. `kept`: keeps secrets that the system renewed."""

    def __init__(
        self,
        system: System,
        url: str,
        settings: Mapping[str, Any],
        secrets: Mapping[str, str],
        kept: Callable[[Mapping[str, str]], None] | None = None,
        world: World | None = None,
    ) -> None:
        world = world or World()
        self.system, self.settings = system, settings
        self.base = address(system, url)
        plain = {k: v for k, v in settings.items() if isinstance(v, str) and v}
        version = settings.get("version") or (system.versions[0] if system.versions else None)
        self.values: dict[str, Any] = {**plain, "base": self.base, "version": version}
        hosts = Hosts([self.base, *system.hosts], world.allowed, world.lookup)
        self._transport = GuardedTransport(hosts, world.bounds, world.trusted)
        self._keys = Keys(system.auth, secrets, self.values, self._transport, kept or (lambda _secrets: None))
        self._dialect = DIALECTS[system.dialect](self.base, self._keys, system.headers)
        self.caller = Caller(
            self._dialect, self._keys, self._transport,
            rate=system.rate, sleep=world.sleep, now=world.now, jitter=world.jitter,
        )  # fmt: skip
        self._described: dict[str, dict[str, str]] = {}

    @classmethod
    def of(cls, store: Store, remote: Remote, world: World | None = None) -> "Session":
        """The session of a connection of the record; a secret that its system renews is sealed and kept before it serves."""
        vault = Vault.open()

        def keep(secrets: Mapping[str, str]) -> None:
            store.reseal({remote.id: vault.seal(remote.id, secrets)})

        secrets = vault.unseal(remote.id, remote.secret)
        return cls(system_of(remote.system), remote.url, remote.settings, secrets, keep, world)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def introduce(self) -> None:
        """Ask the system what it says of our user and of itself, where it does."""
        if self.system.profile is not None:
            try:
                answer = self.caller.ask(self.system.profile, self.values)
            except (
                ConnectionRefused
            ) as refusal:  # it says less of itself: what is asked next is refused if it must be
                if refusal.code not in ("source_missing", "source_forbidden", "source_said_no"):
                    raise
                answer = None
            self.values |= {name: dig(answer, path) or None for name, path in self.system.profiled.items()}
        self.values |= self._dialect.facts()

    def variables(self, entity: Entity) -> dict[str, Any]:
        """What the calls of a list are filled with, but for where they begin."""
        values = {**self.values, **entity.variables, "what": _(entity.title)}
        if entity.wants:
            values["fields"] = self.wanted(entity)
            values["fields_text"] = ",".join(values["fields"])
        return values

    def wanted(self, entity: Entity) -> list[str]:
        """The fields to ask: those declared and those that the reader chose, kept to those that the system has."""
        own = [f for f in self.settings.get("own", {}).get(entity.name, {}) if isinstance(f, str)]
        asked = list(dict.fromkeys([*entity.wants, *own]))
        known = self.described(entity)
        return [f for f in asked if f in known] if known else asked

    def described(self, entity: Entity) -> dict[str, str]:
        """{field: its label there}, asked once; empty for a list that is not described."""
        if entity.describe is None:
            return {}
        if entity.name not in self._described:
            values = {**self.values, **entity.variables, "what": _(entity.title)}
            self._described[entity.name] = _labels(self.caller.ask(entity.describe, values), entity)
        return self._described[entity.name]

    def version(self) -> str:
        """The version that the system says of itself, «» when it does not."""
        if isinstance(self._dialect, OdooDialect) and self._dialect.version:
            return self._dialect.version[1]
        if self.system.probe is None:
            return ""
        return str(dig(self.caller.ask(self.system.probe, self.values), self.system.probed) or "")


def _labels(answer: Any, entity: Entity) -> dict[str, str]:
    found = dig(answer, entity.described)
    if isinstance(found, Mapping):
        return {str(k): str(dig(v, entity.label) or k) for k, v in found.items()}
    if isinstance(found, list):
        return {
            str(v["name"]): str(dig(v, entity.label) or v["name"])
            for v in found
            if isinstance(v, Mapping) and "name" in v
        }
    raise ConnectionRefused("source_answer", detail=entity.name)
