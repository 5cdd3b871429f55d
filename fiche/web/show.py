"""Values of the user's file made safe to show in Markdown; it decides nothing else about how they look."""

import re

_BREAKS = re.compile(
    r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+"
)  # no-break spaces stay: amounts are written with them
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&])")


def md(value: object) -> str:
    """`value` as Markdown that shows it to the letter: no emphasis, link, image, formula or colour. None is an empty string."""
    text = "" if value is None else _BREAKS.sub(" ", str(value)).strip(" ")
    return _SPECIAL.sub(r"\\\1", text)
