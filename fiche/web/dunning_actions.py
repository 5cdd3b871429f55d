"""What is done with reminders: many letters prepared in the background, those that a person sent noted, all or none; it sends nothing."""

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from fiche.analysis.dunning import Case
from fiche.analysis.dunning.sendings import written
from fiche.dunning.contact import recipient
from fiche.errors import Refused
from fiche.i18n import N_, _, money, number
from fiche.letters import chosen, key_of
from fiche.web import exports, fiche_forms, state
from fiche.web.page import Context
from fiche.web.show import md

CHANNELS = (N_("E-mail"), N_("Courrier"), N_("Lettre recommandée"), N_("Téléphone"))


def actions(ctx: Context, cases: Sequence[Case], *, all_: bool) -> None:
    """The buttons for the cases ticked, or for all of those listed."""
    count = number(len(cases))
    words = _("Préparer les {n} lettres") if all_ else _("Préparer les lettres cochées ({n})")
    one = _("Préparer la lettre")
    if st.button(one if len(cases) == 1 else words.format(n=count), key="dunning_prepare", icon=":material/inventory_2:", type="primary"):  # fmt: skip
        prepare_window(ctx, cases)
    words = _("Noter les {n} comme envoyées") if all_ else _("Noter les {n} cochées comme envoyées")
    one = _("Noter comme envoyée")
    if st.button(one if len(cases) == 1 else words.format(n=count), key="dunning_mark", icon=":material/mark_email_read:"):  # fmt: skip
        mark_window(ctx, cases)


def prepare_window(ctx: Context, cases: Sequence[Case]) -> None:
    """Choose what is made; the page then shows how far it is."""
    st.dialog(_("Préparer les lettres"))(_prepare)(ctx, cases)


def _prepare(ctx: Context, cases: Sequence[Case]) -> None:
    one, many = _("1 lettre"), _("{n} lettres")
    st.markdown(
        _("{letters}, chacune en PDF et en brouillon d’e-mail à ouvrir dans votre messagerie, réunies dans un .zip. L’application n’envoie rien.").format(letters=one if len(cases) == 1 else many.format(n=number(len(cases))))
    )  # fmt: skip
    tongue = st.radio(
        _("Langue des lettres"),
        ["", "fr", "en"],
        format_func=lambda code: {"": _("Celle de chaque client"), "fr": "Français", "en": "English"}[code],
        key="dunning_language",
        horizontal=True,
    )
    statement = st.toggle(_("Joindre le relevé de compte aux brouillons"), True, key="dunning_statement")
    if st.button(_("Préparer"), key="dunning_start", type="primary", icon=":material/inventory_2:"):
        more = {"keys": [key_of(c) for c in cases], "letters": tongue, "statement": statement}
        exports.begin(ctx, "letters", _("Relances"), more=more)
        st.rerun()


def mark_window(ctx: Context, cases: Sequence[Case]) -> None:
    """Say that reminders were sent."""
    st.dialog(_("Noter comme envoyées"))(_mark)(ctx, cases)


def _mark(ctx: Context, cases: Sequence[Case]) -> None:
    names = ctx.portfolio.named([c.client_id for c in cases])
    for case in cases[:3]:
        said = _("{name} · niveau {n} · {amount}").format(name=names.get(case.client_id) or case.client_id, n=number(case.level), amount=money(case.amount, case.currency))  # fmt: skip
        st.markdown(md(said))
    if len(cases) > 3:
        st.caption(_("et {n} autres").format(n=number(len(cases) - 3)))
    with st.form("mark", border=False):
        on = st.date_input(
            _("Envoyées le"),
            min(ctx.as_of, state.today()),
            max_value=max(ctx.as_of, state.today()),
            format="DD/MM/YYYY",
            key="mark_on",
        )
        channel = st.selectbox(_("Par"), CHANNELS, format_func=_, key="mark_channel")
        st.caption(_("Chaque relance devient un échange de la fiche du client ; elle compte dans l’historique et dans le délai avant la suivante."))  # fmt: skip
        fiche_forms.signature("mark")
        save = st.form_submit_button(_("Noter"), type="primary", icon=":material/mark_email_read:")
    if not save or not isinstance(on, dt.date):
        return
    try:
        rows = log(ctx, cases, on, _(channel), fiche_forms.sign())
    except Refused as refusal:
        st.error(md(refusal.message), icon=":material/error:")
        return
    one, many = _("1 relance notée comme envoyée."), _("{n} relances notées comme envoyées.")
    fiche_forms.said(one if len(rows) == 1 else many.format(n=number(len(rows))), rows=tuple(rows))
    st.rerun()


def log(ctx: Context, cases: Sequence[Case], on: dt.date, channel: str, by: str) -> "list[tuple[str, str]]":
    """Keep an exchange for each reminder, all or none. Raises Refused when one is no longer to be sent: someone noted it meanwhile, say."""
    portfolio = state.portfolio(ctx.store)
    still = chosen(portfolio, ctx.as_of, [key_of(c) for c in cases])
    for case in cases:
        now = still.get(key_of(case))
        if now is None or (now.level, now.amount) != (case.level, case.amount):
            name = portfolio.named([case.client_id]).get(case.client_id) or case.client_id
            raise Refused("already_reminded", name=name)
    rows = [
        (
            case.client_id,
            {
                "date": on.isoformat(),
                "channel": channel,
                "contact_name": recipient(portfolio.client(case.client_id)).person or None,
                "summary": _("Relance niveau {n} envoyée : {amount}").format(n=number(case.level), amount=money(case.amount, case.currency)),
                "author": by or None,
                "dunning_level": str(case.level),
                "dunning_documents": written([d.document_id for d in case.demands]) or None,
            },
        )
        for case in cases
    ]  # fmt: skip
    return [("interactions", row.record) for row in ctx.store.add_all("interactions", rows, by=by)]
