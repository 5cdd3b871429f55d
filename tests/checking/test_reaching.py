"""Countries, e-mail addresses, telephone and account numbers, word by word; and that the short ways past the libraries agree with them."""

import re

import pytest
from babel import Locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.fr import siren, tva
from stdnum.luhn import calc_check_digit

from fiche.checking.identifiers import likely_iban, likely_vat, valid_siret, valid_vat, vat_of
from fiche.checking.reaching import (
    PLAIN_EMAIL,
    PLAIN_PHONE,
    emails_fault,
    likely_emails,
    valid_email,
    valid_phone,
)
from fiche.countries import country_code, likely_country


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("GB", ["Royaume-Uni", "UK", "U.K.", "GB", "gbr", "Angleterre", "United Kingdom", "Great Britain", "826"]),
        ("US", ["États-Unis", "Etats Unis", "USA", "U.S.A.", "us", "United States of America", "Etats-Unis d’Amérique"]),
        ("DE", ["Allemagne", "DE", "Deutschland", "Germany", "DEU", " allemagne "]),
        ("FR", ["France", "FRANCE", "FR", "fra", "250", "France métropolitaine", "base.fr", "FR - France", "France (FR)"]),
        ("NL", ["Pays-Bas", "Hollande", "The Netherlands", "Netherlands"]),
        ("CI", ["Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast"]),
        ("CZ", ["République tchèque", "Tchéquie", "Czechia", "Czech Republic"]),
        ("RE", ["La Réunion", "Réunion", "RE"]),
        ("HK", ["Hong Kong", "Hong-Kong", "R.A.S. chinoise de Hong Kong"]),
        (None, ["Belgiqe", "Nulle part", "Europe", "Union européenne", "ZZ", "391", "69001", "France / Italie", "-"]),
    ],
)  # fmt: skip
def test_countries(code: str | None, written: list[str]) -> None:
    assert {word: country_code(word) for word in written} == dict.fromkeys(written, code)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_country_is_known_by_its_name_and_its_code(language: str) -> None:
    names = {c: n for c, n in Locale(language).territories.items() if re.fullmatch("[A-Z]{2}", c)}
    unions = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    assert {c for c, n in names.items() if (country_code(n), country_code(c)) != (c, c)} == unions


def test_only_a_sure_country_is_proposed() -> None:
    written = [
        "Belgiqe",
        "Beligque",
        "Suise",
        "Allemange",
        "Germny",
        "Irelande",
        "Nigera",
        "Xxxxxx",
        "Autre",
        "Inde2",
    ]
    assert {w: likely_country(w) for w in written} == {
        "Belgiqe": "Belgique", "Beligque": "Belgique", "Suise": "Suisse", "Allemange": "Allemagne", "Germny": "Germany", "Irelande": "Irlande",
        "Nigera": None, "Xxxxxx": None, "Autre": None, "Inde2": None,
    }  # fmt: skip


@given(st.from_regex(PLAIN_EMAIL, fullmatch=True).filter(lambda t: len(t) < 64 and "\n" not in t))
def test_addresses_let_through_at_once_are_valid(address: str) -> None:
    assert valid_email(address)


@settings(max_examples=30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.from_regex(PLAIN_PHONE, fullmatch=True, alphabet="0123456789"))
def test_numbers_let_through_at_once_are_valid(number: str) -> None:
    assert valid_phone(number, "FR")


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("a@b.fr c@d.fr", None),
        ("a@b.fr; c@d.fr", None),
        ("a@b.fr;c@d.fr;", "a@b.fr; c@d.fr"),
        ("A. Blanc <a@B.FR>, c @ d.fr", "a@b.fr; c@d.fr"),
        ("MAILTO:a@b.fr", "a@b.fr"),
        ("(a@b.fr)", "a@b.fr"),
        ("a@@b.fr", None),
        ("www.b.fr", None),
        ("a@b", None),
    ],
)
def test_what_an_address_should_be(cell: str, proposal: str | None) -> None:
    assert likely_emails(cell) == proposal if emails_fault(cell) else proposal is None


firms = st.integers(10**7, 10**8 - 1).map(str).map(lambda body: body + calc_check_digit(body))


@given(firms)
def test_vat_numbers_of_firms_are_the_ones_that_the_library_accepts(firm: str) -> None:
    assert siren.is_valid(firm) and tva.is_valid(vat_of(firm)) and valid_vat(vat_of(firm))
    wrong = f"FR{(int(vat_of(firm)[2:4]) + 1) % 100:02d}{firm}"
    assert not valid_vat(wrong) and likely_vat(wrong, firm) == vat_of(firm) == likely_vat(f"FR {firm}", firm)
    assert likely_vat(wrong, None) is None


def test_a_firm_that_does_not_confirm_the_number_gives_no_proposal() -> None:
    assert (
        likely_vat("FR45732829320", "404833048") is None
        and likely_vat("n° FR 44 732 829 320", None) == "FR44732829320"
    )


def test_la_poste_and_what_is_not_judged() -> None:
    assert (
        valid_siret("35600000000048") and valid_siret("35600000049837") and not valid_siret("35600000049838")
    )
    assert valid_vat("CHE-116.281.710") and valid_vat("12345") and not valid_vat("EL123456789")


def test_an_account_number_that_is_a_french_rib() -> None:
    assert likely_iban("20041 01005 0500013M026 06") == "FR1420041010050500013M02606"
    assert likely_iban("20041 01005 0500013M026 07") is None and likely_iban("FR14") is None
