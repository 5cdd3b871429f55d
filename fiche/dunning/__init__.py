"""The letters of dunning in words: whom they are for, in which language, with which text; it prints none and sends none."""

from fiche.dunning.letter import Letter, letter
from fiche.dunning.texts import Texts

__all__ = ["Letter", "Texts", "letter"]
