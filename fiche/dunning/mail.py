"""A letter as an e-mail to be read, completed and sent by a person from their own mailbox (.eml); it sends nothing and opens no connection."""

import datetime as dt
import re
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from fiche.checking.reaching import valid_email
from fiche.dunning.letter import TABLE, Letter

# Whatever ends a line somewhere, or cannot be seen, has no place in a header.
_INVISIBLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
LONGEST = 200
_KINDS = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
File = tuple[str, bytes]


def eml(letter: Letter, attached: Sequence[File] = ()) -> bytes:
    """The draft, UTF-8, with `attached` files (name, content). The same letter gives the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = header(letter.subject)
    if valid_email(letter.sender_email):
        message["From"] = Address(addr_spec=letter.sender_email)
    if letter.recipient.email and valid_email(letter.recipient.email):
        name = header(letter.recipient.person or letter.recipient.name)
        message["To"] = Address(name, addr_spec=letter.recipient.email)
    message["X-Unsent"] = "1"  # Outlook opens it as a draft
    message["Content-Language"] = letter.language
    message.set_content(body(letter), cte="quoted-printable")
    for name, content in attached:
        main, sub = _KINDS.get(name.rpartition(".")[2].lower(), ("application", "octet-stream"))
        message.add_attachment(content, maintype=main, subtype=sub, filename=header(name))
    if message.is_multipart():
        message.set_boundary(_boundary(letter, attached))
    return message.as_bytes()


def header(text: str) -> str:
    """A text that stays on its line: no end of line, no control, not too long."""
    clean = _SURROGATES.sub("\ufffd", _INVISIBLE.sub(" ", text))
    return " ".join(clean.split())[:LONGEST]


def body(letter: Letter) -> str:
    """The letter as plain text, the table in aligned columns."""
    parts = [_table(letter) if each == TABLE else each for each in letter.paragraphs]
    text = "\n\n".join(parts) + "\n"
    kept = re.sub("[\0-\x08\x0b-\x1f\x7f\u2028\u2029]", " ", text)
    return _SURROGATES.sub("\ufffd", kept)


def _table(letter: Letter) -> str:
    rows = [letter.heads, *letter.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(letter.heads))]
    lines = ["  ".join(_cell(text, widths[at], at) for at, text in enumerate(row)).rstrip() for row in rows]
    lines.insert(1, "-" * max(map(len, lines)))
    widest = max(len(label) for label, _amount in letter.totals)
    wide = max(len(amount) for _label, amount in letter.totals)
    sums = [f"{label.ljust(widest)}  {amount.rjust(wide)}" for label, amount in letter.totals]
    return "\n".join([*lines, "", *sums, *(f"\n{note}" for note in letter.notes)])


def _cell(text: str, width: int, place: int) -> str:
    """Numbers and dates at the right, the invoice's number at the left."""
    return text.ljust(width) if place == 0 else text.rjust(width)


def _boundary(letter: Letter, attached: Sequence[File]) -> str:
    import hashlib

    seen = hashlib.sha256(repr((letter, [(n, len(c)) for n, c in attached])).encode("utf-8", "replace"))
    return f"=fiche={seen.hexdigest()[:32]}="


def stem(letter: Letter, as_of: dt.date) -> str:
    """«Relance 2 C-00123 DUPONT 2026-11-24 EUR»: what the files of a letter are called, before they are made safe."""
    from fiche.i18n import _

    who = f"{letter.client_id} {letter.recipient.name}"[:60]
    return f"{_('Relance')} {letter.level} {who} {letter.currency} {as_of:%Y-%m-%d}"
