"""What the charts of places say: names of places and of what is measured there, and the sentence that the amounts prove; it adds up nothing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.concentration import fewest
from fiche.charts.theme import floats
from fiche.i18n import N_, NBSP, _, language, number, percent, short_money
from fiche.places import department_name, known, region_name

if TYPE_CHECKING:
    import pandas as pd

MEASURES = {
    "revenue_12m": N_("CA 12 mois"),
    "outstanding": N_("Encours"),
    "potential": N_("Potentiel"),
}
_OF = {
    "revenue_12m": N_("« {name} » fait {rate} du chiffre d’affaires des 12 derniers mois en France"),
    "outstanding": N_("« {name} » doit {rate} de l’encours en France"),
    "potential": N_("« {name} » porte {rate} du potentiel en France, soit {amount}"),
}
_HALF = {
    "department": N_("{said} ; {n} départements en font la moitié."),
    "region": N_("{said} ; {n} régions en font la moitié."),
}
_NOTHING = {
    "revenue_12m": N_("Aucun chiffre d’affaires en France sur les 12 derniers mois."),
    "outstanding": N_("Aucune facture n’est due en France à cette date."),
    "potential": N_("Personne en France n’achète moins que le client médian parmi ses comparables."),
}


def area_name(key: str | None, level: str) -> str:
    """«Rhône (69)», «Occitanie», «Belgique», «Lieu inconnu»."""
    if key is None:
        return _("Lieu inconnu")
    if level == "department" and key in known()["departments"]:
        return f"{department_name(key)}{NBSP}({key})"
    return region_name(key) if level == "region" and key in known()["regions"] else country_name(key)


def country_name(code: str) -> str:
    """A country by its two letters, in the reader's language."""
    from babel import Locale

    return str(Locale(language()).territories.get(code, code))


def in_france(key: str | None) -> bool:
    """Whether the key of an area is a French one: those of countries are two letters."""
    return key is not None and not key.isalpha()


def sentence(table: "pd.DataFrame", measure: str, level: str, currency: str | None) -> str:
    """Where in France there is most of it, and how few places make half of it. `table`: as Areas.table, of departments or regions."""
    french = table[[in_france(key) for key in table["key"]]]
    amounts = floats(french[measure])
    if not len(amounts) or amounts.sum() <= 0:
        return _(_NOTHING[measure])
    first = french.iloc[int(amounts.argmax())]
    said = _(_OF[measure]).format(
        name=area_name(first["key"], level),
        rate=percent(float(first[measure]) / float(amounts.sum()), 0),
        amount=short_money(first[measure], currency),
    )
    count = fewest(amounts, Decimal("0.5"))
    return f"{said}." if count < 2 else _(_HALF[level]).format(said=said, n=number(count))


def names_of(keys: Sequence[str | None], level: str) -> list[str]:
    """The names of several areas."""
    return [area_name(key, level) for key in keys]
