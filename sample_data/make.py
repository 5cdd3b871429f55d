"""Writes the made-up company, its small CSV pair and the files with faults into a folder (sample_data/ by default): python -m sample_data.make [folder]."""

import json
import sys
from pathlib import Path

from sample_data import e_invoice, factur_x, ledger
from sample_data.company.expected import expected
from sample_data.company.sheets import RATES, Company, company
from sample_data.fault_files import FAULTS, Fault
from sample_data.workbook import delimited, write_workbook

HERE = Path(__file__).resolve().parent
PAIR = 25  # clients of the CSV pair


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else HERE
    made = company()
    write_workbook(folder / "demo" / "entreprise_demo.xlsx", made.sheets, RATES)
    _write_json(folder / "demo" / "expected.json", expected(made))
    _write_pair(folder / "demo", made)
    (folder / "demo" / e_invoice.NAME).write_text(e_invoice.LINES, encoding="utf-8")
    for name, content in factur_x.files(made):
        (folder / "demo" / name).write_bytes(content)
    (folder / "demo" / ledger.NAME).write_bytes(ledger.fec(made, PAIR))
    _write_faults(folder / "faults")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_pair(folder: Path, made: Company) -> None:
    """The first clients and their invoices as two CSV files such as an office tool exports, payments on the invoice's own line."""
    clients = made.sheets["Clients"][:PAIR]
    numbers = {row["Numéro client"] for row in clients}
    received = {p["Facture réglée"]: p for p in made.sheets["Paiements"] if p["Facture réglée"]}
    invoices = [
        {
            **{h: row[h] for h in ("Numéro de facture", "Nature", "Numéro client", "Date de facture", "Date d’échéance", "Montant HT", "Montant TTC")},
            "Montant réglé": received.get(row["Numéro de facture"], {}).get("Montant"),
            "Date de règlement": received.get(row["Numéro de facture"], {}).get("Date de paiement"),
        }
        for row in made.sheets["Factures"]
        if row["Numéro client"] in numbers
    ]  # fmt: skip
    kept = (
        "Numéro client",
        "Raison sociale",
        "Catégorie",
        "E-mail",
        "Téléphone",
        "Code postal",
        "Ville",
        "Pays",
        "Conditions de paiement",
        "Plafond d’encours",
    )
    (folder / "clients.csv").write_bytes(
        delimited([{h: row[h] for h in kept} for row in clients]).encode("utf-8-sig")
    )
    (folder / "factures.csv").write_bytes(delimited(invoices).encode("utf-8-sig"))


def _write_faults(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for fault in FAULTS:
        fault.write(folder / fault.name)
    _write_json(folder / "expected.json", {fault.name: _outcome(fault) for fault in FAULTS})
    lines = "\n".join(f"| `{fault.name}` | {fault.says} |" for fault in FAULTS)
    text = f"# Un fichier par défaut\n\nÉcrits par `make sample` ; les montants sont inventés.\n\n| Fichier | Ce qui doit se passer |\n|---|---|\n{lines}\n"
    (folder / "README.md").write_text(text, encoding="utf-8")


def _outcome(fault: Fault) -> dict[str, object]:
    if fault.refused:
        return {"refused": fault.refused}
    return {
        "rows": dict(fault.rows),
        "gross": fault.gross,
        "aside": dict(fault.aside),
        "findings": dict(fault.findings),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
