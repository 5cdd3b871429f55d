"""What someone must act on: one sentence, filters, the list, and what sleeps; it finds no alert and sends nothing."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Alert, Filters
from fiche.analysis.alerting import kinds
from fiche.decisions import Snooze
from fiche.i18n import MISSING, N_, _, number
from fiche.web import address, alerts_sleep
from fiche.web import portfolio_view_data as data
from fiche.web.alerts_sleep import Watched, kind_said, sleep_window, watched
from fiche.web.page import Context, open_client
from fiche.web.tables import Shown, download, tickable
from fiche.web.tiles import lead

if TYPE_CHECKING:
    import pandas as pd

# A sign and a word: never a colour alone.
SEVERITIES = {"serious": N_("▲ Urgent"), "late": N_("● En retard"), "info": N_("○ À noter")}


def alerts_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The sentence, the filters, then what is awake, or what is asleep when it is asked for."""
    with st.spinner(_("Recherche de ce qui demande votre attention…")):
        found = watched(ctx.store, data.alerts(ctx.portfolio, ctx.as_of, where), ctx.as_of)
    lead(sentence(found))
    asleep = bool(found.asleep) and st.toggle(
        _("Voir celles en sommeil ({n})").format(n=number(len(found.asleep))), key="alerts_asleep"
    )
    pairs: list[tuple[Alert, Snooze | None]] = (
        [*found.asleep] if asleep else [(alert, None) for alert in found.awake]
    )
    chosen = _filtered(pairs)
    if chosen:
        _table(ctx, chosen, currency, asleep)
    elif pairs:
        st.info(_("Aucune alerte ne répond à ces critères. Retirez un filtre."))
    else:
        st.success(_("Rien ne demande votre attention à cette date."), icon=":material/check_circle:")


def sentence(found: Watched) -> str:
    """How many alerts, of how many clients, how many are urgent, and how many sleep."""
    clients = len({alert.client_id for alert in found.awake})
    urgent = sum(alert.severity == "serious" for alert in found.awake)
    if not found.awake:
        said = _("Aucune alerte")
    elif len(found.awake) == 1:
        said = _("1 alerte")
    else:
        words = _("{n} alertes chez 1 client") if clients == 1 else _("{n} alertes chez {clients} clients")
        said = words.format(n=number(len(found.awake)), clients=number(clients))
    if urgent:
        said += _(", dont 1 urgente") if urgent == 1 else _(", dont {n} urgentes").format(n=number(urgent))
    if found.asleep:
        one, many = _(" ; 1 autre est en sommeil"), _(" ; {n} autres sont en sommeil")
        said += one if len(found.asleep) == 1 else many.format(n=number(len(found.asleep)))
    return said + "."


def _filtered(pairs: Sequence[tuple[Alert, Snooze | None]]) -> list[tuple[Alert, Snooze | None]]:
    """Those of the kinds and severities chosen, shown with their counts."""
    severities = _pills(
        _("Gravité"), "alerts_severity", "gravite", SEVERITIES, Counter(a.severity for a, _s in pairs)
    )
    kept = [pair for pair in pairs if not severities or pair[0].severity in severities]
    wanted = _pills(_("Alerte"), "alerts_kind", "alerte", kinds(), Counter(a.code for a, _s in pairs))
    return [pair for pair in kept if not wanted or pair[0].code in wanted]


def _pills(title: str, key: str, name: str, words: dict[str, str], counts: Counter[str]) -> list[str]:
    held: list[str | None] = [code for code in words if counts[code]]
    if not held:
        return []
    address.restore(key, name, held)
    chosen = st.pills(
        title,
        held,
        selection_mode="multi",
        format_func=lambda code: f"{_(words[str(code)])} · {number(counts[str(code)])}",
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    address.keep(key, name, chosen)
    return [str(code) for code in chosen]


def _table(
    ctx: Context, pairs: list[tuple[Alert, Snooze | None]], currency: str | None, asleep: bool
) -> None:
    frame, columns = _frame(ctx, pairs), _columns(asleep)
    st.caption(
        _("Cliquez une ligne pour ouvrir la fiche ; cochez-en pour les mettre en sommeil ou les réveiller.")
    )
    bar = st.container(horizontal=True, vertical_alignment="center")
    clicked, ticked = tickable(frame, columns, key=f"alerts_list_{asleep}", currency=currency)
    alerts = [pairs[place][0] for place in ticked]
    with bar:
        if asleep and st.button(
            _("Réveiller"), key="alerts_wake", icon=":material/alarm:", disabled=not alerts
        ):
            alerts_sleep.wake(ctx.store, alerts)
        if not asleep and st.button(
            _("Mettre en sommeil"), key="alerts_sleep", icon=":material/snooze:", disabled=not alerts
        ):
            sleep_window(ctx, alerts, ctx.portfolio.names())
        download(
            frame,
            columns,
            _("À traiter {day}").format(day=ctx.as_of.isoformat()),
            "alerts_download",
            currency,
        )
    if clicked is not None:
        open_client(pairs[clicked][0].client_id)


def _columns(asleep: bool) -> list[Shown]:
    sleeping = (
        Shown("until", _("En sommeil jusqu’au"), "date"), Shown("by", _("Par")), Shown("note", _("Pourquoi"), width=160),
    )  # fmt: skip
    return [
        Shown("client_id", _("N°")),
        Shown("name", _("Client"), width=170, pinned=True),
        Shown("severity", _("Gravité"), width=95),
        Shown("kind", _("Alerte"), width=190),
        *(sleeping if asleep else ()),
        Shown("amount", _("Montant"), "money", width=105),
        Shown("since", _("Depuis"), "date", width=95),
        Shown("message", _("Raison"), width=560),
        Shown("account_manager", _("Responsable")),
    ]


def _frame(ctx: Context, pairs: Sequence[tuple[Alert, Snooze | None]]) -> "pd.DataFrame":
    import pandas as pd

    everyone = data.clients(ctx.portfolio, ctx.as_of, Filters())
    managers = dict(zip(everyone["client_id"], everyone["account_manager"], strict=True))
    names = ctx.portfolio.names()
    rows = [
        {
            "client_id": alert.client_id,
            "name": names.get(alert.client_id) or MISSING,
            "severity": _(SEVERITIES[alert.severity]),
            "kind": kind_said(alert),
            "message": alert.message,
            "amount": alert.amount,
            "since": alert.since,
            "account_manager": managers.get(alert.client_id),
            "until": snooze.until if snooze else None,
            "by": snooze.by if snooze else None,
            "note": (snooze.note or None) if snooze else None,
        }
        for alert, snooze in pairs
    ]
    return pd.DataFrame(rows)
