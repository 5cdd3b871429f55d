"""Measures the first run on a loaded record and the warm reruns of the heaviest pages and of a client's sheet, server side, over a record of the size given; it opens no browser and asserts nothing.

    python -m tools.bench_pages file.xlsx
    python -m tools.bench_pages 100000 1000000

A file, or so many clients and documents of a made-up company. Times are those of streamlit's own test harness, its bookkeeping included: an upper
bound of what the server spends. A first run ends when all is drawn, what is drawn on the way included, and finds ready what the pages above it share.
"""

import os
import statistics
import sys
import tempfile
import time
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
SECONDS = 120
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


def run_times(page: str, query: dict[str, str]) -> tuple[float, list[float]]:
    """Milliseconds of the first run of a page, which fills the caches, and of each warm rerun."""
    from streamlit.testing.v1 import AppTest

    from tools.bench_tasks import AS_OF

    app = AppTest.from_file(str(ROOT / "fiche" / "web" / "router.py"), default_timeout=SECONDS).run()
    app.query_params.update({"date": AS_OF.isoformat(), **query})
    started = time.perf_counter()
    app.switch_page(str(Path("..", "..", "pages", page))).run()
    first = (time.perf_counter() - started) * 1000
    times = []
    for _ in range(RERUNS):
        started = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - started) * 1000)
    if app.exception:
        sys.exit(f"{page}: {app.exception[0].message}")
    return first, times


def main() -> None:
    from tools.bench_company import made_up, with_words

    sizes = [int(each) for each in sys.argv[1:] if each.isdigit()]
    with tempfile.TemporaryDirectory(prefix="fiche-bench-") as folder:
        os.environ["FICHE_DATA"], os.environ["FICHE_STORE"] = folder, f"sqlite:///{folder}/bench.db"
        company = with_words(made_up(*sizes)) if sizes else read(Path(sys.argv[1]))
        loaded = fill(os.environ["FICHE_STORE"], company)
        print(
            f"first run, then warm reruns, {loaded.clients.height} clients, {loaded.documents.height} documents "
            f"(server side, median and greatest of {RERUNS})"
        )
        for name, (page, query) in PAGES.items():
            own = {key: said or loaded.clients["client_id"][0] for key, said in query.items()}
            first, times = run_times(page, own)
            print(
                f"{name:<20}{first:8.0f} ms {statistics.median(times):8.0f} ms {max(times):8.0f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
