"""How a system knows us: headers made of secrets, and OAuth 2 tokens fetched and renewed by authlib, a new refresh token being kept before it is used; it logs no secret."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from fiche.connectors.fill import fill
from fiche.connectors.spec import Auth
from fiche.errors import ConnectionRefused

Secrets = Mapping[str, str]
Kept = Callable[[Secrets], None]


class Keys:
    """The secrets of a connection, and the token of the moment. `kept`: keeps secrets that the system renewed, before they serve."""

    def __init__(
        self,
        auth: Auth,
        secrets: Secrets,
        values: Mapping[str, Any],
        transport: httpx.BaseTransport,
        kept: Kept,
    ) -> None:
        self._auth, self._secrets, self._values = auth, dict(secrets), dict(values)
        self._transport, self._kept = transport, kept
        self._token: str | None = None

    def __repr__(self) -> str:
        return f"Keys({self._auth.kind})"

    @property
    def renewable(self) -> bool:
        """Whether a refused token may be asked anew."""
        return self._auth.kind.startswith("oauth2")

    def get(self, name: str) -> str:
        """One secret, «» when there is none."""
        return self._secrets.get(name, "")

    def headers(self) -> dict[str, str]:
        """What a call carries."""
        kind = self._auth.kind
        if kind == "none":
            return {}
        if kind == "basic":
            pair = httpx.BasicAuth(self.get("login") or self.get("key"), self.get("password"))
            asked = next(pair.sync_auth_flow(httpx.Request("GET", "https://localhost")))
            return {"Authorization": asked.headers["Authorization"]}
        if self.renewable:
            if self._token is None:
                self.renew()
            return {self._auth.header: fill(self._auth.value, {**self._values, "key": self._token})}
        return {self._auth.header: fill(self._auth.value, {**self._values, **self._secrets})}

    def renew(self) -> None:
        """Ask for a token. Raises ConnectionRefused when the system gives none."""
        url = fill(self._auth.token_url, self._values)
        try:
            token = self._asked(url)
        except (httpx.HTTPStatusError, ValueError, KeyError):
            raise ConnectionRefused("source_unauthorised", host=httpx.URL(url).host) from None
        renewed = token.get("refresh_token")
        if renewed and renewed != self.get("refresh_token"):
            self._secrets["refresh_token"] = renewed
            self._kept(dict(self._secrets))
        self._token = str(token["access_token"])

    def _asked(self, url: str) -> dict[str, Any]:
        """The answer of the address of tokens. KeyError when it holds none, ValueError when it is no JSON object, httpx.HTTPStatusError when it refuses."""
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        refreshing = self._auth.kind == "oauth2_refresh"
        more = {"refresh_token": self.get("refresh_token")} if refreshing else self._auth.body
        body = prepare_token_request(
            "refresh_token" if refreshing else "client_credentials",
            scope=fill(self._auth.scope, self._values) or None,
            client_id=self.get("client_id"),
            client_secret=self.get("client_secret"),
            **more,
        )
        with httpx.Client(transport=self._transport) as client:
            form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            answer = client.post(url, content=body, headers=form).raise_for_status().json()
        if not isinstance(answer, dict) or not answer["access_token"]:
            raise ValueError(type(answer).__name__)
        return answer

    def masked(self, text: str) -> str:
        """`text` without any of the secrets."""
        for secret in (*self._secrets.values(), self._token or ""):
            if len(secret) > 3:
                text = text.replace(secret, "…")
        return text
