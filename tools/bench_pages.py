"""Measures warm reruns of the heaviest pages and of a client's sheet, server side, over a record of the size given; it opens no browser and asserts nothing.

    python -m tools.bench_pages file.xlsx

Times are those of streamlit's own test harness, its bookkeeping included: an upper bound of what the server spends.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "portfolio": ("clients/portfolio.py", {}),
    "list of clients": ("clients/clients.py", {}),
    "client’s sheet": ("clients/sheet.py", {"client": "C00001"}),
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


def fill(store_url: str, path: Path) -> tuple[int, int]:
    """Load a file into a new record; returns (clients, documents)."""
    from fiche.loading import check, prepare
    from fiche.store import Store
    from tools.bench_tasks import AS_OF

    reading = prepare([(path.name, path)])
    dataset = check(reading, loaded_on=AS_OF)
    Store.open(store_url).save(dataset, [(file.name, file.sha256) for file in reading.loaded])
    return dataset.clients.height, dataset.documents.height


def rerun_times(page: str, query: dict[str, str]) -> list[float]:
    """Milliseconds of each warm rerun of a page, after a first run that fills the caches."""
    from streamlit.testing.v1 import AppTest

    from tools.bench_tasks import AS_OF

    app = AppTest.from_file(str(ROOT / "fiche" / "web" / "router.py"), default_timeout=SECONDS).run()
    app.query_params.update({"date": AS_OF.isoformat(), **query})
    app.switch_page(str(Path("..", "..", "pages", page))).run()
    times = []
    for _ in range(RERUNS):
        started = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - started) * 1000)
    if app.exception:
        sys.exit(f"{page}: {app.exception[0].message}")
    return times


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="fiche-bench-") as folder:
        os.environ["FICHE_DATA"], os.environ["FICHE_STORE"] = folder, f"sqlite:///{folder}/bench.db"
        clients, documents = fill(os.environ["FICHE_STORE"], Path(sys.argv[1]))
        print(
            f"warm reruns, {clients} clients, {documents} documents (server side, median and greatest of {RERUNS})"
        )
        for name, (page, query) in PAGES.items():
            times = rerun_times(page, query)
            print(f"{name:<20}{statistics.median(times):8.0f} ms {max(times):8.0f} ms")


if __name__ == "__main__":
    main()
