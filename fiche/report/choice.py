"""What a reader wants in a monthly report: its sections, and what its figures are compared with; it gathers none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from fiche.errors import Refused
from fiche.i18n import N_, _

Against = Literal["both", "month", "year"]
# What may be left out, in the order of the pages; the sentence and the six figures always stand first.
SECTIONS: dict[str, str] = {
    "revenue": N_("Chiffre d’affaires"), "moves": N_("Mouvements"), "aged": N_("Balance âgée"), "dso": N_("DSO"),
    "late": N_("Retards et relances"), "alerts": N_("Alertes"), "classes": N_("Classes"), "groups": N_("Catégories"),
}  # fmt: skip
AGAINST: dict[str, str] = {
    "both": N_("Le mois et l’année d’avant"),
    "month": N_("Le mois d’avant"),
    "year": N_("L’année d’avant"),
}


@dataclass(frozen=True)
class Choice:
    """`sections`: keys of SECTIONS, in their order; `against`: a key of AGAINST."""

    sections: tuple[str, ...] = tuple(SECTIONS)
    against: Against = "both"

    def has(self, section: str) -> bool:
        """Whether a section is wanted."""
        return section in self.sections

    @property
    def month(self) -> bool:
        """Whether figures stand beside those of a month before."""
        return self.against != "year"

    @property
    def year(self) -> bool:
        """Whether figures stand beside those of a year before."""
        return self.against != "month"


def chosen(sections: Sequence[str], against: str) -> Choice:
    """A choice of names. Refused «report_section» when one is unknown."""
    wrong = [name for name in sections if name not in SECTIONS]
    if wrong or against not in AGAINST:
        known = ", ".join((*SECTIONS, *get_args(Against)))
        raise Refused("report_section", name=wrong[0] if wrong else against, known=known)
    return Choice(tuple(name for name in SECTIONS if name in sections), against)  # type: ignore[arg-type]


def as_text(choice: Choice) -> str:
    """The choice as it is kept."""
    return json.dumps({"sections": list(choice.sections), "against": choice.against}, separators=(",", ":"))


def from_text(text: str) -> Choice:
    """What was kept; the whole report where it cannot be read."""
    try:
        said = json.loads(text)
        return chosen([str(each) for each in said["sections"]], str(said["against"]))
    except (ValueError, TypeError, KeyError, Refused):
        return Choice()


def choice_said(choice: Choice) -> str:
    """What is left out and what is compared, in a sentence; «» for the whole report."""
    missing = [_(name) for code, name in SECTIONS.items() if not choice.has(code)]
    said = [_("Sans : {sections}.").format(sections=", ".join(missing))] if missing else []
    if choice.against != "both":
        said.append(_("Comparé à : {what}.").format(what=_(AGAINST[choice.against]).lower()))
    return " ".join(said)
