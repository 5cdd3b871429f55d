"""The aged balance at the end of each month, its buckets one over the other: is more of it late than a year ago; it sorts no invoice."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fiche.analysis.words import bucket_name, first_day_late
from fiche.charts.aged_balance import bucket_colour
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import (
    Chart,
    Palette,
    blank,
    chart,
    floats,
    keyed,
    money_axis,
    month_until,
    months_of,
    name_series,
    palette,
    time_axis,
    total,
)
from fiche.i18n import N_, _, money, percent

PALE, FULL = 0.5, 0.9  # a bucket and the next of the same colour
SMALL = 0.2  # of the highest bar: what goes below zero by less needs no graduation of its own


def aged_months(
    frame: pd.DataFrame, as_of: dt.date, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """Bars of buckets, those of one colour from pale to full; below zero, what is to be deducted. `frame`: month, end, each bucket, as
    Portfolio.aged_by_month."""
    colours, months = palette(dark), months_of(frame)
    buckets = [str(name) for name in frame.columns[2:]]
    names = [month_until(each, as_of) for each in months]
    figure, seen = blank(320, colours), dict[str, int]()
    for bucket in buckets:
        colour = bucket_colour(bucket, colours)
        seen[colour] = seen.get(colour, 0) + 1
        figure.add_bar(
            x=months, y=floats(frame[bucket]), hoverinfo="text",
            hovertext=[f"{name}<br>{bucket_name(bucket)}<br>{money(amount, currency)}" for name, amount in zip(names, frame[bucket], strict=True)],
            customdata=keyed(_key(month, bucket) if amount else "" for month, amount in zip(months, frame[bucket], strict=True)),
            marker={"color": colour, "opacity": FULL if seen[colour] % 2 == 0 else PALE, "line": {"width": 0}},
        )  # fmt: skip
    figure.update_layout(barmode="relative")
    time_axis(figure, months)
    tops = [
        float(sum(max(amount, Decimal(0)) for amount in row))
        for row in frame[buckets].itertuples(index=False)
    ]
    lows = [
        float(sum(min(amount, Decimal(0)) for amount in row))
        for row in frame[buckets].itertuples(index=False)
    ]
    small = min(lows, default=0.0) > -SMALL * max(tops, default=0.0)
    money_axis(figure, tops if small else [*tops, *lows], currency)
    if small and tops:
        figure.update_yaxes(range=[min(lows) * 1.1, figure.layout.yaxis.range[1]])
    name_series(figure, _series(frame, buckets, colours))
    marks = [
        (_key(month, bucket), f"{name}, {bucket_name(bucket)}", row[bucket])
        for month, name, row in zip(months, names, frame.to_dict("records"), strict=True)
        for bucket in buckets
        if row[bucket]
    ]
    table = pd.DataFrame(
        {_("Mois et tranche"): [mark[1] for mark in marks], _("Montant"): [float(mark[2]) for mark in marks]}
    )
    drawn = chart(figure, sentence(frame, buckets), table, [mark[0] for mark in marks], currency)
    return replace(drawn, amounts=tuple(mark[2] for mark in marks))


def _series(frame: pd.DataFrame, buckets: list[str], colours: Palette) -> list[tuple[str, str, str]]:
    """What each colour that is there stands for."""
    there = {bucket_colour(bucket, colours) for bucket in buckets if frame[bucket].any()}
    rest = {"no_due_date": _("sans échéance"), "unapplied": _("à déduire")}
    named = {
        colours.now: _("non échu"), colours.late: _("en retard"), colours.serious: _("plus de 60 j"),
        colours.reference: ", ".join(words for bucket, words in rest.items() if frame[bucket].any()),
    }  # fmt: skip
    return [("■", colour, words) for colour, words in named.items() if colour in there]


def _key(month: dt.date, bucket: str) -> str:
    return f"{month.isoformat()}|{bucket}"


def sentence(frame: pd.DataFrame, buckets: list[str]) -> str:
    """What share of the outstanding is late, against the first month shown."""
    late = [bucket for bucket in buckets if first_day_late(bucket) is not None]
    owed = [bucket for bucket in buckets if bucket != "unapplied"]
    shares = []
    for row in frame.to_dict("records"):
        whole = total(row[bucket] for bucket in owed)
        shares.append(float(total(row[bucket] for bucket in late) / whole) if whole > 0 else None)
    if not shares or shares[-1] is None:
        return _("Aucune facture n’est ouverte.")
    now = percent(shares[-1], 0)
    if shares[0] is None or len(shares) < 13:
        return _("{share} de l’encours est en retard.").format(share=now)
    if percent(shares[0], 0) == now:
        return _("{share} de l’encours est en retard, comme un an plus tôt.").format(share=now)
    return _("{share} de l’encours est en retard, contre {before} un an plus tôt.").format(
        share=now, before=percent(shares[0], 0)
    )


def end_of(asked: Asked, key: str) -> tuple[dt.date, str]:
    """The day and the bucket of a mark."""
    from fiche.analysis.days import month_end

    month, bucket = key.split("|")
    return min(month_end(dt.date.fromisoformat(month)), asked.as_of), bucket


def _draw(asked: Asked) -> Chart:
    frame = asked.portfolio.aged_by_month(asked.as_of, 13, asked.where)
    return aged_months(frame, asked.as_of, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    day, bucket = end_of(asked, key)
    people = asked.portfolio.aged_by_client(day, asked.where)
    mine = people[people[bucket] != 0]
    return mine[["client_id", bucket]].rename(columns={bucket: "amount"})


PLOT = Plot(
    code="aged_months",
    question=N_("La part en retard grandit-elle de mois en mois ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Solde de la tranche"),
)
