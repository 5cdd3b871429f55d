"""Values of the user's file made safe to show in Markdown, and the sizes of files; it decides nothing else about how they look."""

import re

from fiche.i18n import _, number

KILO = 1_000
_BREAKS = re.compile(
    r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+"
)  # no-break spaces stay: amounts are written with them
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&])")


def md(value: object) -> str:
    """`value` as Markdown that shows it to the letter: no emphasis, link, image, formula or colour. None is an empty string."""
    text = "" if value is None else _BREAKS.sub(" ", str(value)).strip(" ")
    return _SPECIAL.sub(r"\\\1", text)


def size(count: int) -> str:
    """«340 ko», «2,1 Mo»."""
    if count < KILO * KILO:
        return _("{n} ko").format(n=number(max(1, round(count / KILO))))
    return _("{n} Mo").format(n=number(count / KILO / KILO, 1))
