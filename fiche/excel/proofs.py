"""What the workbook checks on itself: two sides that must be equal, and what is only to be looked at; it draws and fills nothing."""

from dataclasses import dataclass

from fiche.excel.blocks_hidden import UNUSED
from fiche.excel.words import Words


@dataclass(frozen=True)
class Proof:
    """A check of the workbook on itself: two amounts that must be equal, or a count that must be zero. A `hint` is to be looked at, no fault."""

    code: str
    label: Words
    left: str
    right: str
    look: str = "money"
    hint: bool = False


_USED = f'COUNTIFS({{0}}_code,"<"&{UNUSED})'
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
        'ROUND(SUMIFS(tx_applied,tx_scope,1,tx_kind,"<>"&{credit_note}),2)',
        "ROUND(SUM(pay_applied)+SUMIFS(tx_applied,tx_scope,1,tx_kind,{credit_note}),2)",
    ),
    Proof(
        "instalments",
        Words("Les échéances des factures payables en plusieurs fois font leur montant", "The instalments of invoices add up to their amounts"),
        'ROUND(SUMIFS(due_amount,due_place,">0"),2)', 'ROUND(SUMIFS(tx_gross,tx_lots,">0"),2)',
    ),
    Proof(
        "limits",
        Words("Limites de tranches qui ne montent pas", "Bucket limits that do not rise"),
        'SUMPRODUCT(--(bucket_last<bucket_first),--(bucket_last<>""))', "0", "integer",
    ),
    Proof(
        "rates",
        Words("Semestres de la table des taux qui ne se suivent pas dans l’ordre", "Half-years of the rate table that are not in order"),
        "SUMPRODUCT(--(INDEX(per_since,1):INDEX(per_since,ROWS(per_since)-1)>=INDEX(per_since,2):INDEX(per_since,ROWS(per_since))))", "0", "integer",
    ),
    Proof(
        "room",
        Words("Lignes ajoutées pour lesquelles ce classeur n’a pas de place", "Added lines that this workbook has no room for"),
        f'COUNT(pay_code)+COUNT(tx_code)+COUNT(due_code)-{_USED.format("mov")}-{_USED.format("lot")}+IF(INDEX(sal_month,ROWS(sal_month))="",0,1)', "0", "integer",
    ),
    Proof(
        "unknown",
        Words("Paiements dont la pièce n’est pas dans ce classeur", "Payments whose document is not in this workbook"),
        'SUMPRODUCT((pay_document<>"")*(pay_key=""))', "0", "integer", hint=True,
    ),
    Proof(
        "unknown_due",
        Words("Échéances dont la facture n’est pas dans ce classeur", "Instalments whose invoice is not in this workbook"),
        'SUMPRODUCT((due_number<>"")*(due_key=""))', "0", "integer", hint=True,
    ),
)  # fmt: skip
# Since the export, for information.
EXPORTED = (
    Proof("exported_balance", Words("Solde", "Balance"), "fig_balance", ""),
    Proof("exported_overdue", Words("En retard", "Overdue"), "fig_overdue", ""),
    Proof("exported_revenue_12m", Words("CA 12 mois", "Revenue, 12 months"), "fig_revenue_12m", ""),
)
