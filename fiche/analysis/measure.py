"""What is worked out client by client rather than by one aggregate: its name and its meaning in words, as an indicator has them; it computes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from fiche.analysis.figures import Unit
from fiche.analysis.setting_words import shown
from fiche.analysis.settings import Settings
from fiche.i18n import _

# The modules of fiche.analysis that declare some, in the order of reading.
_DECLARED = ("alike", "potential", "discounts", "offers")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """`title`, `formula`, `limits` (what it counts and what it is not) and `undefined` (why there is none): French marked with N_. `settings`: those
    named in braces in `formula`; `counts`: the other numbers named there."""

    code: str
    unit: Unit
    title: str
    formula: str
    limits: str = ""
    undefined: str = ""
    settings: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    def said(self, settings: Settings) -> tuple[str, ...]:
        """How it is worked out under those settings, then its limits, in the reader's language."""
        from fiche.analysis.setting_list import texts

        known = texts(settings)
        values = {name: shown(name, known[name]) for name in self.settings} | dict(self.counts)
        return (_(self.formula).format(**values), *((_(self.limits),) if self.limits else ()))


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by code, in the order of reading: MEASURES of each module that declares some."""
    found = (import_module(f"fiche.analysis.{name}").MEASURES for name in _DECLARED)
    return {each.code: each for several in found for each in several}
