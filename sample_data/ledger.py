"""The made-up company's entries as a FEC: the sales and the receipts of some of its clients, and one purchase; amounts are invented."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sample_data.company.sheets import Company

NAME = "123456782FEC20261231.txt"
HEADER = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit "
    "EcritureLet DateLet ValidDate Montantdevise Idevise"
).split()
ACCOUNTS = {"411000": "Clients", "706000": "Prestations de services", "445710": "TVA collectée", "512000": "Banque", "622600": "Honoraires", "401000": "Fournisseurs"}  # fmt: skip


def fec(made: Company, clients: int) -> bytes:
    """The entries of 2026 of the first `clients` clients, cp1252, tabs."""
    names = {row["Numéro client"]: row["Raison sociale"] for row in made.sheets["Clients"][:clients]}
    rows = [HEADER, *(row for _day, row in sorted(_rows(made, names), key=lambda r: r[0]))]
    return ("\r\n".join("\t".join(row) for row in rows) + "\r\n").encode("cp1252", "replace")


def _rows(made: Company, names: dict[str, str]) -> Iterator[tuple[tuple[date, int], list[str]]]:
    owners: dict[str, str] = {}
    for n, row in enumerate(made.sheets["Factures"]):
        client, number, day = row["Numéro client"], row["Numéro de facture"], row["Date de facture"]
        if client not in names or day is None or row["Montant TTC"] is None:
            continue
        owners[number] = client
        if day.year == 2026:
            net, gross = Decimal(str(row["Montant HT"])), Decimal(str(row["Montant TTC"]))
            label, who = f"{row['Nature']} {number}", (client, names[client])
            said = ("VE", "Ventes", f"{n + 1}", day, number, label)
            yield (day, n), _line(said, "411000", gross, who)
            yield (day, n), _line(said, "706000", -net)
            yield (day, n), _line(said, "445710", net - gross)
    for n, row in enumerate(made.sheets["Paiements"], 100_000):
        number, day = row["Facture réglée"], row["Date de paiement"]
        if number in owners and day is not None and day.year == 2026:
            client, amount = owners[number], Decimal(str(row["Montant"]))
            said = ("BQ", "Banque", f"{n}", day, "", f"VIR {names[client]} {number if n % 3 else ''}".strip())
            yield (day, n), _line(said, "512000", amount)
            yield (day, n), _line(said, "411000", -amount, (client, names[client]))
    fee = ("AC", "Achats", "1", date(2026, 1, 31), "H-01", "Honoraires comptables")
    yield (fee[3], 0), _line(fee, "622600", Decimal(200))
    yield (fee[3], 0), _line(fee, "401000", Decimal(-200), ("CAB", "Cabinet comptable"))


def _line(
    said: tuple[str, str, str, date, str, str], account: str, amount: Decimal, who: tuple[str, str] = ("", "")
) -> list[str]:
    journal, name, number, day, piece, label = said
    sides = [f"{max(a, Decimal(0)):.2f}".replace(".", ",") for a in (amount, -amount)]
    on = f"{day:%Y%m%d}"
    return [
        journal,
        name,
        number,
        on,
        account,
        ACCOUNTS[account],
        *who,
        piece,
        on,
        label,
        *sides,
        "",
        "",
        on,
        "",
        "",
    ]
