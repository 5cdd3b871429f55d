"""What words designate among what a template may be filled with: a label, a header, a name, what stands between braces; it reads no workbook."""

from functools import cache

from fiche.excel.mapped.vocabulary import Field, Kind, Listed, by_code, lists, values
from fiche.i18n import _
from fiche.model import TABLES
from fiche.synonyms import EXACT, NEAR, REORDERED, candidates
from fiche.words import essential, expanded, normalised

SURE = REORDERED  # what a label must be worth to be proposed


@cache
def _words(fields: tuple[Field, ...]) -> dict[str, dict[str, float]]:
    """Normalised words → {code: score}, of the fields that the model's own synonyms do not cover."""
    found: dict[str, dict[str, float]] = {}
    for field in fields:
        told = [
            (normalised(field.fr), EXACT),
            (normalised(field.en), EXACT),
            *((word, NEAR) for word in field.words),
        ]
        for word, score in (*told, (field.code.replace("_", " ").rpartition(".")[2], EXACT)):
            slot = found.setdefault(word, {})
            slot[field.code] = max(slot.get(field.code, 0.0), score)
    return found


def _own(fields: tuple[Field, ...], text: str) -> dict[str, float]:
    known = _words(fields)
    written = normalised(text)
    for form in dict.fromkeys((written, expanded(written), essential(written), essential(expanded(written)))):
        if form in known:
            return known[form]
    return {}


def meanings(listed: Listed, header: str) -> dict[str, float]:
    """What a header may mean among the columns of a list, with a score each."""
    codes = by_code(listed.fields)
    table = TABLES[listed.table] if listed.table else None
    modelled = candidates(table, header) if table is not None else {}
    found = {code: score for code, score in modelled.items() if code in codes}
    for code, score in _own(listed.fields, header).items():
        found[code] = max(found.get(code, 0.0), score)
    return found


def value_of(kind: Kind, text: str, least: float = SURE) -> str | None:
    """The single value that words designate; None when there is none, or when they are not sure enough."""
    known = values(kind)
    found: dict[str, float] = dict(_own(tuple(known.values()), text))
    if kind != "file":
        for column, score in candidates(TABLES["clients"], text).items():
            found[f"client.{column}"] = max(found.get(f"client.{column}", 0.0), score)
    order = {code: place for place, code in enumerate(known)}
    best = max(found, key=lambda code: (found[code], -order[code]), default=None)
    return best if best is not None and found[best] >= least else None


def list_of(kind: Kind, word: str) -> Listed | None:
    """The list that a word designates: «facture», «contacts», «paiement»."""
    text = normalised(word)
    for listed in lists(kind).values():
        known = {normalised(listed.fr), normalised(listed.en), listed.code, *listed.words}
        if text in known or f"{text}s" in known or text.removesuffix("s") in known:
            return listed
    return None


def column_of(listed: Listed, text: str) -> str | None:
    """The column of a list that words designate: its code, else the likeliest."""
    if text in by_code(listed.fields):
        return text
    found = meanings(listed, text)
    return max(found, key=lambda code: found[code], default=None)


def coded(kind: Kind, text: str) -> str | None:
    """What stands between braces («client.nom», «Encours», «facture.numero», «documents.gross_amount») as a code: a value's, or «list:column»."""
    words = text.strip()
    if words in values(kind):
        return words
    head, dot, tail = words.partition(".")
    listed = list_of(kind, head) if dot else None
    if listed is not None and (column := column_of(listed, tail)) is not None:
        return f"{listed.code}:{column}"
    if dot and normalised(head) in {"client", "customer", "fiche", "figure", "indicateur", "indicator"}:
        words = tail
    return value_of(kind, words, least=0.5)


def field_of(kind: Kind, code: str) -> Field | None:
    """What a code of `coded` stands for."""
    head, colon, tail = code.partition(":")
    if not colon:
        return values(kind).get(code)
    listed = lists(kind).get(head)
    return None if listed is None else listed.field(tail)


# ── how codes are said ──


def said(kind: Kind, code: str) -> str:
    """A code as a reader knows it: «Client · SIRET», «Indicateur · Encours», «Factures et avoirs · Montant TTC»."""
    found = field_of(kind, code)
    if found is None:
        return code
    head, colon, _tail = code.partition(":")
    if colon:
        return f"{lists(kind)[head].label} · {found.label}"
    group = (
        _("Client")
        if code.startswith("client.")
        else _("Indicateur")
        if code.startswith("figure.")
        else _("Situation")
    )
    return f"{group} · {found.label}"
