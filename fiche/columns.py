"""What a column is; it declares none."""

from dataclasses import dataclass, field, replace
from typing import Literal

ColumnType = Literal["code", "text", "money", "rate", "number", "integer", "date", "flag"]


@dataclass(frozen=True)
class Column:
    """One column. `type`: code (text kept to the letter, leading zeros included), text, money (two decimals), rate (0.05 = 5 %),
    number, integer, date, flag. `synonyms` are normalised headers (no accents, lower case, words separated by one space) that mean
    this column; those in `weak` count only when nothing better claims the header ("id", "date"). `section` groups columns on the sheet.
    `choices`: what is usually typed there, in French and in English; another word is as good."""

    name: str
    type: ColumnType
    fr: str
    en: str
    synonyms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    section: str = ""
    help: str = ""
    help_en: str = ""
    choices: tuple[tuple[str, str], ...] = field(default=())

    def named(self, synonyms: str) -> "Column":
        """The same column with more headers that mean it, separated by «|»."""
        return replace(self, synonyms=(*self.synonyms, *_split(synonyms)))


def col(
    name: str,
    type: ColumnType,
    fr: str,
    en: str,
    synonyms: str = "",
    weak: str = "",
    section: str = "",
    help: str = "",
    choices: tuple[str, ...] = (),
) -> Column:
    """A column whose synonyms are written as one string, separated by «|», and so are its help and each choice in French and in English."""
    french, _bar, english = help.partition("|")
    usual = tuple((words.partition("|")[0], words.partition("|")[2]) for words in choices)
    return Column(name, type, fr, en, _split(synonyms), _split(weak), section, french, english, usual)


def _split(words: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in words.split("|") if w.strip())
