"""Real ledgers that nobody here wrote give the facts that somebody else computed from them; Odoo's own residuals are the oracle of its FEC."""

import csv
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.checking.ledgers import balances
from tests.samples.test_samples import close, facts, figures, load

Shared = Callable[[str], Path]


def residuals(folder: Path) -> dict[str, Decimal]:
    """What Odoo says is due by each client of the French company, the second of its three."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    with (folder / "export_account.move_labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["ID externe"].startswith("account.2_") and row["Montant dû signé"]:
                found[row["Partenaire"]] += Decimal(row["Montant dû signé"])
    return dict(found)


def of_lines(path: Path) -> dict[str, Decimal]:
    """Σ debit − credit of the 411 lines of each client."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="|"):
        if row["CompteNum"].startswith("411"):
            debit, credit = (Decimal(row[c].strip().replace(",", ".")) for c in ("Debit", "Credit"))
            found[row["CompAuxLib"]] += debit - credit
    return dict(found)


@pytest.mark.parametrize("files", [("annee",), ("ouverture",), ("annee", "ouverture")])
def test_odoo_s_ledger_gives_odoo_s_balances(files: tuple[str, ...], shared: Shared) -> None:
    folder = shared("samples/odoo19")
    dataset = load(folder, *(f"{name}_746948785FEC20261231.txt" for name in files))
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    ours = {names[client]: amount for client, amount in balances(dataset).items()}
    due = residuals(folder)
    assert len(due) >= 4 and {name: ours[name] for name in due} == due
    assert ours == of_lines(folder / f"{files[-1]}_746948785FEC20261231.txt")


def test_a_farm_s_ledger(shared: Shared) -> None:
    folder = shared("samples/40_fec_pseudonymise")
    known = facts(folder)["0000000001FEC20220831.txt"]
    dataset = load(folder, "0000000001FEC20220831.txt")
    assert close(dataset.documents["net"].sum(), known["CA classe 70 (crédit-débit)"])
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    found = {f"{c} {names[c]}": float(amount) for c, amount in balances(dataset).items() if amount}
    assert found == known["solde 411 par client non nul"]
    invoiced = dataset.documents.filter(
        pl.col("opening").is_null(), pl.col("extra").str.contains('"JournalCode":"VEN"')
    )
    billed = dict(invoiced.group_by("client_id").agg(pl.col("gross").sum()).iter_rows())
    assert {f"{c} {names[c]}": float(a) for c, a in billed.items()} == known[
        "facturé TTC par client (débits 411 journal de ventes, avoirs déduits)"
    ]
    answer = figures(dataset, "2022-08-31")
    assert close(answer["balance"], known["compte 411: lignes / auxiliaires / débit / crédit / solde"][4])
    months = known["CA 70 par mois"]
    sold = dataset.documents.filter(pl.col("opening").is_null())
    by_month = sold.group_by(pl.col("date").dt.strftime("%Y-%m").alias("month")).agg(pl.col("net").sum())
    assert {m: float(a) for m, a in by_month.iter_rows()} == pytest.approx(months)


def test_a_shop_s_ledger_of_22_columns_with_detailed_openings(shared: Shared) -> None:
    folder = shared("samples/40_fec_pseudonymise")
    known = facts(folder)["000000000FEC20231231.txt"]
    dataset = load(folder, "000000000FEC20231231.txt")
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    found = {f"{c} {names[c]}": float(amount) for c, amount in balances(dataset).items() if amount}
    assert found == known["solde 411 par client non nul"]
    assert close(dataset.documents["net"].sum(), known["CA classe 70 (crédit-débit)"])


def test_two_years_of_tryton(shared: Shared) -> None:
    folder = shared("samples/41_fec_tryton_odoo")
    alone, both = load(folder, "tryton_FEC.csv"), load(folder, "tryton_FEC-previous.csv", "tryton_FEC.csv")
    assert balances(alone) == balances(both) == {"2": Decimal("15.00")}
    assert (alone.documents["net"].sum(), both.documents["net"].sum()) == (Decimal("52.00"), Decimal("57.00"))


def test_odoo_s_own_expectation(shared: Shared) -> None:
    dataset = load(shared("samples/41_fec_tryton_odoo"), "odoo_expected_FEC.txt")
    (row,) = dataset.documents.to_dicts()
    assert (row["document_id"], row["net"], row["gross"]) == (
        "INV/2021/00001",
        Decimal("6467.04"),
        Decimal("7760.45"),
    )
