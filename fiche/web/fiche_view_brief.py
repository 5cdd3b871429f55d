"""A client's sheet, what a call needs: what to say and to offer, what they buy, owe and said last; it words nothing that the printed page words otherwise."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from fiche.brief import Brief
from fiche.brief import rows as said
from fiche.brief.points import Point, kind_name, points
from fiche.charts.theme import palette
from fiche.i18n import _, colon, day, days, money, number
from fiche.web.show import md

SHOWN, PRODUCTS, LATE, LETTERS, RISKS = 7, 3, 3, 150, 2
LOOKS = {
    "serious": ":red[**▲ {word}**]",
    "late": ":orange[**▲ {word}**]",
    "dunning": ":orange[**▲ {word}**]",
    "dispute": ":orange[**▲ {word}**]",
    "promise": ":orange[**▲ {word}**]",
}
STYLE = """<style>
.fiche-card, .fiche-card p { font-size: .875rem; line-height: 1.45 }
.fiche-card h3 { font-size: 1rem; font-weight: 600; margin: 0 0 .2rem; padding: 0 }
.fiche-card .row { display: flex; justify-content: space-between; gap: .75rem }
.fiche-card .row > :first-child { overflow-wrap: anywhere }
.fiche-card .row > :last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.fiche-card p { margin: 0 0 .15rem; overflow-wrap: anywhere }
.fiche-card .soft { opacity: .8 }
</style>"""


def to_do(brief: Brief) -> None:
    """What to say and to offer, most pressing first, each with its reason."""
    found = points(brief)
    if not found:
        st.caption(_("Rien à signaler au {day}.").format(day=day(brief.as_of)))
        return
    st.markdown("\n".join(f"{i}. {point_line(point)}" for i, point in enumerate(found[:SHOWN], start=1)))
    if len(found) > SHOWN:
        with st.popover(
            _("Voir les {n} autres").format(n=number(len(found) - SHOWN)), type="tertiary", key="sheet_points"
        ):
            st.markdown(
                "\n".join(f"{i}. {point_line(p)}" for i, p in enumerate(found[SHOWN:], start=SHOWN + 1))
            )


def point_line(point: Point) -> str:
    """A point with its kind in a word and a colour, escaped Markdown."""
    look = LOOKS.get(point.kind, "**{word}**")
    return f"{look.format(word=kind_name(point.kind))} — {md(point.text)}"


def buying(brief: Brief) -> None:
    """What they buy, how often, their first products, and the discounts given against those granted."""
    rows = (_row(each.product, said.product_said(each, brief.currency)) for each in brief.products[:PRODUCTS])
    lines = [_line(said.buying(brief)), *rows]
    if len(brief.products) > PRODUCTS:
        left = len(brief.products) - PRODUCTS
        words = _("et 1 autre produit") if left == 1 else _("et {n} autres produits").format(n=number(left))
        lines.append(_soft(words))
    discounts = " · ".join(f"{label.lower()}{colon()}{value}" for label, value in said.discounts(brief))
    _card(_("Ce qu’il achète"), [*lines, _titled(_("Remises"), discounts)])


def owing(brief: Brief) -> None:
    """What is late and why: the first invoices, how the client usually pays, what the law lets one ask for."""
    colours = palette(st.context.theme.type == "dark")
    lines = [] if brief.late else [_line(_("Rien n’est en retard."))]
    for each in brief.late[:LATE]:
        colour = colours.serious if each.days > brief.serious_days else colours.late
        why = said.late_why(each, brief)
        late = f'<b style="color:{colour}">{escape(days(each.days))}</b>'
        head = escape(each.document_id or _("sans numéro")) + (
            f' <span class="soft">({escape(why)})</span>' if why else ""
        )
        lines.append(f'<div class="row"><span>{head}</span><span>{late} · {escape(money(each.amount, brief.currency))}</span></div>')  # fmt: skip
    notes = (said.rest(brief.late[LATE:], brief.currency), said.habit(brief), *said.penalties(brief))
    _card(_("Ce qui est en retard, et pourquoi"), [*lines, *(_soft(note) for note in notes if note)])


def talking(brief: Brief) -> None:
    """The last exchange, and what the risk score rests on."""
    _card("", [_last_talk(brief), _titled(_("Risque"), said.risk_said(brief, RISKS))])


def _last_talk(brief: Brief) -> str:
    if not brief.talks:
        return _titled(_("Dernier échange"), _("Aucun échange noté."))
    last = brief.talks[0]
    who = " · ".join(each for each in (day(last.date), last.channel, last.contact) if each)
    text = f" — {said.clipped(last.summary, LETTERS)}" if last.summary else ""
    return _titled(_("Dernier échange"), who, text)


def _card(title: str, lines: Iterable[str]) -> None:
    heading = f"<h3>{escape(title)}</h3>" if title else ""
    st.html(f'{STYLE}<div class="fiche-card">{heading}{"".join(lines)}</div>')


def _line(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _titled(title: str, soft: str, text: str = "") -> str:
    return f'<p><b>{escape(title)}</b> <span class="soft">{escape(soft)}</span>{escape(text)}</p>'


def _soft(text: str) -> str:
    return f'<p class="soft">{escape(text)}</p>'


def _row(label: str, value: str) -> str:
    return f'<div class="row"><span>{escape(label)}</span><span class="soft">{escape(value)}</span></div>'
