"""Measures, in one run, how long the worklist and a thousand letters as PDF take, alone and as drafts in one archive; it asserts nothing.

python -m tools.bench_letters [--clients 1000] [--invoices 4]
"""

import argparse
import datetime as dt
import random
import tempfile
import time
from pathlib import Path

from fiche.analysis.portfolio import Portfolio
from fiche.dataset import Dataset
from fiche.letters import Manner, archive
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 6, 30)


def late_payers(clients: int, invoices: int) -> Dataset:
    """Clients with some invoices each, all past due."""
    rng = random.Random(7)
    rows = []
    for key in range(1, clients * invoices + 1):
        due = AS_OF - dt.timedelta(days=rng.randint(8, 200))
        day = (due - dt.timedelta(days=30)).isoformat()
        amount = rng.randint(2_000, 900_000) / 100
        rows.append(invoice(key, amount, day, due.isoformat(), client=f"C{key % clients:05d}"))
    people = [
        {"client_id": f"C{n:05d}", "name": f"Client {n}", "email": f"c{n}@exemple.fr", "address": "1 rue Haute", "postal_code": "69002", "city": "Lyon"}
        for n in range(clients)
    ]  # fmt: skip
    return dataset(rows, clients=people)


def main() -> None:
    """Print the seconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--invoices", type=int, default=4)
    said = parser.parse_args()
    portfolio = Portfolio(late_payers(said.clients, said.invoices))
    portfolio.figures(AS_OF)
    began = time.perf_counter()
    cases = portfolio.dunning(AS_OF)
    print(f"worklist of {len(cases)} clients          {time.perf_counter() - began:6.2f} s")
    for words, forms in (("letters as PDF, in a ZIP", ("pdf",)), ("the same with drafts", ("pdf", "eml"))):
        with tempfile.TemporaryDirectory(prefix="fiche-bench-") as folder:
            began, cpu = time.perf_counter(), time.process_time()
            target = Path(folder) / "relances.zip"
            archive(portfolio, cases, AS_OF, Manner(forms=forms), target, words, lambda _done, _total: None)
            elapsed, used = time.perf_counter() - began, time.process_time() - cpu
            size = target.stat().st_size / len(cases) / 1000
            print(f"{len(cases)} {words:<28} {elapsed:6.2f} s  {used:6.2f} s CPU  {size:.0f} kB each")


if __name__ == "__main__":
    main()
