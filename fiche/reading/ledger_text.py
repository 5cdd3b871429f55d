"""A file of accounting entries (FEC) as text, in the child: no quotes are meant, and a label may hold the separator; it types nothing.

Source: article A47 A-1 of the Livre des procédures fiscales: separator tab or «|», no quoting. Labels are free, and accounting tools write them as they are.
"""

from collections import Counter

SAMPLE = 200_000
SEPARATORS = "\t|;,"
NEEDED = frozenset({"journalcode", "ecriturenum", "comptenum"})
LABEL = "ecriturelib"


def separator(text: str) -> str:
    """The separator of a file whose first line is the header of a FEC, «» for any other file."""
    header = text[: text.find("\n") + 1 or len(text)].strip("\r\n\ufeff ")
    found = max(SEPARATORS, key=header.count)
    names = {name.strip().lower() for name in header.split(found)}
    return found if '"' not in header and names >= NEEDED else ""


def repaired(text: str, mark: str) -> str:
    """`text` whose labels no longer hold the separator `mark`: in a line of more fields than the others, those before the label and those after it are
    in their places."""
    header, _end, body = text.partition("\n")
    names = [name.strip().lower() for name in header.strip("\r\ufeff ").split(mark)]
    marks = Counter(line.count(mark) for line in body[:SAMPLE].splitlines() if line.strip())
    if LABEL not in names or not marks:
        return text
    usual = header.count(mark)
    usual = usual if marks[usual] else marks.most_common(1)[0][0]
    if body.count(mark) <= body.count("\n") * usual:
        return text
    at = names.index(LABEL)
    lines = (
        x if x.count(mark) <= usual else _one(x, mark, at, usual + 1) for x in body.splitlines(keepends=True)
    )
    return f"{header}\n{''.join(lines)}"


def _one(line: str, mark: str, at: int, width: int) -> str:
    fields = line.split(mark)
    over = len(fields) - width
    fields[at : at + over + 1] = [" ".join(fields[at : at + over + 1])]
    return mark.join(fields)
