"""The rows of the hidden sheet: movements and due amounts in order, rate periods, months of sales; formulas only, they hold no value.

`k` is the row's own number. `code` puts the rows in order: their smallest first, and then UNUSED. Columns that carry on from the row above
start again with each document (`key`). Amounts are whole cents, rates millionths: every product and sum is exact.
"""

from fiche.excel.blocks import Block, Slot, helper
from fiche.excel.blocks_ledger import (
    DAILY,
    KEYED,
    PAID_FROM,
    hole_sum,
    kept_if_own,
    late_days,
    rate_sum,
    taken_off,
    upto,
)

UNUSED = "9E15"
NEVER = 9_000_000  # later than any day
_SAME = "[key]=[^key]"


def _carried(name: str, more: str) -> str:
    """What the row above has of the same document, and `more`."""
    return f"IF({_SAME},[^{name}],0)+{more}"


def _number() -> Slot:
    return helper("k", "")


# Payments and credit notes that name a document, by document, day, credit notes first, then as they stand from the bottom up.
_PAYMENT, _CREDIT = f"{DAILY - 1}-[seq]", f"{PAID_FROM}-[seq]"
MOVEMENTS = Block(
    "movements",
    "mov",
    (
        _number(),
        helper("raw", 'IF([k]<=ROWS(pay_code),INDEX(pay_code,[k]),IFERROR(LARGE(tx_code,[k]-ROWS(pay_code)),""))'),
        helper("code", f"IFERROR(SMALL(mov_raw,[k]),{UNUSED})"),
        helper("key", f"INT([code]/{KEYED})"),
        helper("seq", f"IF([code]={UNUSED},0,[code]-INT([code]/{DAILY})*{DAILY})"),
        helper("amount", f"IF([seq]=0,0,IF([seq]>={PAID_FROM},ROUND(100*INDEX(pay_amount,{_PAYMENT}),0),-ROUND(100*INDEX(tx_gross,{_CREDIT}),0)))"),
        helper("dated", f"IF([seq]=0,0,IF([seq]>={PAID_FROM},N(INDEX(pay_date,{_PAYMENT})),N(INDEX(tx_date,{_CREDIT}))))"),
        helper("day", "IF([seq]=0,0,MAX([dated],N(INDEX(tx_date,[key]))))"),
        helper("room", "IF([seq]=0,0,IF(INDEX(tx_scope,[key])=1,ROUND(100*INDEX(tx_gross,[key]),0),0))"),
        helper("total", _carried("total", "[amount]")),
        helper("held", "IF([room]<0,[total],MAX(0,MIN([room],[total])))"),
        helper("applied", f"[held]-IF({_SAME},[^held],0)"),
        helper("paid", _carried("paid", f"IF([seq]>={PAID_FROM},[applied],0)")),
        helper("latest", f"MAX(IF({_SAME},[^latest],0),IF([applied]=0,0,IF([dated]=0,{NEVER},[day])))"),
        helper("first", f"IF({_SAME},[^first],[k])"),
        helper("at", "IF(OR([seq]=0,[day]>=as_of),0,MATCH(MAX(1,[day]),per_since,1))"),
        helper("left", f"IF([at]=0,0,rates_total-({rate_sum('MAX(1,[day])')}))"),
        helper("hole", f"IF([at]=0,0,holes_total-({hole_sum('MAX(1,[day])')}))"),
    ),
    spare=15,
)  # fmt: skip


def _span(column: str, more: int = 0) -> str:
    """A column of the movements of a due amount's document, `more` rows further down."""
    after = f"+{more}" if more else ""
    return f"INDEX(mov_{column},INDEX(mov_first,[last]){after}):INDEX(mov_{column},[last]{after})"


# Twice what each movement puts in a due amount: what the document holds, cut to what this one asks for beyond those before it.
_AFTER, _BEFORE = f"({_span('held')}-[before])", f"({_span('held')}-{_span('applied')}-[before])"
_FILLED = f"(ABS({_AFTER})-ABS({_AFTER}-[amount])-ABS({_BEFORE})+ABS({_BEFORE}-[amount]))"
_DAY_ENDS = f"((({_span('day', 1)}<>{_span('day')})+({_span('k')}=[last]))>0)"
_CLEARED = (
    f"{NEVER}-SUMPRODUCT(MAX(({_span('held')}>=[before]+[amount])*{_DAY_ENDS}*({NEVER}-{_span('day')})))"
)
_SETTLED = "INDEX(tx_settled,[key])"
_AT_90 = upto("mov", "[key]", "([due]+90)")
_HELD_90 = f"IF(N(INDEX(tx_date,[key]))>[due]+90,0,{kept_if_own('mov', '[key]', _AT_90, f'INDEX(mov_held,{_AT_90})')})"


def _weighed(own: str, left: str) -> str:
    """A due amount by the weight `own` of its due date, less what movements of weight `left` take off."""
    return f"IF([at]=0,0,[amount]*{own}-IF([last]=0,0,{taken_off(_FILLED, left, own)}/2))"


LOTS = Block(
    "lots",
    "lot",
    (
        _number(),
        helper("code", f"IFERROR(SMALL(due_code,[k]),{UNUSED})"),
        helper("key", f"INT([code]/{KEYED})"),
        helper("row", f"IF([code]={UNUSED},0,[code]-INT([code]/{DAILY})*{DAILY})"),
        helper("due", "IF([row]=0,0,INDEX(due_due,[row]))"),
        helper("amount", "IF([row]=0,0,ROUND(100*INDEX(due_amount,[row]),0))"),
        helper("before", f"IF({_SAME},[^before]+[^amount],0)"),
        helper("last", "IF([row]=0,0,INDEX(tx_last,[key]))"),
        helper("open", "IF([row]=0,0,MAX(0,MIN([amount],[before]+[amount]-INDEX(tx_received,[key]))))"),
        helper("rest", _carried("rest", "[open]")),
        helper("shown", f"IF({_SAME},IF([^rest]>0,[^shown],IF([open]>0,[due],[^shown])),[due])"),
        helper("at", "IF([row]=0,0,IF(AND(INDEX(tx_scope,[key])=1,[due]<as_of),MATCH([due],per_since,1),0))"),
        helper("left", f"IF([at]=0,0,rates_total-({rate_sum('[due]')}))"),
        helper("hole", f"IF([at]=0,0,holes_total-({hole_sum('[due]')}))"),
        helper("charge", _carried("charge", _weighed("[left]", _span("left")))),
        helper("holes", _carried("holes", _weighed("[hole]", _span("hole")))),
        helper("carried", _carried("carried", _weighed(late_days("[due]"), f"(as_of-{_span('day')})"))),
        helper("delay", f'IF([row]=0,"",IF({_SETTLED}="",IF(AND([at]>0,[open]>0),as_of-[due],""),IF({_SETTLED}>year_ago,{_CLEARED}-[due],"")))'),
        helper("left_90", _carried("left_90", f"IF([row]=0,0,IF(AND(INDEX(tx_scope,[key])=1,N(INDEX(tx_date,[key]))>=ripe_first,N(INDEX(tx_date,[key]))<=ripe_last),[amount]-MAX(0,MIN([amount],{_HELD_90}-[before])),0))")),
    ),
    spare=0,
)  # fmt: skip

# The half-years of the rate table, after a first row for what comes before them; each has after it, when the next one does not follow at
# once, a gap of days without a published rate.
_SINCE = "IFERROR(INDEX(rate_since,[k]-1),0)"
PERIODS = Block(
    "periods",
    "per",
    (
        _number(),
        helper("since", f"IF([k]=1,1,IF(N({_SINCE})=0,{NEVER}+[k],{_SINCE}))"),
        helper("days", f"IF(OR([k]=1,[since]>={NEVER}),0,EDATE([since],6)-[since])"),
        helper("gap", "IF([k]=1,0,MAX(0,[since]-[^since]-[^days]))"),
        helper("rate", "IF([days]=0,0,ROUND(1000000*INDEX(rate_applied,[k]-1),0))"),
        helper("sum", "IF([k]=1,0,[^sum]+[^rate]*[^days]+outside_rate*[gap])"),
        helper("holes", "IF([k]=1,0,[^holes]+outside_hole*[gap])"),
    ),
    spare=2,
)  # fmt: skip

# The months in which something was invoiced or credited, the latest first; `reach`: what they and those above have sold.
SALES = Block(
    "sales",
    "sal",
    (
        _number(),
        helper("upto", "IF([k]=1,as_of+1,[^month])"),
        helper("day", 'IF([upto]="",0,SUMPRODUCT(MAX((tx_scope=1)*(tx_date<[upto])*tx_date)))'),
        helper("month", 'IF([day]=0,"",[day]-DAY([day])+1)'),
        helper("sold", 'IF([month]="",0,ROUND(100*SUMIFS(tx_gross,tx_scope,1,tx_date,">="&[month],tx_date,"<="&EOMONTH([month],0)),0))'),
        helper("reach", f'IF([month]="",{UNUSED},IF([k]=1,0,[^reach])+MAX(0,[sold]))'),
    ),
    spare=6,
)  # fmt: skip

# Of the whole portfolio: each month of invoicing, and the last due date of its invoices.
RIPENING = Block("ripening", "rip", (helper("month", "", "date"), helper("due", "", "date")))
HIDDEN = (MOVEMENTS, LOTS, PERIODS, SALES, RIPENING)
