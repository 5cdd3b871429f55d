"""What a reader points at becomes a place or rows to repeat, under the labels and headers that stand near; formulas stay."""

import pytest

from fiche.excel.mapped import by_hand
from fiche.excel.mapped.examine import ShownSheet
from fiche.excel.mapped.mapping import Block, Mapping, Place

SHEET = ShownSheet(
    "Feuille",
    hidden=False,
    cells={
        (1, 0): ("Raison  sociale", "text"),
        (3, 0): ("N° facture", "text"), (3, 1): ("Échéance", "text"), (3, 2): ("Montant TTC", "text"), (3, 3): ("Part", "text"),
        (4, 3): ("=C4/2", "formula"),
    },
    merges=((1, 1, 1, 3),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at"),
    [("b4", (4, 1)), (" $AA$10 ", (10, 26)), ("", None), ("4", None), ("B", None), ("B0", None)],
)
def test_the_address_of_a_cell(text: str, at: tuple[int, int] | None) -> None:
    assert by_hand.cell_at(text) == at


def test_a_cell_is_filled_changed_and_left() -> None:
    assert by_hand.first_of(SHEET, 1, 2) == (1, 1)
    mapping = by_hand.put(Mapping("client"), SHEET, 1, 1, "client.name")
    assert mapping.places == (Place("Feuille", "B1", "{{client.name}}", "hand", "Raison sociale"),)
    mapping = by_hand.put(mapping, SHEET, 1, 1, "client.siret")
    assert [p.put for p in mapping.places] == ["{{client.siret}}"]
    assert by_hand.put(mapping, SHEET, 1, 1, None).empty


def test_a_row_is_repeated_under_its_headers_then_changed_column_by_column() -> None:
    alone = by_hand.put(Mapping("client"), SHEET, 4, 0, "client.name")
    mapping = by_hand.repeated(alone, SHEET, "documents", 4, 1)
    columns = (
        (0, "{{documents:document_id}}"),
        (1, "{{documents:due_date}}"),
        (2, "{{documents:gross_amount}}"),
    )
    label = "N° facture, Échéance, Montant TTC, Part"
    assert mapping == Mapping(
        "client", (), (Block("Feuille", "documents", 4, 4, 0, 3, columns, "hand", label),)
    )
    mapping = by_hand.put(mapping, SHEET, 4, 2, "documents:open_amount")
    assert dict(mapping.blocks[0].columns)[2] == "{{documents:open_amount}}"
    for column in (0, 1, 2):
        mapping = by_hand.put(mapping, SHEET, 4, column, None)
    assert mapping.empty


def test_a_row_without_headers_is_repeated_with_one_column() -> None:
    (block,) = by_hand.repeated(Mapping("client"), SHEET, "contacts", 9, 2).blocks
    assert (block.area, block.columns) == ("C9:C9", ((2, "{{contacts:client_id}}"),))


def test_what_goes_in_a_cell_in_words() -> None:
    assert by_hand.spelled("client", "{{client.siret}}") == "Client · SIRET"
    assert by_hand.spelled("client", "{{documents:gross_amount}}", short=True) == "Montant TTC"
    assert by_hand.spelled("client", "Fiche de {{client.name}}") == "Fiche de ‹Client · Raison sociale›"
