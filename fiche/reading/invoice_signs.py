"""Whether bytes begin like an electronic invoice (a PDF, or an XML whose root is an invoice's), by their content alone; it parses nothing.

Standard library only: the parent asks it before the child does.
"""

import re

from fiche.reading.markup import LEADING, root_of

PDF = b"%PDF-"
PDF_WITHIN = 1_024  # bytes that the standard lets stand before it
HEAD = 8_192
ROOTS = ("crossindustryinvoice", "crossindustrydocument")  # the second is ZUGFeRD 1, refused by name
UBL_ROOTS, UBL = ("invoice", "creditnote"), "urn:oasis:names:specification:ubl:schema:xsd:"
_MARKS = re.compile(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)")


def is_invoice(head: bytes, name: str = "") -> bool:
    """Whether a file that begins with `head` is to be read as an invoice. `name` counts only for a PDF that something stands before."""
    if head.lstrip().startswith(PDF) or (PDF in head[:PDF_WITHIN] and name.lower().endswith(".pdf")):
        return True
    text = _MARKS.sub(b"", head[:HEAD]).replace(b"\0", b"").decode("latin-1").lstrip(LEADING)
    if not text.startswith("<"):
        return False
    root = root_of(text)
    return root in ROOTS or (root in UBL_ROOTS and UBL in text)


def is_hidden(part: str) -> bool:
    """Whether a part of an archive is what systems add to it and nobody put there."""
    return any(folder.startswith((".", "__MACOSX")) for folder in part.replace("\\", "/").split("/"))
