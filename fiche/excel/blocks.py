"""The rows of the client workbook: each column of its blocks with its label, its look and its formula; it holds no value.

In a formula, [name] is the cell of the same row, {name} a word of fiche.excel.words, and tx_name, pay_name a whole column of the
transactions or of the payments. The rules are those of fiche/analysis/applications.sql and open_items.sql, in the same order:
a payment or credit note that names an invoice takes the step of the running total between 0 and the invoice's gross amount.
Only functions known to Excel 2016 and LibreOffice 7.4; amounts are rounded to cents wherever they are compared.
"""

from dataclasses import dataclass
from typing import Literal

from fiche.columns import Column
from fiche.excel.words import Words
from fiche.model import TABLES, TableName

Look = Literal["code", "text", "long", "money", "rate", "number", "integer", "date", "days", "flag"]


@dataclass(frozen=True)
class Slot:
    """One column of a block. `formula` «» is an input, on which `rule` must hold; `helper` columns are hidden; `rest` ones are not printed."""

    name: str
    look: Look
    label: Words
    width: float
    formula: str = ""
    helper: bool = False
    rest: bool = False
    help: Words | None = None
    rule: str = ""


@dataclass(frozen=True)
class Block:
    """Rows of one kind. `prefix`: the defined names of its columns are prefix_name («tx_gross»); `spare`: empty rows left to fill in."""

    name: str
    prefix: str
    slots: tuple[Slot, ...]
    spare: int = 0

    def place(self, name: str) -> int:
        """The position of a column in the block, from 0."""
        return next(i for i, slot in enumerate(self.slots) if slot.name == name)


def _helper(name: str, formula: str, look: Look = "number") -> Slot:
    return Slot(name, look, Words(name, name), 9, formula, helper=True)


_SIGNED = "AND(ISNUMBER({0}),IF([kind]={{credit_note}},{0}<=0,{0}>=0))"
TRANSACTIONS = Block(
    "transactions",
    "tx",
    (
        Slot("number", "code", Words("N° de pièce", "Document no."), 15),
        Slot("kind", "text", Words("Nature", "Kind"), 9),
        Slot("date", "date", Words("Date", "Date"), 11),
        Slot("due", "date", Words("Échéance", "Due date"), 11),
        Slot("description", "long", Words("Objet", "Description"), 28),
        Slot("net", "money", Words("Montant HT", "Net amount"), 14, rule=_SIGNED.format("[net]")),
        Slot("gross", "money", Words("Montant TTC", "Gross amount"), 14, rule=_SIGNED.format("[gross]")),
        Slot(
            "applied", "money", Words("Réglé ou imputé", "Paid or applied"), 14,
            'IF([scope]=1,IF([kind]={credit_note},ROUND([used]-[received],2),MAX(0,MIN([gross],[received]))),"")',
            help=Words("Paiements et avoirs imputés, au plus le montant de la facture.", "Payments and credit notes applied, at most the invoice."),
        ),
        Slot("open", "money", Words("Reste dû", "Open amount"), 14, 'IF([scope]=1,IF([kind]={credit_note},0,ROUND([gross]-[applied],2)),"")'),
        Slot("days", "days", Words("Jours de retard", "Days late"), 9, 'IF([due]="","",IF([scope]=1,IF([open]>0,IF([due]<as_of,as_of-[due],""),""),""))'),
        Slot(
            "bucket", "text", Words("Tranche", "Bucket"), 14,
            'IF([scope]=1,IF([unapplied]<>0,{unapplied},IF([open]=0,"",IF([due]="",{no_due_date},IF([due]>=as_of,{not_due},INDEX(bucket_label,MATCH(as_of-[due]-1,bucket_floor,1)))))),"")',
        ),
        Slot(
            "status", "text", Words("Paiement", "Payment"), 19,
            'IF([scope]="","",IF([scope]<>1,IF([date]>as_of,{future},{other}),IF([open]+[unapplied]=0,{paid},IF(AND([open]>0,[contested]>0),{disputed},IF([days]<>"",{late},IF([applied]<>0,{partial},{pending}))))))',
        ),
        Slot(
            "settled", "date", Words("Soldée le", "Settled on"), 11,
            'IF(AND([scope]=1,[kind]<>{credit_note},[open]=0,[paid]>0),IF(SUMPRODUCT((pay_key=[key])*(pay_applied<>0)*(pay_day=0))+SUMPRODUCT((tx_target=[key])*(tx_used<>0)*(tx_day=0))>0,"",'
            'MAX([day],SUMPRODUCT(MAX((pay_key=[key])*(pay_applied<>0)*pay_day)),SUMPRODUCT(MAX((tx_target=[key])*(tx_used<>0)*tx_day)))),"")',
        ),
        Slot("unapplied", "money", Words("Avoir à déduire", "Credit left"), 14, 'IF([scope]=1,IF([kind]={credit_note},ROUND([gross]+[applied],2),0),"")', rest=True),
        Slot("before", "money", Words("Avant remise", "Before discount"), 14, rest=True),
        Slot("discount", "money", Words("Remise", "Discount"), 12, rest=True),
        Slot("rate", "rate", Words("Taux de remise", "Discount rate"), 10, 'IF(OR([before]="",[discount]=""),"",IF([before]=0,"",[discount]/[before]))', rest=True),
        Slot("related", "code", Words("Facture créditée", "Invoice credited"), 15, rest=True, help=Words("Pour un avoir : le numéro de la facture qu’il réduit.", "For a credit note: the invoice that it reduces.")),
        Slot("file_status", "text", Words("Statut du fichier", "Status in the file"), 20, rest=True),
        Slot("disputed", "text", Words("En litige", "Disputed"), 10, rest=True),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        Slot("extra", "long", Words("Autres colonnes du fichier", "Other columns of the file"), 44, rest=True),
        Slot("key", "integer", Words("key", "key"), 9, helper=True),
        _helper("scope", 'IF([gross]="","",IF(AND([date]<=as_of,OR([currency]="",[currency]=main_currency)),1,0))'),
        _helper("day", "N([date])"),
        _helper("target", 'IF(OR([kind]<>{credit_note},[related]=""),"",IFERROR(INDEX(tx_key,MATCH([related],tx_number,0)),""))'),
        _helper("rank", "[day]*100000+[key]"),
        _helper("room", 'IF([target]="",0,SUMIFS(tx_gross,tx_key,[target],tx_scope,1))'),
        _helper("earlier", 'IF([room]=0,0,ROUND(SUMIFS(pay_amount,pay_key,[target],pay_day,"<"&[day])-SUMIFS(tx_gross,tx_target,[target],tx_rank,"<"&[rank]),2))'),
        _helper("used", "IF([scope]=1,IF([room]>0,MAX(0,MIN([room],ROUND([earlier]-[gross],2)))-MAX(0,MIN([room],[earlier])),0),0)"),
        _helper("received", "IF([scope]=1,ROUND(SUMIFS(pay_counted,pay_key,[key])-SUMIFS(tx_gross,tx_target,[key],tx_scope,1),2),0)"),
        _helper("paid", "IF([scope]=1,ROUND(SUMIFS(pay_applied,pay_key,[key]),2),0)"),
        _helper("contested", 'IF([disputed]={yes},1,0)+SUMPRODUCT((dis_key=[key])*(dis_opened<=as_of)*(((dis_closed="")+(dis_closed>as_of))>0))'),
        _helper("payment_days", 'IF([settled]="","",IF([settled]>year_ago,IF([date]="","",[settled]-[date]),""))'),
        _helper("delay_days", 'IF([settled]="",[days],IF([settled]>year_ago,IF([due]="","",[settled]-[due]),""))'),
    ),
    spare=5,
)  # fmt: skip

PAYMENTS = Block(
    "payments",
    "pay",
    (
        Slot("date", "date", Words("Date", "Date"), 11),
        Slot("amount", "money", Words("Montant", "Amount"), 14, help=Words("Négatif pour une somme rendue au client.", "Negative for money returned to the client.")),
        Slot("document", "code", Words("Pièce réglée", "Document paid"), 16, help=Words("Le numéro de la facture réglée ; vide pour un acompte.", "The invoice paid; empty for a deposit.")),
        Slot("method", "text", Words("Mode", "Method"), 15),
        Slot("reference", "text", Words("Référence", "Reference"), 24),
        Slot("number", "code", Words("N° de paiement", "Payment no."), 15),
        Slot("applied", "money", Words("Imputé", "Applied"), 14,
             'IF([amount]="","",IF(OR([counted]=0,[room]=0),0,IF([room]<0,[amount],ROUND(MAX(0,MIN([room],[earlier]+[amount]))-MAX(0,MIN([room],[earlier])),2))))'),
        Slot("unapplied", "money", Words("Non affecté", "Unapplied"), 14, 'IF([amount]="","",ROUND([applied]-[counted],2))',
             help=Words("Acompte ou trop-perçu à déduire, en négatif.", "Deposit or overpayment to deduct, negative.")),
        Slot("origin", "text", Words("Origine", "Origin"), 24),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        _helper("key", 'IF([document]="","",IFERROR(INDEX(tx_key,MATCH([document],tx_number,0)),""))'),
        _helper("day", "N([date])"),
        _helper("counted", 'IF([amount]="",0,IF(AND([date]<=as_of,OR([currency]="",[currency]=main_currency)),[amount],0))'),
        _helper("rank", "[day]*100000-ROW()"),
        _helper("room", 'IF([key]="",0,SUMIFS(tx_gross,tx_key,[key],tx_scope,1))'),
        _helper("earlier", 'IF([room]<=0,0,ROUND(SUMIFS(pay_amount,pay_key,[key],pay_rank,"<"&[rank])-SUMIFS(tx_gross,tx_target,[key],tx_day,"<="&[day]),2))'),
    ),
    spare=10,
)  # fmt: skip

_WIDE = {
    "summary": 46,
    "notes": 36,
    "comment": 40,
    "dispute_reason": 24,
    "address": 30,
    "address_more": 24,
    "email": 30,
    "next_action": 26,
}
_WIDTHS: dict[str, float] = {"date": 12, "money": 14, "code": 15, "text": 18}
_LONG = {"summary", "notes", "comment", "address", "address_more", "next_action", "dispute_reason"}


def _slot(column: Column) -> Slot:
    look: Look = "long" if column.name in _LONG else column.type
    width = _WIDE.get(column.name, _WIDTHS.get(column.type, 12))
    return Slot(column.name, look, Words(column.fr, column.en), width)


def _of_table(table: TableName, prefix: str, *more: Slot) -> Block:
    own = tuple(_slot(c) for c in TABLES[table] if c.name not in {"client_id", "client_name"})
    extra = Slot(
        "extra", "long", Words("Autres colonnes du fichier", "Other columns of the file"), 36, rest=True
    )
    return Block(table, prefix, (*own, extra, *more))


CONTACTS = _of_table("contacts", "con")
ADDRESSES = _of_table("addresses", "adr")
INTERACTIONS = _of_table("interactions", "int")
DISPUTES = _of_table(
    "disputes",
    "dis",
    _helper("key", 'IF([document_id]="","",IFERROR(INDEX(tx_key,MATCH([document_id],tx_number,0)),""))'),
    _helper("opened", "N([opened_on])"),
    _helper("closed", 'IF([closed_on]="","",[closed_on])'),
)
BLOCKS = {b.name: b for b in (TRANSACTIONS, PAYMENTS, CONTACTS, ADDRESSES, INTERACTIONS, DISPUTES)}
MODEL_ROWS = 2  # rows of each block in a template: enough for a name to stand for a range
