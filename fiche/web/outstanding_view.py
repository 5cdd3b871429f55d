"""What clients owe at a date: one sentence, six figures, four charts, the proof, and the tables behind them; it computes no indicator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.days import month_end
from fiche.analysis.words import Figures, bucket_name, shown, undated
from fiche.i18n import _, day, money, month, number, percent
from fiche.web import money_view_data as data
from fiche.web import portfolio_view_data as shared
from fiche.web.downloads import rows_button
from fiche.web.outstanding_tables import KINDS, aged_table, assumed_table, at_risk_table, penalties_table
from fiche.web.page import Context
from fiche.web.proof import gap_behind, proof_line
from fiche.web.show import md
from fiche.web.tables_chart import draw, question, unselect
from fiche.web.tiles import Tile, lead, tiles
from fiche.web.tiles_figures import owed_tiles, tile

AGED, AGED_MONTHS, DSO, AT_RISK = "chart_owed", "chart_owed_months", "chart_dso", "chart_at_risk"

# Each chart of the page: its key here, its name among those kept ready, its code in the registry.
SHOWN = (
    (AGED, "aged", "aged_balance"),
    (AGED_MONTHS, "aged_months", "aged_months"),
    (DSO, "dso", "dso"),
    (AT_RISK, "at_risk", "at_risk"),
)


@dataclass(frozen=True)
class Mark:
    """What was clicked: the chart's key, and a bucket, the first day of a month, or both («2026-11-01|31-60»)."""

    chart: str
    key: str

    @property
    def month(self) -> dt.date:
        """The month that was clicked."""
        return dt.date.fromisoformat(self.key[:10])

    @property
    def bucket(self) -> str | None:
        """The bucket that was clicked, None where it was none."""
        return {AGED: self.key, AGED_MONTHS: self.key[11:]}.get(self.chart)

    def day(self, as_of: dt.date) -> dt.date:
        """The day that the mark speaks of."""
        return as_of if self.chart == AGED else min(month_end(self.month), as_of)


def outstanding_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul de l’encours…")):
        figures = shared.figures(ctx.portfolio, ctx.as_of, where)
        balance = shared.aged(ctx.portfolio, ctx.as_of, where)
    lead(sentence(figures, ctx.portfolio.settings.serious_days))
    rows = rows_button(ctx.portfolio, ctx.as_of, None, where, currency)
    tiles(outstanding_tiles(figures), "outstanding_tiles", behind=rows)
    if balance.reason:
        return
    counts = ctx.portfolio.assumptions(ctx.as_of, where=where)
    resting = sum(counts[code] for code in KINDS)
    if resting:
        one = _("1 ligne repose sur une hypothèse et non sur le fichier : voir le dernier onglet.")
        many = _("{n} lignes reposent sur une hypothèse et non sur le fichier : voir le dernier onglet.")
        st.caption(md(one if resting == 1 else many.format(n=number(resting))))
    gap_behind(ctx, where, balance, currency)
    mark = _charts(ctx, where, currency)
    if mark:
        _behind(ctx, where, currency, mark)
    else:
        _parts(ctx, where, currency, figures, counts)


def sentence(figures: Figures, serious_days: int) -> str:
    """What is owed and how much of it is late, in one sentence."""
    owed, late, unapplied = figures["outstanding"], figures["overdue"], figures["unapplied"]
    if owed.reason:
        return owed.reason
    if not owed.value:
        rest = _("Aucune facture n’est due à cette date ; {amount} d’avoirs et d’acomptes restent à déduire.")
        nothing = _("Aucune facture n’est due à cette date.")
        return rest.format(amount=shown(unapplied)) if unapplied.value else nothing
    if not late.value:
        without = undated(figures)
        if without > 0:
            words = _(
                "Vos clients doivent {amount} ; rien n’est en retard, mais {without} sont sans échéance."
            )
            return words.format(amount=shown(owed), without=money(without, owed.currency))
        return _("Vos clients doivent {amount} ; rien n’est en retard.").format(amount=shown(owed))
    rate = percent(float(late.value) / float(owed.value), 0)  # type: ignore[arg-type]
    said = _("Vos clients doivent {amount} ; {rate} est en retard : {late} sur {n} factures").format(
        amount=shown(owed), rate=rate, late=shown(late), n=shown(figures["overdue_count"])
    )
    if figures["overdue_count"].value == 1:
        said = _("Vos clients doivent {amount} ; {rate} est en retard : {late} sur une facture").format(
            amount=shown(owed), rate=rate, late=shown(late)
        )
    serious = figures["overdue_serious"]
    if not serious.value:
        return _("{said}, rien depuis plus de {days} jours.").format(said=said, days=serious_days)
    return _("{said}, dont {serious} depuis plus de {days} jours.").format(
        said=said, serious=shown(serious), days=serious_days
    )


def outstanding_tiles(figures: Figures) -> list[Tile]:
    """The six tiles of what is owed."""
    at_risk = figures["at_risk_rate"]
    return [
        *owed_tiles(figures),
        tile(
            figures,
            "unapplied",
            _("solde : {amount}").format(amount=shown(figures["balance"], short=True)),
            also=("balance",),
            label=_("Non affecté"),
        ),
        tile(
            figures,
            "dso_countback",
            _("au mieux {best}, comptable {accounting}").format(
                best=shown(figures["dso_best_possible"]), accounting=shown(figures["dso_accounting"])
            ),
            also=("dso_accounting", "dso_best_possible"),
        ),
        tile(figures, "at_risk_rate", at_risk.remark or "", label=_("Impayés à 90 jours")),
        _penalties(figures),
    ]


def _penalties(figures: Figures) -> Tile:
    """Penalties and indemnities; the indemnities stay in sight when a rate is missing, and «Pourquoi ?» and the table below name it."""
    indemnity = figures["recovery_indemnity"]
    said = _("indemnités : {amount}").format(amount=shown(indemnity, short=True))
    made = tile(figures, "penalties", said, also=("recovery_indemnity",))
    if figures["penalties"].value is not None or indemnity.value is None:
        return made
    return replace(made, comparison=_("taux à compléter ; {indemnities}").format(indemnities=said))


def _charts(ctx: Context, where: Filters, currency: str | None) -> Mark | None:
    """The four charts; the mark that was clicked on one of them is given back."""
    with st.spinner(_("Calcul de l’encours mois par mois…")):
        drawn = data.outstanding_charts(ctx.portfolio, ctx.as_of, where, currency)
    places = [place for _row in range(2) for place in st.columns(2, gap="medium")]
    clicked = []
    for place, (key, name, code) in zip(places, SHOWN, strict=True):
        with place:
            asked = question(code, ctx.as_of)
            clicked.append((key, draw(drawn[name], key, currency=currency, question=asked)))
            if key == AGED:
                proof_line(shared.aged(ctx.portfolio, ctx.as_of, where))
    return next((Mark(chart, key) for chart, key in clicked if key), None)


def _behind(ctx: Context, where: Filters, currency: str | None, mark: Mark) -> None:
    """The clients behind a mark, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(md(title(mark, ctx.as_of)), anchor=False, width="content")
        st.button(
            _("Tout afficher"), key="owed_clear", on_click=unselect, args=(mark.chart,), type="tertiary", icon=":material/close:",
        )  # fmt: skip
    key = f"owed_{mark.chart}_{mark.key}"
    if mark.chart == AT_RISK:
        frame = data.at_risk_in(ctx.portfolio, ctx.as_of, mark.month, where)
        at_risk_table(frame[frame["left_open"] > 0], key, currency)
        return
    day_, bucket = mark.day(ctx.as_of), mark.bucket
    with st.spinner(_("Calcul de l’encours…")):
        frame = data.aged_by_client(ctx.portfolio, day_, where)
    kept = frame[frame[bucket] != 0] if bucket else frame
    aged_table(kept, ctx.portfolio.settings.buckets, key, currency, day_, sort=bucket or "balance")


def title(mark: Mark, as_of: dt.date) -> str:
    """What the table behind a mark holds."""
    if mark.chart == AGED:
        return _("Clients de la tranche « {bucket} »").format(bucket=bucket_name(mark.key))
    if mark.chart == DSO:
        return _("Balance âgée au {day}").format(day=day(mark.day(as_of)))
    if mark.chart == AGED_MONTHS:
        return _("Clients de la tranche « {bucket} » au {day}").format(
            bucket=bucket_name(str(mark.bucket)), day=day(mark.day(as_of))
        )
    return _("Factures de {month} restées dues 90 jours après l’échéance").format(month=month(mark.month))


def _parts(
    ctx: Context, where: Filters, currency: str | None, figures: Figures, counts: Mapping[str, int]
) -> None:
    """The tables, one at a time: only the one that is open is worked out."""
    names = [_("Client par client"), _("Pénalités de retard"), _("Ce qui repose sur une hypothèse")]
    clients, late, assumed = st.tabs(names, key="owed_part", on_change="rerun")
    if clients.open:
        with clients:
            _clients(ctx, where, currency)
    if late.open:
        with late, st.spinner(_("Calcul des pénalités…")):
            _late(ctx, where, currency, figures)
    if assumed.open:
        with assumed:
            rows = data.assumed_rows(ctx.portfolio, ctx.as_of, where)
            assumed_table(rows, counts, currency)


def _clients(ctx: Context, where: Filters, currency: str | None) -> None:
    text = st.text_input(
        _("Rechercher dans la liste"),
        key="owed_search",
        type="search",
        icon=":material/filter_alt:",
        placeholder=_("Nom, numéro, ville, SIRET, facture…"),
        label_visibility="collapsed",
        persist_state="session",
    )
    frame = data.aged_by_client(ctx.portfolio, ctx.as_of, replace(where, search=text or ""))
    aged_table(frame, ctx.portfolio.settings.buckets, "owed_clients", currency, ctx.as_of, sort="balance")


def _late(ctx: Context, where: Filters, currency: str | None, figures: Figures) -> None:
    """Penalties: how much, why not when a rate is missing, and line by line."""
    found = data.penalties(ctx.portfolio, ctx.as_of, where)
    indemnity = figures["recovery_indemnity"]
    if found.rows.empty:
        st.caption(
            _("Aucune facture entre professionnels n’a été payée en retard ni n’est en retard à cette date.")
        )
        return
    total = figures["penalties"]
    amounts = [
        "" if total.reason else _("{amount} de pénalités").format(amount=shown(total)),
        ""
        if indemnity.reason
        else _("{amount} d’indemnités de recouvrement").format(amount=shown(indemnity)),
    ]
    said = _("{n} factures payées en retard ou encore en retard : {amounts}.").format(
        n=number(found.rows["document_key"].nunique()),
        amounts=" + ".join(filter(None, amounts)) or _("montants inconnus"),
    )
    st.markdown(md(said))
    for reason in (total.reason, indemnity.reason):
        if reason:
            st.warning(md(reason), icon=":material/warning:")
    if found.unrated and found.total:
        known = _("Semestres dont le taux est connu : {amount}.")
        st.caption(md(known.format(amount=money(found.total, currency))))
    penalties_table(found, currency, ctx.as_of)
