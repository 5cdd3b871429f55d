"""Payment terms as rules, and the due dates they give; a term it cannot read gives none, never a guess.

Source: article L441-10 of the Code de commerce for «45 jours fin de mois» and its two readings.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from fiche.words import formatted, unaccented

_IMMEDIATE = re.compile(
    r"comptant|reception|immediat|receipt|immediate|prepaid|prepaiement|a la commande|cash"
)
_DAYS = re.compile(r"(?<![/\d])(\d{1,3})\s*(?:j\b|jrs?\b|jours?|days?|d\b|ds\b)")
_NET = re.compile(r"\b(?:net|n\s*/)\s*(\d{1,3})\b(?!\s*%)")
_BARE = re.compile(r"(\d+)(?!\d)(?!\s*(?:%|/|x\b|fois|er\b|e\b|eme|mois|months?|semaines?|weeks?))")
_MONTHS = re.compile(r"(?<![/\d])(\d{1,2})\s*(?:mois|months?)\b")
_END_OF_MONTH = re.compile(r"fin\s*(?:de|du)?\s*mois|(?<![a-z])(?:fdm|eom|fm)\b|end\s*of\s*(?:the\s*)?month")
_ON_THE = re.compile(r"\ble\s*(\d{1,2})\b|\bon\s*the\s*(\d{1,2})\b")


@dataclass(frozen=True)
class Terms:
    """A rule: add `months` then `days`, go to the end of the month if `end_of_month` (before the days when `month_first`), then `day_of_month` days on."""

    days: int = 0
    end_of_month: bool = False
    day_of_month: int = 0
    month_first: bool = False
    months: int = 0


@lru_cache(maxsize=1024)
def parse(text: str, month_first: bool = False) -> Terms | None:
    """The rule that `text` states, or None when it states none. `month_first`: the other legal reading of «45 jours fin de mois».

    «30 jours», «1 mois», «45 jours fin de mois», «fin de mois le 10», «comptant», «à réception», «net 30», «30», «30 days EOM».
    """
    words = unaccented(text).strip()
    end_of_month = bool(_END_OF_MONTH.search(words))
    on_the = _ON_THE.search(words)
    number = _number(_ON_THE.sub(" ", words))
    months = _MONTHS.search(words)
    if months and not _DAYS.search(words):
        return (
            Terms(0, end_of_month, _day(on_the), month_first, int(months.group(1)))
            if int(months.group(1)) <= 12
            else None
        )
    if number is None:
        if end_of_month:
            return Terms(0, True, _day(on_the), month_first)
        return (
            Terms()
            if _IMMEDIATE.search(words) and "acompte" not in words and "deposit" not in words
            else None
        )
    days = int(number.group(1))
    return Terms(days, end_of_month, _day(on_the), month_first) if days <= 365 else None


def _number(words: str) -> re.Match[str] | None:
    """The number of days: the one after «net», else the one said to be days, else the only number there is, unless it counts something else."""
    stated = _NET.search(words) or _DAYS.search(words)
    return stated or (_BARE.search(words) if len(re.findall(r"\d+", words)) == 1 else None)


def _day(match: re.Match[str] | None) -> int:
    return int(match.group(1) or match.group(2)) if match else 0


def due_dates(frame: pl.DataFrame, date: str, terms: str, month_first: bool = False) -> pl.Series:
    """The due date of each row from its `date` and its `terms` text; null where either is missing or the term cannot be read.

    `month_first`: «45 jours fin de mois» is the end of the month, then 45 days.
    """
    known = {t: parse(t, month_first) for t in frame[terms].drop_nulls().unique().to_list()}
    rules = {t: r for t, r in known.items() if r is not None}
    column = pl.col(terms)
    days = column.replace_strict({t: r.days for t, r in rules.items()}, default=None, return_dtype=pl.Int64)
    eom = column.replace_strict(
        {t: r.end_of_month for t, r in rules.items()}, default=None, return_dtype=pl.Boolean
    )
    on_the = column.replace_strict(
        {t: r.day_of_month for t, r in rules.items()}, default=0, return_dtype=pl.Int64
    )
    months = column.replace_strict({t: r.months for t, r in rules.items()}, default=0, return_dtype=pl.Int64)
    later = (
        pl.when(months > 0).then(pl.col(date).dt.offset_by(formatted("{}mo", months))).otherwise(date)
        if any(r.months for r in rules.values())
        else pl.col(date)
    )
    shifted = later + pl.duration(days=days)
    end = pl.col(date).dt.month_end() + pl.duration(days=days) if month_first else shifted.dt.month_end()
    due = pl.when(eom).then(end + pl.duration(days=on_the)).otherwise(shifted)
    return frame.select(due.cast(pl.Date).alias("due")).to_series()
