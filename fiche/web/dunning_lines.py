"""The lines of the tables of reminders, one a case; they decide nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fiche.analysis.dunning import Case
from fiche.dunning.contact import recipient
from fiche.dunning.words import HOLDS, hold_said, notes_said, sent_said
from fiche.i18n import LANGUAGES, MISSING, _, language
from fiche.web.page import Context
from fiche.web.portfolio_view_data import large, token
from fiche.web.tables import Shown

if TYPE_CHECKING:
    import pandas as pd

MANY = 300  # beyond, whom to write to is looked up when the letter is made, not for a list


def currency_of(cases: Sequence[Case], currency: str | None) -> str | None:
    """That of all the amounts of a list; None where they are of several."""
    held = {case.currency for case in cases}
    return held.pop() if len(held) == 1 else None if held else currency


def columns(currency: str | None) -> list[Shown]:
    """Those of what may be sent; `currency` None: that of each line is told."""
    return [
        Shown("name", _("Client"), width=170, pinned=True),
        Shown("amount", _("Montant"), "money", width=110),
        *_apart(currency),
        Shown("days", _("Retard"), "days", width=80),
        Shown("level", _("Niveau"), "count", width=75),
        Shown("invoices", _("Factures"), "count", width=80),
        Shown("last", _("Dernière relance"), width=150),
        Shown("client_id", _("N°")),
        Shown("email", _("E-mail"), width=250),
        Shown("language", _("Langue"), width=90),
        Shown("note", _("À savoir"), width=420),
    ]


def held_columns(currency: str | None) -> list[Shown]:
    """Those of what is held back, or to be looked at before."""
    return [
        Shown("name", _("Client"), width=170, pinned=True),
        Shown("hold", _("Pourquoi"), width=190),
        Shown("late", _("En retard"), "money", width=110),
        Shown("amount", _("Réclamable"), "money", width=110),
        *_apart(currency),
        Shown("days", _("Retard"), "days", width=80),
        Shown("note", _("À savoir"), width=460),
        Shown("last", _("Dernière relance"), width=150),
        Shown("client_id", _("N°")),
    ]


def _apart(currency: str | None) -> list[Shown]:
    return [] if currency else [Shown("currency", _("Devise"), width=70)]


def frame(ctx: Context, cases: Sequence[Case]) -> "pd.DataFrame":
    """One row a case, texts in the reader's language; those of many are kept ready and never to be changed."""
    if len(cases) <= MANY:
        return _rows(ctx, cases)
    whose = hash(tuple((case.client_id, case.currency) for case in cases))
    return _kept((token(ctx.portfolio), ctx.as_of.isoformat(), whose, language()), ctx, cases)


@large
def _kept(key: tuple[int | str, ...], _ctx: Context, _cases: Sequence[Case]) -> "pd.DataFrame":  # noqa: ARG001 - the key of the cache
    return _rows(_ctx, _cases)


def _rows(ctx: Context, cases: Sequence[Case]) -> "pd.DataFrame":
    import pandas as pd

    names = ctx.portfolio.named([c.client_id for c in cases])
    rows = [
        {
            "client_id": case.client_id,
            "name": names.get(case.client_id) or MISSING,
            "level": case.level or None,
            "hold": _(HOLDS[case.hold]) if case.hold else _("Relance possible"),
            "amount": case.amount,
            "currency": case.currency,
            "late": case.late,
            "invoices": case.invoices,
            "days": case.delay if case.hold else case.days,
            "last": sent_said(case) or None,
            "note": " ; ".join(said for said in (hold_said(case), *notes_said(case)) if said) or None,
            **(_whom(ctx, case) if len(cases) <= MANY else {}),
        }
        for case in cases
    ]
    return pd.DataFrame(rows)


def _whom(ctx: Context, case: Case) -> dict[str, str | None]:
    to = recipient(ctx.portfolio.client(case.client_id))
    return {"email": to.email, "language": LANGUAGES[to.language] if to.language else None}
