"""Files of several companies in one load: never put together, asked for, and the others set aside."""

from decimal import Decimal

import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from tests.checking.e_invoices import cii
from tests.checking.ledgers import TODAY, balances, chain_of, fec, sale, written

OURS = fec(sale("1", "20260113", "C1", "120.00", "FA1"))
THEIRS = ("987654321FEC20261231.txt", written(chain_of(sale("1", "20260113", "Z1", "60.00", "FX1"))))
File = tuple[str, bytes]


def load(*files: File, own: str = "", known: Dataset | None = None) -> Dataset:
    dataset = loading.check(loading.prepare(files), loaded_on=TODAY, own_siren=own, known=known)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def refused(*files: File, own: str = "") -> MatchingRefused:
    with pytest.raises(MatchingRefused) as refusal:
        load(*files, own=own)
    return refusal.value


def test_two_ledgers_of_two_companies_are_asked_about() -> None:
    found = refused(OURS, THEIRS)
    assert (found.code, found.details["companies"]) == (
        "several_companies",
        (("123456782", OURS[0]), ("987654321", THEIRS[0])),
    )
    assert refused(OURS, THEIRS, own="732829320").code == "several_companies"


@pytest.mark.parametrize(
    ("own", "expected"), [("123456782", {"C1": Decimal(120)}), ("987 654 321", {"Z1": Decimal(60)})]
)
def test_the_one_chosen_is_loaded_and_the_other_set_aside(own: str, expected: dict[str, Decimal]) -> None:
    found = load(OURS, THEIRS, own=own)
    assert balances(found) == expected
    assert found.set_aside["code"].to_list() == ["other_company"] * 3
    assert "Facture" not in "".join(found.set_aside["content"])


def test_a_ledger_says_whose_the_invoices_beside_it_are() -> None:
    bought = cii(
        number="X-9", seller="Autre SA", seller_siren="552100554", buyer="Nous", buyer_siren="123456782"
    )
    found = load(OURS, ("v.xml", cii(number="F-9")), ("a.xml", bought))
    assert sorted(found.documents["document_id"]) == ["F-9", "FA1"]
    assert found.set_aside["code"].to_list() == ["purchase_invoice"]
    strangers = cii(seller="Autre SA", seller_siren="552100554")
    assert refused(OURS, ("v.xml", strangers)).details["companies"] == (
        ("123456782", OURS[0]),
        ("552100554", "factures électroniques"),
    )
    assert balances(load(OURS, ("v.xml", strangers), own="123456782")) == {"C1": Decimal(120)}
    theirs = load(OURS, ("v.xml", strangers), own="552100554")
    assert theirs.documents["document_id"].to_list() == ["F-1"]
    assert theirs.set_aside["code"].to_list() == ["other_company"] * 3


def test_invoices_of_several_sellers_offer_them() -> None:
    other = cii(
        number="X-9", seller="Autre SA", seller_siren="552100554", buyer="Beta", buyer_siren="442395448"
    )
    found = refused(("a.xml", cii()), ("b.xml", cii(number="F-2")), ("c.xml", other))
    assert (found.code, found.details["companies"]) == (
        "own_siren_needed",
        (("123456782", "Nous SAS"), ("552100554", "Autre SA")),
    )


def test_a_ledger_of_another_company_than_the_recorded_one_is_said() -> None:
    first = load(OURS)
    assert "ledger_of_another" in set(load(THEIRS, known=first).findings["code"])
    assert "ledger_of_another" in set(load(THEIRS, own="123456782").findings["code"])
    assert "ledger_of_another" not in set(load(OURS, known=first).findings["code"])
