"""The note that goes into an archive of many clients' files: which clients were chosen, in words; it chooses none."""

from collections.abc import Sequence

from fiche.i18n import _


def chosen_note(words: Sequence[str]) -> list[tuple[str, bytes]]:
    """The note under its name, in the reader's language, as a text that Windows opens; nothing when everyone was taken."""
    if not words:
        return []
    lines = ["\ufeff" + _("Clients choisis :"), *(" ".join(each.split()) for each in words), ""]
    return [(f"{_('Filtres')}.txt", "\r\n".join(lines).encode("utf-8", "replace"))]
