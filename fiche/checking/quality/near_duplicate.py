"""Clients whose names are nearly the same within one postcode, or one city without postcodes; two valid SIREN numbers tell clients apart, nothing is merged.

Names are compared without legal forms and little words, their words in alphabetical order (a token sort ratio of LIKE or more), and the
numbers in them must be the same. In a place of more than CROWD clients, a name is compared with its WINDOW neighbours in alphabetical order,
read from either end. Each client is said once, beside the one it looks most like; of the two, the one with fewer documents is the repeat.
"""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import BETWEEN, Rule, found, none
from fiche.words import comparable, formatted

LIKE = 92.0
CROWD = 40
WINDOW = 8
_SMALL = frozenset(
    "sarl sas sasu sa eurl ei eirl sci scop scea gaec earl snc selarl scp sc gie ste societe ets etablissement etablissements etb cie compagnie entreprise et and the "
    "de du des d la le les l en a au aux m mr mme monsieur madame gmbh ag kg ltd limited llc inc corp co company plc bv nv srl spa bvba group groupe france".split()
)


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    named = _named(examined)
    pairs = pl.concat([_all_pairs(named), _neighbours(named, "key"), _neighbours(named, "backwards")])
    pairs = _alike(pairs.unique(["one", "other"], maintain_order=True), named)
    if pairs.is_empty():
        return none()
    named = named.select("at", "record", "name", "source_file", "source_sheet", "source_row")
    rows = pairs.join(named, left_on="one", right_on="at", how="left", maintain_order="left")
    others = named.select(
        pl.col("at").alias("other"), pl.col("record").alias("number"), pl.col("name").alias("as")
    )
    rows = rows.join(others, on="other", how="left", maintain_order="left")
    detail = pl.concat_str("number", pl.col("as").fill_null(""), separator=BETWEEN)
    return found(rows, "near_duplicate", "clients", "name", detail=detail)


def _named(examined: Examined) -> pl.DataFrame:
    """The clients with a name and a place, those with more documents first: `at` is their rank, `key` the name to compare, `figures` its numbers."""
    clients = examined.clients
    counts = examined.documents.group_by("client_id").agg(pl.len().alias("documents"))
    frame = clients.join(counts, on="client_id", how="left", maintain_order="left")
    frame = frame.with_columns(
        pl.when(pl.col("postal_code").is_not_null())
        .then(
            formatted("{} {}", comparable(pl.col("country").fill_null("")), comparable(pl.col("postal_code")))
        )
        .otherwise(comparable(pl.col("city")))
        .alias("place"),
        _bare(pl.col("name")).alias("key"),
        pl.col("documents").fill_null(0),
    )
    frame = frame.filter((pl.col("place") != "") & pl.col("key").is_not_null())
    frame = frame.sort("documents", descending=True, maintain_order=True)
    return frame.with_columns(
        pl.int_range(pl.len()).alias("at"),
        pl.col("key").str.reverse().alias("backwards"),
        pl.col("key").str.extract_all(r"\d+").list.join(" ").alias("figures"),
        pl.len().over("place").alias("crowd"),
    )


def _bare(name: pl.Expr) -> pl.Expr:
    """«S.A.R.L. Dupont & Fils» → «dupont fils»: words in alphabetical order; null when what is left is too short to compare."""
    whole = name.str.replace_all(r"(\b\p{L})\.", "$1").str.replace_all("œ|Œ", "oe")
    words = comparable(whole).str.split(" ").list.filter(~pl.element().is_in(list(_SMALL))).list.sort()
    key = words.list.join(" ")
    return pl.when(key.str.len_chars() >= 4).then(key)


def _all_pairs(named: pl.DataFrame) -> pl.DataFrame:
    """Every two clients of the places that are not crowded, as (one, other), `one` first."""
    few = named.filter(pl.col("crowd").is_between(2, CROWD)).select("place", "at", _LENGTH, "figures")
    pairs = few.join(few, on=["place", "figures"], suffix="_other")
    close = 2 * pl.min_horizontal("size", "size_other") >= LIKE / 100 * (
        pl.col("size") + pl.col("size_other")
    )
    return (
        pairs.filter((pl.col("at") < pl.col("at_other")) & close)
        .select(pl.col("at").alias("one"), pl.col("at_other").alias("other"))
        .sort("one", "other")
    )


_LENGTH = pl.col("key").str.len_chars().cast(pl.Int64).alias("size")


def _neighbours(named: pl.DataFrame, order: str) -> pl.DataFrame:
    """In crowded places, each client with those that follow it when sorted by `order`."""
    many = named.filter(pl.col("crowd") > CROWD).sort("place", order, "at").select("place", "at", "figures")
    found = [
        many.select(
            pl.col("at").alias("a"),
            pl.col("at").shift(-k).over("place").alias("b"),
            (pl.col("figures") == pl.col("figures").shift(-k).over("place")).alias("same"),
        ).filter("same")
        for k in range(1, WINDOW + 1)
    ]
    pairs = pl.concat(found).drop_nulls()
    return pairs.select(pl.min_horizontal("a", "b").alias("one"), pl.max_horizontal("a", "b").alias("other"))


def _alike(pairs: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose names are alike and whom no number tells apart, each client once, with the one it looks most like."""
    from rapidfuzz import fuzz, process

    firm = pl.coalesce(
        "firm", pl.when(pl.col("good_vat").str.starts_with("FR")).then(pl.col("good_vat").str.slice(-9))
    )
    facts = named.select("at", "key", firm.alias("firm"), "good_siret")
    pairs = pairs.join(facts, left_on="one", right_on="at", how="left", maintain_order="left")
    pairs = pairs.join(
        facts, left_on="other", right_on="at", how="left", suffix="_other", maintain_order="left"
    )
    apart = (pl.col("firm") != pl.col("firm_other")).fill_null(False)
    # The same SIRET is said by duplicate_siret; two establishments of one firm are two.
    said = (pl.col("good_siret").is_not_null() & pl.col("good_siret_other").is_not_null()).fill_null(False)
    pairs = pairs.filter(~apart & ~said)
    scores = process.cpdist(
        pairs["key"].to_list(), pairs["key_other"].to_list(), scorer=fuzz.ratio, score_cutoff=LIKE
    )
    pairs = pairs.with_columns(pl.Series("score", scores, dtype=pl.Float64)).filter(pl.col("score") >= LIKE)
    pairs = pairs.sort(["other", "score", "one"], descending=[False, True, False])
    return (
        pairs.unique("other", keep="first", maintain_order=True).select("one", "other").sort("one", "other")
    )


RULE = Rule(("near_duplicate",), _find)
