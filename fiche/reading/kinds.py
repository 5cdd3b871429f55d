"""What a cell holds, and the spellings of a spreadsheet's own errors; standard library only, since the child process imports it."""

import re
from enum import IntEnum


class Kind(IntEnum):
    """What one cell holds. DURATION is a time of day or a span, counted in days; FLAG is true or false."""

    EMPTY = 0
    TEXT = 1
    NUMBER = 2
    MOMENT = 3
    FLAG = 4
    ERROR = 5
    DURATION = 6


# Beyond, it is no client file: each column costs the parent a fifth of a millisecond, and each text is copied several times.
WIDEST = 10_000  # columns of a sheet; a stray cell in the last column of the grid goes beyond
LONGEST = 1_000_000  # characters of a cell

# Files keep the English names; LibreOffice writes what its user saw, so the French ones are met too.
ERRORS = frozenset(
    "#DIV/0! #N/A #REF! #VALUE! #NAME? #NUM! #NULL! #GETTING_DATA #SPILL! #CALC! #BLOCKED! #N/D #VALEUR! #NOM? #NOMBRE! #NUL!".split()
)
ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


# A number as programs write it for other programs; the words around it, and an unending row of digits, are none.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")


class Stop(Exception):
    """The file cannot be read: `code` is a key of REFUSALS. The child cannot import fiche.errors (too dear), so this carries it home."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
