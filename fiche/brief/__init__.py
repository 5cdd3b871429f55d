"""The call brief of one client: what one must know before calling, gathered once for the screen and for the page to print."""

from fiche.brief.gather import gather
from fiche.brief.values import Brief, Person, Planned, Promise, Talk

__all__ = ["Brief", "Person", "Planned", "Promise", "Talk", "gather"]
