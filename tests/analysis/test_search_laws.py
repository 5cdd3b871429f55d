"""Whatever is typed in whatever file, a search finds what a plain loop over every value finds, in the same order and for the same reason."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from fiche import parts
from fiche.analysis.search import FIELDS, Search
from fiche.analysis.search_index import ALIKE, DIGITS, digits, index, plain
from fiche.dataset import Dataset
from fiche.i18n import colon
from tests.analysis.build import dataset, invoice

NUMBERS = ("00123", "C-2", "C-3", "C 4", "D5")
WORDS = (
    "Dupont",
    "Dupond",
    "Élan",
    "& Fils",
    "SARL",
    "Lyon",
    "Œuvre",
    "d’Or",
    "St-Étienne",
    "4x4",
    "000",
    "A",
)
names = st.none() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
phones = st.none() | st.sampled_from(["04 72 00 11 22", "+33 4 72 00 11 22", "0033472001133", "12"])
sirets = st.none() | st.sampled_from(["732 829 320 00074", "35600000000048", "abc"])
emails = st.none() | st.sampled_from(["compta@dupont.fr", "lyon@elan.example", "a@b.c"])
invoices = st.none() | st.sampled_from(["FA-2025/0042", "FA-2025/0043", "0042", "dupont 7", "7"])
typed = st.one_of(
    st.sampled_from(["dupont", "dupnt", "fils dupont", "lyon dupont", "fa 2025", "0042", "04", "047", "0472", "+33 4 72", "73282", "oeuvre", "et", "d or", "elan example", "4", "a", "st", "etienn", "( )", "%", "dupond filz"]),
    names.map(lambda text: text or ""),
    st.text("ad0 7nup", max_size=6),
)  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> Dataset:
    clients = [
        {"client_id": number, "name": draw(names), "city": draw(names), "phone": draw(phones), "mobile": draw(phones), "siret": draw(sirets), "email": draw(emails)}
        for number in draw(st.sets(st.sampled_from(NUMBERS), min_size=1))
    ]  # fmt: skip
    own = st.sampled_from([row["client_id"] for row in clients])
    documents = [
        invoice(key, 1, client=draw(own)) | {"document_id": draw(invoices)}
        for key in range(draw(st.integers(0, 5)))
    ]
    contacts = [
        {"client_id": draw(own), "contact_name": draw(names), "email": draw(emails), "phone": draw(phones)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    return dataset(documents, [], clients, contacts=contacts)


def one(make: Any, text: str | None) -> str:
    return make(pl.Series([text], dtype=pl.String)).item() or ""


def values(file: Dataset) -> Iterator[tuple[str, str, str]]:
    """(client, field, value as the file writes it): those of the client, then of its contacts, then its invoices."""
    for row in file.clients.iter_rows(named=True):
        yield from ((row["client_id"], name, row[name]) for name in FIELDS if row.get(name))
    for row in file["contacts"].iter_rows(named=True):
        yield from (
            (row["client_id"], name, row[name])
            for name in ("contact_name", "email", "phone", "mobile")
            if row[name]
        )
    for row in file.documents.iter_rows(named=True):
        if row["document_id"]:
            yield row["client_id"], "document_id", row["document_id"]


def how(field: str, value: str, text: str) -> int | None:
    """How well one value answers."""
    words, number = one(plain, text), one(digits, text)
    if field in DIGITS:
        if not re.match(r"^[\d\s.\-+()/]{3,}$", text.strip()) or len(number) < 3:
            return None
        key = one(digits, value)
        if not key:
            return None
        return (
            0
            if key == number
            else 1
            if key.startswith(number)
            else 3
            if number in key and len(number) >= 4
            else None
        )
    key = one(plain, value)
    if key == words:
        return 0
    if key.startswith(words):
        return 1
    if f" {words}" in key:
        return 2
    return 3 if len(words) >= 3 and words in key else None


def plainly(file: Dataset, text: str) -> list[tuple[str, str]]:
    """(client, why) of everyone that a loop finds, best first."""
    words = one(plain, text).split()
    if not words:
        return []
    rank = list(FIELDS)
    direct: dict[str, tuple[int, float, str]] = {}
    for client, field, value in values(file):
        each = how(field, value, text)
        found = (each, rank.index(field)) if each is not None else None
        if found == (
            2,
            rank.index("name"),
        ):  # a word of a name: after the beginnings of names, before those of what follows
            found = (1, rank.index("name") + 0.5)
        if found and (client not in direct or found < direct[client][:2]):
            label = FIELDS[field] if field in ("name", "client_id") else f"{FIELDS[field]}{colon()}{value}"
            direct[client] = (*found, label)
    if direct:
        return [
            (client, found[2]) for client, found in sorted(direct.items(), key=lambda p: (p[1][:2], p[0]))
        ]
    everyone = sorted(file.clients["client_id"])
    all_words = [client for client in everyone if all(any(_begins(word, value, field) for who, field, value in values(file) if who == client and field != "document_id") for word in words)]  # fmt: skip
    if all_words:
        return [(client, FIELDS["name"]) for client in all_words]
    near = []
    for client, name in file.clients.select("client_id", "name").sort("client_id").iter_rows():
        known = [word for word in one(plain, name).split() if len(word) >= 3]
        scores = [max((fuzz.ratio(word, each) for each in known), default=0) for word in words]
        if all(score >= ALIKE for score in scores):
            near.append((sum(round(100 - score) for score in scores), client))
    return [(client, FIELDS["name"]) for _far, client in sorted(near)]


def _begins(word: str, value: str, field: str) -> bool:
    key = one(digits if field in DIGITS else plain, value)
    return f" {word}" in f" {key}"


def found(search: Search, text: str, limit: int | None = None) -> list[tuple[str, str]]:
    return list(search.find(text, limit)[["client_id", "matched"]].itertuples(index=False, name=None))


@settings(max_examples=150)
@given(files(), typed, st.integers(1, 5))
def test_it_finds_what_a_loop_finds(file: Dataset, text: str, limit: int) -> None:
    wanted = plainly(file, text)
    search = Search(index(file))
    assert found(search, text) == wanted
    assert found(search, text, limit) == wanted[:limit]


@settings(max_examples=60)
@given(files(), files(), typed, st.integers(1, 5))
def test_some_clients_in_an_index_of_their_own(
    before: Dataset, other: Dataset, text: str, limit: int
) -> None:
    """Clients who changed are looked for as they are now and not as they were, in one order with the others."""
    changed = set(other.clients["client_id"]) | {"C-2"}
    after = parts.amended(before, changed, parts.part(other, changed))
    search = Search(index(before), changed, index(parts.part(after, changed)))
    assert found(search, text) == found(Search(index(after)), text)
    assert found(search, text, limit) == found(Search(index(after)), text, limit)
