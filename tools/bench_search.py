"""Measures what a desk waits for on a large record: finding a client, its sheet drawn again or for the first time, an edit shown on the sheet and in the portfolio; it asserts nothing.

    python -m tools.bench_search [--clients 100000] [--documents 1000000] [--times 20] [--folder …]

Times of pages are those of streamlit's own test harness, its bookkeeping included: an upper bound of what the server spends. The record is made up.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.bench_company import made_up, with_words
from tools.bench_record import Times, said
from tools.bench_tasks import AS_OF

SHEET, PORTFOLIO, LIST = (f"clients/{name}.py" for name in ("sheet", "portfolio", "clients"))
SECONDS = 300
GOALS = {"search": 50, "sheet": 200}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    for name, usual in (("clients", 100_000), ("documents", 1_000_000), ("times", 20)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fiche-bench-", dir=asked.folder) as name:
        os.environ["FICHE_DATA"], os.environ["FICHE_STORE"] = name, f"sqlite:///{name}/bench.db"
        measure(asked)


def measure(asked: argparse.Namespace) -> None:
    from fiche.web import state

    began = time.perf_counter()
    store = state.record()
    store.save(with_words(made_up(asked.clients, asked.documents)), [("entreprise.xlsx", "0" * 64)])
    print(
        f"{asked.clients} clients, {asked.documents} documents: kept in {time.perf_counter() - began:.0f} s"
    )
    portfolio = state.portfolio(store)
    said("the index of the search", [timed(portfolio.prepare)])
    portfolio.search("a", 1)  # libraries are read in, and names cut into words, once for everyone
    portfolio.search("zzzz yyyy", 1)
    searches(state.dataset(store), portfolio, asked.times)
    pages(store, asked.times)


# ── finding ──


def searches(dataset: Any, portfolio: Any, times: int) -> None:
    """Each kind of text that one types, of clients drawn at random, and all of them together."""
    drawn = random.Random(5)
    clients = dataset.clients.select("client_id", "name", "siret", "email", "phone", "city").to_dicts()
    known = dataset.documents["document_id"]
    kinds: dict[str, Callable[[dict[str, str]], str]] = {
        "number": lambda row: row["client_id"],
        "name": lambda row: row["name"],
        "three letters": lambda row: row["name"][:3],
        "name without accents": lambda row: row["name"].lower().replace("é", "e").replace("ç", "c"),
        "name mistyped": lambda row: slip(row["name"], drawn),
        "words in another order": lambda row: " ".join(reversed(row["name"].split())),
        "SIRET": lambda row: f"{row['siret'][:3]} {row['siret'][3:6]} {row['siret'][6:9]} {row['siret'][9:]}",
        "e-mail": lambda row: row["email"],
        "phone": lambda row: row["phone"],
        "city": lambda row: row["city"],
        "invoice": lambda _row: known[drawn.randrange(len(known))],
        "nothing of the kind": lambda row: f"{row['name'][::-1]} zzz",
    }
    everything: Times = []
    for kind, text in kinds.items():
        asked = [text(drawn.choice(clients)) for _ in range(times)]
        took = [timed(portfolio.search, each, 8) for each in asked]
        said(f"search: {kind}", took)
        everything += took
    compared("search: all of them", everything, GOALS["search"])


def slip(name: str, drawn: random.Random) -> str:
    """A name with two neighbouring letters of its longest word exchanged."""
    words = name.split()
    at = max(range(len(words)), key=lambda n: len(words[n]))
    where = drawn.randrange(1, max(2, len(words[at]) - 1))
    word = words[at]
    words[at] = word[:where] + word[where : where + 2][::-1] + word[where + 2 :]
    return " ".join(words)


# ── the pages ──


def pages(store: Any, times: int) -> None:
    drawn = random.Random(6)
    numbers = store.files().clients["client_id"].to_list()
    wanted = iter(drawn.sample(numbers, 3 * times))
    sheet = opened(SHEET, client=numbers[0])
    compared("sheet: run again", [timed(run, sheet) for _ in range(times)], GOALS["sheet"])
    compared("sheet: another client", list(first_looks(sheet, wanted, times)), GOALS["sheet"])
    lists = opened(LIST)
    said("list of clients: run again", [timed(run, lists) for _ in range(times)])
    portfolio = opened(PORTFOLIO)
    said("portfolio: run again", [timed(run, portfolio) for _ in range(times)])
    edits(store, {"sheet": sheet, "list of clients": lists, "portfolio": portfolio}, wanted, times)


def edits(store: Any, shown: dict[str, Any], wanted: Iterator[str], times: int) -> None:
    """From the press on «Enregistrer» until the page that each is seen on is drawn."""
    from fiche.edits import Edit

    saved: Times = []
    drawn: dict[str, Times] = {name: [] for name in shown}
    for n in range(times // 2):
        client = next(wanted)
        shown["sheet"].query_params["client"] = client
        run(shown["sheet"])
        for name, app in shown.items():
            seen = store.versions([("clients", client)])
            made = [Edit("clients", client, "city", None, f"Ville {name} {n}")]
            saved.append(timed(lambda made=made, seen=seen: store.edit(made, by="Léa", seen=seen)))
            shown_after = timed(run, app)
            drawn[name].append((saved[-1][0] + shown_after[0], saved[-1][1] + shown_after[1]))
    said("edit, audit and commit", saved)
    for name, took in drawn.items():
        said(f"from the edit to the {name} drawn", took)


def opened(page: str, **query: str) -> Any:
    from streamlit.testing.v1 import AppTest

    root = Path(__file__).resolve().parents[1]
    app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=SECONDS)
    app.query_params.update({"date": AS_OF.isoformat(), **query})
    app.run()

    def first() -> None:
        app.switch_page(str(Path("..", "..", "pages", page)))
        run(app)

    said(f"{page}: the first time of all", [timed(first)])
    return app


def first_looks(app: Any, wanted: Iterator[str], times: int) -> Iterator[tuple[float, float]]:
    for _ in range(times):
        app.query_params["client"] = next(wanted)
        yield timed(run, app)


def run(app: Any) -> None:
    app.run()
    if app.exception:
        sys.exit(str(app.exception[0].message))


def timed(work: Callable[..., object], *given: Any) -> tuple[float, float]:
    """Milliseconds elapsed, milliseconds of CPU (of all threads)."""
    began, busy = time.perf_counter(), time.process_time()
    work(*given)
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)


def compared(words: str, took: Times, goal: int) -> None:
    said(words, took)
    last = statistics.quantiles([elapsed for elapsed, _cpu in took], n=20)[-1]
    print(f"{f'    p95 against its goal of {goal} ms':<50} {last / goal:7.2f}", flush=True)


if __name__ == "__main__":
    main()
