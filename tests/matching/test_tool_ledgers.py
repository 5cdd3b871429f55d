"""Entries as accounting tools export them beside the FEC: told by their accounts, with a due date or without, and never taken for invoices."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.loading import check, prepare

TODAY = dt.date(2026, 12, 31)
# Headers, and which value of the entry below each holds.
TOOLS = {
    "Sage 100": ("Code journal;Date de pièce;N° pièce;N° compte général;N° compte tiers;Intitulé tiers;Libellé écriture;Débit;Crédit;Lettrage;Date d’échéance", "jdpakntDClE"),
    "Sage 100, amount and side": ("Code journal;Date comptable;N° de facture;Compte général;Compte tiers;Libellé;Sens;Montant;Date échéance", "jdpaktSME"),
    "Sage 50": ("Journal;Date;Compte;Intitulé compte;Pièce;Libellé;Débit;Crédit;Lettre;Échéance", "jdAnptDClE"),
    "EBP": ("Date;Code journal;N° de compte;Intitulé du compte;N° de pièce;Libellé;Débit;Crédit;Code lettrage;Date d’échéance", "djAnptDClE"),
    "Quadra": ("Jnl;Date;Compte;Libellé compte;Pièce;Libellé;Débit;Crédit;Let;Date éch.", "jdAnptDClE"),
    "Cegid": ("Code Journal;Date;Général;Auxiliaire;Référence interne;Libellé;Débit;Crédit;Lettrage;Échéance", "jdakptDClE"),
    "Pennylane": ("Date;Journal;Numéro de compte;Libellé de compte;Libellé de ligne;Numéro de facture;Tiers;Débit;Crédit;Lettrage;Date d’échéance", "djactpkDClE"),
}  # fmt: skip
ENTRY = (("411000", "C1", "Alpha SARL", 120), ("706000", "", "Prestations", -100), ("445710", "", "TVA", -20))


def text(tool: str) -> bytes:
    headers, signs = TOOLS[tool]
    rows = [headers]
    for account, client, name, amount in ENTRY:
        ours = account.startswith("411")
        values = {
            "j": "VE", "d": "15/01/2026", "p": "FA1", "a": account, "A": "411ALPHA" if ours else account, "k": client, "n": name, "c": "Clients" if ours else name,
            "t": "Facture FA1", "D": str(max(amount, 0) or ""), "C": str(max(-amount, 0) or ""), "S": "D" if amount > 0 else "C", "M": str(abs(amount)),
            "l": "A" if ours else "", "E": "31/03/2026" if ours else "",
        }  # fmt: skip
        rows.append(";".join(values[sign] for sign in signs))
    return "\n".join(rows).encode()


@pytest.mark.parametrize("tool", TOOLS)
def test_entries_are_told_by_their_accounts(tool: str) -> None:
    reading = prepare([("ecritures.csv", text(tool))])
    assert [m.table for m in reading.sheets] == ["entries"]
    assert not reading.sheets[0].unmapped
    found = check(reading, loaded_on=TODAY)
    columns = ("document_id", "gross", "net", "date", "due_date", "due_estimated")
    assert found.documents.select(columns).rows() == [
        ("FA1", Decimal(120), Decimal(100), dt.date(2026, 1, 15), dt.date(2026, 3, 31), False)
    ]


def test_a_statement_of_invoices_with_debits_and_due_dates_is_no_ledger() -> None:
    listed = "Client;Facture;Date;Échéance;Débit;Crédit\n10023;F1;15/01/2026;31/03/2026;120,00;\n10024;F2;16/01/2026;31/03/2026;60,00;\n"
    assert prepare([("releve.csv", listed.encode())]).sheets[0].table != "entries"
