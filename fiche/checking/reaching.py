"""Whether an e-mail address or a telephone number can exist, and what a wrong one surely should be (email-validator without DNS, phonenumbers); it contacts nobody."""

import re
from functools import lru_cache

from fiche.countries import FRENCH
from fiche.words import normalised

# What people type where they have nothing to say.
_NOTHING = frozenset(
    (
        "",
        "na",
        "n a",
        "nc",
        "n c",
        "non communique",
        "neant",
        "aucun",
        "aucune",
        "inconnu",
        "none",
        "null",
        "vide",
        "sans",
        "x",
        "no",
    )
)
# Addresses and numbers that are surely well formed, told apart without asking the libraries: most of a file.
PLAIN_EMAIL = r"^(?i:[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(fr|com|net|org|eu|be|ch|lu|de|es|it|nl|uk|pt|io|info|biz|re))$"
PLAIN_PHONE = (
    r"^0(?:[13]\d|2[0-57-9]|4[1-9]|5[0-8]|6[0-24-8]|7[3-9])\d{7}$|^063998\d{4}$"  # without separators
)
_SEVERAL_EMAILS = re.compile(r"[;,/|]|\s+(?:et|ou|and|or)\s+|\n")
_SEVERAL_PHONES = re.compile(r"[;,|/]|\s+(?:et|ou|and|or)\s+|\n")
_NOTE = re.compile(r"(?<=\d)[^\d]*[^\W\d].*$", re.DOTALL)  # «04 72 00 00 00 poste 12», «(bureau)»
_IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>\s*$")
_OVERSEAS = ("RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF", "WF")


def says_nothing(text: str) -> bool:
    """«néant», «n/a», «-»: an empty cell in other words."""
    return normalised(text) in _NOTHING


@lru_cache(maxsize=65536)
def valid_email(address: str) -> bool:
    """Whether one address is well formed and its domain could be reached from outside."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


def emails_fault(text: str) -> bool:
    """Whether one of the addresses of a cell, separated by semicolons or commas, is wrong."""
    if says_nothing(text):
        return False
    parts = _addresses(text)
    return not all(parts) or not all(valid_email(p) for p in parts)


def _addresses(text: str) -> list[str]:
    """The parts of a cell; spaces alone part what all are addresses."""
    words = text.split()
    if len(words) > 1 and all(re.fullmatch(r"[^\s@;,]+@[^\s@;,]+", word) for word in words):
        return words
    return [p.strip() for p in _SEVERAL_EMAILS.split(text)]


def likely_emails(text: str) -> str | None:
    """The cell with each address put right: without spaces, «mailto:», a name around it, a sign at its end; None unless all then are valid."""
    parts = [_cleaned(p) for p in _addresses(_with_dots(text))]
    parts = [p for p in parts if p]
    if not parts or not all(valid_email(p) for p in parts):
        return None
    proposal = "; ".join(parts)
    return proposal if proposal != text else None


def _with_dots(text: str) -> str:
    """«a@gmail,com» is «a@gmail.com»."""
    return re.sub(r"(@[\w-]+),([a-z]{2,3})$", r"\1.\2", text.strip(), flags=re.IGNORECASE)


def _cleaned(address: str) -> str:
    bracketed = _IN_BRACKETS.match(address)
    text = (bracketed.group(1) if bracketed else address).strip()
    text = re.sub(r"^mailto\s*:", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s*([@.])\s*", r"\1", text).strip(" \t\u00a0\u202f.,;:<>()[]'\"")
    name, at, domain = text.rpartition("@")
    return f"{name}{at}{domain.lower()}"


@lru_cache(maxsize=65536)
def valid_phone(text: str, region: str) -> bool:
    """Whether one number can exist, written as one would in `region`, in France or its territories, or with its international prefix.

    The mobile numbers that France keeps for fiction (06 39 98…) are well formed, though no list of numbers in use has them.
    """
    import phonenumbers

    for place in dict.fromkeys((region, "FR", *_OVERSEAS)):
        try:
            number = phonenumbers.parse(text, place)
        except phonenumbers.NumberParseException:
            return False
        fiction = number.country_code == 33 and 639980000 <= (number.national_number or 0) <= 639989999
        if fiction or phonenumbers.is_valid_number(number):
            return True
    return False


def phones_fault(text: str, region: str) -> bool:
    """Whether a cell holds a number that cannot exist; several are told apart by a slash, a comma or a semicolon, a note after one is left out."""
    if says_nothing(text):
        return False
    parts = [p for p in _SEVERAL_PHONES.split(text) if len(re.findall(r"\d", p)) >= 8]
    return not all(valid_phone(_NOTE.sub("", p), region) for p in (parts if len(parts) > 1 else [text]))


def likely_phone(text: str, region: str) -> str | None:
    """The number surely meant: the 0 that a spreadsheet dropped, or the + before the country's prefix; in French numbers alone."""
    import phonenumbers

    digits = re.sub(r"[\s.\u00a0\u202f-]", "", text)
    if region not in FRENCH:
        return None
    if re.fullmatch(r"[1-9]\d{8}", digits) and valid_phone(f"0{digits}", region):
        return " ".join(re.findall("..", f"0{digits}"))
    if re.fullmatch(r"33[1-9]\d{8}", digits) and valid_phone(f"+{digits}", region):
        number = phonenumbers.parse(f"+{digits}", region)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return None
