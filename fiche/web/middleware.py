"""What stands around Streamlit: security headers, the page's language, our static files and the health route; it draws nothing.

Source of the headers: OWASP ASVS 5.0, V3.4; Streamlit sends none of them by itself.
"""

import base64
import hashlib
import logging
import re
import uuid
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check")
LANGUAGE = "langue"  # the URL's parameter, the same as in the pages
log = logging.getLogger("fiche")


def preferred_language(headers: Headers, chosen: str | None) -> str:
    """«fr» or «en»: the reader's own choice in the URL, else the browser's first language, else French."""
    chosen = chosen or headers.get("accept-language", "fr")
    return "en" if chosen.strip().lower().startswith("en") else "fr"


class Shell:
    """Adds the headers to every answer, closes what nobody needs, and makes the HTML page speak the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] in CLOSED:
            await PlainTextResponse("", 404)(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        language = preferred_language(request.headers, request.query_params.get(LANGUAGE))
        if "text/html" in request.headers.get("accept", ""):
            # The page is rewritten as text: ask for it uncompressed.
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}
        page = _Page(language)

        async def answer(message: Message) -> None:
            for out in page.feed(message, scope["path"]):
                await send(out)

        await self.app(scope, receive, answer)


class _Page:
    """One answer on its way out: held back and rewritten when it is the HTML page, else passed on with its headers."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.start: Message | None = None
        self.body = b""

    def feed(self, message: Message, path: str) -> list[Message]:
        """What to send on for `message`."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            for name, value in SECURITY.items():
                headers[name] = value
            if path.startswith(("/media", "/_stcore/upload_file")):
                headers["cache-control"] = "no-store"
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return []
            return [message]
        if message["type"] != "http.response.body" or self.start is None:
            return [message]
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return []
        html = self.body.decode("utf-8", "replace")
        body = spoken(html, self.language).encode()
        headers = MutableHeaders(raw=self.start["headers"])
        headers["content-length"] = str(len(body))
        headers["content-security-policy"] = policy_for(html)
        return [self.start, {"type": "http.response.body", "body": body}]


def policy_for(html: str) -> str:
    """The policy with the hashes of Streamlit's own inline scripts, and of no other."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    return POLICY.replace("script-src 'self'", " ".join(["script-src 'self'", *hashes]))


def spoken(html: str, language: str) -> str:
    """The HTML page with its language, its title, and the script that translates Streamlit's own words."""
    html = re.sub(r'<html lang="[^"]*"', f'<html lang="{language}"', html, count=1)
    html = re.sub(r"<title>[^<]*</title>", "<title>Fiche</title>", html, count=1)
    script = '<script src="/ressources/words_fr.js" defer></script>' if language == "fr" else ""
    return html.replace("</head>", f"{script}</head>", 1)


def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _static(request: Request) -> Response:
    """One of our own files, by its exact name."""
    files = {path.name: path for path in STATIC.iterdir() if path.is_file()}
    found = files.get(request.path_params["name"])
    return FileResponse(found, headers={"cache-control": "no-cache"}) if found else PlainTextResponse("", 404)


def _export(request: Request) -> Response:
    """A file made in the background."""
    from fiche.web.exports import serve

    return serve(request)


def failed(error: BaseException) -> bool:
    """A fault of ours in a page: a number in the log and the same on the screen, never a trace. Says that it has been handled."""
    import streamlit as st

    from fiche.errors import Refused, StoreFault
    from fiche.i18n import _, colon
    from fiche.web.show import md

    if isinstance(error, Refused):
        st.error(error.message, icon=":material/block:")
        return True
    if isinstance(error, StoreFault):
        log.error("%s: %s", error.code, error.details, exc_info=error)
        reason = f" · {md(error.reason)}" if error.reason else ""
        st.error(
            f"{md(error.message)}  \n:small[{_('Code')}{colon()}`{error.code}`{reason}]",
            icon=":material/error:",
        )
        return True
    number = uuid.uuid4().hex[:8]
    log.error("fault %s: %s", number, type(error).__name__, exc_info=error)
    st.error(
        _(
            "Une erreur de l’application a interrompu cette page (n° {number}). Rien n’a été modifié ; rechargez la page, et signalez ce numéro si elle revient."
        ).format(number=number),
        icon=":material/error:",
    )
    return True


ROUTES: list[BaseRoute] = [
    Route("/sante", _health),
    Route("/ressources/{name}", _static),
    Route("/travaux/{job}/{name}", _export),
]
MIDDLEWARE: list[Any] = [Middleware(Shell)]
