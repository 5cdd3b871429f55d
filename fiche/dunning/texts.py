"""The texts of letters in force: those that people wrote where they did, the original ones otherwise; it keeps none and fills none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fiche.checking.reaching import valid_email
from fiche.dunning.fields import checked
from fiche.dunning.originals import SHARED, original
from fiche.errors import Refused

LONGEST = 8_000


@dataclass(frozen=True)
class Texts:
    """`kept`: what people wrote, by name («fr.2.body», «fr.sender»); `levels`: how many there are."""

    kept: Mapping[str, str] = field(default_factory=dict)
    levels: int = 3

    def of(self, part: str, language: str, level: int = 0) -> str:
        """The text of a part (subject, body, or one of SHARED) in a language."""
        kept = self.kept.get(name_of(part, language, level))
        return original(part, language, level, self.levels) if kept is None else kept

    def is_original(self, part: str, language: str, level: int = 0) -> bool:
        """Whether nobody wrote another."""
        return name_of(part, language, level) not in self.kept


def name_of(part: str, language: str, level: int = 0) -> str:
    """The name under which a text is kept."""
    return f"{language}.{part}" if part in SHARED else f"{language}.{level}.{part}"


def verified(part: str, language: str, text: str) -> str:
    """`text` as it may be kept: without what no page can show. Raises Refused when it may not."""
    clean = re.sub(r"[^\S\n]+\n", "\n", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n ")
    if len(clean) > LONGEST:
        raise Refused("letter_long", most=LONGEST)
    if part == "email":
        if clean and not valid_email(clean):
            raise Refused("letter_email", value=clean)
    elif part not in SHARED:
        if not clean.strip():
            raise Refused("letter_empty")
        clean = " ".join(clean.split()) if part == "subject" else clean
        checked(clean, language, subject=part == "subject")
    return clean
