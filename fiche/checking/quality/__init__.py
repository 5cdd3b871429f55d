"""One quality rule a module, each declaring RULE; found by scanning, listed nowhere. Run them with findings_of."""

from fiche.checking.rule import dismissal_key, findings_of, pair_key

__all__ = ["dismissal_key", "findings_of", "pair_key"]
