"""The files with faults: for each kind, the smallest file that has it and what must happen to it; it reads none of them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sample_data.fault_sheets import CLIENTS, INVOICES, mixed_dates, mixed_values, without_zeros
from sample_data.ole import encrypted_workbook
from sample_data.workbook import delimited, write_workbook

Row = Mapping[str, object]
RATES = frozenset({"Remise"})


@dataclass(frozen=True)
class Fault:
    """A file and what must happen: `refused` is the code of the refusal, else `rows` loaded by table, `gross` their total, `aside` and
    `findings` the codes that must be reported, with how many rows each."""

    name: str
    says: str
    write: Callable[[Path], None]
    refused: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    gross: str = ""
    aside: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: _write_bytes(path, content)


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _book(above: Sequence[str] = (), **sheets: Sequence[Row]) -> Callable[[Path], None]:
    return lambda path: write_workbook(path, sheets, RATES, above)


def _half(path: Path) -> None:
    write_workbook(path, {"Clients": CLIENTS, "Factures": INVOICES}, RATES)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _with(rows: Sequence[Row], **changes: object) -> list[Row]:
    """`rows` with the values of some columns replaced: a list by position, or a function of the row."""
    return [
        {**row, **{h: v(row) if callable(v) else v[i] for h, v in changes.items()}}
        for i, row in enumerate(rows)
    ]


def _renamed(rows: Sequence[Row], headers: Mapping[str, str]) -> list[Row]:
    return [{headers.get(header, header): value for header, value in row.items()} for row in rows]


LOCK = bytes([7]) + b"C.Orsen" + b" " * 47 + bytes([7, 0]) + "C.Orsen".encode("utf-16-le") + b" \0" * 47
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ENGLISH = {
    "Numéro client": "Customer ID", "Raison sociale": "Company name", "E-mail": "Email", "Code postal": "Postcode", "Ville": "City", "Conditions de paiement": "Payment terms",
    "Numéro de facture": "Invoice number", "Date de facture": "Invoice date", "Date d’échéance": "Due date", "Montant HT": "Net amount", "Montant TTC": "Gross amount", "Remise": "Discount",
}  # fmt: skip
TOTAL = {
    **dict.fromkeys(INVOICES[0]),
    "Numéro de facture": "TOTAL",
    "Montant HT": Decimal("6000.00"),
    "Montant TTC": Decimal("7200.00"),
}
FLAT = [
    {"Raison sociale": client["Raison sociale"], "Ville": client["Ville"], **invoice}
    for invoice in INVOICES
    for client in CLIENTS
    if client["Numéro client"] == invoice["Numéro client"]
]
FORMULAS = (
    "=1+1",
    "+33 Emballages",
    "-Tournevire-",
    "@Fauvelle",
    '=HYPERLINK("https://exemple.fr")',
    'Maison "Belazur"',
)

ALL = {"clients": 6, "documents": 8}
SALES = {"clients": 5, "documents": 8}  # without the clients' own sheet, those who bought something
GROSS = "7200.00"
FAULTS: tuple[Fault, ...] = (
    Fault("protege_par_mot_de_passe.xlsx", "Refusé : protégé par un mot de passe, avec la marche à suivre.", _bytes(encrypted_workbook()), "password_protected"),
    Fault("abime.xlsx", "Refusé : abîmé ou incomplet (l’archive est coupée au milieu).", _half, "damaged_file"),
    Fault("vide.xlsx", "Refusé : le fichier ne contient aucun octet.", _bytes(b""), "empty_file"),
    Fault("~$fichier.xlsx", "Refusé : fichier temporaire du tableur, pas le classeur.", _bytes(LOCK), "lock_file"),
    Fault("pas_un_tableau.xlsx", "Refusé : c’est un PDF renommé.", _bytes(PDF), "not_a_spreadsheet"),
    Fault(
        "cellules_fausses.xlsx",
        "Chargé : une date impossible, un montant illisible et une erreur du tableur (#DIV/0!) sont signalés un par un, avec leur cellule.",
        lambda path: write_workbook(path, {"Clients": CLIENTS, "Factures": mixed_values()}, RATES),
        rows={"clients": 6, "documents": 7}, gross="6000.00", aside={"unreadable_amount": 1}, findings={"unreadable_date": 1, "cell_error": 1},
    ),
    Fault("ligne_de_total.xlsx", "Chargé : la ligne « TOTAL » du bas est mise de côté ; la compter doublerait tout.", _book(Clients=CLIENTS, Factures=[*INVOICES, TOTAL]), rows=ALL, gross=GROSS, aside={"total_row": 1}),
    Fault(
        "titre_au_dessus.xlsx", "Chargé : les lignes de titre au-dessus des en-têtes sont mises de côté.",
        _book(("Emballages du Ponant — état des ventes", "Édité le 20/11/2026", ""), Factures=INVOICES), rows=SALES, gross=GROSS, aside={"title_row": 2},
    ),
    Fault(
        "clients_en_double.xlsx", "Chargé : un numéro client vu deux fois ne donne qu’une fiche ; les lignes de trop sont mises de côté.",
        _book(Clients=[*CLIENTS, {**CLIENTS[1], "Ville": "Rouen"}, CLIENTS[2]], Factures=INVOICES), rows=ALL, gross=GROSS, aside={"duplicate_client": 2},
    ),
    Fault("dates_melangees.xlsx", "Chargé : vraies dates, dates en texte et dates en toutes lettres dans une même colonne ; aucune n’est perdue, l’ordre jour-mois l’emporte.", _book(Factures=mixed_dates()), rows=SALES, gross=GROSS),
    Fault(
        "zeros_de_tete.xlsx", "Chargé : « 00123 » reste « 00123 » ; le code postal 1000 redevient 01000 et le SIRET retrouve ses zéros.",
        _book(
            Clients=without_zeros(),
            Factures=_with(INVOICES, **{"Numéro client": lambda r: f"{122 + int(str(r['Numéro client'])[2:]):05d}"}),
        ),
        rows=ALL, gross=GROSS, findings={"zeros_restored": 2},
    ),
    Fault(
        "factures_sans_client.xlsx", "Chargé : les deux factures sans client sont mises de côté, avec leur montant.",
        _book(Clients=CLIENTS, Factures=_with(INVOICES, **{"Numéro client": [None, *(r["Numéro client"] for r in INVOICES[1:7]), None]})),
        rows={"clients": 6, "documents": 6}, gross="4800.00", aside={"missing_client": 2},
    ),
    Fault("dates_americaines.csv", "Chargé : 02/13/2025 ne peut être que le 13 février ; toute la colonne se lit mois-jour.", lambda path: _text(path, _american(), "utf-8"), rows=SALES, gross=GROSS),
    Fault("entetes_anglais.xlsx", "Chargé : les en-têtes anglais sont reconnus.", _book(Customers=_renamed(CLIENTS, ENGLISH), Invoices=_renamed(INVOICES, ENGLISH)), rows=ALL, gross=GROSS),
    Fault("une_seule_feuille.xlsx", "Chargé : une feuille où chaque facture porte son client donne les clients et les factures.", _book(Ventes=FLAT), rows=SALES, gross=GROSS),
    Fault("points_virgules_cp1252.csv", "Chargé : points-virgules, virgules décimales, accents de Windows (cp1252) et symbole €.", lambda path: _text(path, delimited(_euros(FLAT)), "cp1252"), rows=SALES, gross=GROSS),
    Fault("tabulations.txt", "Chargé : colonnes séparées par des tabulations.", lambda path: _text(path, delimited(INVOICES, "\t"), "utf-8"), rows=SALES, gross=GROSS),
    Fault("utf16.csv", "Chargé : texte en UTF-16, comme l’écrit « Texte Unicode ».", lambda path: _text(path, delimited(FLAT, "\t"), "utf-16"), rows=SALES, gross=GROSS),
    Fault(
        "texte_comme_formule.xlsx", "Chargé : des noms qui commencent par = + - @ restent du texte, à la lettre, et ne deviennent jamais des formules.",
        _book(Clients=_with(CLIENTS, **{"Raison sociale": FORMULAS}), Factures=INVOICES), rows=ALL, gross=GROSS,
    ),
    Fault(
        "lignes_inegales.csv", "Chargé : une ligne trop courte et une trop longue sont gardées et signalées.",
        lambda path: _text(path, _ragged(), "utf-8"), rows=SALES, gross=GROSS, findings={"ragged_row": 2},
    ),
    Fault(
        "montants_negatifs.xlsx", "Chargé : une facture de montant négatif est comptée comme un avoir, et signalée.",
        _book(Factures=_with(INVOICES, **{"Montant HT": [-r["Montant HT"] if i == 7 else r["Montant HT"] for i, r in enumerate(INVOICES)], "Montant TTC": [-r["Montant TTC"] if i == 7 else r["Montant TTC"] for i, r in enumerate(INVOICES)]})),
        rows=SALES, gross="4800.00", findings={"negative_invoice": 1},
    ),
    Fault(
        "payees_sans_date.xlsx", "Chargé : marquées payées sans date de paiement, elles comptent comme payées à l’échéance (ou au jour du chargement) et l’écran dit combien.",
        _book(Factures=[{**row, "Statut": "Payée" if i % 2 else "En attente"} for i, row in enumerate(INVOICES)]), rows={**SALES, "payments": 4}, gross=GROSS, findings={"paid_without_date": 4},
    ),
    Fault("entetes_en_double.csv", "Chargé : deux colonnes du même nom sont distinguées et signalées.", lambda path: _text(path, _twice("Ville"), "utf-8"), rows=SALES, gross=GROSS, findings={"duplicate_header": 1}),
)  # fmt: skip


def _text(path: Path, content: str, encoding: str) -> None:
    path.write_bytes(content.encode(encoding))


def _american() -> str:
    rows = [
        {**row, **{h: f"{v:%m/%d/%Y}" for h, v in row.items() if isinstance(v, dt.date)}} for row in INVOICES
    ]
    return delimited(_renamed(rows, ENGLISH), ",", ".")


def _euros(rows: Sequence[Row]) -> list[Row]:
    """Amounts as a French spreadsheet shows them: 1 234,56 €."""
    return [
        {
            h: f"{v:,.2f} €".replace(",", "\u00a0").replace(".", ",") if h.startswith("Montant") else v
            for h, v in row.items()
        }
        for row in rows
    ]


def _ragged() -> str:
    lines = delimited([{**row, "Objet": "Cartons"} for row in INVOICES]).split("\r\n")
    lines[3] = lines[3].removesuffix(";Cartons")
    lines[5] += ";en trop"
    return "\r\n".join(lines)


def _twice(header: str) -> str:
    text = delimited([{**row, "Ville bis": row["Ville"]} for row in FLAT])
    return text.replace("Ville bis", header, 1)
