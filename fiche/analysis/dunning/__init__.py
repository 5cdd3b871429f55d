"""Whom to remind of what is late, at which level, and what reminders brought in; it writes no letter and sends none."""

from fiche.analysis.dunning.effect import Effect, LevelEffect
from fiche.analysis.dunning.values import Case, Demand, Hold, Sending

__all__ = ["Case", "Demand", "Effect", "Hold", "LevelEffect", "Sending"]
