"""One call after another to one system: kept to its rate, made again when it may be, refused in words when it may not; the clock and the wait are given, it reads no list."""

import datetime as dt
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from fiche.connectors.auth import Keys
from fiche.connectors.dialects import JsonDialect
from fiche.connectors.spec import Rate, Request, Values
from fiche.connectors.transport import AGENT
from fiche.errors import ConnectionRefused

TRIES, LONGEST, PATIENCE = 5, 60.0, 300.0
BUSY = (429, 503)


class Caller:
    """Calls of one connection. `sleep` waits some seconds, `now` counts them; `jitter` gives a number between 0 and 1."""

    def __init__(
        self,
        dialect: JsonDialect,
        keys: Keys,
        transport: httpx.BaseTransport,
        *,
        rate: Rate | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.dialect, self._keys, self._rate = dialect, keys, rate or Rate()
        self._client = httpx.Client(
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            timeout=None,  # noqa: S113 - the transport bounds every call
            headers={"User-Agent": AGENT},
        )
        self._sleep, self._now, self._jitter = sleep, now, jitter
        self._last = float("-inf")
        self.server_time: dt.datetime | None = None
        self.calls = 0

    def ask(self, request: Request, values: Values) -> Any:
        """What the system answers. Raises ConnectionRefused."""
        renewed = False
        for attempt in range(TRIES):
            final = attempt == TRIES - 1
            try:
                response = self._sent(request, values)
            except httpx.TimeoutException:
                if final or not request.read:
                    raise ConnectionRefused("source_slow", host=self._host) from None
                self._sleep(self._pause(attempt))
                continue
            except httpx.TransportError:
                if final or not request.read:
                    raise ConnectionRefused("source_cut", host=self._host) from None
                self._sleep(self._pause(attempt))
                continue
            if response.status_code == 401 and self._keys.renewable and not renewed:
                renewed = True
                self._keys.renew()
                continue
            if 200 <= response.status_code < 300 or response.status_code == 304:
                return self.dialect.answer(response, request)
            wait = self._again(response, request, attempt)
            if wait is None or final:
                raise self._refusal(response, request, values)
            self._sleep(wait)
        raise ConnectionRefused("source_busy", host=self._host)

    def close(self) -> None:
        """Close every socket."""
        self._client.close()

    @property
    def _host(self) -> str:
        return httpx.URL(self.dialect.base).host

    def _sent(self, request: Request, values: Values) -> httpx.Response:
        prepared = self.dialect.prepared(self._client, request, values)
        if self._rate.per_second:
            early = self._last + 1 / self._rate.per_second - self._now()
            if early > 0:
                self._sleep(early)
        self._last = self._now()
        self.calls += 1
        response = self._client.send(prepared)
        self._date(response)
        return response

    def _date(self, response: httpx.Response) -> None:
        """What time it is there, which is what its changes are dated by."""
        try:
            said = parsedate_to_datetime(response.headers.get("date", ""))
        except (ValueError, TypeError):
            return
        self.server_time = said.astimezone(dt.UTC).replace(tzinfo=None) if said.tzinfo else said

    def _again(self, response: httpx.Response, request: Request, attempt: int) -> float | None:
        """Seconds to wait before the same call, None when it is not to be made again: a write is, only when it was not even begun."""
        status = response.status_code
        limited = status == 403 and b"REQUEST_LIMIT_EXCEEDED" in response.content
        if status == 429 or limited or (status == 503 and request.read):
            asked = self._asked(response)
            if asked is not None and asked > PATIENCE:
                return None
            return self._pause(attempt) if asked is None else asked + self._jitter()
        if status >= 500 and request.read:
            return self._pause(attempt)
        return None

    def _asked(self, response: httpx.Response) -> float | None:
        """Seconds that Retry-After asks for."""
        text = response.headers.get("retry-after", "").strip()
        try:
            return max(0.0, float(text))
        except ValueError:
            pass
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        there = self.server_time  # its clock, since it is its date
        return None if there is None else max(0.0, (until - there.replace(tzinfo=dt.UTC)).total_seconds())

    def _pause(self, attempt: int) -> float:
        """1, 2, 4… seconds at most a minute, never the same for everyone."""
        return float(min(LONGEST, 2.0**attempt) * (0.5 + self._jitter() / 2))

    def _refusal(self, response: httpx.Response, request: Request, values: Values) -> ConnectionRefused:
        status = response.status_code
        what = str(values.get("what") or values.get("model") or request.path)
        codes = {
            401: "source_unauthorised",
            403: "source_forbidden",
            404: "source_missing",
            429: "source_busy",
            503: "source_busy",
        }
        code = codes.get(status) or ("source_failed" if status >= 500 else "source_said_no")
        if status == 403 and b"REQUEST_LIMIT_EXCEEDED" in response.content:
            code = "source_busy"
        said = self._keys.masked(self.dialect.said(response))[:300]
        refusal = ConnectionRefused(code, host=self._host, what=what, status=status, said=said)
        refusal.retry_after = self._asked(response)
        return refusal
