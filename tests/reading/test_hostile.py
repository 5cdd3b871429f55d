"""Every hostile file is answered: read, or refused for a reason that fits; this process keeps its memory and nothing is left behind."""

import socket
import threading
import time
from pathlib import Path

import psutil
import pytest

from fiche import loading
from fiche.errors import REFUSALS, ReadingRefused
from fiche.reading.read import read_file
from tests.reading import hostile_archives, hostile_others, hostile_text, hostile_workbooks
from tests.reading.hostile import READ, Hostile

FILES = (*hostile_workbooks.FILES, *hostile_archives.FILES, *hostile_others.FILES, *hostile_text.FILES)
PROMISED, BUSY = 5.0, 3  # seconds on a quiet machine, and how many times slower a busy one may be
GROWTH = 50_000_000
# A second or more on a quiet machine, to write or to read.
HEAVY = set(
    "egare_court.xlsx feuille_100_mo.xlsx feuille_45_mo.xlsx vingt_feuilles.xlsx toutes_colonnes_250.xlsx toutes_colonnes_50.xlsx "
    "chaine_300_mo.xlsx espaces_300_mo.xlsx chaines_10_millions.xlsx chaines_2_millions.xlsx balises_ouvertes.xlsx annuaire_ment.xlsx "
    "entrees_65000.xlsx types_400_mo.xlsx coins_255.xls cent_mo.ods quarante_mo.ods guillemet_ouvert.csv guillemets_seuls.csv "
    "guillemets_impairs.csv guillemets_doubles.csv une_ligne.csv lignes_vides_puis_une.csv champ_de_40_mo.csv".split()
)
GOOD = b"a;b\n1;2\n"


def answered(name: str, path: Path) -> str:
    """READ, or the code of the refusal, whose sentence is whole; what its sheets are is proposed too, as for any dropped file."""
    (file,) = loading.prepare([(name, path)]).files
    if file.code is None:
        return READ
    assert file.code in REFUSALS
    assert name in file.message
    assert "{" not in file.message.replace(name, "")
    return file.code


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What the first reading imports is no growth."""
    loading.prepare([("g.csv", GOOD)])


@pytest.mark.parametrize(
    "file",
    [pytest.param(f, id=f.name, marks=[pytest.mark.slow] if f.name in HEAVY else []) for f in FILES],
)
def test_every_one_is_answered(file: Hostile, temp: Path, tmp_path: Path, record_property) -> None:
    path = tmp_path / "file"
    file.write(path)
    before, started = psutil.Process().memory_info().rss, time.monotonic()
    answer = answered(file.name, path)
    seconds, grown = time.monotonic() - started, psutil.Process().memory_info().rss - before
    record_property("seconds", round(seconds, 2))
    print(f"{file.name}: {answer}, {seconds:.2f} s, {grown / 1e6:+.0f} MB, {path.stat().st_size:,} bytes")
    assert answer in file.answers
    assert seconds < PROMISED * BUSY
    assert answer == READ or grown < GROWTH
    assert list(temp.glob("*")) == []
    assert not [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]


def test_there_are_enough_of_them() -> None:
    names = [file.name for file in FILES]
    assert len(names) == len(set(names))
    assert len(names) >= 64
    assert set(names) >= HEAVY


def test_no_file_reaches_the_network(temp: Path, tmp_path: Path) -> None:
    """A server listens where the entities point: nobody calls."""
    called = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue
                called.append(1)

        listener = threading.Thread(target=listen)
        listener.start()
        file = hostile_workbooks.listened_to(server.getsockname()[1])
        file.write(tmp_path / "file")
        assert answered(file.name, tmp_path / "file") in file.answers
        stop.set()
        listener.join()
    assert not called


def test_what_a_file_of_this_machine_holds_is_never_read(temp: Path, tmp_path: Path) -> None:
    for file in (*hostile_workbooks.FILES, *hostile_others.FILES):
        if file.name.startswith("fichier_du_serveur"):
            file.write(tmp_path / file.name)
            try:
                sheets = read_file(file.name, tmp_path / file.name).sheets
            except ReadingRefused:
                continue
            assert "root:" not in str([row for sheet in sheets for row in sheet.rows()])
