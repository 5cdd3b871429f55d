"""Finding clients by number, name, SIRET, e-mail, phone, city, contact or invoice number, accents and typing mistakes forgiven; it computes no figure."""

import re
from typing import TYPE_CHECKING

import polars as pl

from fiche.dataset import Dataset
from fiche.i18n import N_, _, colon
from fiche.words import comparable

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
_DIGITS = ("siret", "siren", "phone", "mobile")
_ONLY_DIGITS = re.compile(r"^[\d\s.\-+()/]{3,}$")
_ALIKE = 75  # rapidfuzz's score out of 100 for one letter wrong in a word of four
_EXACT, _PREFIX, _WORD, _INSIDE = range(4)
_SCHEMA = {"client_id": pl.String, "name": pl.String, "city": pl.String, "matched": pl.String}


class Search:
    """The texts of a dataset made comparable once: one row per client, field and value."""

    def __init__(self, dataset: Dataset) -> None:
        self._clients = dataset.clients.select("client_id", "name", "city")
        self._entries = _entries(dataset)
        names = self._clients.select("client_id", _plain(self._clients["name"]).str.split(" ").alias("word"))
        self._words = names.explode("word").filter(pl.col("word").str.len_chars() >= 3)
        self._whole = (
            self._entries.filter(pl.col("field") != "document_id")
            .group_by("client_id")
            .agg((" " + pl.col("key").str.join(" ")).alias("all"))
        )

    def find(self, text: str, limit: int | None) -> "pd.DataFrame":
        """[client_id, name, city, matched], best first; at most `limit` rows. Nothing for an empty text."""
        words = _plain(pl.Series([text])).item()
        if not words:
            return pl.DataFrame(schema=_SCHEMA).to_pandas()
        hits = self._direct(words, text)
        if hits.is_empty():
            hits = self._all_words(words)
        if hits.is_empty():
            hits = self._alike(words)
        best = hits.sort("how", "field_rank", "client_id").unique(
            "client_id", keep="first", maintain_order=True
        )
        best = best if limit is None else best.head(limit)
        labels = pl.Series([_label(f, s) for f, s in best.select("field", "shown").rows()], dtype=pl.String)
        joined = best.with_columns(labels.alias("matched")).join(
            self._clients, on="client_id", maintain_order="left"
        )
        return joined.select(list(_SCHEMA)).to_pandas()

    def _direct(self, words: str, text: str) -> pl.DataFrame:
        """The text as it is: the whole value, its beginning, the beginning of a word, then anywhere (from three characters on)."""
        key = pl.col("key")
        how = pl.when(key == words).then(_EXACT).when(key.str.starts_with(words)).then(_PREFIX)
        how = how.when(key.str.contains(f" {words}", literal=True)).then(_WORD)
        if len(words) >= 3:
            how = how.when(key.str.contains(words, literal=True)).then(_INSIDE)
        hits = self._entries.filter(~pl.col("digits")).with_columns(how.alias("how"))
        return pl.concat([hits, self._numbers(text)]).filter(pl.col("how").is_not_null())

    def _numbers(self, text: str) -> pl.DataFrame:
        """SIRET, SIREN and phone numbers compared by their digits alone, from three digits on."""
        digits = _digits(pl.Series([text])).item()
        entries = self._entries.filter(pl.col("digits"))
        if not _ONLY_DIGITS.match(text.strip()) or len(digits) < 3:
            return entries.clear().with_columns(pl.lit(None, dtype=pl.Int32).alias("how"))
        key = pl.col("key")
        how = pl.when(key == digits).then(_EXACT).when(key.str.starts_with(digits)).then(_PREFIX)
        how = how.when(key.str.contains(digits, literal=True) & (len(digits) >= 4)).then(_INSIDE)
        return entries.with_columns(how.alias("how"))

    def _all_words(self, words: str) -> pl.DataFrame:
        """Every word begins a word of something that the client has: «dupont lyon»."""
        each = [pl.col("all").str.contains(f" {word}", literal=True) for word in words.split()]
        found = self._whole.filter(pl.all_horizontal(each)).select("client_id")
        return self._by_name(found.with_columns(pl.lit(_INSIDE).alias("how")))

    def _alike(self, words: str) -> pl.DataFrame:
        """Names of which each word of the text is a word but for a slip of the keyboard, closest first."""
        from rapidfuzz import fuzz, process

        found: pl.DataFrame | None = None
        for word in words.split():
            near = process.extract(
                word, self._words["word"].unique().to_list(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=50
            )
            rows = [(known, round(100 - score)) for known, score, _ in near]
            distances = pl.DataFrame(rows, schema={"word": pl.String, "far": pl.Int32}, orient="row")
            clients = self._words.join(distances, on="word").group_by("client_id").agg(pl.col("far").min())
            found = (
                clients
                if found is None
                else found.join(clients, on="client_id").select(
                    "client_id", (pl.col("far") + pl.col("far_right")).alias("far")
                )
            )
        assert found is not None
        return self._by_name(found.rename({"far": "how"}))

    def _by_name(self, found: pl.DataFrame) -> pl.DataFrame:
        named = found.join(self._clients.select("client_id", "name"), on="client_id", maintain_order="left")
        return named.select(
            "client_id", "how", pl.lit("name").alias("field"), pl.lit(0).alias("field_rank"), pl.col("name").alias("shown")
        )  # fmt: skip


def _label(field: str, shown: str) -> str:
    """«Nom», «Facture : FA-0012»."""
    label = _(FIELDS[field])
    return label if field in ("name", "client_id") else f"{label}{colon()}{shown}"


def _entries(dataset: Dataset) -> pl.DataFrame:
    contacts = dataset["contacts"]
    parts = [
        *(_values(dataset.clients, field) for field in FIELDS if field in dataset.clients.columns),
        *(_values(contacts, field) for field in ("contact_name", "email", "phone", "mobile")),
        _values(dataset.documents, "document_id"),
    ]
    return pl.concat(parts).unique(["client_id", "field", "key"], keep="first", maintain_order=True)


def _values(frame: pl.DataFrame, field: str) -> pl.DataFrame:
    """client_id, field, field_rank, shown, key (comparable, or digits), digits of one column."""
    filled = frame.select("client_id", pl.col(field).alias("shown")).drop_nulls()
    digits = field in _DIGITS
    key = _digits(filled["shown"]) if digits else _plain(filled["shown"])
    return filled.with_columns(
        key.alias("key"),
        pl.lit(field).alias("field"),
        pl.lit(list(FIELDS).index(field)).alias("field_rank"),
        pl.lit(digits).alias("digits"),
    ).filter(pl.col("key") != "")


def _plain(texts: pl.Series) -> pl.Series:
    """Texts without accents, case or punctuation, words separated by one space."""
    ligatures = pl.col("t").str.replace_many(["œ", "Œ", "æ", "Æ"], ["oe", "oe", "ae", "ae"])
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(comparable(ligatures)).to_series()


def _digits(texts: pl.Series) -> pl.Series:
    """The digits of each text; «+33 4» and «0033 4» as «04»."""
    bare = (
        pl.col("t")
        .str.replace_all(r"[^\d+]", "")
        .str.replace(r"^(\+|00)33", "0")
        .str.replace_all("+", "", literal=True)
    )
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(bare).to_series()
