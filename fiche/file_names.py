"""Names of files that every system accepts and that read as they were given; it opens no file."""

import unicodedata
from collections.abc import Iterable

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
LONGEST = 100


def safe_name(name: str) -> str:
    """A name that no system takes for a path or a device, and that reads as it was given."""
    kept = "".join(c if c.isalnum() or c in " .-_()’'" else "_" for c in unicodedata.normalize("NFC", name))
    stem, dot, extension = kept.strip(" .").rpartition(".")
    stem, extension = (stem, extension[:16]) if dot else (extension, "")
    stem = stem.strip(" .")[: LONGEST - len(extension) - 1].strip(" .") or "document"
    stem = f"_{stem}" if stem.split(".")[0].strip().lower() in RESERVED else stem
    return f"{stem}.{extension}" if extension else stem


class Names:
    """Names of files in one folder, each safe and never twice the same, whatever the case."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def free(self, wanted: str) -> str:
        """`wanted`, made safe; with « (2) », « (3) »… when it is taken."""
        name, number = safe_name(wanted), 1
        stem, dot, end = name.rpartition(".")
        stem, end = (stem, end) if dot else (end, "")
        while name.casefold() in self._taken:
            number += 1
            mark = f" ({number})"
            name = f"{stem[: LONGEST - len(mark) - len(dot + end)].rstrip(' .')}{mark}{dot}{end}"
        self._taken.add(name.casefold())
        return name
