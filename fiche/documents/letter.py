"""A letter of dunning as PDF, on as many A4 pages as its table needs; it words what fiche.dunning wrote and counts nothing."""

from collections.abc import Mapping
from typing import Any

from fiche.documents.engine import pdf
from fiche.dunning.letter import TABLE, Letter
from fiche.i18n import _, speaking


def letter_pdf(letter: Letter) -> bytes:
    """The pages, in the letter's language."""
    with speaking(letter.language):
        return pdf("letter.typ", content(letter), letter.as_of)


def content(letter: Letter) -> Mapping[str, Any]:
    """All that the pages say, as texts by place."""
    return {
        "title": f"{letter.subject} — {letter.recipient.name}",
        "language": letter.language,
        "date": [letter.as_of.year, letter.as_of.month, letter.as_of.day],
        "sender": list(letter.sender),
        "to": list(letter.recipient.lines),
        "place": letter.place,
        "reference": letter.reference,
        "before": _texts(letter, before=True),
        "after": _texts(letter, before=False),
        "heads": list(letter.heads),
        "rows": [list(row) for row in letter.rows],
        "totals": [list(pair) for pair in letter.totals],
        "notes": list(letter.notes),
        "words": {
            "subject": _("Objet : {subject}").format(subject=letter.subject),
            "page": _("page {n} sur {total}"),
        },
    }


def _texts(letter: Letter, *, before: bool) -> list[list[str]]:
    """The paragraphs on one side of the table, each as its lines."""
    at = letter.paragraphs.index(TABLE)
    chosen = letter.paragraphs[:at] if before else letter.paragraphs[at + 1 :]
    return [each.split("\n") for each in chosen]
