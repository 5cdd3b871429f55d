"""The only way out: an httpx transport that calls the IP it checked, follows no redirect, gives up in time and takes no more than a cap; it knows no system."""

import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from fiche.connectors.hosts import Hosts
from fiche.errors import ConnectionRefused

MB = 1 << 20
AGENT = "fiche-client"


@dataclass(frozen=True)
class Bounds:
    """`silence`: seconds without a byte; `total`: seconds for a whole answer; `size`: bytes of an answer, unpacked."""

    silence: float = 10.0
    total: float = 60.0
    size: int = 20 * MB


class _Clock:
    """When the call under way must be over."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now, self.end = now, 0.0

    def left(self, timeout: float | None, error: type[Exception]) -> float:
        """Seconds that a step may take. Raises `error` when there are none."""
        rest = self.end - self.now()
        if rest <= 0:
            raise error("deadline")
        return rest if timeout is None else min(timeout, rest)


class _Stream(httpcore.NetworkStream):
    """A socket whose every step counts against the end of the call."""

    def __init__(self, inner: httpcore.NetworkStream, clock: _Clock) -> None:
        self._inner, self._clock = inner, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Looks a name up once, checks every IP, and calls one of them: the name is not looked up again."""

    def __init__(self, hosts: Hosts, clock: _Clock) -> None:
        self._hosts, self._clock, self._inner = hosts, clock, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        known = next((h for h in self._hosts.known if h.name == host and h.port == port), None)
        if known is None:
            raise ConnectionRefused("host_not_listed", host=host)
        fault: Exception = httpcore.ConnectError(host)
        for address in self._hosts.addresses(known):
            try:
                left = self._clock.left(timeout, httpcore.ConnectTimeout)
                made = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
            else:
                return _Stream(made, self._clock)
        raise fault

    def connect_unix_socket(self, *_args: Any, **_others: Any) -> httpcore.NetworkStream:
        raise ConnectionRefused("host_refused", url="unix:")

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class GuardedTransport(httpx.BaseTransport):
    """Sends what is asked to the allowed hosts, and gives whole answers. Raises ConnectionRefused for whatever is not allowed; httpx's own errors otherwise.

    `trusted`: a file of certificate authorities beside the usual ones (a company's own).
    """

    def __init__(
        self,
        hosts: Hosts,
        bounds: Bounds | None = None,
        trusted: str | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hosts, self._bounds = hosts, bounds or Bounds()
        self._clock = _Clock(now)
        context = httpx.create_ssl_context(trust_env=False)
        if trusted:
            context.load_verify_locations(trusted)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Backend(hosts, self._clock), max_connections=4
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One call and its whole answer."""
        host = self._hosts.check(str(request.url))
        silence = self._bounds.silence
        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=host.scheme.encode(),
                host=host.name.encode(),
                port=host.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), silence)},
        )
        self._clock.end = self._clock.now() + self._bounds.total
        try:
            return self._answered(self._pool.handle_request(asked), request)
        except httpcore.TimeoutException as slow:
            raise httpx.ReadTimeout(str(slow), request=request) from slow
        except (httpcore.NetworkError, httpcore.ProtocolError) as cut:
            raise httpx.ReadError(str(cut), request=request) from cut

    def _answered(self, answer: httpcore.Response, request: httpx.Request) -> httpx.Response:
        try:
            headers = httpx.Headers(answer.headers)
            if 300 <= answer.status < 400 and answer.status != 304:
                raise ConnectionRefused("source_redirect", host=request.url.host)
            content = self._content(answer, headers.get("content-encoding", "identity").strip().lower())
        finally:
            answer.close()
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)
        return httpx.Response(answer.status, headers=headers, content=content, request=request)

    def _content(self, answer: httpcore.Response, encoding: str) -> bytes:
        """The bytes of an answer, unpacked, never more than the cap."""
        if encoding not in ("identity", "gzip", ""):
            raise ConnectionRefused("source_answer", detail=encoding[:40])
        unpack = zlib.decompressobj(31) if encoding == "gzip" else None
        pieces, size = [], 0
        for raw in answer.iter_stream():
            piece = raw
            if unpack is not None:
                try:
                    piece = unpack.decompress(raw, self._bounds.size - size + 1)
                except zlib.error:
                    raise ConnectionRefused("source_answer", detail="gzip") from None
            pieces.append(piece)
            size += len(piece)
            if size > self._bounds.size or (unpack is not None and unpack.unconsumed_tail):
                raise ConnectionRefused("source_too_large", size=self._bounds.size // MB)
        return b"".join(pieces)

    def close(self) -> None:
        """Close every socket."""
        self._pool.close()
