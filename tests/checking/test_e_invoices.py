"""Electronic invoices: CII, UBL and Factur-X, sales and purchases, one invoice once, and what is refused or said."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import polars as pl
import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from tests.checking.e_invoices import OWN, cii, pdf, ubl

TODAY = dt.date(2026, 3, 31)
File = tuple[str, bytes]


def load(*files: File, own: str = OWN) -> Dataset:
    dataset = loading.check(loading.prepare(files), loaded_on=TODAY, own_siren=own)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def refused(*files: File) -> dict[str, str | None]:
    return {f.name: f.code for f in loading.prepare(files).files if f.status == "refused"}


def codes(dataset: Dataset) -> set[str]:
    return set(loading.points(dataset, TODAY)["code"])


@pytest.mark.parametrize(("name", "data"), [("a.xml", cii()), ("a.xml", ubl()), ("a.pdf", pdf(cii()))])
def test_an_invoice_in_each_form(name: str, data: bytes) -> None:
    found = load((name, data))
    (row,) = found.documents.to_dicts()
    assert (row["document_id"], row["kind"], row["date"], row["due_date"]) == (
        "F-1",
        "invoice",
        dt.date(2026, 1, 13),
        dt.date(2026, 2, 12),
    )
    assert (row["net"], row["vat_amount"], row["gross"], row["currency"]) == (
        Decimal("100.00"),
        Decimal("20.00"),
        Decimal("120.00"),
        "EUR",
    )
    (client,) = found.clients.to_dicts()
    assert (client["client_id"], client["name"], client["siren"]) == ("732829320", "Alpha SARL", "732829320")
    assert (client["vat_number"], client["address"], client["postal_code"], client["city"]) == (
        "FR44732829320",
        "1 rue des Lilas",
        "69001",
        "Lyon",
    )
    assert found.payments.is_empty() and "seller_assumed" not in codes(found)


def test_credit_notes_and_what_is_prepaid() -> None:
    found = load(
        ("1.xml", cii(prepaid="20.00", payable="100.00")),
        ("2.xml", cii(number="AV-1", type="381", net="10.00", vat="2.00", gross="12.00", credited="F-1")),
        ("3.xml", ubl("CreditNote", number="AV-2", type="381", net="5.00", vat="1.00", gross="6.00")),
        ("4.xml", cii(number="AV-3", net="-5.00", vat="-1.00", gross="-6.00")),
    )
    kinds = dict(found.documents.select("document_id", "gross").iter_rows())
    assert kinds == {"F-1": Decimal(120), "AV-1": Decimal(-12), "AV-2": Decimal(-6), "AV-3": Decimal(-6)}
    figures = Portfolio(found).figures(TODAY)
    assert (figures["outstanding"].value, figures["balance"].value) == (Decimal("88.00"), Decimal("76.00"))
    assert found.payments.select("amount", "date", "assumed").rows() == [
        (Decimal("20.00"), dt.date(2026, 1, 13), False)
    ]


def test_one_invoice_in_two_profiles_is_one() -> None:
    minimum = cii(due="", net="", vat="", prepaid="", payable="100.00", buyer_vat="")
    found = load(
        ("a.pdf", pdf(minimum)),
        ("b.pdf", pdf(cii(prepaid="20.00", payable="100.00"))),
        ("c.xml", ubl(prepaid="20.00", payable="100.00")),
    )
    (row,) = found.documents.to_dicts()
    assert (row["net"], row["due_date"]) == (Decimal("100.00"), dt.date(2026, 2, 12))
    assert found.set_aside["code"].to_list() == ["duplicate_row"] * 2
    alone = load(("a.pdf", pdf(minimum)))
    assert Portfolio(alone).figures(TODAY)["outstanding"].value == Decimal("100.00")


def test_two_invoices_of_one_number_stay_two() -> None:
    found = load(("a.xml", cii()), ("b.xml", cii(gross="60.00", net="50.00", vat="10.00")))
    assert found.documents["gross"].sum() == Decimal("180.00") and "document_number_reused" in codes(found)


def test_purchases_are_set_aside_and_named() -> None:
    bought = cii(
        number="X-9", seller="Fournisseur SA", seller_siren="552100554", buyer="Nous SAS", buyer_siren=OWN
    )
    found = load(("vente.xml", cii()), ("achat.xml", bought))
    assert found.documents["document_id"].to_list() == ["F-1"]
    aside = found.set_aside.row(0, named=True)
    assert aside["code"] == "purchase_invoice" and "Fournisseur SA" in aside["content"]
    with pytest.raises(MatchingRefused) as refusal:
        load(("vente.xml", cii()), ("achat.xml", bought), own="")
    assert refusal.value.code == "own_siren_needed"
    assert "seller_assumed" in codes(load(("vente.xml", cii()), own=""))


def test_a_due_date_by_terms_is_an_estimate() -> None:
    found = load(("a.xml", cii(due="", terms="45 jours")), ("b.xml", cii(number="F-2", due="")))
    rows = dict(found.documents.select("document_id", "due_date").iter_rows())
    assert rows == {"F-1": dt.date(2026, 2, 27), "F-2": dt.date(2026, 2, 12)}
    assert found.documents["due_estimated"].all()
    assert "30 jours (estimé)" in found.documents["payment_terms"].to_list()


def test_what_does_not_hold_is_said() -> None:
    found = load(
        ("totals.xml", cii(gross="125.00")),
        ("date.xml", cii(number="F-2", date="20261345")),
        ("siren.xml", cii(number="F-3", buyer="Beta", buyer_siren="7328A9320", buyer_vat="")),
        ("payable.xml", cii(number="F-4", payable="999.00")),
    )
    assert {"amounts_disagree", "unreadable_date", "invalid_siren", "payable_disagrees"} <= codes(found)
    assert found.clients.sort("name")["client_id"].to_list() == ["732829320", "Beta"]


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + cii().split(
    b"?>", 1
)[1].replace(b"Alpha SARL", b"&e;")
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + cii().split(
    b"?>", 1
)[1].replace(b"Alpha SARL", b"&b;")
ZUGFERD = b'<?xml version="1.0"?><rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", pdf(None), "pdf_without_invoice"),
        ("a.pdf", b"%PDF-1.7\n" + b"\0" * 500, "damaged_file"),
        ("a.pdf", pdf(cii())[:400], "damaged_file"),
        ("a.pdf", pdf(ZUGFERD), "zugferd_1"),
        ("a.xml", ZUGFERD, "zugferd_1"),
        ("a.xml", ENTITY, "damaged_file"),
        ("a.xml", LAUGHS, "damaged_file"),
        ("a.xml", cii()[:900], "damaged_file"),
        ("a.pdf", pdf(b"<a/>"), "not_an_invoice"),
    ],
    ids=[
        "no xml",
        "no pdf",
        "cut pdf",
        "zugferd 1 pdf",
        "zugferd 1",
        "external entity",
        "laughs",
        "cut xml",
        "another xml",
    ],
)
def test_what_is_no_invoice_is_refused_and_stops_nothing(name: str, data: bytes, code: str) -> None:
    assert refused((name, data), ("good.xml", cii())) in ({name: code}, {name: "pdf_without_invoice"})
    assert len(load((name, data), ("good.xml", cii())).documents) == 1


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def test_an_archive_of_invoices() -> None:
    found = load(("lot.zip", packed(a_xml=cii(), b_pdf=pdf(cii(number="F-2")), readme_txt=b"bonjour")))
    assert sorted(found.documents["document_id"]) == ["F-1", "F-2"]
    bomb = packed(a_xml=b"<" + b" " * 60_000_000)
    assert refused(("bombe.zip", bomb), ("good.xml", cii())) == {"bombe.zip": "suspicious_archive"}


def test_beside_a_list_the_buyer_is_the_client_of_the_list() -> None:
    listing = "N° client;Raison sociale;SIREN;Ville\nC1;Alpha;732829320;Paris\nC2;Beta;;Nice\n".encode()
    found = load(
        ("clients.csv", listing),
        ("a.xml", cii()),
        ("b.xml", cii(number="F-2", buyer="BETA", buyer_siren="", buyer_vat="")),
    )
    assert dict(found.documents.select("document_id", "client_id").iter_rows()) == {"F-1": "C1", "F-2": "C2"}
    assert len(found.clients) == 2


def test_currencies_stay_apart() -> None:
    found = load(("a.xml", cii()), ("b.xml", cii(number="F-2", currency="USD")))
    assert found.documents.sort("document_id")["currency"].to_list() == ["EUR", "USD"]
    assert found.documents.filter(pl.col("currency") == "USD")["vat_amount"].item() == Decimal("20.00")


def test_a_corrective_invoice_takes_the_place_of_the_one_that_it_names() -> None:
    first, better = (
        cii(),
        cii(number="F-1R", type="384", gross="60.00", net="50.00", vat="10.00", credited="F-1"),
    )
    found = load(("a.xml", first), ("b.xml", better))
    assert found.documents.select("document_id", "gross").rows() == [("F-1R", Decimal("60.00"))]
    assert found.set_aside["code"].to_list() == ["replaced_invoice"]
    taken_back = cii(number="AV-1", type="381", credited="F-1")
    both = load(("a.xml", first), ("b.xml", better), ("c.xml", taken_back))
    assert both.documents["gross"].sum() == Decimal("60.00") and len(both.documents) == 3
    assert "corrective_invoice" in codes(load(("b.xml", better)))


def test_a_seller_whose_number_is_wrong_is_no_purchase() -> None:
    found = load(("a.xml", cii()), ("b.xml", cii(number="F-2", seller_siren="12345678X")))
    assert found.set_aside["code"].to_list() == ["seller_unknown"]
    bought = cii(number="F-3", seller_siren="12345678X", buyer_siren=OWN, buyer_vat="")
    assert load(("a.xml", cii()), ("b.xml", bought)).set_aside["code"].to_list() == ["purchase_invoice"]


def test_a_currency_is_one_however_it_is_written() -> None:
    found = load(("a.xml", cii()), ("b.xml", cii(number="F-2", currency="eur")))
    assert found.documents["currency"].to_list() == ["EUR", "EUR"]
