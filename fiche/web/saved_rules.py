"""The segments by rules that this session's reader sees; it draws nothing and applies none."""

from fiche.analysis.rule import Rule, from_text
from fiche.errors import Refused
from fiche.store import Store
from fiche.web.views_state import reader


def rules(store: Store) -> dict[int, Rule]:
    """The saved segments by number, in the order of their names; one that cannot be read is left out."""
    found: dict[int, Rule] = {}
    for saved in store.saved("segment", reader()):
        try:
            found[saved.id] = from_text(saved.content, saved.name, saved.id)
        except Refused:
            continue
    return found
