"""Values of the user's file made safe to show in Markdown; it decides nothing else about how they look."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&])")


def md(value: object) -> str:
    """`value` as Markdown that shows it to the letter: no emphasis, link, image, formula or colour. None is an empty string."""
    text = "" if value is None else " ".join(str(value).split())
    return _SPECIAL.sub(r"\\\1", text)
