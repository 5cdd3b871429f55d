"""What a template says it is to be filled with: names, words between braces, headers and labels, on forms as managers draw them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.mapping import Mapping
from fiche.excel.mapped.meanings import coded
from fiche.excel.mapped.outline import outlined
from fiche.excel.mapped.vocabulary import KINDS, Kind, lists, values


def drawn(draw: Callable[[Any, Any], None]) -> bytes:
    """A workbook of one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    draw(book, book.add_worksheet("Feuille"))
    book.close()
    return out.getvalue()


def found(draw: Callable[[Any, Any], None], kind: Kind = "client") -> Mapping:
    """What is proposed for it."""
    return proposed(outlined(drawn(draw)), kind)


def placed(mapping: Mapping) -> dict[str, str]:
    return {place.cell: place.put.strip("{}") for place in mapping.places}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("client.nom", "client.name"), ("Raison sociale", "client.name"), ("raison_sociale", "client.name"), ("N° client", "client.client_id"),
        ("encours", "figure.outstanding"), ("indicateur.solde", "figure.balance"), ("CA 12 mois", "figure.revenue_12m"), ("arrêté au", "as_of"),
        ("figure.overdue", "figure.overdue"), ("facture.numero", "documents:document_id"), ("transactions.date", "documents:date"),
        ("facture.reste dû", "documents:open_amount"), ("paiement.montant", "payments:amount"), ("contact.e-mail", "contacts:email"),
        ("documents.gross_amount", "documents:gross_amount"), ("n’importe quoi", None), ("facture.couleur", None),
    ],
)  # fmt: skip
def test_words_between_braces(words: str, code: str | None) -> None:
    assert coded("client", words) == code


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_and_column_answers_to_its_code_and_its_label(kind: Kind) -> None:
    assert all(coded(kind, code) == code for code in values(kind))
    for listed in lists(kind).values():
        assert all(
            coded(kind, f"{listed.code}.{field.code}") == f"{listed.code}:{field.code}"
            for field in listed.fields
        )


def test_labels_at_the_left_and_above() -> None:
    def draw(book: Any, sheet: Any) -> None:
        box = book.add_format({"border": 1})
        sheet.write("A1", "Raison sociale")
        sheet.write("A2", "SIRET :")
        sheet.write_blank("C2", None, box)  # the box stands one column further
        sheet.merge_range("A4:B4", "Encours")
        sheet.merge_range("C4:E4", "", box)
        sheet.write_row("A6", ("Téléphone", "E-mail"))
        sheet.write("A9", "Ville")
        sheet.write("B9", "Lyon")
        sheet.write("A10", "Solde")
        sheet.write_formula("B10", "=1+1")
        sheet.write(
            "A12", "Une longue phrase qui parle de SIRET et d’encours sans être une étiquette du tout"
        )

    assert placed(found(draw)) == {
        "B1": "client.name", "C2": "client.siret", "C4": "figure.outstanding", "A7": "client.phone", "B7": "client.email",
    }  # fmt: skip


def test_names_of_cells_and_of_ranges() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_row("A5", ("N° facture", "Date de facture", "Montant TTC", "Part"))
        sheet.write_formula("D6", "=C6*2")
        sheet.write("F9", "Nom")
        book.define_name("raison_sociale", "=Feuille!$B$1")
        book.define_name("client_siret", "=Feuille!$B$2")
        book.define_name("encours", "=Feuille!$B$3")
        book.define_name("factures", "=Feuille!$A$6:$D$8")
        book.define_name("contact.nom", "=Feuille!$F$10:$F$12")
        book.define_name("contact.e_mail", "=Feuille!$G$10:$G$12")
        book.define_name("autre_chose", "=Feuille!$B$20")

    mapping = found(draw)
    assert placed(mapping) == {"B1": "client.name", "B2": "client.siret", "B3": "figure.outstanding"}
    invoices, people = mapping.blocks
    assert (invoices.rows, invoices.area, [c for c, _ in invoices.columns]) == (
        "documents",
        "A6:D8",
        [0, 1, 2],
    )
    assert (people.rows, people.area) == ("contacts", "F10:G12")


def test_a_plain_table_with_examples_and_a_total() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row("B3", ("Numéro", "Date de facture", "Échéance", "Montant TTC", "Visa"))
        sheet.write_row("B4", ("F1", 45000, 45030, 100, "vu"))
        sheet.write_row("B5", ("F2", 45001, 45031, 200, "à voir"))
        sheet.write("B6", "Total")
        sheet.write_formula("E6", "=SUM(E4:E5)")

    (block,) = found(draw).blocks
    assert (block.rows, block.area, block.by) == ("documents", "B4:F5", "table")
    assert dict(block.columns)[4] == "{{documents:gross_amount}}" and 5 not in dict(block.columns)


def test_the_title_above_a_table_tells_what_is_to_be_paid_from_everything() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        headers = ("N° facture", "Échéance", "Montant TTC", "Reste dû")
        sheet.write_row("A2", headers)
        sheet.write("A8", "Factures impayées")
        sheet.write_row("A9", headers)
        sheet.write("A13", "{{à payer.numéro}}")

    assert [block.rows for block in found(draw).blocks] == ["documents", "due", "due"]


def test_a_table_of_something_else_is_left_alone() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ("Produit", "Montant"))
        sheet.write_row("A2", ("Bois", 10))
        sheet.write_row("A5", ("Mois", "Objectif", "Réalisé"))
        sheet.write_row("A6", ("Janvier", 10, 12))

    assert found(draw).empty


def test_the_file_lists_its_clients_with_their_indicators() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(
            "A1", ("Code client", "Raison sociale", "Ville", "CA 12 mois", "Encours", "En retard")
        )
        sheet.write_row("A2", ("C1", "Dupont", "Lyon", 1, 2, 3))

    (block,) = found(draw, "file").blocks
    assert [put.strip("{}") for _column, put in block.columns] == [
        f"clients:{code}" for code in ("client_id", "name", "city", "figure.revenue_12m", "figure.outstanding", "figure.overdue")
    ]  # fmt: skip


def test_no_cell_is_spoken_for_twice() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write("A1", "SIRET")
        sheet.write("B1", "{{siren}}")
        book.define_name("encours", "=Feuille!$B$1")

    (place,) = found(draw).places
    assert (place.cell, place.by) == ("B1", "name")
