"""The long sheets of the client file's workbook: each column with its label, its look and its formula; it holds no value.

Rows are sorted by client, so that a client's documents, and a document's payments, stand together: a formula looks at its own stretch of a
sheet, however long the sheet is. In a formula [name] is the cell of the same row, [-name] and [+name] those above and below, [^] the column's header, {name} a word of
fiche.excel.words, <doc.name> the row's own stretch of a column of another sheet and <doc.name!> the first cell of it. The rules are those of
fiche/analysis/applications.sql and open_items.sql; what an invoice has received is the clamped sum of its movements, in their order of days.
Only functions known to Excel 2016 and LibreOffice 7.4; amounts are rounded to cents wherever they are compared.
"""

from dataclasses import replace

from fiche.analysis.metric import metrics
from fiche.excel.blocks import RECORD, SOLD, Block, Slot
from fiche.excel.words import AGED as BALANCE
from fiche.excel.words import BUCKETS, Words
from fiche.model import TABLES

_NO = Words("N° client", "Client no.")
_NAME = Words("Client", "Client")


def _helper(name: str, formula: str = "") -> Slot:
    return Slot(name, "number", Words(name, name), 9, formula, helper=True)


DOCUMENTS = Block(
    "documents",
    "doc",
    (
        Slot("client_id", "code", _NO, 13),
        Slot("client_name", "text", _NAME, 28),
        Slot("number", "code", Words("N° de pièce", "Document no."), 15),
        Slot("kind", "text", Words("Nature", "Kind"), 9),
        Slot("date", "date", Words("Date", "Date"), 11),
        Slot("due", "date", Words("Échéance", "Due date"), 11),
        Slot("net", "money", Words("Montant HT", "Net amount"), 14),
        Slot("gross", "money", Words("Montant TTC", "Gross amount"), 14),
        Slot("applied", "money", Words("Réglé ou imputé", "Paid or applied"), 14,
             'IF([scope]=1,IF([kind]={credit_note},ROUND([given]-[received],2),ROUND(MAX(0,MIN([gross],[received]-[ahead])),2)),"")',
             help=Words("Paiements et avoirs imputés, au plus le montant de la ligne.", "Payments and credit notes applied, at most the row’s amount.")),
        Slot("open", "money", Words("Reste dû", "Open amount"), 14, 'IF([scope]=1,IF([kind]={credit_note},0,ROUND([gross]-[applied],2)),"")'),
        Slot("days", "days", Words("Jours de retard", "Days late"), 9, 'IF([due]="","",IF([scope]=1,IF([open]>0,IF([due]<as_of,as_of-[due],""),""),""))'),
        Slot("bucket", "text", Words("Tranche", "Bucket"), 14,
             'IF([scope]=1,IF([unapplied]<>0,{unapplied},IF([open]=0,"",IF([due]="",{no_due_date},IF([due]>=as_of,{not_due},INDEX(bucket_label,MATCH(as_of-[due]-1,bucket_floor,1)))))),"")'),
        Slot("status", "text", Words("Paiement", "Payment"), 19,
             'IF([scope]<>1,IF([date]>as_of,{future},{other}),IF([open]+[unapplied]=0,{paid},IF(AND([open]>0,OR([disputed]={yes},[contested]>0)),{disputed},IF([days]<>"",{late},IF([applied]<>0,{partial},{pending})))))'),
        Slot("settled", "date", Words("Soldée le", "Settled on"), 11, rest=True, formula=
             'IF([hard]="",IF(AND([scope]=1,[open]=0,[received]>0,[kind]<>{credit_note}),MAX([date],SUMPRODUCT(MAX((<pay.applied><>0)*<pay.date>))),""),IF([hard]=0,"",[hard]))'),
        Slot("unapplied", "money", Words("Avoir à déduire", "Credit left"), 14, 'IF([scope]=1,ROUND([gross]+[applied],2),0)', rest=True),
        Slot("payment_days", "days", Words("Payée en", "Paid in"), 9, 'IF([settled]="","",IF([settled]>year_ago,IF([date]="","",[settled]-[date]),""))',
             help=Words("Jours entre la facture et son solde, sur les 12 derniers mois.", "Days from the invoice to its settlement, last 12 months."), rest=True),
        Slot("delay_days", "days", Words("Retard au solde", "Delay when settled"), 9,
             'IF([settled]="",[days],IF([settled]>year_ago,IF([due]="","",IF([cleared]="",[settled],[cleared])-[due]),""))', rest=True),
        Slot("description", "text", Words("Objet", "Description"), 28, rest=True),
        Slot("before", "money", Words("Avant remise", "Before discount"), 14, rest=True),
        Slot("discount", "money", Words("Remise", "Discount"), 12, rest=True),
        Slot("related", "code", Words("Facture créditée", "Invoice credited"), 15, rest=True),
        Slot("file_status", "text", Words("Statut du fichier", "Status in the file"), 18, rest=True),
        Slot("disputed", "text", Words("En litige", "Disputed"), 10, rest=True),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        _helper("scope", 'IF(AND([date]<=as_of,OR([currency]="",[currency]=main_currency)),1,0)'),
        _helper("received", "SUM(<pay.applied>)"),
        _helper("bought", f'IF(AND([scope]=1,[kind]<>{{credit_note}},[date]<>"",{SOLD},NOT(AND([date]=[-date],EXACT([client_id],[-client_id]),[currency]=[-currency]))),1,0)'),
        _helper("contested", "SUM(<dis.open>)"),
        _helper("given", "<pay.given!>"),
        _helper("hard", 'IF(AND([scope]=1,ROUND([received],2)=ROUND(<pay.room!>,2),SUMIFS(<pay.applied>,<pay.kind>,{payment})>0,SUMPRODUCT((<pay.applied><>0)*(<pay.date>=""))=0),'
                "MAX([date],SUMPRODUCT(MAX((<pay.applied><>0)*<pay.date>))),0)"),
        _helper("further"),
        _helper("ahead", "ROUND(N([-ahead])+[-gross],2)"),
        _helper("behind", "IF(ROUND([received]-[ahead],2)<0,1,0)"),
        _helper("cleared", "999999-SUMPRODUCT(MAX((<pay.held>>=ROUND([ahead]+[gross],2))*(999999-<pay.date>*(<pay.date>>=[date])-[date]*(<pay.date><[date]))))"),
        RECORD,
    ),
)  # fmt: skip

PAYMENTS = Block(
    "payments",
    "pay",
    (
        Slot("client_id", "code", _NO, 13),
        Slot("client_name", "text", _NAME, 28),
        Slot("document", "code", Words("Pièce réglée", "Document paid"), 16),
        Slot("kind", "text", Words("Nature", "Kind"), 11, help=Words("Un paiement, ou un avoir imputé sur la facture qu’il cite.", "A payment, or a credit note applied to the invoice that it names.")),
        Slot("date", "date", Words("Date", "Date"), 11),
        Slot("amount", "money", Words("Montant", "Amount"), 14, help=Words("Négatif pour une somme rendue au client.", "Negative for money returned to the client.")),
        Slot("applied", "money", Words("Imputé", "Applied"), 14,
             'IF([room]="",0,IF([refund]=1,IF(N([from])<=as_of,[counted],0),ROUND(MAX(0,MIN([room],[running]))-IF([again]=1,MAX(0,MIN([room],N([-running]))),0),2)))'),
        Slot("left", "money", Words("Non affecté", "Unapplied"), 14, 'IF([kind]={credit_note},"",ROUND([applied]-[counted],2))',
             help=Words("Acompte ou trop-perçu à déduire, en négatif.", "Deposit or overpayment to deduct, negative.")),
        Slot("method", "text", Words("Mode", "Method"), 14),
        Slot("reference", "text", Words("Référence", "Reference"), 22),
        Slot("number", "code", Words("N° de paiement", "Payment no."), 15, rest=True),
        Slot("origin", "text", Words("Origine", "Origin"), 22, rest=True),
        Slot("currency", "code", Words("Devise", "Currency"), 9, rest=True),
        _helper("room", "SUM(<doc.gross>)"),
        _helper("counted", 'IF(AND([date]<=as_of,OR([currency]="",[currency]=main_currency)),[amount],0)'),
        _helper("running", "ROUND(IF([again]=1,N([-running]),0)+IF(N([from])<=as_of,[counted],0),2)"),
        _helper("again"),
        _helper("refund"),
        _helper("from", "<doc.date!>"),
        _helper("held", "IF(AND([+again]=1,MAX(N([+date]),<doc.date!>)=MAX(N([date]),<doc.date!>)),-1,MAX(0,MIN([room],[running])))"),
        _helper("given", "IF(<doc.kind!>={credit_note},[applied],0)"),
        RECORD,
    ),
)  # fmt: skip

DISPUTES = Block(
    "disputes",
    "dis",
    (
        Slot("client_id", "code", _NO, 13),
        Slot("client_name", "text", _NAME, 28),
        Slot("document", "code", Words("Pièce contestée", "Document disputed"), 16),
        Slot("opened", "date", Words("Ouvert le", "Opened on"), 11),
        Slot("closed", "date", Words("Clos le", "Closed on"), 11),
        Slot("reason", "text", Words("Motif", "Reason"), 40),
        Slot("amount", "money", Words("Montant contesté", "Amount disputed"), 14),
        Slot("state", "text", Words("État dans le fichier", "State in the file"), 18),
        Slot("open", "integer", Words("Ouvert à la date", "Open at the date"), 10,
             'IF(AND([counts]=1,[opened]<=as_of,OR([closed]="",[closed]>as_of)),1,0)'),
        _helper("counts"),
        RECORD,
    ),
)  # fmt: skip


def _undefined(condition: str, formula: str) -> str:
    return f"IF({condition}>0,{formula},{{undefined}})"


_YEAR = '<doc.date>,">"&year_ago'
_INVOICES = '<doc.kind>,"<>"&{credit_note}'
_BROUGHT = _INVOICES + ',<doc.further>,"<>1",<doc.net>,0,<doc.gross>,"<>0"'  # see fiche.analysis.metric.SALE


def _per(weight: str, total: str) -> str:
    """A total over a weight that the row keeps apart."""
    return _undefined(f"[{weight}]", f"{total}/[{weight}]")


# The indicators of a client, by their codes: those that a formula of Excel 2016 says simply over the client's own rows.
FIGURES: dict[str, str] = {
    "revenue_12m": f"ROUND(SUMIFS(<doc.net>,<doc.scope>,1,{_YEAR}),2)",
    "revenue_prev_12m": 'ROUND(SUMIFS(<doc.net>,<doc.scope>,1,<doc.date>,">"&two_years_ago,<doc.date>,"<="&year_ago),2)',
    "growth": _per("revenue_prev_12m", "[revenue_12m]").replace("/[revenue_prev_12m]", "/[revenue_prev_12m]-1"),
    "outstanding": "ROUND(SUM(<doc.open>),2)",
    "not_due": "ROUND(SUMIFS(<doc.open>,<doc.bucket>,{not_due}),2)",
    "overdue": 'ROUND(SUMIFS(<doc.open>,<doc.days>,">0"),2)',
    "overdue_serious": 'ROUND(SUMIFS(<doc.open>,<doc.days>,">"&serious_days),2)',
    "overdue_count": 'COUNTIFS(<doc.days>,">0")-COUNTIFS(<doc.days>,">0",<doc.behind>,1)',
    "oldest_delay": _undefined("COUNT(<doc.days>)", "MAX(<doc.days>)"),
    "unapplied": "ROUND(SUM(<doc.unapplied>)+SUM(<pay.left>),2)",
    "balance": "ROUND([outstanding]+[unapplied],2)",
    "credit_use": _undefined("N([credit_limit])", "[balance]/[credit_limit]"),
    "last_purchase": _undefined("SUM(<doc.bought>)", "SUMPRODUCT(MAX(<doc.bought>*<doc.date>))"),
    "purchase_days_12m": f"SUMIFS(<doc.bought>,{_YEAR})",
    "order_count": f"COUNTIFS(<doc.scope>,1,{_INVOICES})-COUNTIFS(<doc.scope>,1,<doc.further>,1)-COUNTIFS(<doc.scope>,1,{_BROUGHT})",
    "average_order": _undefined("[order_count]", f"ROUND(SUMIFS(<doc.net>,<doc.scope>,1,{_INVOICES})/[order_count],2)"),
    "documents": "SUMPRODUCT((<doc.client_id>=[client_id])*(<doc.scope>=1)*(<doc.further>=0))",
    "revenue_total": "ROUND(SUMIFS(<doc.net>,<doc.scope>,1),2)",
    "discount_rate_12m": _per("before_12m", f'SUMIFS(<doc.discount>,<doc.scope>,1,<doc.before>,"<>",{_YEAR})'),
    "days_to_pay": _per("paid_weight", "SUMPRODUCT(<doc.gross>,<doc.payment_days>)"),
    "days_late_weighted": _per("late_weight", "SUMPRODUCT(<doc.gross>,<doc.delay_days>)"),
    "dso_accounting": _per("sold", "[outstanding]").replace("/[sold]", "/[sold]*dso_days"),
}  # fmt: skip
# What averages divide by, each added up once.
_WEIGHTS = {
    "paid_weight": 'SUMIFS(<doc.gross>,<doc.payment_days>,">-99999")',
    "late_weight": 'SUMIFS(<doc.gross>,<doc.delay_days>,">-99999")',
    "before_12m": f'SUMIFS(<doc.before>,<doc.scope>,1,<doc.discount>,"<>",{_YEAR})',
    "sold": 'SUMIFS(<doc.gross>,<doc.scope>,1,<doc.date>,">"&(as_of-dso_days))',
}

_LOOKS = {
    "money": "money",
    "percent": "percent",
    "points": "percent",
    "days": "average",
    "count": "count",
    "date": "date",
}
_SHOWN = {"oldest_delay": "days", "not_due": "money"}
_FILE = (
    "city", "postal_code", "country", "phone", "email", "category", "sector", "zone", "account_manager", "status", "payment_terms", "granted_discount",
)  # fmt: skip
_LONG = {"email": 28.0, "payment_terms": 22.0, "account_manager": 20.0, "sector": 20.0}


def _figure(code: str, *, rest: bool = False) -> Slot:
    metric = metrics()[code]
    look = _SHOWN.get(code, _LOOKS[metric.unit])
    return Slot(code, look, Words(metric.fr, metric.en), 13, FIGURES[code], rest=rest)  # type: ignore[arg-type]


def _of_file(name: str) -> Slot:
    column = TABLES["clients"].by_name[name]
    return Slot(name, column.type, Words(column.fr, column.en), _LONG.get(name, 15), rest=True)


def _tie(name: str, limit: str) -> Slot:
    """How many of the clients above sell exactly what the limit of a class is: they come before this one."""
    return _helper(name, f"N([-{name}])+IF(AND({limit}>0,N([-revenue_12m])={limit}),1,0)")


_ABC = (
    'IF([revenue_12m]<=0,"",IF(OR([revenue_12m]>abc_a,AND([revenue_12m]=abc_a,ROUND(abc_above_a+[tie_a]*abc_a,2)<ROUND(abc_share_a*abc_total,4))),"A",'
    'IF(OR([revenue_12m]>abc_b,AND([revenue_12m]=abc_b,ROUND(abc_above_b+[tie_b]*abc_b,2)<ROUND(abc_share_b*abc_total,4))),"B","C")))'
)
_SCORE = "1+([{0}]>rfm_{1}1)+([{0}]>rfm_{1}2)+([{0}]>rfm_{1}3)+([{0}]>rfm_{1}4)"
_CLASSES = (
    Slot("abc", "text", Words("Classe ABC", "ABC class"), 8, _ABC),
    Slot("segment", "text", Words("Segment RFM", "RFM segment"), 16,
         'IF([purchase_days_12m]=0,IF(ISNUMBER([last_purchase]),rfm_lost,""),INDEX(rfm_segments,[r],[f]+[m]-1))'),
)  # fmt: skip
_SCORES = (
    Slot("recency", "days", Words("Dernier achat il y a", "Last purchase"), 10, 'IF([purchase_days_12m]=0,"",as_of-[last_purchase])'),
    Slot("r", "integer", Words("R", "R"), 6, 'IF([recency]="","",6-(' + _SCORE.format("recency", "r") + "))"),
    Slot("f", "integer", Words("F", "F"), 6, 'IF([recency]="","",' + _SCORE.format("purchase_days_12m", "f") + ")"),
    Slot("m", "integer", Words("M", "M"), 6, 'IF([recency]="","",' + _SCORE.format("revenue_12m", "m") + ")"),
)  # fmt: skip
_FIRST = ("revenue_12m", "revenue_prev_12m", "growth", "outstanding", "overdue", "overdue_serious", "oldest_delay", "balance")  # fmt: skip
_THEN = (
    "unapplied", "not_due", "overdue_count", "last_purchase", "order_count", "average_order", "days_to_pay", "days_late_weighted", "dso_accounting", "discount_rate_12m",
    "purchase_days_12m", "documents", "revenue_total",
)  # fmt: skip
CLIENTS = Block(
    "clients",
    "cli",
    (
        Slot("client_id", "code", _NO, 13),
        Slot("client_name", "text", _NAME, 30),
        Slot("status_computed", "text", Words("Statut à l’export", "Status when exported"), 20),
        *_CLASSES,
        *map(_figure, _FIRST),
        Slot("credit_limit", "money", Words("Plafond d’encours", "Credit limit"), 13, rest=True),
        _figure("credit_use", rest=True),
        *(_figure(code, rest=True) for code in _THEN),
        *(replace(slot, rest=True) for slot in _SCORES),
        *map(_of_file, _FILE),
        *(_helper(name, formula) for name, formula in _WEIGHTS.items()),
        _tie("tie_a", "abc_a"),
        _tie("tie_b", "abc_b"),
    ),
)


def _bucket(name: str, label: Words) -> Slot:
    """The rest due in a bucket, which the column's own header names."""
    return Slot(name, "money", label, 13, "ROUND(SUMIFS(<doc.open>,<doc.bucket>,[^]),2)")


AGED = Block(
    "aged",
    "age",
    (
        Slot("client_id", "code", _NO, 13),
        Slot("client_name", "text", _NAME, 30),
        *(_bucket(name, BUCKETS.get(name, Words("", ""))) for name in BALANCE[:-1]),
        Slot("unapplied", "money", BUCKETS["unapplied"], 13, "ROUND(SUM(<doc.unapplied>)+SUM(<pay.left>),2)"),
        Slot("total", "money", Words("Solde", "Balance"), 14, "ROUND(SUM([not_due]:[unapplied]),2)"),
        Slot("file", "money", Words("Pièces moins paiements", "Documents less payments"), 14,
             "ROUND(SUMIFS(<doc.gross>,<doc.scope>,1)-SUMIFS(<pay.counted>,<pay.kind>,{payment}),2)"),
        Slot("difference", "money", Words("Écart", "Gap"), 10, "ROUND([total]-[file],2)"),
    ),
)  # fmt: skip
# Columns of which a row has the formula only where it has a value: most rows need none.
SPARSE: dict[str, set[str]] = {
    "doc": {"unapplied", "given", "hard", "ahead", "behind", "cleared"},
    "pay": {"from", "held", "given"},
}
BLOCKS = {block.prefix: block for block in (DOCUMENTS, PAYMENTS, DISPUTES, CLIENTS, AGED)}
