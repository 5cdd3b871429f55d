"""Reads a PDF back: its pages, its text, what it says of itself; it judges nothing."""

import re
from dataclasses import dataclass

import pypdfium2


@dataclass(frozen=True)
class Read:
    """`text`: of every page, runs of white space as one space."""

    pages: int
    text: str
    title: str
    size: tuple[float, float]


def read(content: bytes) -> Read:
    document = pypdfium2.PdfDocument(content)
    texts = []
    for page in document:
        found = page.get_textpage()
        texts.append(found.get_text_range())
        found.close()
    size = document.get_page_size(0)
    title = document.get_metadata_value("Title")
    pages = len(document)
    document.close()
    return Read(pages, flat("\n".join(texts)), title, size)


def flat(text: str) -> str:
    """Without the marks that only lay a text out: a break anywhere, no-break spaces, ends of lines."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()
