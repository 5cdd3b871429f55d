"""How a declared call is put into HTTP and its answer read: JSON for nearly all, Odoo’s two protocols (JSON-2 from 19 on, XML-RPC before); it decides no retry."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from fiche.connectors import xmlrpc
from fiche.connectors.auth import Keys
from fiche.connectors.fill import fill
from fiche.connectors.spec import Request, Values
from fiche.errors import ConnectionRefused

JSON_2_FROM, MODERN_FROM = 19, 16
PROFILE = "context_get"


class JsonDialect:
    """Calls and answers in JSON."""

    def __init__(self, base: str, keys: Keys, headers: Values) -> None:
        self.base, self.keys, self._headers = base.rstrip("/"), keys, headers

    def prepared(self, client: httpx.Client, request: Request, values: Values) -> httpx.Request:
        """The HTTP call."""
        path = str(fill(request.path, values))
        url = path if "://" in path else f"{self.base}{path}"
        query = {k: v for k, v in fill(request.query, values).items() if v is not None}
        said = {**fill(self._headers, values), **fill(request.headers, values), **self.keys.headers()}
        headers = {"Accept": "application/json", **{k: str(v) for k, v in said.items() if v}}
        body = None if request.body is None else fill(request.body, values)
        return client.build_request(request.method, url, params=query or None, headers=headers, json=body)

    def facts(self) -> dict[str, Any]:
        """What conditions of declarations may need to know of the server."""
        return {}

    def answer(self, response: httpx.Response, request: Request) -> Any:  # noqa: ARG002 - other dialects read it
        """What an answer of 2xx says to `request`."""
        if response.status_code in (204, 304) or not response.content:
            return None
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            raise ConnectionRefused("source_answer", detail="JSON") from None

    def said(self, response: httpx.Response) -> str:
        """What an error says of itself, in its own words."""
        try:
            told = json.loads(response.content)
        except (ValueError, RecursionError):
            return f"HTTP {response.status_code}"
        for name in ("message", "error_description", "error", "detail", "title"):
            found = told.get(name) if isinstance(told, Mapping) else None
            if isinstance(found, Mapping):
                found = found.get("message")
            if isinstance(found, str) and found:
                return found
        first = told[0] if isinstance(told, list) and told else None
        return (
            str(first.get("message"))
            if isinstance(first, Mapping) and first.get("message")
            else f"HTTP {response.status_code}"
        )


class OdooDialect(JsonDialect):
    """Odoo: «/json/2/{model}/{method}» with named arguments, or execute_kw over XML-RPC where the server is older. `login` and `database` of the connection serve the latter."""

    def __init__(self, base: str, keys: Keys, headers: Values) -> None:
        super().__init__(base, keys, headers)
        self.version: tuple[int, str] | None = None
        self._user: int | None = None

    def prepared(self, client: httpx.Client, request: Request, values: Values) -> httpx.Request:
        if not request.path.startswith("/json/2/"):
            return super().prepared(client, request, values)
        if self._number(client) >= JSON_2_FROM:
            return super().prepared(client, request, values)
        model, method = str(fill(request.path, values)).removeprefix("/json/2/").split("/")
        body = dict(fill(request.body or {}, values))
        # By place, since versions name them each in its way («args» then «domain», «values» then «vals»).
        first = [body.pop(name) for name in ("ids", "domain", "vals") if name in body]
        database = values.get("database")
        if not database:
            raise ConnectionRefused("missing_answer", name="database")
        user = self._known_user(client, str(database), str(values.get("login") or ""))
        if method == PROFILE:  # which versions before 15 cannot write
            method, first, body = "read", [[user], ["lang"]], {}
        call = (database, user, self.keys.get("key"), model, method, first, body)
        return self._post(client, "object", xmlrpc.written("execute_kw", *call))

    def answer(self, response: httpx.Response, request: Request) -> Any:
        if "/xmlrpc/2/" not in str(response.request.url):
            return super().answer(response, request)
        try:
            told = xmlrpc.understood(response.content)
            return told[0] if request.path.endswith(f"/{PROFILE}") and isinstance(told, list) else told
        except xmlrpc.Fault as fault:
            if request.read and xmlrpc.NONE_NOT_WRITTEN in fault.text:
                return None
            raise self._refusal(fault) from fault

    def facts(self) -> dict[str, Any]:
        modern = self.version is not None and self.version[0] >= MODERN_FROM
        return {"modern": True if modern else None, "classic": None if modern else True}

    def _refusal(self, fault: xmlrpc.Fault) -> ConnectionRefused:
        host = httpx.URL(self.base).host
        code = {3: "source_unauthorised", 4: "source_forbidden"}.get(fault.code, "source_said_no")
        if "doesn't exist" in fault.text or "KeyError" in fault.text:
            code = "source_missing"
        lines = [line.strip() for line in fault.text.splitlines() if line.strip()]
        said = self.keys.masked(lines[-1] if lines else "")[:300]
        return ConnectionRefused(code, host=host, what=said, said=said)

    def _number(self, client: httpx.Client) -> int:
        """The version of the server, asked once."""
        if self.version is None:
            response = client.get(f"{self.base}/web/version", headers={"Accept": "application/json"})
            told: Any = None
            if response.status_code == 200:
                try:
                    told = json.loads(response.content)
                except ValueError:
                    told = None
            if not isinstance(told, Mapping):
                answer = client.send(self._post(client, "common", xmlrpc.written("version")))
                told = xmlrpc.understood(answer.content) if answer.status_code == 200 else None
                told = (
                    {
                        **told,
                        "version_info": told.get("server_version_info"),
                        "version": told.get("server_version"),
                    }
                    if isinstance(told, Mapping)
                    else None
                )
            self.version = _version(told)
            if self.version is None:
                raise ConnectionRefused("source_answer", detail="Odoo")
        return self.version[0]

    def _known_user(self, client: httpx.Client, database: str, login: str) -> int:
        if self._user is None:
            if not login:
                raise ConnectionRefused("missing_answer", name="login")
            call = xmlrpc.written("authenticate", database, login, self.keys.get("key"), {})
            response = client.send(self._post(client, "common", call))
            if response.status_code != 200:
                raise ConnectionRefused(
                    "source_failed", host=httpx.URL(self.base).host, status=response.status_code
                )
            try:
                found = xmlrpc.understood(response.content)
            except xmlrpc.Fault as fault:
                raise self._refusal(fault) from fault
            if not isinstance(found, int) or isinstance(found, bool):
                raise ConnectionRefused("source_unauthorised", host=httpx.URL(self.base).host)
            self._user = found
        return self._user

    def _post(self, client: httpx.Client, service: str, content: bytes) -> httpx.Request:
        headers = {"Content-Type": "text/xml", "Accept": "text/xml"}
        return client.build_request(
            "POST", f"{self.base}/xmlrpc/2/{service}", content=content, headers=headers
        )


def _version(told: Any) -> tuple[int, str] | None:
    """(19, «19.0») of what the server says; «saas~18.2» is 18."""
    info = told.get("version_info") if isinstance(told, Mapping) else None
    if not isinstance(info, (list, tuple)) or not info:
        return None
    digits = "".join(c for c in str(info[0]).partition("~")[2] or str(info[0]) if c.isdigit() or c == ".")
    number = digits.split(".")[0]
    return (int(number), str(told.get("version") or info[0])) if number.isdigit() else None


DIALECTS: Mapping[str, type[JsonDialect]] = {"json": JsonDialect, "odoo": OdooDialect}
