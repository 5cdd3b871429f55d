"""A real server and a real browser: Debian's Chromium, driven by Playwright, that may speak to this machine only."""

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from fiche import loading
from fiche.store import Store

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --lang=fr-FR"
).split()


class Server:
    """The application as `fiche serve` starts it, on a record of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url, self.data = f"http://127.0.0.1:{self.port}", data
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "fiche", "serve", "--port", str(self.port)]
        own = {**os.environ, "FICHE_DATA": str(self.data)}
        self._process = subprocess.Popen(command, env=own, start_new_session=True)
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{self.url}/sante", timeout=2)
                return
            except OSError:
                time.sleep(0.25)
        pytest.fail("the server did not start within a minute")

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, 15)
            self._process.wait(30)
        for _ in range(240):  # the server answers for a moment after its parent has gone
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.25)

    def restart(self) -> None:
        self.stop()
        self.start()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with nothing loaded."""
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def recorded(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that holds the made-up company, to be copied: reading it takes as long as a server takes to start."""
    file = tmp_path_factory.mktemp("recorded") / "fiche.db"
    reading = loading.prepare([(demo.name, demo)])
    store = Store.open(f"sqlite:///{file}")
    store.save(
        loading.check(reading, loaded_on=dt.date(2026, 11, 20)), [(f.name, f.sha256) for f in reading.loaded]
    )
    store.close()
    return file


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure, never a skip."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed: run tools/system.sh, or `apt-get install chromium`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open pages: `visit(width=390)`. Fails at the end on any request that left this machine and any fault of a script."""
    faults: list[str] = []
    contexts = []

    def guard(route: Route) -> None:
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            faults.append(f"left this machine: {route.request.url}")
            route.abort()

    def open_page(
        width: int = 1440, height: int = 900, language: str = "fr-FR", *, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=language, timezone_id="Europe/Paris",
            reduced_motion="reduce", accept_downloads=True, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(f"script fault: {fault}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
