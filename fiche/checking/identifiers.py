"""SIRET, SIREN, VAT and bank account numbers against their check digits (python-stdnum), and what a wrong one surely should be; it reads no table."""

import re
from functools import lru_cache

from stdnum import iban
from stdnum.eu import vat
from stdnum.fr import siren, siret

KEPT = (
    1 << 18
)  # verdicts of each kind: more clients than a record is likely to hold, or every look at them would forget the one before
_NOT_ALNUM = re.compile(r"[\W_]+")
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def compact(text: str) -> str:
    """Letters and digits only, in upper case."""
    return _NOT_ALNUM.sub("", text).upper()


@lru_cache(maxsize=KEPT)
def valid_siret(number: str) -> bool:
    """Whether a SIRET's key is right, La Poste's rule included (its establishments: the sum of the digits is a multiple of five)."""
    if number.startswith("356000000") and len(number) == 14 and number.isdigit():
        return siret.is_valid(number) or sum(map(int, number)) % 5 == 0
    return bool(siret.is_valid(number))


@lru_cache(maxsize=KEPT)
def valid_siren(number: str) -> bool:
    """Whether a SIREN's key is right."""
    return bool(siren.is_valid(number))


@lru_cache(maxsize=KEPT)
def european(number: str) -> bool:
    """Whether a VAT number begins with the letters of a country of the European Union (or of Northern Ireland)."""
    letters = number[:2].lower()
    return letters == "el" or letters in vat.MEMBER_STATES


@lru_cache(maxsize=KEPT)
def valid_vat(number: str) -> bool:
    """Whether a European VAT number is well formed and its key right; a number of another country, or without letters, is not judged."""
    return bool(vat.is_valid(number)) if european(number) else True


@lru_cache(maxsize=65536)
def valid_iban(number: str) -> bool:
    """Whether an IBAN has its country's length and its key is right."""
    return bool(iban.is_valid(number))


def vat_of(siren_number: str) -> str:
    """The French VAT number of a SIREN: FR, the key, the SIREN (article 286 ter of the Code général des impôts, BOI-TVA-DECLA-20-10-20)."""
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


@lru_cache(maxsize=65536)
def likely_siret(text: str) -> str | None:
    """What a wrong SIRET surely is: the same digits without what surrounds them, when that is valid."""
    digits = re.sub(r"\D", "", text)
    return digits if digits != text and valid_siret(digits) else None


@lru_cache(maxsize=65536)
def likely_siren(text: str) -> str | None:
    """What a wrong SIREN surely is: the same digits, or the first nine of a valid SIRET."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 14 and valid_siret(digits):
        return digits[:9]
    return digits if digits != text and valid_siren(digits) else None


@lru_cache(maxsize=65536)
def likely_vat(text: str, known_siren: str | None) -> str | None:
    """What a wrong VAT number surely is: its letters and digits alone, its country before it, or its key made anew.

    The key only when the number ends with `known_siren`, which is valid: the two confirm each other.
    """
    number = compact(text)
    likely: list[str] = [number, *re.findall(r"FR[0-9A-Z]{2}\d{9}$", number)]
    if number.isdigit() and len(number) == 11:
        likely.append(f"FR{number}")
    for whole in likely:
        if whole != text and european(whole) and vat.is_valid(whole):
            return whole
    ours = known_siren is not None and re.fullmatch(rf"(FR)?[0-9A-Z]{{0,2}}{known_siren}(\d{{5}})?", number)
    return vat_of(known_siren) if ours and known_siren else None


@lru_cache(maxsize=65536)
def likely_iban(text: str) -> str | None:
    """What a wrong IBAN surely is: its letters and digits alone, or the one of a French RIB whose own key is right."""
    number = compact(text)
    if number != text and valid_iban(number):
        return number
    if not re.fullmatch(r"\d{10}[0-9A-Z]{11}\d{2}", number):
        return None
    bank, branch, account = int(number[:5]), int(number[5:10]), int(number[10:21].translate(_RIB_LETTERS))
    right = (89 * bank + 15 * branch + 3 * account + int(number[21:])) % 97 == 0
    return f"FR{iban.calc_check_digits('FR00' + number)}{number}" if right else None
