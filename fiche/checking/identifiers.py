"""SIRET, SIREN and VAT numbers against their check digits (python-stdnum); a wrong one is said and kept as it is."""

from functools import lru_cache

import polars as pl
from stdnum.eu import vat
from stdnum.fr import siren, siret

from fiche.checking.clients import Ledger


@lru_cache(maxsize=65536)
def valid_siret(number: str) -> bool:
    """Whether a SIRET's key is right, La Poste's rule included (its establishments: the sum of the digits is a multiple of five)."""
    if number.startswith("356000000") and len(number) == 14 and number.isdigit():
        return siret.is_valid(number) or sum(map(int, number)) % 5 == 0
    return bool(siret.is_valid(number))


@lru_cache(maxsize=65536)
def valid_vat(number: str) -> bool:
    """Whether a European VAT number is well formed and its key right; numbers of other countries are not judged."""
    return bool(vat.is_valid(number)) if number[:2].isalpha() else True


@lru_cache(maxsize=65536)
def valid_siren(number: str) -> bool:
    """Whether a SIREN's key is right."""
    return bool(siren.is_valid(number))


def check_identifiers(clients: pl.DataFrame, ledger: Ledger) -> None:
    """A finding per client whose SIRET, SIREN or VAT number is wrong."""
    for column, valid, code in (
        ("siret", valid_siret, "invalid_siret"),
        ("siren", valid_siren, "invalid_siret"),
        ("vat_number", valid_vat, "invalid_vat"),
    ):
        wrong = [number for number in clients[column].drop_nulls().unique().to_list() if not valid(number)]
        if wrong:
            ledger.note(clients.filter(pl.col(column).is_in(wrong)), code, column, column)
