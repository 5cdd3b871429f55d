"""The sentences of the workbook as formulas: the client's status and why, what someone should act on; the words are the application's own.

An amount in a sentence is written out digit by digit, so that every spreadsheet, in any language, writes what the application writes.
Built within the language of the template (fiche.i18n.speaking).
"""

import datetime as dt
import string
from dataclasses import dataclass
from typing import Literal

from fiche import i18n
from fiche.analysis.metric import metrics
from fiche.analysis.metrics.at_risk_rate import MONTH
from fiche.analysis.metrics.contribution import FINANCED, UNFINANCED
from fiche.analysis.metrics.penalties import UNRATED
from fiche.analysis.metrics.recovery_indemnity import FOREIGN
from fiche.analysis.rates import HALVES
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.status import STATUSES
from fiche.excel.indicators import INVOICES
from fiche.i18n import MINUS, N_, NBSP, NNBSP, _, language

Kind = Literal["money", "days", "count", "share", "percent", "points", "day"]
_PLACES: dict[Kind, int] = {"money": 2, "days": 0, "count": 0, "share": 0, "percent": 1, "points": 1}
EXHAUSTED = N_("L’historique du fichier est épuisé : au moins {days}.")


@dataclass(frozen=True)
class Said:
    """A number that sentences say: its cell is said_`name`; `value` may be anything where no sentence says it."""

    name: str
    kind: Kind
    value: str


SAID = (
    Said("revenue_12m", "money", "N(fig_revenue_12m)"),
    Said("outstanding", "money", "N(fig_outstanding)"),
    Said("overdue", "money", "N(fig_overdue)"),
    Said("overdue_serious", "money", "N(fig_overdue_serious)"),
    Said("balance", "money", "N(fig_balance)"),
    Said("limit", "money", "N(client_credit_limit)"),
    Said("excess", "money", "ROUND(fig_balance-N(client_credit_limit),2)"),
    Said("beyond", "money", "IF(N(fig_discount_rate_12m)=0,0,ROUND(N(fig_discount_12m)*(fig_discount_rate_12m-client_granted_discount)/fig_discount_rate_12m,2))"),
    Said("serious_count", "count", "fig_overdue_serious_count"),
    Said("serious_days", "days", "serious_days"),
    Said("late", "money", 'ROUND(SUMIFS(tx_open,tx_lots,0,tx_status,{late})+SUMIFS(due_open,due_days,">0",due_contested,0),2)'),
    Said("late_count", "count", "COUNT(tx_late)"),
    Said("late_delay", "days", "MAX(tx_late)"),
    Said("late_since", "day", "as_of-MAX(tx_late)"),
    Said("contested", "money", "ROUND(SUMIFS(tx_open,tx_status,{disputed}),2)"),
    Said("left", "money", "ROUND(N(client_credit_limit)-fig_balance,2)"),
    Said("limit_used", "share", "IF(N(client_credit_limit)=0,0,fig_balance/client_credit_limit)"),
    Said("cover", "money", "N(client_insured_amount)"),
    Said("bare", "money", "ROUND(fig_balance-N(client_insured_amount),2)"),
    Said("insured_until", "day", "N(client_insurance_until)"),
    Said("insured_left", "days", "N(client_insurance_until)-as_of"),
    Said("average_delay", "days", "N(fig_days_late_weighted)"),
    Said("brought", "day", "IF(fig_order_count>0,0,MAX(tx_brought))"),
    Said("silence", "days", "IF(ISNUMBER(fig_last_purchase),as_of-fig_last_purchase,IF(value_brought>0,as_of-value_brought,0))"),
    Said("interval", "days", "N(fig_purchase_interval)"),
    Said("best_share", "share", "vip_share"),
    Said("late_share", "share", "IF(fig_outstanding=0,0,fig_overdue/fig_outstanding)"),
    Said("rate", "percent", "N(fig_discount_rate_12m)"),
    Said("granted", "percent", "N(client_granted_discount)"),
    Said("rate_before", "percent", "N(fig_discount_rate_12m)-N(fig_discount_trend)"),
    Said("drift", "points", "N(fig_discount_trend)"),
    Said("last_purchase", "day", "N(fig_last_purchase)"),
    Said("financing", "percent", "N(financing_rate)"),
    Said("dso_countback", "days", "N(fig_dso_countback)"),
    Said("dso_best_possible", "days", "N(fig_dso_best_possible)"),
)  # fmt: skip


def quoted(text: str) -> str:
    """A text as a formula says it, in pieces that every spreadsheet accepts."""
    pieces = [text[n : n + 200].replace('"', '""') for n in range(0, len(text), 200)] or [""]
    return "&".join(f'"{piece}"' for piece in pieces)


def sentence(words: str, **cells: str) -> str:
    """`words`, translated, as a formula: each {place} becomes its cell, or its formula."""
    parts = []
    for literal, place, _format, _conversion in string.Formatter().parse(_(words)):
        parts += [quoted(literal)] if literal else []
        parts += [cells[place]] if place else []
    return "&".join(parts)


def told(name: str, **cells: str) -> str:
    """A sentence of fiche.analysis.sentences; cells are named without their said_."""
    return sentence(SENTENCES[name], **{place: f"said_{cell}" for place, cell in cells.items()})


# ── numbers ──


def scale(said: Said) -> int:
    """By how much a number is multiplied to be written without a decimal sign: cents of money, tenths of per cents."""
    return int(10 ** _PLACES.get(said.kind, 0)) * (100 if said.kind in {"share", "percent", "points"} else 1)


def whole(said: Said, value: str) -> str:
    """The digits of a number without its sign, as one whole number."""
    return f"ROUND(ABS({value})*{scale(said)},0)"


def text(said: Said, value: str, digits: str) -> str:
    """The number as the application writes it: `value` is its cell, `digits` that of `whole`."""
    if said.kind == "day":
        return f'IF({value}<1,"",{day_text(value)})'
    places = _PLACES[said.kind]
    number = _grouped(f"INT({digits}/{10**places})" if places else digits)
    if places:
        comma = "," if language() == "fr" else "."
        number += (
            f'&"{comma}"&RIGHT("{"0" * places}"&({digits}-{10**places}*INT({digits}/{10**places})),{places})'
        )
    sign = f'IF(AND({value}<0,{digits}>0),"{MINUS}","")'
    if said.kind == "money":
        return _with_currency(sign, number)
    unit = {"days": NBSP + ("j" if language() == "fr" else "d"), "count": "", "points": ""}.get(
        said.kind, _percent()
    )
    return f'{sign}&{number}&"{unit}"'


def _percent() -> str:
    return f"{NBSP}%" if language() == "fr" else "%"


def _with_currency(sign: str, number: str) -> str:
    after = f'{sign}&{number}&"{NBSP}"&currency_sign'
    return after if language() == "fr" else f"IF(LEN(currency_sign)<2,{sign}&currency_sign&{number},{after})"


def _grouped(number: str) -> str:
    """A whole number below a thousand billions with its thousands apart."""
    mark = NNBSP if language() == "fr" else ","
    end = _three(number)
    tail = f'{_three(f"INT({number}/1000)")}&"{mark}"&{end}'
    longest = f'INT({number}/1000000000)&"{mark}"&{_three(f"INT({number}/1000000)")}&"{mark}"&{tail}'
    millions = f'IF({number}<1000000000,INT({number}/1000000)&"{mark}"&{tail},{longest})'
    return f'IF({number}<1000,{number}&"",IF({number}<1000000,INT({number}/1000)&"{mark}"&{end},{millions}))'


def _three(number: str) -> str:
    """The last three digits."""
    return f'RIGHT("00"&({number}-1000*INT({number}/1000)),3)'


def day_text(day: str) -> str:
    """A day as «24/11/2026»."""
    return f'RIGHT("0"&DAY({day}),2)&"/"&RIGHT("0"&MONTH({day}),2)&"/"&YEAR({day})'


def month_text(day: str) -> str:
    """A month as «nov. 2026»."""
    names = [i18n.month(dt.date(2026, n, 1)).replace("2026", "") for n in range(1, 13)]
    return f"CHOOSE(MONTH({day}),{','.join(map(quoted, names))})&YEAR({day})"


def half_text(day: str) -> str:
    """A half-year as «1er semestre 2026»."""
    first, second = (sentence(words, year=f"YEAR({day})") for words in HALVES)
    return f"IF(MONTH({day})<7,{first},{second})"


# ── status ──

SERIOUS = "AND(fig_overdue_serious_count>0,fig_overdue_serious>residue)"
MOSTLY = "AND(fig_overdue>=at_risk_amount,fig_overdue>ROUND(at_risk_share*fig_outstanding,8))"
_SILENT = "value_silence>MAX(inactive_days,inactive_intervals*value_interval)"


def status() -> str:
    """The client's status in words."""
    names = {code: quoted(_(name)) for code, name in STATUSES.items()}
    return _first(names)


def why() -> str:
    """Why the client has it, with its figures."""
    late = f"IF(fig_overdue_serious_count=1,{told('serious_one', days='serious_days', amount='overdue_serious')},{told('serious_many', n='serious_count', days='serious_days', amount='overdue_serious')})"
    usually = f'IF(value_average_delay>0," "&{told("average_delay", days="average_delay")},"")'
    gone = f"IF(ISNUMBER(fig_purchase_interval),{told('gone_usual', days='silence', day='last_purchase', interval='interval')},{told('gone', days='silence', day='last_purchase')})"
    gone = f"IF(value_brought>0,{told('gone_brought', days='silence', day='brought')},{gone})"
    only = f'&IF(value_brought>0," "&{told("only_brought", day="brought")},"")'
    reasons = {
        "prospect": told("never"),
        "at_risk": f"IF({SERIOUS},{late}&{usually},{told('mostly_late', amount='overdue', share='late_share')})",
        "inactive": gone,
        "vip": told("best", share="best_share", amount="revenue_12m"),
        "awaiting_payment": f"IF(fig_overdue=0,{told('owes', amount='outstanding')},{told('owes_late', amount='outstanding', overdue='overdue')}){only}",
        "active": f"IF(ISNUMBER(fig_last_purchase),{told('bought', day='last_purchase')},{told('calm')}){only}",
    }
    return _first(reasons)


def _first(by_status: dict[str, str]) -> str:
    """What goes with the first status that holds: the order of fiche.analysis.status."""
    held = {
        "prospect": f"COUNTIFS({INVOICES})=0", "at_risk": f"OR({SERIOUS},{MOSTLY})", "inactive": _SILENT, "vip": "best_client={yes}", "awaiting_payment": "fig_open_count>0",
    }  # fmt: skip
    formula = by_status["active"]
    for code, condition in reversed(held.items()):
        formula = f"IF({condition},{by_status[code]},{formula})"
    return formula


# ── beside an indicator ──


def reason(code: str) -> str:
    """Why an indicator has no value."""
    if code == "penalties":
        return sentence(UNRATED, half=half_text("unrated_day"))
    if code == "recovery_indemnity":
        return sentence(FOREIGN, currency="main_currency")
    return quoted(_(metrics()[code].undefined))


def more(code: str) -> str:
    """What is to be read after the meaning of an indicator, each part after a space."""
    parts = {
        "at_risk_rate": sentence(MONTH, month=month_text("ripe_first")),
        "contribution": f'IF(financing_rate="",{quoted(_(UNFINANCED))},{sentence(FINANCED, rate="said_financing")})',
    }
    text = f'&" "&{parts[code]}' if code in parts else ""
    if metrics()[code].unit == "money":
        text += '&IF(conversion_note="",""," "&conversion_note)'
    place = {"dso_countback": "dso_place", "dso_best_possible": "best_place"}.get(code)
    if place:
        exhausted = sentence(EXHAUSTED, days=f"said_{code}")
        text += f'&IF(AND(fig_{code}>0,{place}>COUNT(sal_month))," "&{exhausted},"")'
    return text
