"""Published numbers of companies, true and false ones, and where a VAT number says no SIREN; see the golden values (tests of python-stdnum)."""

from collections import defaultdict

import pytest

from fiche.checking import identifiers
from fiche.web import fiche_view

SIRETS = {
    "73282932000074": True,
    "35600000009075": True,  # La Poste: 3+5+6+9+7+5 = 35, a multiple of five
    "35600000000048": True,  # La Poste's head office: Luhn's key
    "35600000049837": True,  # 3+5+6+4+9+8+3+7 = 45
    "54209732400066": True,
    "77556323200104": True,
    "73282932000079": False,
    "35600000049838": False,  # 46
}
SIRENS = ("217601145", "301018842", "350792008", "820043784")
VATS = {
    "FR40303265045": True,
    "FR23334175221": True,
    "FR44732829320": True,  # (12 + 3 × (732829320 mod 97)) mod 97 = 44
    "FR84323140391": False,
    "FR53000004605": True,  # Monaco: no SIREN behind it
}


@pytest.mark.parametrize(("number", "right"), SIRETS.items())
def test_siret(number: str, right: bool) -> None:
    assert identifiers.valid_siret(number) is right


@pytest.mark.parametrize("number", SIRENS)
def test_siren_and_its_key_of_vat(number: str) -> None:
    assert identifiers.valid_siren(number)
    assert not identifiers.valid_siren(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert identifiers.valid_vat(identifiers.vat_of(number))


@pytest.mark.parametrize(("number", "right"), VATS.items())
def test_vat(number: str, right: bool) -> None:
    assert identifiers.valid_vat(number) is right


def test_the_sheet_judges_numbers_as_the_checks_do() -> None:
    for number, right in SIRETS.items():
        fields = {"siret": number, "vat_number": None, "created_on": None}
        said = fiche_view.identity_line(defaultdict(lambda: None, fields))
        assert ("✓" in said[0]) is right, number
