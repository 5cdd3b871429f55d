"""The contract between the model's labels and what sheets are taken for: a sheet headed by labels is read as those labels say."""

import pytest

from fiche import loading, matching
from fiche.errors import MatchingRefused
from fiche.model import STORED, TABLES, Table, TableName
from fiche.reading.raw import RawSheet
from fiche.words import normalised

EXAMPLES = {
    "code": ["A1", "A2", "A3"], "text": ["Alpha", "Beta", "Gamma"], "money": ["10,00", "20,50", "30,00"], "rate": ["5 %", "10 %", "20 %"],
    "number": ["1,5", "2", "3"], "integer": ["10", "20", "30"], "date": ["13/01/2025", "14/01/2025", "31/01/2025"], "flag": ["Oui", "Non", "Oui"],
}  # fmt: skip
PARTICULAR = {
    "kind": ["Facture", "Avoir", "Facture"], "email": ["a@a.fr", "b@b.fr", "c@c.fr"], "siret": ["73282932000074"] * 3, "siren": ["732829320"] * 3,
    "payment_status": ["Payée", "En retard", "Payée"],
}  # fmt: skip


def sheet(content: str, name: str = "feuille.csv") -> RawSheet:
    (file,) = loading.prepare([(name, content.encode())]).loaded
    return file.sheets[0]


def headed_by_labels(table: Table, language: str) -> RawSheet:
    columns = [PARTICULAR.get(c.name, EXAMPLES[c.type]) for c in table]
    rows = [";".join(cells) for cells in zip(*columns, strict=True)]
    return sheet("\n".join([";".join(getattr(c, language) for c in table), *rows]))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_columns_of_a_table_share_a_label(table: Table, language: str) -> None:
    labels = [normalised(getattr(column, language)) for column in table]
    assert sorted(set(labels)) == sorted(labels)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sheet_headed_by_labels_is_read_as_they_say(table: Table, language: str) -> None:
    raw = headed_by_labels(table, language)
    match = matching.with_table(matching.propose(raw), raw, table.name)
    assert [c.column for c in match.columns] == [c.name for c in table]


@pytest.mark.parametrize("name", STORED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_such_a_sheet_is_taken_for_its_own_table(name: TableName, language: str) -> None:
    assert matching.propose(headed_by_labels(TABLES[name], language)).table == name


def test_correcting_the_table_then_the_header_keeps_the_table() -> None:
    raw = sheet("Bilan;;\nNom;Ville;Total\nAlpha;Lyon;10\nBeta;Nice;20\n")
    chosen = matching.with_table(matching.propose(raw), raw, "documents")
    moved = matching.with_header_row(chosen, raw, 2)
    assert (moved.table, moved.header_row, moved.rows, moved.chosen) == ("documents", 2, 2, True)
    assert matching.with_header_row(chosen, raw, 99).header_row == 4, "never beyond the sheet"
    assert matching.with_header_row(chosen, raw, -5).header_row == 1


def test_a_column_given_up_is_nobody_s() -> None:
    raw = sheet("Numéro client;Raison sociale;Ville\nC1;Alpha;Lyon\nC2;Beta;Nice\n")
    match = matching.with_column(matching.propose(raw), 2, None)
    assert [c.header for c in match.unmapped] == ["Ville"] and match.chosen
    swapped = matching.with_column(match, 0, "name")
    assert swapped.mapped["name"].index == 0 and "client_id" not in swapped.mapped


def test_what_is_missing_is_said_then_refused() -> None:
    raw = sheet("Numéro client;Raison sociale\nC1;Alpha\nC2;Beta\n")
    reading = loading.prepare([("f.csv", b"Num\xc3\xa9ro client;Raison sociale\nC1;Alpha\nC2;Beta\n")])
    match = matching.with_table(reading.sheets[0], raw, "documents")
    assert match.missing and match.table == "documents"
    with pytest.raises(MatchingRefused) as refusal:
        import datetime as dt

        loading.check(reading, [match], loaded_on=dt.date(2025, 1, 1))
    assert refusal.value.code == "missing_amount"


def test_every_row_of_a_hidden_sheet_is_set_aside_until_chosen() -> None:
    raw = sheet("Numéro client;Raison sociale\nC1;Alpha\nC2;Beta\n")
    hidden = RawSheet(raw.file, raw.name, raw.columns, raw.height, hidden=True)
    match = matching.propose(hidden)
    assert (match.table, match.reason, match.rows) == (None, "hidden_sheet", 2)
    assert matching.with_table(match, hidden, "clients").mapped.keys() == {"client_id", "name"}
