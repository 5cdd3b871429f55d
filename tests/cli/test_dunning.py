"""Reminders from the command line: the list, the letters, the exit status that a scheduled task goes by, the record when no file is named."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from fiche.cli import main
from fiche.store import Store
from tests.analysis.build import dataset, invoice

AS_OF = "2025-06-30"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FICHE_STORE", f"sqlite:///{tmp_path / 'fiche.db'}")
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    rows = [
        invoice(1, 100, "2025-01-01", "2025-03-01"),
        invoice(2, 60, "2025-01-01", "2025-06-28", client="C2"),
    ]
    store.save(dataset(rows), [("a.csv", "0" * 64)])
    store.set_letter_texts({"fr.1.subject": "Objet maison {numero}"}, by="A. Martin")
    store.close()
    return tmp_path


def test_the_list_as_json_and_csv(record: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["dunning", "--as-of", AS_OF]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    first, second = answer["rows"]
    assert (first["client_id"], first["level"], first["amount"], first["documents"]) == (
        "C1",
        1,
        "100.00",
        ["F0001"],
    )
    assert (second["level"], second["hold"], second["until"]) == (None, "early", "2025-07-05")
    assert answer["settings"]["values"]["dunning_days"] == "7 30 60"
    assert main(["dunning", "--as-of", AS_OF, "--format", "csv", "--level", "1"]) == 0
    rows = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2 and rows[1][0] == "C1" and rows[1][6] == "100,00"


def test_letters_with_the_texts_of_the_record(record: Path) -> None:
    out = record / "lettres"
    assert main(["dunning", "--as-of", AS_OF, "--format", "eml", "-o", str(out)]) == 0
    (mail,) = out.iterdir()
    assert b"Subject: Objet maison C1" in mail.read_bytes()
    assert main(["dunning", "--as-of", AS_OF, "--format", "pdf", "-o", str(record / "une.pdf")]) == 0
    assert (record / "une.pdf").read_bytes()[:5] == b"%PDF-"
    assert main(["dunning", "--as-of", AS_OF, "--format", "zip", "-o", str(record / "tout.zip")]) == 0
    with zipfile.ZipFile(record / "tout.zip") as opened:
        assert sorted(Path(name).suffix for name in opened.namelist()) == [".eml", ".pdf"]


def test_the_exit_status_says_when_there_is_nothing_to_send(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--format", "zip", "-o", str(record / "x.zip")]
    assert main(["dunning", "--as-of", "2025-03-02", *out]) == 4
    assert main(["dunning", "--as-of", AS_OF, "--level", "2", *out]) == 4
    assert "nothing_to_remind" in capsys.readouterr().err and not (record / "x.zip").exists()
    assert main(["dunning", "--as-of", AS_OF, "--level", "7", *out]) == 2
    assert main(["dunning", "--as-of", AS_OF, "--client", "C9", *out]) == 2
    assert main(["dunning", "--as-of", AS_OF, "--format", "pdf"]) == 2
    assert main(["dunning", str(record / "absent.csv"), *out]) == 2
