"""What stands around the pages: escaping, trials, the HTML page's language and policy."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import Message

from fiche.web.middleware import Shell, policy_for, spoken
from fiche.web.show import md
from fiche.web.state import TRIALS, _Trials

PAGE = '<html lang="en"><head><title>Streamlit</title><script>var a = 1;</script></head><body></body></html>'


@given(st.text(st.characters(codec="utf-8")))
def test_markdown_of_any_value_is_its_words(value: str) -> None:
    shown = md(value)
    bare = shown.replace("\\\\", "\0")
    for special in "`*_{}[]()#+!|$<>~&":
        assert special not in bare.replace(f"\\{special}", "")
    assert "\n" not in shown


def test_nothing_is_no_word() -> None:
    assert md(None) == ""
    assert md("![x](http://evil/a.png)").startswith("\\!\\[x\\]\\(")


def serve(response: Any, path: str, query: bytes = b"", **headers: str) -> tuple[int, dict[str, str], str]:
    """(status, headers, body) of one request through the shell."""
    sent: list[Message] = []

    async def go() -> None:
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": query, "http_version": "1.1",
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        }  # fmt: skip

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        await Shell(response)(scope, receive, send)

    asyncio.run(go())
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:]).decode()


def test_the_page_speaks_french_unless_the_browser_does_not() -> None:
    _, _, french = serve(
        HTMLResponse(PAGE), "/", accept="text/html", accept_language="fr-FR,fr;q=0.9,en;q=0.8"
    )
    assert '<html lang="fr"' in french and "words_fr.js" in french and "<title>Fiche</title>" in french
    _, _, english = serve(HTMLResponse(PAGE), "/", accept="text/html", accept_language="en-GB,en;q=0.9")
    assert '<html lang="en"' in english and "words_fr.js" not in english


def test_the_switch_in_the_url_wins_over_the_browser() -> None:
    _, _, page = serve(HTMLResponse(PAGE), "/", b"langue=en", accept="text/html", accept_language="fr-FR")
    assert '<html lang="en"' in page


def test_every_answer_has_the_headers() -> None:
    for response, path in ((HTMLResponse(PAGE), "/"), (PlainTextResponse("x"), "/media/a.csv")):
        status, headers, _ = serve(response, path, accept="text/html")
        assert status == 200
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        scripts = next(
            p for p in headers["content-security-policy"].split("; ") if p.startswith("script-src")
        )
        assert "unsafe-inline" not in scripts and "unsafe-eval'" not in scripts.replace(
            "'wasm-unsafe-eval'", ""
        )
    assert headers["cache-control"] == "no-store"


def test_the_policy_knows_the_page_s_own_script_only() -> None:
    assert policy_for(PAGE) != policy_for(PAGE.replace("var a = 1;", "steal()"))
    assert "sha256-" not in policy_for(spoken("<html><head></head></html>", "fr"))


def test_metrics_are_closed() -> None:
    assert serve(PlainTextResponse("x"), "/_stcore/metrics")[0] == 404


def test_trials_are_few_and_found_by_their_token() -> None:
    trials = _Trials()
    tokens = [trials.start()[0] for _ in range(TRIALS + 3)]
    assert trials.find(tokens[0]) is None
    assert trials.find(tokens[-1]) is not None
    assert trials.find("invented") is None


@pytest.mark.parametrize("name", ["words_fr.js"])
def test_our_own_files_are_there(name: str, root: Any) -> None:
    assert (root / "fiche" / "web" / "static" / name).is_file()
