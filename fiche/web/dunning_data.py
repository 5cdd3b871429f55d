"""What the page of reminders asks of a portfolio, kept ready between two runs as fiche.web.portfolio_view_data does; it computes nothing itself."""

import datetime as dt

from fiche.analysis import Filters, Portfolio
from fiche.analysis.dunning import Case, Effect
from fiche.dunning import Texts
from fiche.letters import Manner
from fiche.web.page import Context
from fiche.web.portfolio_view_data import large


@large
def cases(portfolio: Portfolio, as_of: dt.date, where: Filters) -> list[Case]:
    """The clients with something late."""
    return portfolio.dunning(as_of, where=where)


@large
def effect(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Effect:
    """What reminders brought in."""
    return portfolio.dunning_effect(as_of, where)


def texts(ctx: Context) -> Texts:
    """The texts of the letters in force."""
    return Texts(ctx.store.letter_texts(), len(ctx.portfolio.settings.dunning_days))


def manner(ctx: Context, language: str = "", *, statement: bool = False) -> Manner:
    """How this session makes letters: in each client's language, in the reader's where the file does not tell."""
    return Manner(texts(ctx), language, ctx.language, ("pdf", "eml"), statement)
