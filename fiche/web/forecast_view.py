"""What should come in within thirteen weeks: one sentence, four figures, the weeks, how we know, and the invoices; or why none of it can be said."""

import datetime as dt

import streamlit as st

from fiche.analysis import Filters, Receipts
from fiche.i18n import _, day, money, number, percent
from fiche.web import money_view_data as data
from fiche.web import portfolio_view_data as shared
from fiche.web.forecast_proof import how_we_know
from fiche.web.page import PAGES, Context, kept_in_url, open_client
from fiche.web.show import md
from fiche.web.tables import Shown, download, listing
from fiche.web.tables_chart import draw, question, unselect
from fiche.web.tiles import Tile, lead, tiles

WEEKS = "chart_receipts"


def forecast_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    _study(ctx, where)
    found = data.receipts(ctx.portfolio, ctx.as_of, where)
    if found.reason:
        _refusal(ctx, where, found)
        return
    lead(sentence(found))
    tiles(forecast_tiles(found), "forecast_tiles")
    st.caption(md(caution(found, ctx.portfolio.conversion)))
    left, right = st.columns([3, 2], gap="large")
    with left:
        drawn = data.receipts_chart(ctx.portfolio, ctx.as_of, where, currency)
        clicked = draw(drawn, WEEKS, currency=currency, question=question("receipts", ctx.as_of))
    with right:
        how_we_know(found.backtest)
    _invoices(ctx, where, found, currency, dt.date.fromisoformat(clicked) if clicked else None)


def _study(ctx: Context, where: Filters) -> None:
    """Learn from the past payments, with a bar that says how far; each step is where leaving the page stops it."""
    place = st.empty()

    def told(done: int, steps: int) -> None:
        place.progress(
            done / steps, _("Étude des règlements passés : {n} mois sur {steps}").format(n=done, steps=steps)
        )

    with st.spinner(_("Étude des règlements passés, puis prévision facture par facture…")):
        ctx.portfolio.study_receipts(ctx.as_of, where, told)
    place.empty()


def _refusal(ctx: Context, where: Filters, found: Receipts) -> None:
    """Why there is no forecast, what it would take, and what was tried."""
    lead(str(found.reason))
    if shared.figures(ctx.portfolio, ctx.as_of, where)["outstanding"].value:
        st.info(
            _(
                "Une prévision s’apprend de vos règlements passés : il faut des paiements avec leur date, sur six mois au moins et jusqu’à la date d’arrêté. Chargez les paiements datés, ou choisissez une date d’arrêté proche du dernier règlement."
            ),
            icon=":material/event_busy:",
        )
        where_to = {"outstanding": _("Voir ce qui est dû"), "load": _("Charger des paiements")}
        with st.container(horizontal=True):
            for page, label in where_to.items():
                st.page_link(
                    PAGES[page], label=label, icon=":material/arrow_forward:", query_params=kept_in_url()
                )
    if found.backtest:
        how_we_know(found.backtest)


def estimate(value: float | None, currency: str | None) -> str:
    """An estimate, said without cents: none of them is known."""
    return money(value, currency, 0)


def sentence(found: Receipts) -> str:
    """What should come, of what, and between which bounds."""
    return _(
        "Sur {open} à encaisser, {total} devraient entrer en treize semaines : entre {low} et {high}, quatre fois sur cinq."
    ).format(
        open=money(found.open_amount, found.currency),
        total=estimate(found.total, found.currency),
        low=estimate(found.low, found.currency),
        high=estimate(found.high, found.currency),
    )


def caution(found: Receipts, conversion: str | None) -> str:
    """What these figures are, and what they leave out."""
    assert found.backtest is not None
    said = _(
        "Estimations apprises de {n} factures de ce fichier réglées à une date connue. Seules les factures déjà émises y sont : les ventes à venir n’y sont pas."
    ).format(n=number(found.backtest.settled))
    return f"{said} {conversion}" if conversion else said


def forecast_tiles(found: Receipts) -> list[Tile]:
    """What is open, what should come in thirteen weeks and in thirty days, what should not."""
    currency, total, soon = found.currency, found.total or 0.0, found.within_30 or 0.0
    whole = float(found.open_amount or 0)
    count = len(found.invoices)
    return [
        Tile(
            _("À encaisser"),
            money(found.open_amount, currency),
            _("1 facture ouverte") if count == 1 else _("{n} factures ouvertes").format(n=number(count)),
            (md(_("Le reste dû de toutes les factures ouvertes à la date d’arrêté : l’encours.")),),
        ),
        Tile(
            _("Attendu en 13 semaines"),
            estimate(total, currency),
            _("entre {low} et {high}").format(low=estimate(found.low, currency), high=estimate(found.high, currency)),
            (
                md(_("Pour chaque facture : son reste dû × la probabilité qu’elle soit réglée dans les treize semaines. La somme de toutes les factures.")),
                md(_("La fourchette est celle où le total tombe quatre fois sur cinq ; sa largeur est réglée sur les mois passés.")),
            ),
        ),
        Tile(
            _("Attendu sous 30 jours"),
            estimate(soon, currency),
            _("{rate} de ce qui est à encaisser").format(rate=percent(soon / whole if whole else None, 0)),
            (md(_("Pour chaque facture : son reste dû × la probabilité qu’elle soit réglée sous 30 jours. La somme de toutes les factures.")),),
        ),
        Tile(
            _("Non attendu en 13 semaines"),
            estimate(whole - total, currency),
            _("{rate} de ce qui est à encaisser").format(rate=percent(found.never_share, 0)),
            (md(_("Ce qui reste : factures qui, d’après l’historique, seront réglées plus tard ou jamais.")),),
            "late" if (found.never_share or 0) >= 0.005 else "",
        ),
    ]  # fmt: skip


def _invoices(
    ctx: Context, where: Filters, found: Receipts, currency: str | None, week: dt.date | None
) -> None:
    """The open invoices, or those of the week that was clicked."""
    frame = found.invoices if week is None else data.receipts_of_week(ctx.portfolio, ctx.as_of, week, where)
    rows = frame.assign(name=frame["client_id"].map(ctx.portfolio.names()))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(md(title(week, len(rows))), anchor=False, width="content")
        if week is not None:
            st.button(
                _("Tout afficher"), key="receipts_clear", on_click=unselect, args=(WEEKS,), type="tertiary", icon=":material/close:",
            )  # fmt: skip
    if rows.empty:
        st.caption(_("Aucune facture n’est attendue cette semaine-là."))
        return
    columns = invoice_columns(week)
    key = f"receipts_{week}" if week else "receipts_list"
    place = listing(rows, columns, key=key, sort="part" if week else "open_amount", currency=currency)
    name = _("Prévision {day}").format(day=ctx.as_of.isoformat())
    download(rows, columns, name, f"{key}_download", currency, ("part",) if week else ("open_amount",))
    if place is not None:
        open_client(str(rows["client_id"].iloc[place]))


def title(week: dt.date | None, count: int) -> str:
    """What the list holds."""
    if week is None:
        return _("Factures ouvertes ({n})").format(n=number(count))
    return _("Attendu du {first} au {last} ({n} factures)").format(
        first=day(week), last=day(week + dt.timedelta(days=6)), n=number(count)
    )


def invoice_columns(week: dt.date | None) -> list[Shown]:
    """The columns of the list; those of one week say what each invoice brings in it."""
    chance = _("Probabilité que la facture soit entièrement réglée sous {n} jours.")
    own = [
        Shown(
            "part",
            _("Attendu cette semaine"),
            "money",
            help=_("Reste dû × probabilité d’être réglée cette semaine-là."),
        )
    ]
    return [
        Shown("document_id", _("N° de facture"), pinned=True),
        Shown("name", _("Client"), width=180),
        *(own if week else []),
        Shown("open_amount", _("Reste dû"), "money"),
        Shown("due_date", _("Échéance"), "date"),
        *([] if week else [Shown("days_late", _("Retard"), "days")]),
        Shown("within_30", _("Sous 30 j"), "percent", help=chance.format(n=30)),
        Shown("within_60", _("Sous 60 j"), "percent", help=chance.format(n=60)),
        Shown("within_90", _("Sous 90 j"), "percent", help=chance.format(n=90)),
        Shown(
            "expected_on",
            _("Date probable"),
            "date",
            help=_("Le jour où elle a une chance sur deux d’être réglée ; « — » quand c’est au-delà de treize semaines."),
        ),
        Shown("client_id", _("N° client")),
    ]  # fmt: skip
