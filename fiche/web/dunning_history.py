"""The reminders that were sent and what they brought in, level by level and one by one; it computes no effect."""

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.dunning import Effect
from fiche.dunning.words import level_said
from fiche.i18n import MISSING, _, number, percent
from fiche.web import dunning_data as data
from fiche.web.page import Context, open_client
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing, table


def history(ctx: Context, where: Filters, currency: str | None) -> None:
    """One sentence, the levels, the reminders."""
    effect = data.effect(ctx.portfolio, ctx.as_of, where)
    if not effect.results:
        st.info(
            _("Aucune relance n’est notée à cette date. Une relance que vous notez comme envoyée, ou un échange du fichier qui a un niveau de relance, apparaît ici."),
            icon=":material/history:",
        )  # fmt: skip
        return
    st.markdown(md(sentence(effect)))
    _levels(ctx, effect, currency)
    _sent(ctx, effect, currency)


def sentence(effect: Effect) -> str:
    """Which level brought in the most of what it asked for."""
    known = [each for each in effect.levels if each.share is not None]
    best = max(known, key=lambda each: (each.share, each.level), default=None)
    count = len(effect.results)
    said = _("1 relance notée") if count == 1 else _("{n} relances notées").format(n=number(count))
    if best is None or not best.recovered:
        return _("{said}, rien n’a encore été payé à leur suite.").format(said=said)
    words = _(
        "{said} ; le niveau {level} rapporte le plus : {share} de ce qu’il réclame, avant la relance suivante."
    )
    return words.format(said=said, level=number(best.level), share=percent(best.share, 0))


def _levels(ctx: Context, effect: Effect, currency: str | None) -> None:
    import pandas as pd

    levels = len(ctx.portfolio.settings.dunning_days)
    rows = [
        {
            "level": level_said(each.level, max(levels, each.level)),
            "sendings": each.sendings,
            "asked": each.asked,
            "recovered": each.recovered,
            "share": each.share,
            "invoices": each.invoices,
            "paid": each.paid,
            "days": each.days,
        }
        for each in effect.levels
    ]
    columns = [
        Shown("level", _("Niveau"), pinned=True),
        Shown("sendings", _("Relances"), "count"),
        Shown("asked", _("Réclamé"), "money"),
        Shown("recovered", _("Payé avant la suivante"), "money"),
        Shown("share", _("Part payée"), "percent"),
        Shown("invoices", _("Factures"), "count"),
        Shown("paid", _("Soldées"), "count"),
        Shown("days", _("Délai moyen"), "days", help=_("De la relance au paiement entier de la facture.")),
    ]
    table(pd.DataFrame(rows), columns, key="dunning_effect", empty="", currency=currency)


def _sent(ctx: Context, effect: Effect, currency: str | None) -> None:
    import pandas as pd

    names = ctx.portfolio.named(list(dict.fromkeys(r.sending.client_id for r in effect.results)))
    rows = [
        {
            "on": each.sending.on,
            "client_id": each.sending.client_id,
            "name": names.get(each.sending.client_id) or MISSING,
            "level": each.sending.level,
            "channel": each.sending.channel or None,
            "asked": each.asked,
            "recovered": each.recovered,
            "documents": ", ".join(each.sending.documents) or None,
            "by": each.sending.by or None,
        }
        for each in effect.results
    ]
    columns = [
        Shown("on", _("Date"), "date", width=95),
        Shown("client_id", _("N°")),
        Shown("name", _("Client"), width=170, pinned=True),
        Shown("level", _("Niveau"), "count", width=75),
        Shown("channel", _("Canal"), width=110),
        Shown("asked", _("Réclamé"), "money", width=110),
        Shown("recovered", _("Payé ensuite"), "money", width=110),
        Shown("documents", _("Factures"), width=260),
        Shown("by", _("Par"), width=120),
    ]
    frame = pd.DataFrame(rows)
    clicked = listing(frame, columns, key="dunning_history", currency=currency)
    name = _("Relances envoyées {day}").format(day=ctx.as_of.isoformat())
    download(frame, columns, name, "dunning_history_download", currency)
    if clicked is not None:
        open_client(effect.results[clicked].sending.client_id)
