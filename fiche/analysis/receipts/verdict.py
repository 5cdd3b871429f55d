"""Whether a file's history bears a forecast of receipts: enough of it, fresh, and better than the due dates on past months; it gives no forecast of its own."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from fiche import i18n
from fiche.analysis.copy import Copy
from fiche.analysis.receipts.backtest import Chances, Judged, Told, chances, judge, settled
from fiche.analysis.receipts.history import History, Known, date, history, known, number
from fiche.i18n import N_, _

LEAST = 30  # settled invoices with a payment date of their own
SPAN = 183  # days from the first of them to the last payment
STALE = 62  # days without any payment: the file stops before the date
CLOSE = 0.02  # a weekly error that needs no comparison
FEW = N_(
    "Prévision impossible : {n} factures réglées à une date connue, il en faut au moins {least} (les dates supposées ne comptent pas)."
)
SHORT = N_(
    "Prévision impossible : l’historique des règlements couvre {n} jours, il en faut au moins {least}."
)
STOPPED = N_(
    "Prévision impossible : le dernier règlement connu est du {day}, trop longtemps avant la date d’arrêté."
)
UNTRIED = N_("Prévision impossible : trop peu de mois passés où la vérifier.")
NO_BETTER = N_(
    "Prévision écartée : sur les mois passés, elle se trompe de {error} par semaine, et la règle « chaque facture payée à son échéance » de {naive}."
)
NOTHING = N_("Aucune facture ouverte à cette date.")


@dataclass(frozen=True)
class Refusal:
    """Why there is no forecast: a sentence of this module and what fills it, in no language yet. Floats are shares."""

    sentence: str
    values: Mapping[str, int | float | dt.date] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.sentence).format(**{name: _word(value) for name, value in self.values.items()})


def _word(value: float | dt.date) -> str:
    if isinstance(value, dt.date):
        return i18n.day(value)
    return i18n.number(value) if isinstance(value, int) else i18n.percent(value)


@dataclass(frozen=True)
class Learnt:
    """What is worked out once for a date and currency: the history and what is known of it, then the chances of what is open and the
    back-test, or the refusal (with the back-test where that is the reason)."""

    history: History
    known: Known
    chances: Chances | None = None
    judged: Judged | None = None
    refusal: Refusal | None = None


def learnt(copy: Copy, as_of: dt.date, currency: str, told: Told | None = None) -> Learnt:
    """What the file knew at `as_of`; nothing later is read. `told` follows the back-test."""
    with copy.cursor() as cursor:
        past = history(cursor, as_of, currency)
    now = known(past, number(as_of))
    refusal = _too_little(past, now)
    if refusal is not None:
        return Learnt(past, now, refusal=refusal)
    judged = judge(past, as_of, told)
    if judged is None:
        return Learnt(past, now, refusal=Refusal(UNTRIED))
    error, naive = judged.backtest.weekly_error, judged.backtest.naive_weekly_error
    if error >= naive and error > CLOSE:
        return Learnt(past, now, judged=judged, refusal=Refusal(NO_BETTER, {"error": error, "naive": naive}))
    return Learnt(past, now, chances(past, now), judged)


def _too_little(past: History, now: Known) -> Refusal | None:
    """Too few settled invoices, too short a time, or a file that stops before the date."""
    done = settled(now)
    count = int(done.sum())
    if count < LEAST:
        return Refusal(FEW, {"n": count, "least": LEAST})
    span = int(now.settled[done].max() - now.settled[done].min())
    if span < SPAN:
        return Refusal(SHORT, {"n": span, "least": SPAN})
    last = int(past.day[past.cash & past.dated].max())
    return Refusal(STOPPED, {"day": date(last)}) if now.day - last > STALE else None
