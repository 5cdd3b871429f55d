"""What the label of an entry says: the client named in it, the way it was paid, the numbers it cites; it guesses no amount."""

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from fiche.i18n import N_
from fiche.words import unaccented

_NOISE = frozenset(
    "facture factures fact fac fa fv ft avoir avoirs av acompte solde reglement reglements regl rglt rgt rglmt paiement paiements paimt encaissement encaiss "
    "virement virements vir virt sepa cheque cheques chq chqs ch cb carte prelevement prelev prlv prlvt especes esp traite lcr effet remise rem bordereau "
    "banque no n num numero ref du de des la le les et a au aux en client clients compte divers vente ventes janvier fevrier mars avril mai juin juillet aout "
    "septembre octobre novembre decembre janv fevr avr juil sept oct nov dec trimestre mensuel honoraires report nouveau recu recue recus par pour sur od tva ht ttc".split()
)
_WORD = re.compile(r"[^\W\d_][\w.'’&-]*", re.UNICODE)
_METHODS = (
    (re.compile(r"\b(?:vir|virt|virement|virements|sepa|transfer)\b"), N_("Virement")),
    (re.compile(r"\b(?:chq|chqs|cheque|cheques|ch)\b"), N_("Chèque")),
    (re.compile(r"\b(?:cb|carte|cartes|card|tpe|stripe|paypal)\b"), N_("Carte")),
    (re.compile(r"\b(?:prlv|prlvt|prelev|prelevt|prelevement|prelevements)\b"), N_("Prélèvement")),
    (re.compile(r"\b(?:esp|especes|caisse|cash)\b"), N_("Espèces")),
    (re.compile(r"\b(?:lcr|traite|effet|effets|billet)\b"), N_("Effet de commerce")),
)
_CITED = re.compile(r"[^\s,;:()\[\]|\"«»]+")
FEWEST_DIGITS = 4


def client_named(labels: pl.Series) -> dict[str, str]:
    """{label: the name read in it} for the labels where something like a name is left once words of trade, numbers and dates are taken out.

    Words that a name adds at times («DUPONT», «DUPONT SARL PARIS») stay two names: nothing is brought together that is not written alike.
    """
    found = {}
    for label in labels.drop_nulls().unique().to_list():
        kept = [w.strip(".-'’&") for w in _WORD.findall(label)]
        name = " ".join(
            w for w in kept if len(w) > 1 and unaccented(w) not in _NOISE and not any(c.isdigit() for c in w)
        )
        if name:
            found[label] = name.upper()
    return found


def names_in(labels: pl.Series, most: int = 5) -> list[str]:
    """The names found most in `labels`, the most frequent first."""
    named = client_named(labels)
    counts = Counter(named[label] for label in labels.drop_nulls().to_list() if label in named)
    return [name for name, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:most]]


def method_said(texts: Iterable[str]) -> str | None:
    """The way of paying that the first of `texts` to say one says, in French."""
    for text in texts:
        words = unaccented(text)
        for pattern, method in _METHODS:
            if pattern.search(words):
                return method
    return None


def cited(text: str) -> list[str]:
    """The words of `text` that may be a number of document, without the marks around them, in capitals."""
    return [w for word in _CITED.findall(text) if (w := plain(word)) and any(c.isdigit() for c in w)]


def plain(number: str) -> str:
    """A number of document as it is compared."""
    return number.strip(" .-_/#°").upper()


def digits(number: str) -> str:
    """The digits of a number without their leading zeros, «» when there are too few to tell one document from another."""
    found = "".join(c for c in number if c.isdigit()).lstrip("0")
    return found if len(found) >= FEWEST_DIGITS else ""
