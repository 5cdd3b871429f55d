"""The live formula of each indicator of the workbook, over the whole columns of its blocks; names and meanings are the registry's.

A formula gives the value, or {undefined} where fiche.analysis has none. `fig_code` is the cell of another indicator. Left out because
no formula of Excel 2016 says them simply: the count-back method, the purchase days, their interval and what follows from it. Left out because
the workbook is one client's: concentration.
"""

from dataclasses import dataclass

from fiche.excel.words import Words

_SALES = 'SUMIFS(tx_gross,tx_scope,1,tx_date,">"&(as_of-dso_days))'
_KNOWN = 'tx_scope,1,tx_discount,"<>",tx_before,"<>"'
_KNOWN_12M = _KNOWN + ',tx_date,">"&year_ago'
_PAID, _DELAY = 'SUMIFS(tx_gross,tx_payment_days,">-99999")', 'SUMIFS(tx_gross,tx_delay_days,">-99999")'


@dataclass(frozen=True)
class Part:
    """A group of indicators: (code, formula) each."""

    title: Words
    formulas: tuple[tuple[str, str], ...]


def _or_undefined(condition: str, formula: str) -> str:
    return f"IF({condition}>0,{formula},{{undefined}})"


def _rate(known: str) -> str:
    """Discounts over amounts before discount, of the documents where both are known."""
    return _or_undefined(
        f"SUMIFS(tx_before,{known})", f"SUMIFS(tx_discount,{known})/SUMIFS(tx_before,{known})"
    )


PARTS = (
    Part(
        Words("Ventes", "Sales"),
        (
            ("revenue_total", "ROUND(SUMIFS(tx_net,tx_scope,1),2)"),
            ("revenue_12m", 'ROUND(SUMIFS(tx_net,tx_scope,1,tx_date,">"&year_ago),2)'),
            ("revenue_prev_12m", 'ROUND(SUMIFS(tx_net,tx_scope,1,tx_date,">"&two_years_ago,tx_date,"<="&year_ago),2)'),
            ("growth", _or_undefined("fig_revenue_prev_12m", "fig_revenue_12m/fig_revenue_prev_12m-1")),
            ("documents", "COUNTIFS(tx_scope,1)"),
            ("order_count", 'COUNTIFS(tx_scope,1,tx_kind,"<>"&{credit_note})'),
            ("average_order", _or_undefined("fig_order_count", 'ROUND(SUMIFS(tx_net,tx_scope,1,tx_kind,"<>"&{credit_note})/fig_order_count,2)')),
            ("last_purchase", _or_undefined('COUNTIFS(tx_scope,1,tx_kind,"<>"&{credit_note},tx_day,">0")', "SUMPRODUCT(MAX((tx_scope=1)*(tx_kind<>{credit_note})*tx_day))")),
            ("discount_rate", _rate(_KNOWN)),
            ("discount_rate_12m", _rate(_KNOWN_12M)),
        ),
    ),
    Part(
        Words("Encours", "Open items"),
        (
            ("outstanding", "ROUND(SUM(tx_open),2)"),
            ("not_due", "ROUND(SUMPRODUCT(--(tx_bucket={not_due}),tx_open),2)"),
            ("overdue", 'ROUND(SUMIFS(tx_open,tx_days,">0"),2)'),
            ("overdue_count", 'COUNTIFS(tx_days,">0")'),
            ("overdue_serious", 'ROUND(SUMIFS(tx_open,tx_days,">"&serious_days),2)'),
            ("oldest_delay", _or_undefined("COUNT(tx_days)", "MAX(tx_days)")),
            ("unapplied", "ROUND(SUM(tx_unapplied)+SUM(pay_unapplied),2)"),
            ("balance", "ROUND(fig_outstanding+fig_unapplied,2)"),
            ("credit_use", _or_undefined("N(client_credit_limit)", "fig_balance/client_credit_limit")),
        ),
    ),
    Part(
        Words("Comportement de paiement", "Payment behaviour"),
        (
            ("days_to_pay", _or_undefined(_PAID, f"SUMPRODUCT(tx_gross,tx_payment_days)/{_PAID}")),
            ("days_late_weighted", _or_undefined(_DELAY, f"SUMPRODUCT(tx_gross,tx_delay_days)/{_DELAY}")),
            ("dso_accounting", _or_undefined(_SALES, f"fig_outstanding/{_SALES}*dso_days")),
        ),
    ),
)  # fmt: skip
FORMULAS = {code: formula for part in PARTS for code, formula in part.formulas}
MONTHS = 24
INVOICED = 'ROUND(SUMIFS(tx_gross,tx_scope,1,tx_date,">="&{month},tx_date,"<="&EOMONTH({month},0)),2)'
RECEIVED = 'ROUND(SUMIFS(pay_counted,pay_date,">="&{month},pay_date,"<="&EOMONTH({month},0)),2)'


@dataclass(frozen=True)
class Proof:
    """A check of the workbook on itself: two amounts that must be equal, or a count that must be zero. A `hint` is to be looked at, no fault."""

    code: str
    label: Words
    left: str
    right: str
    look: str = "money"
    hint: bool = False


PROOFS = (
    Proof(
        "buckets",
        Words("La somme des tranches de la balance âgée est le solde", "The buckets of the aged balance add up to the balance"),
        "ROUND(SUM(aged_amount),2)", "fig_balance",
    ),
    Proof(
        "file",
        Words("Factures, moins avoirs, moins paiements, donnent le solde", "Invoices less credit notes less payments give the balance"),
        "ROUND(SUMIFS(tx_gross,tx_scope,1)-SUM(pay_counted),2)", "fig_balance",
    ),
    Proof(
        "late",
        Words("Les tranches en retard sont le montant en retard", "The late buckets are the overdue amount"),
        "ROUND(SUM(aged_late),2)", "fig_overdue",
    ),
    Proof(
        "applied",
        Words("Ce que les factures ont reçu est ce que paiements et avoirs ont donné", "What invoices received is what payments and credit notes gave"),
        "ROUND(SUMIFS(tx_applied,tx_scope,1,tx_kind,\"<>\"&{credit_note}),2)",
        "ROUND(SUM(pay_applied)-SUMIFS(pay_applied,pay_room,\"<0\")+SUM(tx_used),2)",
    ),
    Proof(
        "limits",
        Words("Limites de tranches qui ne montent pas", "Bucket limits that do not rise"),
        "SUMPRODUCT(--(bucket_last<bucket_first),--(bucket_last<>\"\"))", "0", "integer",
    ),
    Proof(
        "unknown",
        Words("Paiements dont la pièce n’est pas dans ce classeur", "Payments whose document is not in this workbook"),
        'SUMPRODUCT((pay_document<>"")*(pay_key=""))', "0", "integer", hint=True,
    ),
)  # fmt: skip
