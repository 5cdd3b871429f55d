"""Whom a letter is for: the person who pays, their address, their language; it guesses none that the file does not tell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fiche.analysis.figures import ClientRecord
from fiche.checking.reaching import valid_email
from fiche.countries import FRENCH, country_code
from fiche.i18n import LANGUAGES, _
from fiche.words import normalised

Choice = Literal["fr", "en"]
# Where business is done in French: the others are written to in English.
_SPEAKS_FRENCH = FRENCH | frozenset(
    "BE LU MC CH BJ BF BI CD CF CG CI CM DJ DZ GA GN HT KM MA MG ML MR NE SN TD TG TN SC VU".split()
)
_PAYS = re.compile(
    r"\b(compta\w*|accounting|accounts?|accountant|payable|facturation|billing|invoic\w+|financ\w+|tresor\w+|treasur\w+|daf|raf|cfo|reglements?|paiements?|fournisseurs?|relances?|recouvrement|reminders?|collections?)\b"
)
_TONGUES = {"fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "french": "fr", "en": "en", "eng": "en", "anglais": "en", "english": "en"}  # fmt: skip
_TITLES = {
    "mme": "ms",
    "madame": "ms",
    "mlle": "ms",
    "mrs": "ms",
    "ms": "ms",
    "m": "mr",
    "mr": "mr",
    "monsieur": "mr",
}
_TONGUE_HEADS = frozenset({"langue", "language", "lang", "code langue", "language code", "langue du client"})


@dataclass(frozen=True)
class Recipient:
    """`email` and `language` None: the file does not tell. `lines`: the postal address, the name first."""

    name: str
    person: str
    title: str
    surname: str
    email: str | None
    lines: tuple[str, ...]
    language: Choice | None

    def greeting(self) -> str:
        """How a letter addresses them, in the language being spoken: by name when the file says how."""
        who = _TITLES.get(normalised(self.title))
        if who is None or not self.surname:
            return _("Madame, Monsieur")
        return (_("Madame {name}") if who == "ms" else _("Monsieur {name}")).format(name=self.surname)


def recipient(record: ClientRecord) -> Recipient:
    """The person who pays, when a contact's function says so; else the client's own address."""
    fields = record.fields
    name = _said(fields.get("name")) or str(fields["client_id"])
    who = next(_people(record, paying=True), None)
    others = (who, {"email": fields.get("email")}, *_people(record, paying=False))
    email = next((found for each in others if each and (found := _email(each.get("email")))), None)
    person = _full(who) if who else _said(fields.get("contact_name"))
    return Recipient(
        name,
        person,
        _said(who.get("title")) if who else "",
        _said(who.get("contact_name")) if who else "",
        email,
        (name, *([person] if person and person != name else []), *_address(fields)),
        tongue(record),
    )


def tongue(record: ClientRecord) -> Choice | None:
    """The client's language: what a column of the file says, else what is spoken in its country; None when nothing tells."""
    for head, value in record.extra.items():
        if normalised(head) in _TONGUE_HEADS:
            word = normalised(value).replace("_", " ").split(" ")[0] if value else ""
            known = _TONGUES.get(word)
            return "fr" if known == "fr" else "en" if word else _of_country(record)
    return _of_country(record)


def _of_country(record: ClientRecord) -> Choice | None:
    text = _said(record.fields.get("country"))
    code = country_code(text) if text else None
    return None if code is None else "fr" if code in _SPEAKS_FRENCH else "en"


def language_of(found: Recipient, otherwise: str) -> str:
    """The language to write in: the client's, else `otherwise`."""
    return found.language or (otherwise if otherwise in LANGUAGES else "fr")


def _people(record: ClientRecord, *, paying: bool) -> Iterator[Mapping[Any, Any]]:
    """The contacts, those who pay or the others; the client's main one first."""
    fields = record.fields
    main = {
        "contact_name": fields.get("contact_name"),
        "role": fields.get("contact_role"),
        "email": fields.get("email"),
    }
    rows: list[Mapping[Any, Any]] = [main, *record.contacts.to_dict("records")]
    for row in rows:
        if bool(_PAYS.search(normalised(_said(row.get("role"))))) == paying:
            yield row


def _full(row: Mapping[Any, Any]) -> str:
    return " ".join(word for each in ("first_name", "contact_name") if (word := _said(row.get(each))))


def _email(value: object) -> str | None:
    """The first usable address of a cell."""
    parts = re.split(r"[;,\s]+", _said(value))
    return next((part for part in parts if "@" in part and valid_email(part)), None)


def _address(fields: Mapping[str, Any]) -> Iterator[str]:
    town = " ".join(part for each in ("postal_code", "city") if (part := _said(fields.get(each))))
    country = _said(fields.get("country"))
    home = country_code(country) in {"FR", None}
    for line in (
        _said(fields.get("address")),
        _said(fields.get("address_more")),
        town,
        "" if home else country,
    ):
        if line:
            yield line


def _said(value: object) -> str:
    """A text on one line; «» for what is missing."""
    return " ".join(value.split()) if isinstance(value, str) else ""
