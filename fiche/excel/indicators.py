"""The live formula of each indicator of the workbook, over the whole columns of its blocks; names and meanings are the registry's.

A formula gives the value, or {undefined} where fiche.analysis has none. `fig_code` is the cell of another indicator. Left out because the
workbook is one client's: the number of clients, concentration.
"""

from dataclasses import dataclass

from fiche.excel.words import Words

_12M = 'tx_scope,1,tx_date,">"&year_ago'
_BEFORE_12M = 'tx_scope,1,tx_date,">"&two_years_ago,tx_date,"<="&year_ago'
INVOICES = 'tx_scope,1,tx_kind,"<>"&{credit_note}'
_BROUGHT = INVOICES + ',tx_net,0,tx_gross,"<>0"'  # owed, with no sale behind: see fiche.analysis.metric.SALE
_CREDITS = _12M + ",tx_kind,{credit_note}"
_KNOWN = ',tx_discount,"<>",tx_before,"<>"'
_SALES = 'SUMIFS(tx_gross,tx_scope,1,tx_date,">"&(as_of-dso_days))'
_PAID = 'SUMIFS(tx_gross,tx_payment_days,">-99999")'
_DELAY = '(SUMIFS(tx_gross,tx_delay_days,">-99999")+SUMIFS(due_amount,due_delay_days,">-99999"))'
_DELAYED = "(SUMPRODUCT(tx_gross,tx_delay_days)+SUMPRODUCT(due_amount,due_delay_days))"
_LATE_PAYER = f"ROUND({_DELAYED},2)>ROUND(late_payer_days*{_DELAY},2)"
_COST = f'SUMIFS(tx_net,{_12M},tx_cost,"<>")'
# Costs of credit notes count as taken back, whatever their sign.
_MARGIN = (
    f'{_COST}-SUMIFS(tx_cost,{_12M},tx_kind,"<>"&{{credit_note}})'
    f'+SUMIFS(tx_cost,{_CREDITS},tx_cost,">0")-SUMIFS(tx_cost,{_CREDITS},tx_cost,"<0")'
)
_TOLD = f'COUNTIFS({_12M},tx_discount,"<>")'
_GRANTED = "ROUND(client_granted_discount,6)"
_COMPARED = '(tx_scope=1)*(tx_kind<>{credit_note})*(tx_date>year_ago)*(tx_discount<>"")*(tx_before<>"")*(client_granted_discount<>"")'
_BEYOND = f"(tx_discount>ROUND(tx_before*({_GRANTED}+discount_tolerance),8))*(tx_discount-ROUND(tx_before*{_GRANTED},2))"
_LATE = "SUMPRODUCT(--(tx_charge+tx_holes>0))"
_BILLED = f'SUMIFS(tx_gross,{INVOICES},tx_due,"<>",tx_date,">="&ripe_first,tx_date,"<="&ripe_last)'
_DELIVERY = f'{_12M},tx_delivery,"<>"'
_LATE_COST = "SUMPRODUCT(ROUND(tx_carried*ROUND(1000000*financing_rate,0)/365000000,0))/100"


@dataclass(frozen=True)
class Part:
    """A group of indicators: (code, formula) each."""

    title: Words
    formulas: tuple[tuple[str, str], ...]


def _if(condition: str, formula: str) -> str:
    return f"IF({condition},{formula},{{undefined}})"


def _rate(known: str) -> str:
    """Discounts over amounts before discount, of the documents where both are known; to be used where those amounts are above zero."""
    return f"SUMIFS(tx_discount,{known})/SUMIFS(tx_before,{known})"


def _defined_rate(known: str) -> str:
    return _if(f"SUMIFS(tx_before,{known})>0", _rate(known))


def _past_due(days: str) -> str:
    """The open amounts late by more than `days`, by due date: transactions with one, and each instalment of the others."""
    return f'ROUND(SUMIFS(tx_open,tx_lots,0,tx_days,">"&{days})+SUMIFS(due_open,due_days,">"&{days}),2)'


def in_bucket(name: str) -> str:
    """The open amounts in the bucket called `name`."""
    return f"SUMPRODUCT((tx_bucket={name})*(tx_lots=0),tx_open)+SUMPRODUCT(--(due_bucket={name}),due_open)"


def _countback(amount: str, place: str) -> str:
    """Days of sales, the latest first, in `amount`; `place`: the row of the months of sales that uses it up, after the last one when none does."""
    month, sold = f"INDEX(sal_month,{place})", f"INDEX(sal_sold,{place})"
    end = f"MIN(EOMONTH({month},0),as_of)"
    used = (
        f"as_of-{end}+({end}-{month}+1)*(ROUND(100*{amount},0)-INDEX(sal_reach,{place})+MAX(0,{sold}))/{sold}"
    )
    whole = f"IF({place}>COUNT(sal_month),as_of-MIN(sal_month)+1,{used})"
    return _if("COUNT(sal_month)>0", f"IF({amount}<=0,0,{whole})")


PARTS = (
    Part(
        Words("Ventes", "Sales"),
        (
            ("revenue_total", "ROUND(SUMIFS(tx_net,tx_scope,1),2)"),
            ("revenue_12m", f"ROUND(SUMIFS(tx_net,{_12M}),2)"),
            ("revenue_prev_12m", f"ROUND(SUMIFS(tx_net,{_BEFORE_12M}),2)"),
            ("growth", _if("fig_revenue_prev_12m>0", "fig_revenue_12m/fig_revenue_prev_12m-1")),
            ("documents", "COUNTIFS(tx_scope,1)"),
            ("order_count", f"COUNTIFS({INVOICES})-COUNTIFS({_BROUGHT})"),
            ("average_order", _if("fig_order_count>0", f"ROUND(SUMIFS(tx_net,{INVOICES})/fig_order_count,2)")),
            ("last_purchase", _if("COUNT(tx_bought)>0", "MAX(tx_bought)")),
            ("purchase_interval", _if("COUNT(tx_gap)>1", "MEDIAN(tx_gap)")),
            ("next_expected", _if("COUNT(tx_gap)>1", "fig_last_purchase+INT(fig_purchase_interval+0.5)")),
            ("purchase_days_12m", 'COUNTIFS(tx_gap,">0",tx_buy,">"&year_ago)+IF(MAX(tx_bought)>year_ago,1,0)'),
        ),
    ),
    Part(
        Words("Remises", "Discounts"),
        (
            ("discount_rate", _defined_rate("tx_scope,1" + _KNOWN)),
            ("discount_rate_12m", _defined_rate(_12M + _KNOWN)),
            ("discount_trend", _if(f"AND(SUMIFS(tx_before,{_12M}{_KNOWN})>0,SUMIFS(tx_before,{_BEFORE_12M}{_KNOWN})>0)", f"{_rate(_12M + _KNOWN)}-{_rate(_BEFORE_12M + _KNOWN)}")),
            ("discount_12m", _if(f"{_TOLD}>0", f"ROUND(SUMIFS(tx_discount,{_12M}),2)")),
            ("discount_above_granted", _if(f"SUMPRODUCT({_COMPARED})>0", f"ROUND(SUMPRODUCT({_COMPARED}*{_BEYOND}),2)")),
            ("discount_without_volume", _if(f"{_TOLD}>0", "IF(fig_revenue_12m<discount_volume,fig_discount_12m,0)")),
            ("discount_to_late_payers", _if(f"{_TOLD}>0", f"IF({_LATE_PAYER},fig_discount_12m,0)")),
        ),
    ),
    Part(
        Words("Marge et contribution", "Margin and contribution"),
        (
            ("margin", _if(f'COUNTIFS({_12M},tx_cost,"<>")>0', f"ROUND({_MARGIN},2)")),
            ("margin_rate", _if(f"{_COST}>0", f"N(fig_margin)/{_COST}")),
            ("contribution", _if(f'COUNTIFS({_DELIVERY})+IF(financing_rate="",0,fig_documents)>0', f"ROUND(fig_revenue_12m-SUMIFS(tx_delivery,{_DELIVERY})-{_LATE_COST},2)")),
        ),
    ),
    Part(
        Words("Encours", "Open items"),
        (
            ("outstanding", "ROUND(SUM(tx_open),2)"),
            ("open_count", 'COUNTIFS(tx_open,">0")'),
            ("not_due", f"ROUND({in_bucket('{not_due}')},2)"),
            ("overdue", _past_due("0")),
            ("overdue_count", 'COUNTIFS(tx_days,">0")'),
            ("overdue_serious", _past_due("serious_days")),
            ("overdue_serious_count", 'COUNTIFS(tx_days,">"&serious_days)'),
            ("oldest_delay", _if("COUNT(tx_days)>0", "MAX(tx_days)")),
            ("unapplied", "ROUND(SUM(tx_unapplied)+SUM(pay_unapplied),2)"),
            ("balance", "ROUND(fig_outstanding+fig_unapplied,2)"),
            ("credit_use", _if("N(client_credit_limit)>0", "fig_balance/client_credit_limit")),
        ),
    ),
    Part(
        Words("Comportement de paiement", "Payment behaviour"),
        (
            ("dso_countback", _countback("fig_outstanding", "dso_place")),
            ("dso_accounting", _if(f"{_SALES}>0", f"fig_outstanding/{_SALES}*dso_days")),
            ("dso_best_possible", _countback("fig_not_due", "best_place")),
            ("days_to_pay", _if(f"{_PAID}>0", f"SUMPRODUCT(tx_gross,tx_payment_days)/{_PAID}")),
            ("days_late_weighted", _if(f"{_DELAY}>0", f"{_DELAYED}/{_DELAY}")),
            ("penalties", 'IF(AND(contractual_rate="",private_client<>{yes},SUM(tx_holes)>0),{undefined},ROUND(SUM(tx_penalty),2))'),
            ("recovery_indemnity", f'IF(private_client={{yes}},0,IF(AND({_LATE}>0,main_currency<>"EUR"),{{undefined}},ROUND({_LATE}*recovery_indemnity,2)))'),
            ("at_risk_rate", _if(f"{_BILLED}>0", f"SUM(tx_left_90)/100/{_BILLED}")),
        ),
    ),
)  # fmt: skip
FORMULAS = {code: formula for part in PARTS for code, formula in part.formulas}
MONTHS = 24
INVOICED = 'ROUND(SUMIFS(tx_gross,tx_scope,1,tx_date,">="&{month},tx_date,"<="&EOMONTH({month},0)),2)'
RECEIVED = 'ROUND(SUMIFS(pay_counted,pay_date,">="&{month},pay_date,"<="&EOMONTH({month},0)),2)'
