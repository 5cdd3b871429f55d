"""Two views of the page of segments, classes A, B, C and the matrix of scores: a chart, a table, the rules behind; they compute nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from fiche.analysis import Filters, Segments, rfm
from fiche.analysis.evaluate import CENT
from fiche.analysis.rule_words import class_name, segment_name
from fiche.analysis.segment_totals import Total
from fiche.i18n import MISSING, NBSP, _, days, money, number
from fiche.web import address
from fiche.web import segments_view_data as cuts
from fiche.web.clients_view import open_clients
from fiche.web.page import Context
from fiche.web.tables import Shown, download, listing, table
from fiche.web.tables_chart import draw, question

if TYPE_CHECKING:
    from collections.abc import Mapping


def abc_view(ctx: Context, where: Filters, currency: str | None) -> None:
    """The curve, and the classes with their clients and revenue."""
    classes = cuts.segment_totals(ctx.portfolio, ctx.as_of, where, "abc")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        drawn = cuts.class_charts(ctx.portfolio, ctx.as_of, where, currency)["pareto"]
        clicked = draw(drawn, "chart_pareto", currency=currency, question=question("pareto", ctx.as_of))
    with right:
        names = {key: class_name(key) for key in classes}
        note = _("Sans classe : aucun CA positif sur les 12 derniers mois.") if None in classes else ""
        chosen = _totals(classes, names, _("Classe"), "abc", currency, _("Classes A, B, C"), note)
    if clicked or chosen:
        open_clients({"classe": [str(clicked or chosen)]})


def rfm_view(ctx: Context, where: Filters, currency: str | None) -> None:
    """The matrix, the segments that it names, and the cut-offs of the scores."""
    left, right = st.columns(2, gap="medium")
    with left:
        drawn = cuts.class_charts(ctx.portfolio, ctx.as_of, where, currency)["rfm"]
        cell = draw(drawn, "chart_rfm", currency=currency, question=question("rfm", ctx.as_of))
        if not drawn.empty:
            st.caption(
                _("Dans chaque case, le nombre de clients ; plus la case est bleue, plus leur CA est grand.")
            )
    with right:
        totals = cuts.segment_totals(ctx.portfolio, ctx.as_of, where, "segment")
        names = {key: segment_name(key) for key in totals}
        chosen = _totals(totals, names, _("Segment"), "rfm", currency, _("Segments"))
    _scores(cuts.segments(ctx.portfolio, ctx.as_of, where), currency)
    if cell:
        open_clients({"case": [cell]})
    if chosen:
        open_clients({"segment": [chosen]})


def _totals(
    totals: "Mapping[str | None, Total]",
    names: "Mapping[str | None, str]",
    first: str,
    key: str,
    currency: str | None,
    name: str,
    note: str = "",
) -> str | None:
    """The table of classes or segments with its download. Returns what was clicked, as an address says it."""
    frame = pd.DataFrame(
        [
            {
                "name": names[code],
                "clients": total.clients,
                "share_of_clients": total.share_of_clients,
                "revenue_12m": total.revenue,
                "share_of_revenue": total.share_of_revenue,
            }
            for code, total in totals.items()
        ]
    )
    shown = [
        Shown("name", first),
        Shown("clients", _("Clients"), "count"),
        Shown("share_of_clients", _("Part"), "percent", help=_("Part des clients.")),
        Shown("revenue_12m", _("CA 12 mois"), "money"),
        Shown("share_of_revenue", _("Part du CA"), "percent"),
    ]
    place = listing(frame, shown, key=f"{key}_totals", currency=currency)
    st.caption(f"{note} {_('Un clic sur une ligne ouvre ses clients.')}".strip())
    download(frame, shown, name, f"{key}_totals_download", currency)
    return None if place is None else address.words([list(totals)[place]])[0]


def _rule(code: str) -> str:
    """The scores that lead to a segment, in words."""
    parts = [
        f"R{NBSP}{_span(each.r, each.r_last)} et F + M{NBSP}{_span(each.fm, each.fm_last)}"
        for each in rfm.CELLS
        if each.segment == code
    ]
    return _(" ou ").join(parts) if parts else _("sans note : aucun achat en 12 mois")


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _scores(found: Segments, currency: str | None) -> None:
    """What gives each score, and from the scores, each segment."""
    if not found.cutoffs["recency_days"]:
        return
    st.subheader(_("D’où viennent les notes"), anchor=False)
    st.caption(
        _(
            "Chaque note sépare les acheteurs des 12 derniers mois en cinq parts égales, autant que possible ; à valeur égale, note égale. Les limites se lisent parmi tous les clients : un filtre ne change la note de personne."
        )
    )
    bands = _bands(found, currency)
    shown = [
        Shown("score", _("Note")),
        Shown("r", _("R : dernier achat il y a")),
        Shown("f", _("F : jours d’achat en 12 mois")),
        Shown("m", _("M : CA 12 mois")),
    ]
    table(bands, shown, key="rfm_scores", empty="")
    download(bands, shown, _("Notes"), "rfm_scores_download", currency)
    st.subheader(_("Des notes aux segments"), anchor=False)
    rules = pd.DataFrame(
        [
            {"name": _(rfm.SEGMENTS[code]), "rule": _rule(code), "meaning": _(rfm.MEANINGS[code])}
            for code in rfm.SEGMENTS
        ]
    )
    shown = [
        Shown("name", _("Segment"), width=130),
        Shown("rule", _("Notes"), width=270),
        Shown("meaning", _("Ce que c’est")),
    ]
    table(rules, shown, key="rfm_rules", empty="")
    download(rules, shown, _("Segments et notes"), "rfm_rules_download", currency)


def _bands(found: Segments, currency: str | None) -> pd.DataFrame:
    """A row for each score, best first, with what gives it in words."""
    recency, frequency, amount = (
        rfm.bands(found.cutoffs[name]) for name in ("recency_days", "purchase_days_12m", "revenue_12m")
    )
    rows: list[dict[str, Any]] = [
        {
            "score": str(score),
            "r": _band(recency.get(rfm.SCORES + 1 - score), 1, days),
            "f": _band(frequency.get(score), 1, number),
            "m": _band(amount.get(score), CENT, lambda value: money(value, currency)),
        }
        for score in range(rfm.SCORES, 0, -1)
    ]
    return pd.DataFrame(rows)


def _band(band: tuple[Any, Any] | None, step: Any, said: Callable[[Any], str]) -> str:
    """From what to what, in words; `step`: the least difference between two values. «—» where no client can be."""
    if band is None:
        return MISSING
    low, high = band
    if low is None:
        return _("{high} ou moins").format(high=said(high))
    if high is None:
        return _("plus de {low}").format(low=said(low))
    if low + step == high:
        return said(high)
    return _("de {low} à {high}").format(low=said(low + step), high=said(high))
