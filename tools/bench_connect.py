"""Measures a first reading of 100,000 partners from an Odoo on a real socket: what it costs, how much memory it takes while it reads and while it publishes, and a second reading with nothing new; it asserts nothing.

    python -m tools.bench_connect [--partners 100000] [--folder …]

The Odoo is a process of its own, so that the memory that counts is that of the application alone.
"""

import argparse
import datetime as dt
import json
import multiprocessing
import os
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil

from fiche.connectors import sync as synchronisation
from fiche.connectors.hosts import listed
from fiche.connectors.session import World
from fiche.connectors.sync import Run, synchronise
from fiche.connectors.vault import Vault
from fiche.store import Store

KEY = "bench"
MODELS = ("res.company", "res.partner", "account.move")


def partner(n: int) -> dict[str, Any]:
    """A partner with about what real ones hold."""
    return {
        "id": n, "ref": f"C{n:06}", "name": f"Société numéro {n}", "complete_name": f"Société numéro {n}", "active": True, "is_company": True,
        "parent_id": False, "type": "contact", "commercial_partner_id": [n, f"Société numéro {n}"], "street": f"{n % 300} rue de la République",
        "street2": False, "zip": f"{n % 95 + 1:02}000", "city": "Villeneuve", "state_id": False, "country_id": [75, "France"], "country_code": "FR",
        "phone": f"+33 1 {n % 100:02} {n // 100 % 100:02} 55 66", "email": f"contact{n}@exemple.fr", "website": False, "vat": False,
        "company_registry": False, "customer_rank": 1, "function": False, "property_payment_term_id": [4, "30 jours"], "user_id": [5, "Nadia"],
        "category_id": [], "comment": "<p>Livrer avant 9 h</p>", "create_date": "2026-01-01 00:00:00", "write_date": "2026-11-24 03:05:21",
    }  # fmt: skip


def serve(count: int, ready: Any) -> None:
    """An Odoo with so many partners and nothing else, until it is killed."""
    fields = {n: {"string": n} for n in partner(1)}

    class Answer(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm, wbufsize = "HTTP/1.1", True, -1

        def log_message(self, *_: Any) -> None:
            pass

        def _send(self, told: Any, status: int = 200) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self._send({"version_info": [19, 0], "version": "19.0"})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model, method = self.path.removeprefix("/json/2/").split("/")
            if method == "context_get":
                return self._send({"lang": "fr_FR"})
            if model not in MODELS:
                return self._send({"message": model}, 404)
            if method == "fields_get":
                return self._send(fields)
            if model != "res.partner":
                company = [{"id": 1, "name": "Société", "write_date": "2026-01-01 00:00:00"}]
                return self._send(
                    (company if method == "search_read" else [1]) if model == "res.company" else []
                )
            last = next((c[2] for c in asked["domain"] if c[0] == "id"), 0)
            numbers = range(last + 1, min(last + asked["limit"], count) + 1)
            if method == "search":
                return self._send(list(numbers))
            return self._send(
                [{k: v for k, v in partner(n).items() if k in asked["fields"]} for n in numbers]
            )

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    ready.put(server.server_port)
    server.serve_forever()


class Peak:
    """The most memory that this process held, from one mark to the next."""

    def __init__(self) -> None:
        self._process, self.most, self._over = psutil.Process(), 0, False
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._over:
            self.most = max(self.most, self._process.memory_info().rss)
            time.sleep(0.02)

    def mark(self) -> int:
        """The most since the last mark, in MB."""
        found, self.most = self.most, 0
        return found >> 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--partners", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    ready: Any = multiprocessing.get_context("spawn").Queue()
    odoo = multiprocessing.get_context("spawn").Process(
        target=serve, args=(asked.partners, ready), daemon=True
    )
    odoo.start()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        os.environ["FICHE_DATA"] = folder
        measure(Path(folder), f"http://127.0.0.1:{ready.get(timeout=60)}", asked.partners)
    odoo.terminate()


def measure(folder: Path, address: str, count: int) -> None:
    """A first reading, then one with nothing new."""
    store = Store.open(f"sqlite:///{folder / 'fiche.db'}")
    number = store.add_remote(
        "odoo", "Odoo", address, {"database": "b"}, lambda n: Vault.open().seal(n, {"key": KEY}), by="bench"
    )
    run = Run(
        lambda: dt.datetime.now(dt.UTC).replace(tzinfo=None),
        "bench",
        world=World(allowed=listed(f"{address}=127.0.0.0/8")),
    )
    peak, reading = Peak(), {}
    publish = synchronisation.publish

    def marked(*arguments: Any, **options: Any) -> Any:
        reading.update(seconds=time.perf_counter() - began, cpu=time.process_time() - busy, most=peak.mark())
        return publish(*arguments, **options)

    synchronisation.publish = marked
    time.sleep(0.1)
    before = peak.mark()
    began, busy = time.perf_counter(), time.process_time()
    done = synchronise(store, number, run)
    assert done.status == "done", done.message
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    print(f"{count} partners, {before} MB before")
    print(
        f"  read and kept     {reading['seconds']:7.1f} s {reading['cpu']:7.1f} s CPU   +{reading['most'] - before} MB at most"
    )
    print(
        f"  published         {seconds - reading['seconds']:7.1f} s {cpu - reading['cpu']:7.1f} s CPU   +{peak.mark() - before} MB at most (the portfolio itself is in memory)"
    )
    began, busy = time.perf_counter(), time.process_time()
    done = synchronise(store, number, run)
    print(
        f"  nothing new       {time.perf_counter() - began:7.1f} s {time.process_time() - busy:7.1f} s CPU   {done.rows} rows of the last minutes read again"
    )


if __name__ == "__main__":
    main()
