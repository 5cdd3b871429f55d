"""What a client is to us at a date, and why, in words with figures; it changes no status that the file or the user gave."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from fiche import i18n
from fiche.analysis.segments import ranked
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _

STATUSES: dict[str, str] = {
    "prospect": N_("Prospect"),
    "at_risk": N_("À risque"),
    "inactive": N_("Inactif"),
    "vip": N_("VIP"),
    "awaiting_payment": N_("En attente de paiement"),
    "active": N_("Actif"),
}
PAYMENT_STATUSES: dict[str, str] = {
    "paid": N_("Réglée"),
    "partial": N_("Partiellement réglée"),
    "pending": N_("En attente"),
    "late": N_("En retard"),
    "disputed": N_("En litige"),
}
Row = Mapping[str, Any]


def statuses(rows: pl.DataFrame, as_of: dt.date, settings: Settings) -> pl.Series:
    """The first of STATUSES that holds, for each of `rows`: everyone, one row a client, with its indicators by code and
    `invoiced`: whether an invoice or a balance brought forward is there, `brought_on`: the day of the latest balance when no invoice is."""
    best = rows["client_id"].is_in(list(best_clients(rows, settings.vip_share)))
    days = pl.lit(as_of) - pl.coalesce("last_purchase", "brought_on")
    silent = days.dt.total_days().fill_null(0)
    said = (
        pl.when(~pl.col("invoiced").fill_null(False))
        .then(pl.lit("prospect"))
        .when(_seriously_late(settings) | _mostly_late(settings))
        .then(pl.lit("at_risk"))
        .when(silent.cast(pl.Float64) > _too_silent(settings))
        .then(pl.lit("inactive"))
        .when(best)
        .then(pl.lit("vip"))
        .when(pl.col("open_count").fill_null(0) != 0)
        .then(pl.lit("awaiting_payment"))
        .otherwise(pl.lit("active"))
    )
    return rows.select(said.alias("status_computed")).to_series()


def reason_of(status: str, row: Row, as_of: dt.date, settings: Settings, currency: str | None) -> str:
    """Why the client has that status, with its figures. Amounts are left out where several currencies are together (None)."""
    match status:
        case "prospect":
            return _(SENTENCES["never"])
        case "at_risk":
            return _risk(row, settings, currency)
        case "inactive":
            return _silence(row, as_of)
        case "vip":
            return _(SENTENCES["best"]).format(
                share=i18n.percent(float(settings.vip_share), 0),
                amount=i18n.money(row["revenue_12m"], currency),
            )
        case "awaiting_payment":
            return _owed(row, currency) + _only_brought(row)
        case _:
            return _active(row) + _only_brought(row)


def best_clients(rows: pl.DataFrame, share: Decimal) -> frozenset[str]:
    """Class A: by revenue_12m descending (then number), while the share accumulated before the client is below `share`. Source: indicators, abc."""
    return frozenset(ranked(rows, (share,)).filter(pl.col("passed") == 0)["client_id"])


def silence(row: Row, floor: int, settings: Settings) -> float:
    """Days without a purchase that are too many: max(`floor`, inactive_intervals × own interval)."""
    return max(float(floor), settings.inactive_intervals * (row["purchase_interval"] or 0.0))


def _seriously_late(settings: Settings) -> pl.Expr:
    """An amount of null means several currencies: the count alone decides."""
    enough = (pl.col("overdue_serious") > settings.residue).fill_null(True)
    return (pl.col("overdue_serious_count").fill_null(0) > 0) & enough


def _mostly_late(settings: Settings) -> pl.Expr:
    """In cents: a share of an amount would be rounded."""
    share = Fraction(str(settings.at_risk_share))
    overdue, outstanding = (
        pl.col(name).fill_null(0).cast(pl.Decimal(38, 2)).to_physical() for name in ("overdue", "outstanding")
    )
    much = pl.col("overdue").fill_null(0) >= settings.at_risk_amount
    return much & (overdue * share.denominator > outstanding * share.numerator)


def _too_silent(settings: Settings) -> pl.Expr:
    """As silence(), for inactivity."""
    own = pl.col("purchase_interval").fill_null(0.0) * settings.inactive_intervals
    return pl.max_horizontal(pl.lit(float(settings.inactive_days)), own)


def _risk(row: Row, settings: Settings, currency: str | None) -> str:
    if row["overdue_serious"] is not None and row["overdue_serious"] <= settings.residue:
        share = float(row["overdue"] / row["outstanding"])
        return _(SENTENCES["mostly_late"]).format(
            amount=i18n.money(row["overdue"], currency), share=i18n.percent(share, 0)
        )
    late = late_invoices(
        row["overdue_serious_count"], settings.serious_days, row["overdue_serious"], currency
    )
    delay = row["days_late_weighted"]
    if delay is None or delay <= 0:
        return late
    return f"{late} " + _(SENTENCES["average_delay"]).format(days=i18n.days(delay))


def late_invoices(count: int, days: int, amount: Decimal | None, currency: str | None) -> str:
    """«3 factures en retard de plus de 60 j (12 400,00 €).»; without the amount when it is None."""
    if amount is None:
        name = "serious_one_bare" if count == 1 else "serious_many_bare"
    else:
        name = "serious_one" if count == 1 else "serious_many"
    return _(SENTENCES[name]).format(
        n=i18n.number(count), days=i18n.days(days), amount=i18n.money(amount, currency)
    )


def _active(row: Row) -> str:
    if row["last_purchase"] is None:
        return _(SENTENCES["calm"])
    return _(SENTENCES["bought"]).format(day=i18n.day(row["last_purchase"]))


def _only_brought(row: Row) -> str:
    """What follows the reason of a client of whom only a balance brought forward is known."""
    if row["brought_on"] is None:
        return ""
    return " " + _(SENTENCES["only_brought"]).format(day=i18n.day(row["brought_on"]))


def _silence(row: Row, as_of: dt.date) -> str:
    last = row["last_purchase"] or row["brought_on"]
    days = i18n.days((as_of - last).days)
    if row["last_purchase"] is None:
        return _(SENTENCES["gone_brought"]).format(days=days, day=i18n.day(last))
    if row["purchase_interval"] is None:
        return _(SENTENCES["gone"]).format(days=days, day=i18n.day(row["last_purchase"]))
    return _(SENTENCES["gone_usual"]).format(
        days=days, day=i18n.day(row["last_purchase"]), interval=i18n.days(row["purchase_interval"])
    )


def _owed(row: Row, currency: str | None) -> str:
    amount = i18n.money(row["outstanding"], currency)
    if row["outstanding"] is None:
        return _(SENTENCES["owes_some"])
    if not row["overdue"]:
        return _(SENTENCES["owes"]).format(amount=amount)
    return _(SENTENCES["owes_late"]).format(amount=amount, overdue=i18n.money(row["overdue"], currency))
