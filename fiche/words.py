"""Text made comparable: headers, names and vocabulary without accents, case or punctuation; it knows no table."""

import re
import unicodedata
from functools import lru_cache

import polars as pl

_CAMEL = re.compile(r"(?<=[a-zéèà])(?=[A-ZÉÈÀ])|(?<=[A-Z])(?=[A-Z][a-z])")
_ODOO = re.compile(r"(/\.?id|/code)$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
STOP_WORDS = frozenset("de du des d la le les l the of en a au aux par pour".split())
UNIT_WORDS = frozenset("eur euro euros e k usd".split())


def unaccented(text: str) -> str:
    """`text` in lower case without accents («Échéance» → «echeance»)."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=4096)
def normalised(header: str) -> str:
    """A header as words separated by one space: «N° Facture», «invoiceNumber», «country_id/id» → «no facture», «invoice number», «country id»."""
    text = _ODOO.sub("", header.strip())
    text = _CAMEL.sub(" ", text)
    text = unaccented(text.replace("°", "o ").replace("º", "o ").replace("№", "no "))
    text = text.replace("#", " no ").replace("%", " pct ").replace("€", " eur ").replace("&", " et ")
    return _NOT_WORD.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def essential(header: str) -> str:
    """A normalised header without little words and units: «montant de la remise en eur» → «montant remise»."""
    return " ".join(w for w in header.split() if w not in STOP_WORDS and w not in UNIT_WORDS)


_SHORT = {
    "fact": "facture", "fac": "facture", "fct": "facture", "mt": "montant", "mnt": "montant", "mont": "montant", "ech": "echeance", "echeanc": "echeance",
    "cde": "commande", "cmd": "commande", "cli": "client", "clt": "client", "num": "numero", "no": "numero", "n": "numero", "dt": "date", "regl": "reglement",
    "rglt": "reglement", "paiem": "paiement", "qt": "quantite", "inv": "invoice", "cust": "customer", "amt": "amount", "nbr": "number", "tel": "telephone",
    "adr": "adresse", "ref": "reference", "soc": "societe", "rem": "remise", "liv": "livraison", "cond": "conditions", "cpte": "compte", "cat": "categorie",
}  # fmt: skip


@lru_cache(maxsize=4096)
def expanded(header: str) -> str:
    """A normalised header with its abbreviations written out: «no fact» → «numero facture», «dt ech» → «date echeance»."""
    return " ".join(_SHORT.get(word, word) for word in header.split())


def comparable(names: pl.Expr) -> pl.Expr:
    """Names or codes made comparable in a polars expression: accents, case and runs of punctuation do not count, «&» is «et»; null stays null."""
    return (
        names.str.replace_all("&", " et ", literal=True)
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
    )


def unaccented_texts(texts: pl.Expr) -> pl.Expr:
    """As unaccented, for a whole column; null stays null."""
    ligatures = texts.str.replace_all("œ", "oe", literal=True).str.replace_all("Œ", "OE", literal=True)
    return ligatures.str.normalize("NFKD").str.replace_all(r"\p{Mn}", "").str.to_lowercase()


def formatted(template: str, *values: str | pl.Expr) -> pl.Expr:
    """`template` with a column, or what is worked out of some, in place of each «{}»; null where one of them is.

    As pl.format, which polars 2.1 makes panic on a column that begins with an empty piece (rows filtered out of two tables put together).
    """
    texts = [(pl.col(v) if isinstance(v, str) else v).cast(pl.String) for v in values]
    first, *others = template.split("{}")
    parts = [pl.lit(first), *(p for v, text in zip(texts, others, strict=True) for p in (v, pl.lit(text)))]
    return pl.concat_str(parts)
