"""Where a postcode is: every rule by the case that shows it, and no place for what tells none."""

import json
import re
from pathlib import Path

import pytest

from fiche.places import Place, department_name, known, place_of, region_name


@pytest.mark.parametrize(
    ("postcode", "city", "country", "expected"),
    [
        ("69002", "Lyon", "France", "69"),
        ("01000", None, None, "01"),
        ("1000", None, "FR", "01"),
        ("F-75008", None, "", "75"),
        ("75 008", "Paris", "FR", "75"),
        ("92042 PARIS LA DEFENSE CEDEX", None, None, "92"),
        ("33075", "BORDEAUX CEDEX", "France", "33"),
        ("20000", "Ajaccio", None, "2A"),
        ("20137", "Porto-Vecchio", None, "2A"),
        ("20303", "AJACCIO CEDEX 1", None, "2A"),
        ("20200", "Bastia", None, "2B"),
        ("20600", "Furiani", None, "2B"),
        ("20407", "BASTIA CEDEX", None, "2B"),
        ("97400", "Saint-Denis", None, "974"),
        ("97133", "Gustavia", None, "977"),
        ("97150", "Marigot", "Guadeloupe", "978"),
        (None, "Saint-Denis", "La Réunion", "974"),
        ("98800", "Nouméa", None, "988"),
        ("94390", "Paray-Vieille-Poste", None, "91"),
        ("42620", "ST-PIERRE-LAVAL", None, "03"),
        ("42620", "La Pacaudière", None, "42"),
    ],
)
def test_a_french_postcode_is_in_a_department(postcode: str, city: str, country: str, expected: str) -> None:
    assert place_of(postcode, city, country) == Place("FR", expected)


@pytest.mark.parametrize(
    ("postcode", "country", "expected"),
    [
        ("98000", None, "MC"),
        ("98000", "France", "MC"),
        (None, "Monaco", "MC"),
        ("1000", "Belgique", "BE"),
        ("10115", "Deutschland", "DE"),
        (None, "Suisse", "CH"),
    ],
)
def test_abroad_is_a_country(postcode: str, country: str, expected: str) -> None:
    assert place_of(postcode, None, country) == Place(expected)


@pytest.mark.parametrize(
    ("postcode", "country"),
    [(None, None), ("", ""), ("1000", None), ("00100", None), ("96000", None), ("ABC", None), ("69002", "Atlantide"), ("690021", None)],
)  # fmt: skip
def test_what_tells_no_place_has_none(postcode: str, country: str) -> None:
    assert place_of(postcode, None, country) is None


def test_france_without_a_postcode_is_in_no_department() -> None:
    assert place_of(None, "Lyon", "France") == Place("FR") == place_of("96000", None, "France")
    assert Place("FR").region is None


def test_each_department_has_a_name_a_region_and_those_of_the_mainland_an_outline(root: Path) -> None:
    outlines = json.loads((root / "fiche/charts/france.json").read_text("utf-8"))
    departments = known()["departments"]
    assert set(outlines) == {code for code in departments if len(code) == 2} and len(outlines) == 96
    assert all(department_name(code) and region_name(departments[code][1]) for code in departments)
    assert len({departments[code][1] for code in outlines}) == 13
    assert all(re.fullmatch(r"\d{2}|2[AB]|\d{3}", code) for code in departments)
