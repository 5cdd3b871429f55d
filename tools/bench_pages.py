"""Measures the first run on a loaded record and the warm reruns of the pages and of a client's sheet, server side, over a record of the size given; it opens no browser and asserts nothing.

    python -m tools.bench_pages file.xlsx
    python -m tools.bench_pages 100000 1000000
    python -m tools.bench_pages --kept /tmp/record 100000 1000000   (the record made there once, then read again)

Times are those of streamlit's own test harness, its bookkeeping included: an upper bound of what the server spends; CPU is that of all threads.
First the record is read and the day's figures are made ready, as the server does when it starts; then each page is run for the first time, to its
end, finding ready what the pages above it share.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from fiche.dataset import Dataset

ROOT = Path(__file__).resolve().parents[1]
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "portfolio": ("clients/portfolio.py", {}),
    "portfolio, filtered": ("clients/portfolio.py", {"classe": "A", "zone": "Zone 1"}),
    "list of clients": ("clients/clients.py", {}),
    "lists to act on": ("clients/lists.py", {}),
    "client’s sheet": ("clients/sheet.py", {"client": ""}),
    "reminders": ("money/dunning.py", {}),
    "outstanding": ("money/outstanding.py", {}),
    "forecast": ("money/forecast.py", {}),
    "classes": ("value/segments.py", {"vue": "abc"}),
    "matrix": ("value/segments.py", {"vue": "rfm"}),
    "expected value": ("value/segments.py", {"vue": "valeur"}),
    "groups": ("value/segments.py", {"vue": "groupes"}),
    "map": ("value/areas.py", {}),
    "discounts": ("value/discounts.py", {}),
    "granted discounts": ("value/discounts.py", {"vue": "accord"}),
    "trends": ("value/trends.py", {}),
    "cohorts": ("value/trends.py", {"vue": "fidelite"}),
    "concentration": ("value/trends.py", {"vue": "concentration"}),
    "risk and value": ("value/trends.py", {"vue": "risque"}),
}
SECONDS = 600
RERUNS = 15


def read(path: Path) -> "Dataset":
    """What a file holds."""
    from fiche.loading import check, prepare
    from tools.bench_tasks import AS_OF

    return check(prepare([(path.name, path)]), loaded_on=AS_OF)


def fill(store_url: str, dataset: "Dataset") -> "Dataset":
    """Load a company into a new record, its clients shared out between four zones; returns it."""
    from fiche.store import Store

    zones = pl.format("Zone {}", pl.int_range(pl.len()) % 4).alias("zone")
    tables = {**dataset.tables, "clients": dataset.clients.with_columns(zones)}
    zoned = replace(dataset, tables=tables)
    store = Store.open(store_url)
    store.save(zoned, [("bench", "0" * 64)])
    store.close()
    return zoned


Time = tuple[float, float]  # milliseconds elapsed, milliseconds of CPU


def timed(work: Callable[[], object]) -> Time:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)


def run_times(page: str, query: dict[str, str]) -> tuple[Time, list[Time]]:
    """The first run of a page, which fills the caches, and each warm rerun."""
    from streamlit.testing.v1 import AppTest

    from tools.bench_tasks import AS_OF

    app = AppTest.from_file(str(ROOT / "fiche" / "web" / "router.py"), default_timeout=SECONDS)
    record = os.environ["FICHE_STORE"]
    os.environ["FICHE_STORE"] = (
        f"{record}.none"  # the menu is drawn once on an empty record: nothing is made ready by it
    )
    app.run()
    os.environ["FICHE_STORE"] = record
    app.query_params.update({"date": AS_OF.isoformat(), **query})
    app.session_state["as_of"] = AS_OF
    app.switch_page(str(Path("..", "..", "pages", page)))
    first = timed(app.run)
    times = [timed(app.run) for _ in range(RERUNS)]
    if app.exception:
        sys.exit(f"{page}: {app.exception[0].message}")
    return first, times


def kept(folder: Path, given: list[str]) -> None:
    """Fill the record of that folder, unless it was made before."""
    from tools.bench_company import made_up, with_words

    if (folder / "bench.db").exists():
        return
    sizes = [int(each) for each in given if each.isdigit()]
    fill(os.environ["FICHE_STORE"], with_words(made_up(*sizes)) if sizes else read(Path(given[0])))


def started() -> str:
    """Read the record as a server that starts does; returns a client's number."""
    from fiche.web import state
    from tools.bench_tasks import AS_OF

    state.today = lambda: AS_OF  # the server makes ready the day that is looked at
    store = state.record()
    reading = timed(lambda: state.portfolio(store))
    portfolio = state.portfolio(store)
    ready = timed(lambda: portfolio.prepare_at(AS_OF))
    counts = state.dataset(store)
    print(
        f"{counts.clients.height} clients, {counts.documents.height} documents; milliseconds, CPU in brackets"
    )
    print(f"{'the record read':<20}{said(reading)}\n{'the day made ready':<20}{said(ready)}")
    return str(counts.clients["client_id"][0])


def said(time_: Time) -> str:
    return f"{time_[0]:8.0f} ({time_[1]:6.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(",", maxsplit=1)[0])
    parser.add_argument("given", nargs="+")
    parser.add_argument("--kept", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fiche-bench-") as spare:
        folder = asked.kept or Path(spare)
        os.environ["FICHE_DATA"], os.environ["FICHE_STORE"] = str(folder), f"sqlite:///{folder}/bench.db"
        kept(folder, asked.given)
        client = started()
        print(f"{'':<20}       first run      warm, median    warm, greatest of {RERUNS}")
        for name, (page, query) in PAGES.items():
            first, times = run_times(page, {key: word or client for key, word in query.items()})
            elapsed, busy = zip(*times, strict=True)
            middle, most = (statistics.median(elapsed), statistics.median(busy)), (max(elapsed), max(busy))
            print(f"{name:<20}{said(first)} {said(middle)} {said(most)}", flush=True)


if __name__ == "__main__":
    main()
