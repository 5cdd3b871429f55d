"""From a postcode, a city and a country, as files write them, to a French department and region or to a foreign country; never a guess.

The first figures of a postcode tell the department, those of CEDEX included: Corsica by its third figure, overseas by three figures, Monaco
apart. Some twenty postcodes reach over a border: for those the city decides (fiche/places.json, made by tools/geography.py).
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fiche.countries import FRENCH, country_code
from fiche.words import unaccented

# A country that is a department or a territory of France.
OVERSEAS = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988",
    "TF": "984",
}  # fmt: skip
MONACO, FRANCE = "MC", "FR"
# The third figure of a Corsican postcode: 200, 201 and the CEDEX 203, 205, 207 are of Corse-du-Sud; 202, 206 and the CEDEX 204 of Haute-Corse.
CORSICA = {"0": "2A", "1": "2A", "3": "2A", "5": "2A", "7": "2A", "2": "2B", "4": "2B", "6": "2B"}
_FIVE = re.compile(r"(?:f|fr|france)?[\s.-]*(\d{5})(?!\d)")


@dataclass(frozen=True)
class Place:
    """`country`: ISO code. `department`: of France, None abroad and where the postcode does not tell it."""

    country: str
    department: str | None = None

    @property
    def region(self) -> str | None:
        """The code of the department's region; an overseas territory without one is its own."""
        return known()["departments"][self.department][1] if self.department else None


@cache
def known() -> dict[str, Any]:
    """`departments` {code: [name, region]}, `regions` {code: name}, `shared` {postcode: {"": department, commune: department}}."""
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found


def department_name(code: str) -> str:
    """«Rhône»."""
    return str(known()["departments"][code][0])


def region_name(code: str) -> str:
    """«Auvergne-Rhône-Alpes»."""
    return str(known()["regions"][code])


def place_of(postcode: str | None, city: str | None = None, country: str | None = None) -> Place | None:
    """Where it is; None when nothing tells it: no country and no French postcode, or a country that is not one.

    `country` in any writing, None or empty: France when the postcode is French. A French territory without a usable postcode is told by its
    country's name.
    """
    named = (country or "").strip()
    code = country_code(named) if named else None
    if (named and code is None) or (code is not None and code not in FRENCH and code != MONACO):
        return Place(code) if code else None
    figures = _figures(postcode, certain=code in FRENCH)
    if code == MONACO or (figures or "").startswith("980"):
        return Place(MONACO)
    department = _department(figures, city) if figures else None
    if code in OVERSEAS and (department is None or len(department) < 3):
        department = OVERSEAS[str(code)]
    return Place(FRANCE, department) if code or department else None


def _figures(postcode: str | None, *, certain: bool) -> str | None:
    """The five figures: «F-69 002», «69002 CEDEX 03»; four when it is `certain` that they are French and lost their zero."""
    text = unaccented(postcode or "").strip()
    close = re.sub(r"(?<=\d)[\s.](?=\d)", "", text.split("cedex")[0])
    found = _FIVE.match(close)
    if found:
        return found[1]
    return close.zfill(5) if certain and re.fullmatch(r"\d{4}", close) else None


def _department(figures: str, city: str | None) -> str | None:
    shared: dict[str, str] | None = known()["shared"].get(figures)
    if shared is not None:
        return shared.get(commune(city or ""), shared[""])
    if figures.startswith("20"):
        return CORSICA.get(figures[2])
    first = figures[:3] if figures[:2] in ("97", "98") else figures[:2]
    return first if first in known()["departments"] else None


def commune(name: str) -> str:
    """A commune's name made comparable: «SAINT-ÉTIENNE CEDEX 1» and «St Etienne» alike."""
    words = re.sub(r"[^a-z]+", " ", unaccented(name).split("cedex")[0]).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
