"""The alerts of the workbook as formulas: when each holds, how grave it is, its sentence; the rules and the words are fiche.analysis.alert_rules' own."""

from dataclasses import dataclass

from fiche.excel.spoken import told
from fiche.i18n import N_

NOTHING = N_("Rien à signaler à cette date.")
LATER = N_("{message} (à l’export)")
AS_EXPORTED = (
    "broken_promise",
    "planned_action",
    "unreachable",
    "missing_siret",
)  # what this workbook does not know: promises, whether an action was done, other clients
_PATIENCE = "MAX(silence_days,inactive_intervals*value_interval)"


@dataclass(frozen=True)
class Warned:
    """An alert of a client that is not archived: when it holds, how grave it is (0 serious, 1 late, 2 for information), for how much, and its sentence."""

    code: str
    holds: str
    gravity: str
    amount: str
    sentence: str


KEPT = 'OR(client_archived_on="",client_archived_on>as_of)'
_OWN_CURRENCY = 'OR(client_currency="",client_currency=main_currency)'
_BALANCE = "value_balance>0"


def warned() -> tuple[Warned, ...]:
    """The alerts of fiche.analysis.alert_rules that follow what is typed; of equal gravity and amount, in this order."""
    return (_late(), *_limits(), *_insurance(), _silence(), *_discounts())


def _late() -> Warned:
    one = told("late_one", amount="late", days="late_delay", day="late_since")
    many = told("late_many", n="late_count", amount="late", days="late_delay", day="late_since")
    more = f'IF(value_contested=0,"",{told("late_contested", amount="contested")})'
    gravity = "IF(value_late_delay>serious_days,0,1)"
    return Warned(
        "late_payment",
        "value_late_count>0",
        gravity,
        "value_late",
        f"IF(value_late_count=1,{one},{many})&{more}",
    )


def _limits() -> tuple[Warned, ...]:
    more = f'&IF(value_contested=0,"",{told("limit_contested", amount="contested")})'
    above = told("limit", balance="balance", limit="limit", excess="excess") + more
    near = told("near_limit", balance="balance", share="limit_used", limit="limit", left="left") + more
    limited = f"{_OWN_CURRENCY},value_limit>0"
    return (
        Warned("credit_limit", f"AND({limited},value_balance>value_limit)", "0", "value_excess", above),
        Warned("near_limit", f"AND({limited},value_balance>=ROUND(value_limit*limit_share,8),value_balance<=value_limit)", "2", "value_left", near),
    )  # fmt: skip


def _insurance() -> tuple[Warned, ...]:
    over = told("insurance_over", day="insured_until", balance="balance")
    ending = told("insurance_ending", day="insured_until", left="insured_left", balance="balance")
    short = told("insurance_short", balance="balance", cover="cover", bare="bare")
    insured = f"{_OWN_CURRENCY},{_BALANCE}"
    return (
        Warned("insurance_ending", f"AND({insured},value_insured_until>0,value_insured_left<=insurance_days)", "IF(value_insured_left<0,0,2)", "value_balance", f"IF(value_insured_left<0,{over},{ending})"),
        Warned("insurance_short", f"AND({insured},value_cover>0,value_cover<value_balance)", "2", "value_bare", short),
    )  # fmt: skip


def _silence() -> Warned:
    silent = f"IF(ISNUMBER(fig_purchase_interval),AND(value_silence>{_PATIENCE},value_silence<=MAX(2*{_PATIENCE},inactive_days)),FALSE)"
    return Warned(
        "silence", silent, "2", "0", told("silent", days="silence", interval="interval", day="last_purchase")
    )


def _discounts() -> tuple[Warned, ...]:
    given = "IF(ISNUMBER(client_granted_discount),ISNUMBER(fig_discount_rate_12m),FALSE)"
    above = f"IF({given},fig_discount_rate_12m>client_granted_discount+discount_tolerance,FALSE)"
    drift = (
        "IF(ISNUMBER(fig_discount_trend),AND(fig_discount_trend>=discount_drift,fig_discount_trend>0),FALSE)"
    )
    return (
        Warned("discount", above, "2", "value_beyond", told("discount", rate="rate", granted="granted", amount="beyond")),
        Warned("discount_drift", drift, "2", "0", told("discount_drift", before="rate_before", rate="rate", points="drift")),
    )  # fmt: skip
