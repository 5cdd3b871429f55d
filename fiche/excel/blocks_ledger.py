"""The rows that carry amounts: transactions, due amounts of invoices paid in instalments, payments; formulas only, they hold no value.

The rules are those of fiche/analysis/applications.sql and open_items.sql. Who receives what and when is worked out on the hidden sheet
(fiche.excel.blocks_hidden), where movements stand in order; here each row looks up its own. Amounts of hidden columns are whole cents, so
that every sum is exact. Places (`key`) count rows from 1. No column looks at every row of another one but by a search in an ordered one.
"""

from fiche.excel.blocks import HEAD, RECORD, SOLD, Block, Slot, found, helper
from fiche.excel.words import Words

KEYED = (
    10_000_000_000  # an order number is a place times this, a day times the next, and a rank within the day
)
DAILY = 100_000
PAID_FROM = 50_000  # within a day credit notes come first, then payments; lower in the sheet is earlier
LAST_DAY = 99_999  # a later day (in 2173) orders as that one
PLACE = f"ROW()-{HEAD + 1}"
MINE = 'OR([currency]="",[currency]=main_currency)'
_SIGNED = "AND(ISNUMBER({0}),IF([kind]={{credit_note}},{0}<=0,{0}>=0))"


def upto(block: str, key: str, day: str) -> str:
    """The last row of an ordered block that is of document `key` and of `day` at the latest; an error or another document's when there is none."""
    return f"MATCH({key}*{KEYED}+MIN({day},{LAST_DAY})*{DAILY}+{DAILY - 1},{block}_code,1)"


def kept_if_own(block: str, key: str, place: str, then: str, otherwise: str = "0") -> str:
    """`then` where the row of the block at `place` is of document `key`."""
    return f"IFERROR(IF(INDEX({block}_key,{place})={key},{then},{otherwise}),{otherwise})"


def span(column: str) -> str:
    """The movements of a row's document up to the date, of a column: from the first one to [last]."""
    return f"INDEX(mov_{column},INDEX(mov_first,[last])):INDEX(mov_{column},[last])"


def taken_off(applied: str, left: str, own: str) -> str:
    """What movements take off `own`, a weight per cent of money that falls with time: each from its own day, or from the due date if that is later."""
    return f"SUMPRODUCT({applied},{left}+{own}-ABS({left}-{own}))/2"


def weighed(own: str, left: str) -> str:
    """A transaction's gross amount by the weight `own` of its due date, less what movements of weight `left` take off."""
    return f"ROUND(100*[gross],0)*{own}-IF([last]=0,0,{taken_off(span('applied'), left, own)})"


def rate_sum(day: str, at: str = "[at]") -> str:
    """The daily penalty rates, in millionths, added up to `day` included; `at`: the row of the periods that begins by then."""
    passed = f"{day}+1-INDEX(per_since,{at})"
    days, beyond = f"INDEX(per_days,{at})", f"MAX(0,{passed}-INDEX(per_days,{at}))"
    return f"INDEX(per_sum,{at})+INDEX(per_rate,{at})*MIN({passed},{days})+outside_rate*{beyond}"


def hole_sum(day: str, at: str = "[at]") -> str:
    """How many days up to `day` included have no rate."""
    return f"INDEX(per_holes,{at})+outside_hole*MAX(0,{day}+1-INDEX(per_since,{at})-INDEX(per_days,{at}))"


def late_days(day: str) -> str:
    """The days after `day` and after a year before the date."""
    return f"(as_of-MAX({day},year_ago))"


_LAST = upto("mov", "[key]", "as_of")
_LOTS = upto("lot", "[key]", str(LAST_DAY))
_AT_90 = upto("mov", "[key]", "([due]+90)")
_OPEN_DISPUTE = "OR([disputed]={yes},COUNTIFS(dis_key,[key],dis_live,1)>0)"
_BUCKET = 'IF([due]="",{no_due_date},IF([due]>=as_of,{not_due},INDEX(bucket_label,MATCH(as_of-[due]-1,bucket_floor,1))))'
_CHARGED = "OR([scope]<>1,[kind]={credit_note})"

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
            'IF([scope]=1,IF([kind]={credit_note},IF([code]="",0,INDEX(mov_applied,MATCH([code],mov_code,1)))-[received],[received])/100,"")',
            help=Words("Paiements et avoirs imputés, au plus le montant de la facture.", "Payments and credit notes applied, at most the invoice."),
        ),
        Slot("open", "money", Words("Reste dû", "Open amount"), 14, 'IF([scope]=1,IF([kind]={credit_note},0,ROUND([gross]-[applied],2)),"")'),
        Slot("days", "days", Words("Jours de retard", "Days late"), 9, 'IF([due]="","",IF([scope]=1,IF([open]>0,IF([due]<as_of,as_of-[due],""),""),""))'),
        Slot("bucket", "text", Words("Tranche", "Bucket"), 14, f'IF([scope]=1,IF([unapplied]<>0,{{unapplied}},IF([open]=0,"",{_BUCKET})),"")'),
        Slot(
            "status", "text", Words("Paiement", "Payment"), 19,
            f'IF([scope]="","",IF([scope]<>1,IF([date]>as_of,{{future}},{{other}}),IF([open]+[unapplied]=0,{{paid}},IF(AND([open]>0,{_OPEN_DISPUTE}),{{disputed}},IF([days]<>"",{{late}},IF([applied]<>0,{{partial}},{{pending}}))))))',
        ),
        Slot(
            "settled", "date", Words("Soldée le", "Settled on"), 11,
            'IF(AND([scope]=1,[kind]<>{credit_note},[open]=0,[last]>0),IF(INDEX(mov_paid,[last])>0,IF(INDEX(mov_latest,[last])<9000000,INDEX(mov_latest,[last]),""),""),"")',
        ),
        Slot("unapplied", "money", Words("Avoir à déduire", "Credit left"), 14, 'IF([scope]=1,IF([kind]={credit_note},ROUND([gross]+[applied],2),0),"")', rest=True),
        Slot(
            "penalty", "money", Words("Pénalités", "Penalties"), 12,
            f'IF({_CHARGED},"",IF(private_client={{yes}},0,IF(AND([holes]>0,contractual_rate=""),{{undefined}},ROUND([charge]/365000000,0)/100)))',
            rest=True,
        ),
        Slot("before", "money", Words("Avant remise", "Before discount"), 14, rest=True),
        Slot("discount", "money", Words("Remise", "Discount"), 12, rest=True),
        Slot("rate", "rate", Words("Taux de remise", "Discount rate"), 10, 'IF(OR([before]="",[discount]=""),"",IF([before]=0,"",[discount]/[before]))', rest=True),
        Slot("cost", "money", Words("Coût", "Cost"), 12, rest=True),
        Slot("delivery", "money", Words("Frais de livraison", "Delivery cost"), 12, rest=True, help=Words("Les frais supportés par l’entreprise.", "The costs that the company bears.")),
        Slot("related", "code", Words("Facture créditée", "Invoice credited"), 15, rest=True, help=Words("Pour un avoir : le numéro de la facture qu’il réduit.", "For a credit note: the invoice that it reduces.")),
        Slot("file_status", "text", Words("Statut du fichier", "Status in the file"), 20, rest=True),
        Slot("disputed", "text", Words("En litige", "Disputed"), 10, rest=True),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        Slot("extra", "long", Words("Autres colonnes du fichier", "Other columns of the file"), 44, rest=True),
        helper("key", PLACE),
        helper("scope", f'IF([gross]="","",IF(AND([date]<=as_of,{MINE}),1,0))'),
        helper("target", f'IF([kind]<>{{credit_note}},"",{found("related")})'),
        helper("code", f'IF([target]="","",IF(AND({MINE},INDEX(tx_kind,[target])<>{{credit_note}}),[target]*{KEYED}+MIN(N([date]),{LAST_DAY})*{DAILY}+{PAID_FROM}-[key],""))'),
        helper("last", f"IF([scope]=1,{kept_if_own('mov', '[key]', _LAST, _LAST)},0)"),
        helper("received", "IF([last]=0,0,INDEX(mov_held,[last]))"),
        helper("lots", kept_if_own("lot", "[key]", _LOTS, _LOTS)),
        helper("at", 'IF(AND([scope]=1,[kind]<>{credit_note},[lots]=0,[due]<>""),IF([due]<as_of,MATCH([due],per_since,1),0),0)'),
        helper("left", f"IF([at]=0,0,rates_total-({rate_sum('[due]')}))"),
        helper("hole", f"IF([at]=0,0,holes_total-({hole_sum('[due]')}))"),
        helper("charge", f"IF([lots]>0,INDEX(lot_charge,[lots]),IF([at]=0,0,{weighed('[left]', span('left'))}))"),
        helper("holes", f"IF([lots]>0,INDEX(lot_holes,[lots]),IF([at]=0,0,{weighed('[hole]', span('hole'))}))"),
        helper("carried", f"IF([lots]>0,INDEX(lot_carried,[lots]),IF([at]=0,0,{weighed(late_days('[due]'), '(as_of-' + span('day') + ')')}))"),
        helper("late", 'IF([status]={late},[days],"")'),
        helper("payment_days", 'IF([settled]="","",IF([settled]>year_ago,IF([date]="","",[settled]-[date]),""))'),
        helper("delay_days", 'IF([lots]>0,"",IF([settled]="",[days],IF([settled]>year_ago,IF([due]="","",[settled]-[due]),"")))'),
        helper("left_90", f'IF(AND([scope]=1,[kind]<>{{credit_note}},[due]<>"",[date]>=ripe_first,[date]<=ripe_last),IF([lots]>0,INDEX(lot_left_90,[lots]),ROUND(100*[gross],0)-IF(N([date])>[due]+90,0,{kept_if_own("mov", "[key]", _AT_90, f"INDEX(mov_held,{_AT_90})")})),0)'),
        helper("bought", f'IF(AND([scope]=1,[kind]<>{{credit_note}},[date]<>"",{SOLD}),[date],"")'),
        helper("opening"),
        helper("brought", f'IF(AND([scope]=1,[kind]<>{{credit_note}},MAX([date],[opening])<=as_of),IF({SOLD},0,MAX([date],[opening])),0)'),
        helper("buy", 'IFERROR(LARGE(tx_bought,[key]),"")'),
        helper("gap", 'IF([buy]="","",IF(N([^buy])>[buy],[^buy]-[buy],""))'),
        RECORD,
    ),
    spare=5,
)  # fmt: skip

INSTALMENTS = Block(
    "instalments",
    "due",
    (
        Slot("number", "code", Words("Facture", "Invoice"), 16, help=Words("Le numéro d’une facture payable en plusieurs fois.", "The number of an invoice to be paid in several times.")),
        Slot("due", "date", Words("Échéance", "Due date"), 12),
        Slot("amount", "money", Words("Montant", "Amount"), 15, help=Words("Les montants d’une facture font ensemble son montant TTC.", "The amounts of an invoice add up to its gross amount.")),
        Slot("applied", "money", Words("Réglé ou imputé", "Paid or applied"), 15, 'IF([open]="","",ROUND([amount]-[open],2))'),
        Slot("open", "money", Words("Reste dû", "Open amount"), 15, 'IF([place]="","",IF(INDEX(tx_scope,[key])=1,INDEX(lot_open,[place])/100,""))'),
        Slot("days", "days", Words("Jours de retard", "Days late"), 11, 'IF([open]="","",IF(AND([open]>0,[due]<as_of),as_of-[due],""))'),
        Slot("bucket", "text", Words("Tranche", "Bucket"), 16, f'IF(N([open])=0,"",{_BUCKET})'),
        helper("key", found("number")),
        helper("code", f'IF(OR([key]="",[due]="",[amount]=""),"",[key]*{KEYED}+MIN([due],{LAST_DAY})*{DAILY}+{PLACE})'),
        helper("place", 'IF([code]="","",MATCH([code],lot_code,1))'),
        helper("delay_days", 'IF([place]="","",INDEX(lot_delay,[place]))'),
        helper("contested", 'IF([place]="",0,IF(INDEX(tx_status,[key])={disputed},1,0))'),
    ),
    spare=12,
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
        Slot("applied", "money", Words("Imputé", "Applied"), 14, 'IF([amount]="","",IF(OR([counted]=0,[code]=""),0,INDEX(mov_applied,MATCH([code],mov_code,1))/100))'),
        Slot("unapplied", "money", Words("Non affecté", "Unapplied"), 14, 'IF([amount]="","",ROUND([applied]-[counted],2))',
             help=Words("Acompte ou trop-perçu à déduire, en négatif.", "Deposit or overpayment to deduct, negative.")),
        Slot("origin", "text", Words("Origine", "Origin"), 24),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        helper("key", found("document")),
        helper("code", f'IF(OR([key]="",[amount]=""),"",IF({MINE},[key]*{KEYED}+MIN(N([date]),{LAST_DAY})*{DAILY}+{DAILY - 1}-({PLACE}),""))'),
        helper("counted", f'IF([amount]="",0,IF(AND([date]<=as_of,{MINE}),[amount],0))'),
        RECORD,
    ),
    spare=10,
)  # fmt: skip
