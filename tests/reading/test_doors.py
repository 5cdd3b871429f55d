"""What a dropped file is, by its content: invoices under any name, archives of several kinds, JSON that is a table or none, texts to be read."""

import io
import json
import zipfile

import pytest

from fiche import loading
from tests.checking.e_invoices import cii, pdf
from tests.checking.ledgers import fec, sale

README = b"# Export du mois\n\nCe dossier contient les fichiers clients, les factures, et les paiements.\n\n- clients.csv : nom, ville\n- factures.csv\n- paiements.csv\n"
TABLE = b"Code client;Raison sociale;Ville\nC1;Alpha;Lyon\nC2;Beta;Nice\n"


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "."), data)
    return out.getvalue()


def answers(*files: tuple[str, bytes]) -> dict[str, str | None]:
    """What each table is, or the code of why not; each refused file with its code."""
    reading = loading.prepare(files)
    said: dict[str, str | None] = {f.name: f.code for f in reading.files if f.status == "refused"}
    return said | {m.file: m.table or m.reason for m in reading.sheets}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("facture.txt", pdf(cii())), ("facture.xml", pdf(cii())), ("facture", pdf(cii())), ("facture.pdf", cii()), ("facture.csv", cii()),
        ("facture.xlsx", archive(a__xml=cii())), ("lot", archive(a=cii())), ("utf16.xml", cii().decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    ],
    ids=["pdf as txt", "pdf as xml", "pdf without an ending", "xml as pdf", "xml as csv", "zip as xlsx", "no ending inside", "utf-16"],
)  # fmt: skip
def test_an_invoice_is_one_under_any_name(name: str, data: bytes) -> None:
    assert answers((name, data)) == {name: "flat"}


def test_an_archive_gives_all_that_it_holds() -> None:
    name, entries = fec(sale("1", "20260113", "C1", "120.00", "FA1"))
    parts = {
        name.replace(".", "__"): entries,
        "clients__csv": TABLE,
        "lisez__txt": README,
        "a__pdf": pdf(cii()),
    }
    said = answers(("mois.zip", archive(**parts)))
    assert said == {
        f"mois.zip · {name}": "entries", "mois.zip · clients.csv": "clients", "mois.zip · lisez.txt": "not_a_table", "mois.zip": "flat",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"code": "C1", "nom": "Alpha", "ville": "Lyon"}, {"code": "C2", "nom": "Beta", "ville": "Nice"}], "clients"),
        ({"result": [{"code client": "C1", "nom": "Alpha"}]}, "clients"),
        ([{"id": 1, "name": "FA/1", "partner_id": [7, "Alpha"], "ref": False, "invoice_date": "2026-01-13", "amount_total": 12.5}], "flat"),
        ({"exported": "2026-11-24", "count": 3}, "not_a_table"), ([1, 2, 3], "not_a_table"), ({"a": {"b": 1}}, "not_a_table"), ([], "not_a_table"),
    ],
)  # fmt: skip
def test_json_is_a_table_when_it_is_a_list_of_records(value: object, expected: str) -> None:
    assert answers(("x.json", json.dumps(value).encode())) == {"x.json": expected}


def test_json_in_lines_and_json_cut_short() -> None:
    assert answers(("x.json", b'{"code": "C1", "nom": "Alpha"}\n{"code": "C2", "nom": "Beta"}\n')) == {
        "x.json": "clients"
    }
    assert answers(("x.json", b'[{"code": "C1"')) == {"x.json": "damaged_file"}
    assert answers(("x.json", b"[" * 100_000)) == {"x.json": "damaged_file"}


def test_a_link_and_an_empty_field_as_odoo_writes_them() -> None:
    value = [
        {"name": "Alpha", "city": False, "active": True, "country_id": [75, "France"]},
        {"name": "Beta", "city": "Nice", "active": False, "country_id": False},
    ]
    (file,) = loading.prepare([("x.json", json.dumps(value).encode())]).loaded
    assert list(file.sheets[0].rows()) == [
        ["name", "city", "active", "country_id/id", "country_id"], ["Alpha", None, True, 75.0, "France"], ["Beta", "Nice", False, None, None],
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.txt", "notes"])
def test_a_text_to_be_read_is_set_aside_with_its_reason(name: str) -> None:
    assert answers((name, README), ("clients.csv", TABLE)) == {name: "not_a_table", "clients.csv": "clients"}
