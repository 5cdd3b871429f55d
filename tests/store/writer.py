"""A process that forks writers of a record, for tests to kill them: each says on its output what it begins and what is done; it checks nothing.

    python -m tests.store.writer URL DATASET

Each line of its input starts a writer, which imports and edits until it is killed: by itself after that many instructions of SQLite's inside
its writes, or by whoever started it when the line says 0.
"""

import os
import pickle
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from fiche.edits import Edit
from fiche.store import Store

STEP = 20  # instructions of SQLite's between two looks at the count


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def armed(store: Store, instructions: int) -> Any:
    """Kill this process after that many instructions; the switch that says whether they count."""
    left, switch = [instructions // STEP], {"on": False}

    def step() -> int:
        if switch["on"]:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def listen(connection: Any, _record: Any) -> None:
        connection.set_progress_handler(step, STEP)

    event.listen(store._engine, "connect", listen)
    store._engine.dispose()  # connections opened before would not be listened to
    return switch


def write(url: str, dataset: Path, instructions: int) -> None:
    """Import and edit, an import after every third edit, until the end."""
    data = pickle.loads(dataset.read_bytes())
    store = Store.open(url)
    switch = armed(store, instructions) if instructions else {"on": False}
    first = store.revision
    for n in count(1):
        number = first + n
        say(f"begin {number}")
        switch["on"] = True
        if number % 4 == 1:
            store.save(data, [(f"{number}.csv", "0" * 64)], by="Anne")
        else:
            store.edit([Edit("clients", f"C{i}", "name", None, f"{number}") for i in range(5)], by="Anne")
        switch["on"] = False
        say(f"done {number}")


def main() -> None:
    url, dataset = sys.argv[1], Path(sys.argv[2])
    say("ready")
    for line in sys.stdin:
        named, naming = os.pipe()
        child = os.fork()
        if not child:
            os.close(naming)
            os.read(named, 1)  # until its number is said: who is to kill it must know
            write(url, dataset, int(line))
        say(f"pid {child}")
        os.close(named)
        os.close(naming)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
