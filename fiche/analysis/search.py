"""Finding clients by number, name, SIRET, e-mail, phone, city, contact or invoice number, accents and typing mistakes forgiven; it computes no figure."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.search_index import PREFIX, WORD, Asked, Flags, Hits, Index, digits, plain
from fiche.i18n import N_, _, colon

if TYPE_CHECKING:
    import pandas as pd

# In the order of preference when a text is found in several.
FIELDS: dict[str, str] = {
    "client_id": N_("Numéro"),
    "document_id": N_("Facture"),
    "name": N_("Nom"),
    "siret": N_("SIRET"),
    "siren": N_("SIREN"),
    "vat_number": N_("N° TVA"),
    "email": N_("E-mail"),
    "phone": N_("Téléphone"),
    "mobile": N_("Mobile"),
    "contact_name": N_("Contact"),
    "file_reference": N_("Référence du dossier"),
    "city": N_("Ville"),
}
_RANK = {name: rank for rank, name in enumerate(FIELDS)}
_ONLY_DIGITS = re.compile(r"^[\d\s.\-+()/]{3,}$")
_SCHEMA = {"client_id": pl.String, "name": pl.String, "city": pl.String, "matched": pl.String}


class _Part:
    """An index, and its clients that are not to be found (any more): their rows are elsewhere, or they are found already."""

    def __init__(self, known: Index, away: Flags) -> None:
        self.index, self.taken = known, away.copy()

    def hits(self, asked: Asked, way: str) -> dict[tuple[int, float], list[Hits]]:
        """What is found, by (how well, rank of the field); a word of a name comes right after the beginnings of names."""
        found: dict[tuple[int, float], list[Hits]] = {}
        for texts in self.index.columns:
            for each in getattr(texts, way)(asked):
                inner = way == "beginnings" and each.how == WORD
                level = (PREFIX, _RANK[texts.name] + 0.5) if inner else (each.how, _RANK[texts.name])
                if len(each.rows):
                    found.setdefault(level, []).append(each)
        return found

    def take(self, hits: Sequence[Hits], room: int | None) -> list[tuple[str, "_Found"]]:
        """The next clients that these hits find."""
        first = self.index.first(hits, self.taken, room)
        self.taken[[place for _number, place, _name, _shown in first]] = True
        return [(number, _Found(self.index, place, name, shown)) for number, place, name, shown in first]


class _Found:
    """A client that answers, and the column and value where it does."""

    def __init__(self, known: Index, place: int, column: str, shown: str | None) -> None:
        self.row = (known.numbers[place], known.names[place], known.cities[place])
        self.column, self.shown = column, shown

    @property
    def label(self) -> str:
        """«Nom», «Facture : FA-0012»."""
        label = _(FIELDS[self.column])
        return label if self.column in ("name", "client_id") else f"{label}{colon()}{self.shown}"


class Search:
    """Everyone's texts, in one index or in two: a large one, and one of the clients who have changed since (`away`, not looked for in the first)."""

    def __init__(self, large: Index, away: Collection[str] = (), small: Index | None = None) -> None:
        self._parts = [(large, large.places(away))] + ([(small, small.places(()))] if small else [])

    def find(self, text: str, limit: int | None) -> "pd.DataFrame":
        """[client_id, name, city, matched], best first; at most `limit` rows. Nothing for an empty text.

        The text as it is: the whole value, its beginning, the beginning of a word, then anywhere (from three characters on; digits alone for
        SIRET, SIREN and telephones). Else its words one by one, in anything that the client has; else names that are nearly it.
        """
        words = plain(pl.Series([text])).item()
        found: list[_Found] = []
        if words:
            parts = [_Part(known, away) for known, away in self._parts]
            each = words.split()
            found = (
                _direct(parts, _asked(words, text), limit)
                or _by_name(parts, "with_all_words", each, limit)
                or _by_name(parts, "alike", each, limit)
            )
        rows = [(*each.row, each.label) for each in found[:limit]]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row").to_pandas()


def _asked(words: str, text: str) -> Asked:
    number = digits(pl.Series([text])).item()
    return Asked(words, number if _ONLY_DIGITS.match(text.strip()) and len(number) >= 3 else None)


def _direct(parts: Sequence[_Part], asked: Asked, limit: int | None) -> list[_Found]:
    found: list[_Found] = []
    for way in ("beginnings", "insides"):
        hits = [part.hits(asked, way) for part in parts]
        for level in sorted({level for each in hits for level in each}):
            room = None if limit is None else limit - len(found)
            both = [
                pair
                for part, own in zip(parts, hits, strict=True)
                for pair in part.take(own.get(level, ()), room)
            ]
            found += [each for _number, each in sorted(both, key=lambda pair: pair[0])[:room]]
            if limit is not None and len(found) >= limit:
                return found
    return found


def _by_name(parts: Sequence[_Part], way: str, words: Sequence[str], limit: int | None) -> list[_Found]:
    """The clients that a way of comparing names finds, closest first, then by number."""
    found = [
        (far, part.index.numbers[place], part.index, place)
        for part in parts
        for far, place in getattr(part.index, way)(words, part.taken, limit)
    ]
    ordered = sorted(found, key=lambda each: each[:2])
    return [_Found(known, place, "name", known.names[place]) for _far, _number, known, place in ordered]
