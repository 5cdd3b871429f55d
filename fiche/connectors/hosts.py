"""Which addresses the application may call: https, a name that is listed or that a connection was made for, and an IP that is public unless its network is listed; it opens no socket.

FICHE_CONNECT_HOSTS lists what else is allowed, separated by commas or spaces: «erp.example.com:8443», «odoo.local=10.0.0.0/8» for a server of the
company's own network, «http://127.0.0.1:8069=127.0.0.0/8» for one without TLS there.
"""

import ipaddress
import os
import re
import socket
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fiche.errors import ConnectionRefused, Refused

VARIABLE = "FICHE_CONNECT_HOSTS"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[..., Sequence[tuple[Any, ...]]]
_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
# Written inside an IPv6 address, an IPv4 one is what is really called: mapped, 6to4, NAT64, Teredo.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Host:
    """What may be called: `scheme`, `name` and `port`; `networks`: those, not public, where it may be."""

    scheme: str
    name: str
    port: int
    networks: tuple[Network, ...] = ()

    @property
    def written(self) -> str:
        """As it stands in the list."""
        bare = f"[{self.name}]" if ":" in self.name else self.name
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{'http://' if self.scheme == 'http' else ''}{bare}{port}"


def listed(text: str | None = None) -> tuple[Host, ...]:
    """The hosts of FICHE_CONNECT_HOSTS. Raises Refused when an entry cannot be understood."""
    words = re.split(r"[,\s]+", os.environ.get(VARIABLE, "") if text is None else text)
    return tuple(_entry(word) for word in words if word)


def _entry(word: str) -> Host:
    address, _equal, networks = word.partition("=")
    try:
        scheme, name, port = _parts(address if "://" in address else f"https://{address}")
        ranges = tuple(ipaddress.ip_network(n) for n in networks.split("+") if n)
    except (ValueError, ConnectionRefused):
        raise Refused("invalid_hosts", name=VARIABLE, value=word) from None
    if any(n.is_loopback for n in ranges):  # this machine has two addresses
        ranges = (*ranges, ipaddress.ip_network("::1/128"))
    return Host(scheme, name, port, ranges)


def _parts(url: str) -> tuple[str, str, int]:
    """Scheme, name and port, the name as the resolver will be given it. ValueError, ConnectionRefused: it is no address to call."""
    if any(c.isspace() or unicodedata.category(c).startswith("C") for c in url) or "\\" in url:
        raise ConnectionRefused("host_refused", url=url[:200])
    parts = urlsplit(url)
    if (
        parts.scheme not in PORTS
        or parts.username is not None
        or parts.password is not None
        or "@" in parts.netloc
    ):
        raise ConnectionRefused("host_refused", url=_bare(url))
    name = unicodedata.normalize("NFKC", parts.hostname or "").rstrip(".").lower()
    if name and not name.isascii():
        name = name.encode("idna").decode("ascii")
    if not _is_address(name) and not _NAME.fullmatch(name):
        raise ConnectionRefused("host_refused", url=_bare(url))
    return parts.scheme, name, parts.port or PORTS[parts.scheme]


def _bare(url: str) -> str:
    """An address without what it may hold of a password."""
    return re.sub(r"//[^/]*@", "//…@", url)[:200]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Hosts:
    """The hosts that one connection may call: those of its own address and of its system, and those listed."""

    def __init__(
        self, urls: Sequence[str], allowed: Sequence[Host] | None = None, lookup: Lookup | None = None
    ) -> None:
        self._listed = tuple(listed() if allowed is None else allowed)
        self._lookup: Lookup = lookup or socket.getaddrinfo
        self._mine = {self._permitted(url) for url in urls}

    @property
    def known(self) -> frozenset[Host]:
        """Every host that may be called."""
        return frozenset(self._mine)

    def check(self, url: str) -> Host:
        """The host of an address that may be called. Raises ConnectionRefused."""
        scheme, name, port = _parts_told(url)
        found = next((h for h in self._mine if (h.scheme, h.name, h.port) == (scheme, name, port)), None)
        if found is None:
            raise ConnectionRefused("host_not_listed", host=name)
        return found

    def _permitted(self, url: str) -> Host:
        """The host of a connection's own address: as listed, else public, https and port 443."""
        scheme, name, port = _parts_told(url)
        for host in self._listed:
            if (host.scheme, host.name, host.port) == (scheme, name, port):
                return host
        host = Host(scheme, name, port)
        if scheme != "https" or port != PORTS["https"]:
            raise ConnectionRefused("host_to_list", host=host.written, name=VARIABLE, entry=_suggested(host))
        return host

    def addresses(self, host: Host) -> list[str]:
        """The IPs of a host, looked up once, to be called as they are. Raises ConnectionRefused when one of them may not be called."""
        try:
            found = self._lookup(host.name, host.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise ConnectionRefused("host_unknown", host=host.name) from None
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for text in addresses:
            if not _may_call(ipaddress.ip_address(text), host.networks):
                raise ConnectionRefused(
                    "host_private", host=host.name, name=VARIABLE, entry=_suggested(host, text)
                )
        return addresses


def _suggested(host: Host, address: str = "") -> str:
    """What to write in the list for a host of one's own network; `address`: where it was found."""
    found = address or host.name
    if not _is_address(found):
        return f"{host.written}={'127.0.0.0/8' if found == 'localhost' else '192.168.0.0/16'}"
    return f"{host.written}={'127.0.0.0/8' if ipaddress.ip_address(found).is_loopback else found}"


def _parts_told(url: str) -> tuple[str, str, int]:
    try:
        return _parts(url)
    except (ValueError, UnicodeError):
        raise ConnectionRefused("host_refused", url=_bare(url)) from None


def _may_call(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an IP is public, or in one of the networks; the IPv4 written in an IPv6 counts as itself."""
    inner = _inner(address)
    if any(each.version == n.version and each in n for each in (address, inner) for n in networks):
        return True
    return all(each.is_global and not each.is_multicast for each in (address, inner))


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
