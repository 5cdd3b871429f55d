"""Alerts put to sleep until a day, and woken: by whom and why is kept; it finds no alert."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from fiche.analysis import Alert
from fiche.analysis.alerting import kinds
from fiche.brief import Brief
from fiche.decisions import Snooze
from fiche.errors import Refused
from fiche.i18n import _, colon, day, number
from fiche.store import Store
from fiche.web import fiche_forms, state
from fiche.web.page import Context
from fiche.web.show import md

DAYS = 7


@dataclass(frozen=True)
class Watched:
    """Alerts, those that are to be shown and those asleep, each with who put it there, both in the order of gravity."""

    awake: list[Alert]
    asleep: list[tuple[Alert, Snooze]]


def watched(store: Store, alerts: Sequence[Alert], as_of: dt.date) -> Watched:
    """`alerts` by whether they are asleep at that date."""
    held = {(s.client_id, s.code): s for s in store.snoozes(as_of)}
    pairs = [(alert, held.get((alert.client_id, alert.asleep_as))) for alert in alerts]
    return Watched([a for a, s in pairs if s is None], [(a, s) for a, s in pairs if s is not None])


def listened(brief: Brief, found: Watched) -> Brief:
    """`brief` with the alerts that are awake alone among those to be told, on screen and on paper alike."""
    return replace(brief, alerts=tuple(found.awake), asleep=tuple(alert for alert, _snooze in found.asleep))


def kind_said(alert: Alert) -> str:
    """«Retard de paiement, niveau 2»."""
    name = _(kinds()[alert.code])
    return name if alert.level is None else _("{kind}, niveau {n}").format(kind=name, n=alert.level)


def code_said(code: str) -> str:
    """The name of the alert that was put to sleep under `code`."""
    base, _line, level = code.rpartition("_")
    if base in kinds() and level.isdigit():
        return _("{kind}, niveau {n}").format(kind=_(kinds()[base]), n=level)
    return _(kinds()[code]) if code in kinds() else code


def asleep_said(snooze: Snooze) -> str:
    """«En sommeil jusqu’au 01/12/2026, par A. Martin : note»."""
    said = _("En sommeil jusqu’au {day}, par {by}").format(day=day(snooze.until), by=snooze.by)
    return said + (f"{colon()}{snooze.note}" if snooze.note else "")


def sleep_window(ctx: Context, alerts: Sequence[Alert], names: Mapping[str, str | None]) -> None:
    """Ask until when these alerts are to sleep, and why."""
    st.dialog(_("Mettre en sommeil"))(_sleep)(ctx, alerts, names)


def _sleep(ctx: Context, alerts: Sequence[Alert], names: Mapping[str, str | None]) -> None:
    for alert in alerts[:3]:
        name = names.get(alert.client_id) or alert.client_id
        st.markdown(f"**{md(name)}** · {md(kind_said(alert) + colon() + alert.message)}")
    if len(alerts) > 3:
        st.caption(_("et {n} autres alertes").format(n=number(len(alerts) - 3)))
    with st.form("sleep", border=False):
        until = st.date_input(
            _("Mettre en sommeil jusqu’au"),
            ctx.as_of + dt.timedelta(days=DAYS),
            min_value=ctx.as_of + dt.timedelta(days=1),
            format="DD/MM/YYYY",
            key="sleep_until",
        )
        note = st.text_input(
            _("Pourquoi"), key="sleep_note", placeholder=_("Virement annoncé, accord du directeur…")
        )
        st.caption(_("L’alerte revient ce jour-là, ou plus tôt si le retard passe au niveau suivant."))
        fiche_forms.signature("sleep")
        save = st.form_submit_button(_("Mettre en sommeil"), type="primary", icon=":material/snooze:")
    if not save or not isinstance(until, dt.date):
        return
    by = fiche_forms.sign()
    try:
        for client_id, code in dict.fromkeys((a.client_id, a.asleep_as) for a in alerts):
            ctx.store.snooze(client_id, code, until, by=by, note=note.strip())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    st.rerun()


def wake(store: Store, alerts: Sequence[Alert]) -> None:
    """Show these alerts again."""
    for client_id, code in dict.fromkeys((a.client_id, a.asleep_as) for a in alerts):
        store.wake(client_id, code, by=state.author())
    st.rerun()


def sleeping(ctx: Context, brief: Brief, found: Watched) -> None:
    """On a client's sheet: put one of its alerts to sleep, see those that sleep and wake them."""
    names = {brief.client_id: brief.name}
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        if found.awake:
            words = {alert.asleep_as: kind_said(alert) for alert in found.awake}
            code = st.menu_button(
                _("Mettre en sommeil"),
                list(words),
                format_func=words.__getitem__,
                type="tertiary",
                icon=":material/snooze:",
                key="sheet_sleep",
            )
            if code is not None:
                sleep_window(ctx, [a for a in found.awake if a.asleep_as == code], names)
        if found.asleep:
            one, many = _("1 alerte en sommeil"), _("{n} alertes en sommeil")
            title = one if len(found.asleep) == 1 else many.format(n=number(len(found.asleep)))
            with st.popover(title, type="tertiary", icon=":material/bedtime:", key="sheet_asleep"):
                for alert, snooze in found.asleep:
                    st.markdown(
                        f"**{md(kind_said(alert))}** · {md(alert.message)}  \n{md(asleep_said(snooze))}"
                    )
                    if st.button(_("Réveiller"), key=f"wake_{alert.asleep_as}", icon=":material/alarm:"):
                        wake(ctx.store, [alert])
