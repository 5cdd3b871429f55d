"""A setting as a person types it, in the language of the page: «50 %», «1 000,00», «30, 60, 90»; it keeps nothing."""

import re
from decimal import Decimal, InvalidOperation

from fiche.analysis.setting_list import SETTINGS
from fiche.analysis.setting_words import bare
from fiche.i18n import _, language

_SPACES = re.compile(r"[\s\u00a0\u202f]")


def typed(name: str, words: str) -> str:
    """What was typed, as the text that is kept. Raises ValueError when it cannot be read."""
    unit, words = SETTINGS[name].unit, words.strip()
    if words == "" or unit == "table":
        return words
    if unit == "flag":
        return {_("oui"): "1", _("non"): "0"}.get(words.lower()) or _wrong(words)
    if unit == "currency":
        if not re.fullmatch(r"[A-Za-z]{3}", words):
            raise ValueError(words)
        return words.upper()
    if unit == "siren":
        return _SPACES.sub("", words)
    if unit == "limits":
        return " ".join(re.findall(r"\d+", words)) if re.fullmatch(r"[\d\s,;/]+", words) else _wrong(words)
    if unit == "scale":
        return " ".join(bare(_number(part)) for part in re.split(r"[;/]", words))
    number = _number(words.replace("%", "").replace("€", ""))
    return bare(number / 100 if unit == "percent" else number)


def _wrong(words: str) -> str:
    raise ValueError(words)


def _number(words: str) -> Decimal:
    """A number as a French or English hand writes it; a comma before exactly three digits is English only when the page is."""
    bare = _SPACES.sub("", words)
    if language() == "en" and re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation as fault:
        raise ValueError(words) from fault
