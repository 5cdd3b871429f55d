"""The commands on the made-up company and on one file of each fault: what they print, where, and with which status."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from fiche.cli import main
from fiche.errors import REFUSALS
from tests.checking import ledgers
from tests.checking.e_invoices import OWN, cii
from tests.documents.read import read

FAULTS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "sample_data" / "faults" / "expected.json").read_text("utf-8")
)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any], str]:
    """(status, the JSON object, stderr) of one command."""
    status = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_of_each_fault(name: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = FAULTS[name]
    status, answer, err = run(capsys, "inspect", root / "sample_data" / "faults" / name, "--json")
    (file,) = answer["files"]
    rows = answer["rows"]
    assert rows["loaded"] + rows["set_aside"] == rows["in_file"]
    if "refused" in expected:
        assert (status, file["status"], file["code"]) == (2, "refused", expected["refused"])
        assert expected["refused"] in err and name in file["message"]
        return
    assert (status, err) == (0, "")
    for code, count in {**expected["aside"], **expected["findings"]}.items():
        assert answer["findings"].get(code) == count, code
    assert rows["set_aside"] == sum(expected["aside"].values())


@pytest.mark.parametrize("name", [n for n, e in FAULTS.items() if "gross" in e])
def test_the_balance_of_each_file_is_its_gross_total_less_payments(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "sample_data" / "faults" / name
    status, answer, _ = run(capsys, "indicators", file, "--as-of", "2030-01-01", "--json")
    assert status == 0
    assert answer["documents"] == FAULTS[name]["rows"]["documents"]
    assert answer["clients"] == FAULTS[name]["rows"]["clients"]
    if "payments" not in FAULTS[name]["rows"]:
        assert answer["balance"] == FAULTS[name]["gross"]


@pytest.mark.parametrize("as_of", ["2026-11-20", "2025-06-30", "2024-02-29"])
def test_the_made_up_company_gives_what_its_maker_counted(
    as_of: str, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = json.loads((demo.parent / "expected.json").read_text("utf-8"))["at"][as_of]
    status, answer, _ = run(capsys, "indicators", demo, "--as-of", as_of, "--json")
    assert status == 0
    for code in ("outstanding", "overdue", "unapplied", "balance"):
        assert answer[code] == expected[code]
    assert answer["revenue"]["last_12_months"] == expected["revenue_12m"]
    assert answer["revenue"]["previous_12_months"] == expected["revenue_prev_12m"]
    aged = {bucket: amount for bucket, amount in answer["aged"].items() if bucket in expected["buckets"]}
    assert aged == expected["buckets"]
    assert sum(map(Decimal, answer["aged"].values())) == Decimal(answer["balance"])


def test_one_client_and_the_top_ones(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, everyone, _ = run(capsys, "indicators", demo, "--as-of", "2026-11-20", "--json")
    first = everyone["top_clients"][0]
    revenues = [Decimal(c["revenue"]) for c in everyone["top_clients"]]
    assert revenues == sorted(revenues, reverse=True) and first["name"]
    _, one, _ = run(
        capsys, "indicators", demo, "--as-of", "2026-11-20", "--client", first["client_id"], "--json"
    )
    assert one["clients"] == 1
    assert one["revenue"]["total"] == first["revenue"]


def test_undefined_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Numéro client;Raison sociale\nC1;Un\nC2;Deux\n", "utf-8")
    status, answer, _ = run(capsys, "indicators", file, "--as-of", "2025-01-01", "--json")
    assert status == 0 and answer["clients"] == 2
    assert answer["dso"] == {"countback": None, "accounting": None, "best_possible": None}
    assert answer["days_to_pay"] is None and answer["discount_rate"] is None


def test_receipts_by_week_and_by_invoice(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, answer, err = run(capsys, "receipts", demo, "--as-of", "2026-11-20", "--json")
    (euros,) = answer["receipts"]
    assert (status, err, euros["currency"], euros["reason"]) == (0, "", "EUR", None)
    _, figures, _ = run(capsys, "indicators", demo, "--as-of", "2026-11-20", "--json")
    assert euros["outstanding"] == figures["outstanding"]
    assert sum(Decimal(one["open_amount"]) for one in euros["invoices"]) == Decimal(euros["outstanding"])
    estimates = euros["estimates"]
    assert sum(Decimal(week["expected"]) for week in estimates["weeks"]) == Decimal(estimates["total"])
    assert estimates["weeks"][0]["week"] == "2026-11-21" and len(euros["backtest"]["cut_offs"]) == 6


def test_receipts_that_cannot_be_estimated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "factures.csv"
    file.write_text("Client;Facture;Date;Échéance;Montant TTC\nUn;F1;01/02/2025;01/03/2025;100,00\n", "utf-8")
    status, answer, _ = run(capsys, "receipts", file, "--as-of", "2025-06-01", "--json")
    (euros,) = answer["receipts"]
    assert status == 0 and "au moins 30" in euros["reason"]
    assert euros["invoices"] == [] and euros["estimates"]["total"] is None and euros["backtest"] is None


def test_a_refused_file_beside_a_good_one_stops_the_figures_and_not_the_inspection(
    root: Path, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = root / "sample_data" / "faults" / "abime.xlsx"
    status, answer, err = run(capsys, "inspect", demo, bad, "--json")
    assert status == 2 and answer["rows"]["loaded"] > 0 and "damaged_file" in err
    status, answer, err = run(capsys, "indicators", demo, bad, "--json")
    assert (status, answer) == (2, {}) and "damaged_file" in err


def test_what_cannot_be_found(tmp_path: Path, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "inspect", tmp_path / "absent.xlsx", "--json")[0] == 2
    status, answer, err = run(capsys, "indicators", demo, "--client", "personne", "--json")
    assert (status, answer) == (2, {}) and "unknown_client" in err
    with pytest.raises(SystemExit) as stopped:
        main(["indicators", str(demo), "--as-of", "31/12/2025"])
    assert stopped.value.code == 2


def test_a_fault_of_ours_is_status_one(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fiche.loading.prepare", broken)
    assert main(["inspect", str(demo)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_sheet_and_the_blank_model(
    tmp_path: Path, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fiche.xlsx"
    command = ["sheet", demo, "--client", "C-00001", "--as-of", "2026-11-20", "-o", target]
    assert main([str(c) for c in command]) == 0
    assert target.read_bytes()[:2] == b"PK"
    blank = tmp_path / "modele.xlsx"
    assert main(["template", "-o", str(blank)]) == 0
    assert blank.read_bytes()[:2] == b"PK"
    assert main(["template", "-o", str(tmp_path / "nowhere" / "modele.xlsx")]) == 2
    assert not list(tmp_path.glob(".*.part"))


def test_the_call_brief(tmp_path: Path, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One page that says the command's own figures, in the language asked for; an unknown client is refused and nothing is written."""
    target = tmp_path / "appel.pdf"
    where = [str(demo), "--client", "C-00001", "--as-of", "2026-11-20"]
    assert main(["--lang", "en", "brief", *where, "-o", str(target)]) == 0
    page = read(target.read_bytes())
    _, answer, _ = run(capsys, "indicators", *where, "--json")
    assert page.pages == 1 and page.text.count("Call brief") == 1
    for code in ("outstanding", "overdue"):
        assert f"€{Decimal(answer[code]):,.2f}" in page.text
    nobody = [str(demo), "--client", "nobody", "-o", str(tmp_path / "rien.pdf")]
    assert main(["brief", *nobody]) == 2
    assert not (tmp_path / "rien.pdf").exists()


def test_python_dash_m_fiche_prints_one_object_in_utf8(demo: Path) -> None:
    command = [sys.executable, "-m", "fiche", "inspect", str(demo), "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["rows"]["set_aside"] == 0


def test_every_refusal_has_a_sentence() -> None:
    for code, sentence in REFUSALS.items():
        assert code.isidentifier() and sentence.endswith(".")


def test_every_indicator_as_a_table(
    root: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    demo = str(root / "sample_data" / "demo" / "entreprise_demo.xlsx")
    assert main(["indicators", demo, "--as-of", "2026-06-30", "--by", "zone"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert answer["by"] == "zone" and len(answer["rows"]) > 2
    assert answer["settings"]["values"]["serious_days"] == "60" and answer["settings"]["changed"] == []
    beside = tmp_path / "reglages.csv"
    command = ["indicators", demo, "--as-of", "2026-06-30", "--by", "zone", "--format", "csv"]
    assert main([*command, "--settings", str(beside)]) == 0
    lines = capsysbinary.readouterr().out.decode("utf-8-sig").splitlines()
    assert len(lines) == len(answer["rows"]) + 1
    said = beside.read_text("utf-8-sig").splitlines()
    assert said[0].startswith('"Groupe";"Réglage"') and '"Date d’arrêté";"30/06/2026"' in said[1]
    assert any('"Retard grave à partir de";"60";"60";"";' in line for line in said)
    out = tmp_path / "par_client.xlsx"
    assert (
        main(
            [
                "indicators",
                demo,
                "--as-of",
                "2026-06-30",
                "--by",
                "client",
                "--format",
                "xlsx",
                "-o",
                str(out),
            ]
        )
        == 0
    )
    sheet, settings = load_workbook(out).worksheets
    assert settings.title == "Paramètres" and settings["C2"].value == "30/06/2026"
    heads = [c.value for c in sheet[1]]
    assert heads[:2] == ["client", "Nom"] and "Encours" in heads
    total = sum(
        Decimal(str(row[heads.index("Encours")])) for row in sheet.iter_rows(min_row=2, values_only=True)
    )
    assert main(["indicators", demo, "--as-of", "2026-06-30", "--json"]) == 0
    whole = json.loads(capsysbinary.readouterr().out)
    assert f"{total:.2f}" == whole["outstanding"] and whole["settings"] == answer["settings"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-12,50", "-12,50"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("  =x", "'  =x"),
        ("0123", "0123"),
    ],
)
def test_a_csv_cell_is_never_run(text: str, safe: str) -> None:
    from fiche.cli_tables import harmless

    assert harmless(text) == safe


def test_the_company_s_own_siren(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of several sellers and buyers, --siren says which invoices are sales; nothing else needs to be kept anywhere."""
    bought = cii(
        number="X-9", seller="Fournisseur SA", seller_siren="552100554", buyer="Nous SAS", buyer_siren=OWN
    )
    files = [tmp_path / "vente.xml", tmp_path / "achat.xml"]
    for file, content in zip(files, (cii(), bought), strict=True):
        file.write_bytes(content)
    status, _answer, err = run(capsys, "inspect", *files, "--json")
    assert (status, err.split(":")[0]) == (2, "own_siren_needed")
    status, answer, err = run(capsys, "inspect", *files, "--siren", "123 456 782", "--json")
    assert (status, err, answer["rows"]["loaded"], answer["rows"]["set_aside"]) == (0, "", 1, 1)
    with pytest.raises(SystemExit):
        main(["inspect", str(files[0]), "--siren", "123456789"])
    assert "« 123456789 » n’est pas un SIREN" in capsys.readouterr().err


def test_clients_named_by_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = (
        ledgers.sale("1", "20260113", "C1", "120.00", "FA1", label="Facture DUPONT SARL FA1"),
        ledgers.sale("2", "20260113", "C2", "40.00", "FA2", label="Facture MARTIN 01/2026"),
    )
    rows = [{**x, "CompAuxNum": "", "CompAuxLib": "", "CompteLib": "CLIENTS"} for e in entries for x in e]
    file = tmp_path / "123456782FEC20261231.txt"
    file.write_bytes(ledgers.written(rows))
    status, _answer, err = run(capsys, "indicators", file, "--json")
    assert (status, err.split(":")[0]) == (2, "collective_account")
    status, answer, err = run(
        capsys,
        "indicators",
        file,
        "--names-from-labels",
        "--client",
        "MARTIN",
        "--as-of",
        "2026-12-31",
        "--json",
    )
    assert (status, err) == (0, "") and "40.00" in json.dumps(answer)
