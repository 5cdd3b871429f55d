"""The texts of some clients' rows made comparable once, and where a text is found in them; it knows nothing of other rows and chooses no order of fields."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fiche.dataset import Dataset
from fiche.words import comparable

Places = NDArray[np.uint32]
Flags = NDArray[np.bool_]
# How well a value answers: it is the text, begins with it, has a word that does, or has it somewhere.
EXACT, PREFIX, WORD, INSIDE = range(4)
DIGITS = frozenset({"siret", "siren", "phone", "mobile"})
OF_CLIENTS = (
    "client_id", "name", "siret", "siren", "vat_number", "email", "phone", "mobile", "contact_name", "file_reference", "city",
)  # fmt: skip
NAMES = "name"
OF_CONTACTS = ("contact_name", "email", "phone", "mobile")
ALIKE = 75  # rapidfuzz's score out of 100 for one letter wrong in a word of four
SHORTEST = 3  # letters from which a text is looked for inside words, and a word is compared with others
FEW = 64  # clients whose value is looked up one by one


@dataclass(frozen=True)
class Asked:
    """What is looked for: comparable words, and digits where the text is a number and nothing else."""

    words: str
    digits: str | None


@dataclass(frozen=True)
class Hits:
    """The rows of a column that answer, and how well."""

    how: int
    texts: "Texts"
    rows: Places


@dataclass(frozen=True)
class Texts:
    """One column, row by row: as the file writes it, made comparable («» where there is nothing), and whose it is (a place in Index.numbers)."""

    name: str
    shown: pl.Series
    keys: pl.Series
    owner: Places

    def beginnings(self, asked: Asked) -> Iterator[Hits]:
        """EXACT, then PREFIX; of names, WORD too: whoever types «mar» looks for «Lycée de Marvenne» before what is in Marseille."""
        wanted = asked.digits if self.name in DIGITS else asked.words
        if wanted:
            rows = self.keys.str.starts_with(wanted).arg_true().to_numpy()
            exact = (self.keys[rows] == wanted).to_numpy()
            yield Hits(EXACT, self, rows[exact])
            yield Hits(PREFIX, self, rows[~exact])
            if self.name == NAMES:
                yield Hits(WORD, self, self._within(f" {wanted}", wanted))

    def insides(self, asked: Asked) -> Iterator[Hits]:
        """WORD, then INSIDE; what beginnings() gives left out."""
        if self.name in DIGITS:
            if asked.digits and len(asked.digits) > SHORTEST:
                yield Hits(INSIDE, self, self._within(asked.digits, asked.digits))
            return
        whole = asked.words if len(asked.words) >= SHORTEST else f" {asked.words}"
        rows = self._within(whole, asked.words)
        word = self.keys[rows].str.contains(f" {asked.words}", literal=True).to_numpy()
        if self.name != NAMES:
            yield Hits(WORD, self, rows[word])
        yield Hits(INSIDE, self, rows[~word])

    @cached_property
    def _blob(self) -> bytes:
        """All the keys in a row: to see that a text is in none of them takes a quarter of the time that looking into each takes."""
        return "\n".join(self.keys).encode()

    def _within(self, part: str, beginning: str) -> Places:
        if part.encode() not in self._blob:
            return np.empty(0, dtype=np.uint32)
        rows = self.keys.str.contains(part, literal=True).arg_true()
        begins = self.keys[rows].str.starts_with(beginning)
        return rows.filter(~begins).to_numpy()


@dataclass(frozen=True)
class Index:
    """`numbers`: the clients in order; a client's place among them stands for it. `names` and `cities` in the same order."""

    numbers: pl.Series
    names: pl.Series
    cities: pl.Series
    columns: tuple[Texts, ...]

    def places(self, clients: Collection[str]) -> Flags:
        """Which places are those of `clients`; the last is nobody's and always is."""
        flags = np.append(self.numbers.is_in(list(clients)).to_numpy(), True)
        return np.asarray(flags, dtype=np.bool_)

    def first(self, hits: Sequence[Hits], taken: Flags, room: int | None) -> list[tuple[str, int, str, str]]:
        """(number, place, column, value as shown) of the clients that `hits` find and that are not `taken`, in order, `room` at most."""
        marks = np.zeros(len(self.numbers) + 1, dtype=np.bool_)
        for each in hits:
            marks[each.texts.owner[each.rows]] = True
        wanted = np.flatnonzero(marks & ~taken)[:room]
        where: dict[int, tuple[Texts, int]] = {}
        for each in reversed(hits):
            owners = each.texts.owner[each.rows]
            where |= {place: (each.texts, row) for place, row in _firsts(owners, each.rows, wanted)}
        return [
            (self.numbers[int(p)], int(p), where[p][0].name, where[p][0].shown[int(where[p][1])])
            for p in wanted.tolist()
        ]

    def with_all_words(self, words: Sequence[str], taken: Flags, room: int | None) -> list[tuple[int, int]]:
        """(0, place) of the clients of whom every word begins a word of something, invoices left out; in order, `room` at most."""
        rows = np.flatnonzero(~taken[:-1])
        for word in sorted(words, key=len, reverse=True):
            rows = rows[self._everything[rows].str.contains(f" {word}", literal=True).to_numpy()]
        return [(0, int(each)) for each in rows[:room]]

    def alike(self, words: Sequence[str], taken: Flags, room: int | None) -> list[tuple[int, int]]:
        """(distance, place) of the clients whose name has, for each word, a word that is it but for a slip of the keyboard; closest first."""
        total = np.zeros(len(self.numbers), dtype=np.int64)
        kept = ~taken[:-1]
        for word in words:
            nearest = self._nearest(word)
            kept &= nearest >= 0
            if not kept.any():
                return []
            total += nearest
        places = np.flatnonzero(kept)
        closest = places[np.argsort(total[places], kind="stable")][:room]
        return [(int(total[place]), int(place)) for place in closest]

    def _nearest(self, word: str) -> NDArray[np.int64]:
        """By place: the distance of the closest word of the name, -1 where none is close."""
        from rapidfuzz import fuzz, process

        names, word_of, place_of = self._name_words
        far = np.full(len(names) + 1, 1000, dtype=np.int64)
        for _known, score, at in process.extract(
            word, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
        ):
            far[at] = round(100 - score)
        near = np.flatnonzero(far[word_of] < 1000)
        found = np.full(len(self.numbers), 1000, dtype=np.int64)
        np.minimum.at(found, place_of[near], far[word_of[near]])
        return np.where(found < 1000, found, -1)

    @cached_property
    def _everything(self) -> pl.Series:
        """By place: all that the client has, invoices left out, each word after a space."""
        parts = [
            pl.DataFrame({"place": texts.owner, "key": texts.keys}).filter(pl.col("key") != "")
            for texts in self.columns
            if texts.name != "document_id"
        ]
        joined = pl.concat(parts).group_by("place").agg((" " + pl.col("key").str.join(" ")).alias("all"))
        places = pl.DataFrame({"place": pl.int_range(len(self.numbers), dtype=pl.UInt32, eager=True)})
        return places.join(joined, on="place", how="left", maintain_order="left")["all"].fill_null("")

    @cached_property
    def _name_words(self) -> tuple[list[str], NDArray[np.int64], Places]:
        """The words of names, in order; and for each word of each name, which it is and whose."""
        words = pl.DataFrame(
            {
                "place": pl.int_range(len(self.numbers), dtype=pl.UInt32, eager=True),
                "word": plain(self.names).str.split(" "),
            }
        ).explode("word")
        words = words.filter(pl.col("word").str.len_chars() >= SHORTEST)
        known = words["word"].unique().sort()
        which = known.search_sorted(words["word"]).to_numpy().astype(np.int64)
        return known.to_list(), which, words["place"].to_numpy()


def index(dataset: Dataset) -> Index:
    """The texts of all that a dataset holds."""
    clients = dataset.clients.unique("client_id", keep="first").sort("client_id")
    numbers = clients.select("client_id", pl.int_range(pl.len(), dtype=pl.UInt32).alias("place"))
    columns = [_texts(clients, name, numbers) for name in OF_CLIENTS]
    columns += [_texts(dataset["contacts"], name, numbers) for name in OF_CONTACTS]
    columns.append(_texts(dataset.documents, "document_id", numbers))
    return Index(
        clients["client_id"],
        clients["name"],
        clients["city"],
        tuple(each for each in columns if each is not None),
    )


def _texts(frame: pl.DataFrame, name: str, numbers: pl.DataFrame) -> Texts | None:
    """A column; None when it is empty."""
    if frame[name].null_count() == len(frame):
        return None
    keys = (digits if name in DIGITS else plain)(frame[name]).fill_null("")
    owner = frame.select("client_id").join(numbers, on="client_id", how="left", maintain_order="left")[
        "place"
    ]
    return Texts(name, frame[name], keys, owner.fill_null(len(numbers)).to_numpy())


def _firsts(owners: Places, rows: Places, wanted: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """(owner, its first row) for each of `wanted` that has one."""
    if len(wanted) <= FEW:
        for place in wanted.tolist():
            mine = owners == place
            if mine.any():
                yield place, int(rows[int(mine.argmax())])
        return
    known, at = np.unique(owners, return_index=True)
    yield from zip(known.tolist(), rows[at].tolist(), strict=True)


def plain(texts: pl.Series) -> pl.Series:
    """Texts without accents, case or punctuation, words separated by one space."""
    ligatures = pl.col("t").str.replace_many(["œ", "Œ", "æ", "Æ"], ["oe", "oe", "ae", "ae"])
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(comparable(ligatures)).to_series()


def digits(texts: pl.Series) -> pl.Series:
    """The digits of each text; «+33 4» and «0033 4» as «04»."""
    bare = (
        pl.col("t")
        .str.replace_all(r"[^\d+]", "")
        .str.replace(r"^(\+|00)33", "0")
        .str.replace_all("+", "", literal=True)
    )
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(bare).to_series()
