"""Planning the same next action for several clients at once: one exchange each, all or none, with the way back for a minute; it sends nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from fiche.analysis.worklists import Item, worklists
from fiche.errors import Refused
from fiche.i18n import _, day, number
from fiche.web import fiche_forms, state
from fiche.web.page import Context
from fiche.web.show import md

DAYS = 7
SHOWN = 3


def plan_window(ctx: Context, code: str, items: Sequence[Item]) -> None:
    """Ask what is to be done, and when."""
    st.dialog(_("Planifier une suite"))(_plan)(ctx, code, items)


def _plan(ctx: Context, code: str, items: Sequence[Item]) -> None:
    names = ctx.portfolio.named([item.client_id for item in items])
    for item in items[:SHOWN]:
        st.markdown(f"**{md(names.get(item.client_id) or item.client_id)}** · {md(item.advice or item.reason)}")  # fmt: skip
    if len(items) > SHOWN:
        st.caption(_("et {n} autres clients").format(n=number(len(items) - SHOWN)))
    today = state.today()
    with st.form("plan", border=False):
        action = st.text_input(_("Prochaine action"), _(worklists()[code].action), key=f"plan_action_{code}")
        on = st.date_input(
            _("À faire le"), today + dt.timedelta(days=DAYS), min_value=today, format="DD/MM/YYYY", key="plan_on",
        )  # fmt: skip
        note = st.text_input(
            _("Note"), key="plan_note", placeholder=_("Ce qu’il faut savoir avant d’appeler")
        )
        st.caption(_("Un échange est ajouté à la fiche de chaque client, avec la raison de la liste et l’action à faire."))  # fmt: skip
        fiche_forms.signature("plan")
        save = st.form_submit_button(_("Planifier"), type="primary", icon=":material/event:")
    if not save or not isinstance(on, dt.date):
        return
    by = fiche_forms.sign()
    rows = [(item.client_id, exchange(code, item, action, on, note, by, today)) for item in items]
    try:
        made = ctx.store.add_all("interactions", rows, by=by)
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    one, many = _("1 suite planifiée pour le {day}."), _("{n} suites planifiées pour le {day}.")
    words = (one if len(made) == 1 else many).format(n=number(len(made)), day=day(on))
    fiche_forms.said(words, rows=tuple(("interactions", row.record) for row in made))
    st.rerun()


def exchange(
    code: str, item: Item, action: str, on: dt.date, note: str, by: str, today: dt.date
) -> Mapping[str, str | None]:
    """What is kept for a client: the list and its reason, then what is to be done."""
    why = _("Liste « {list} » : {reason}").format(list=_(worklists()[code].title), reason=item.reason)
    said = " ".join(part for part in (why, item.advice, note.strip()) if part)
    return {
        "date": today.isoformat(),
        "channel": _("Suite planifiée"),
        "summary": said,
        "author": by or None,
        "next_action": action.strip() or _(worklists()[code].action),
        "next_action_on": on.isoformat(),
    }
