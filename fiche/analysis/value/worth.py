"""The next 12 months of each client and of all, or why they cannot be estimated; it discounts nothing and takes no margin."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from fiche import i18n
from fiche.analysis.days import months_before
from fiche.analysis.evaluate import several_currencies
from fiche.analysis.frames import Frames
from fiche.analysis.settings import Settings
from fiche.analysis.value.bgnbd import BgNbd, fit_bgnbd
from fiche.analysis.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from fiche.analysis.value.summary import Numbers, Summary, summary
from fiche.i18n import N_, _

if TYPE_CHECKING:
    import pandas as pd

LACKING: dict[str, str] = {
    "clients": N_(
        "Données insuffisantes : il faut au moins {least} clients qui ont déjà acheté, il y en a {n}."
    ),
    "repeat": N_(
        "Données insuffisantes : il faut au moins {least} clients qui ont acheté des jours différents, il y en a {n}."
    ),
    "purchases": N_("Données insuffisantes : aucun rythme d’achat ne se dégage de ces dates."),
    "amounts": N_("Données insuffisantes : aucun montant d’achat attendu ne se dégage de ces montants."),
}
ESTIMATES = ("p_alive", "expected_purchases", "expected_value", "clv_12m")


@dataclass(frozen=True)
class Fitted:
    """What was observed and the models fitted to it. `lacking`: a key of LACKING where they could not be, with `n` against
    `least`; «currencies» where several are together."""

    observed: Summary
    purchases: BgNbd | None = None
    amounts: GammaGamma | None = None
    lacking: str | None = None
    n: int = 0
    least: int = 0
    currencies: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why there is no estimate, in a sentence."""
        if self.lacking is None:
            return None
        if self.lacking == "currencies":
            return several_currencies(self.currencies)
        return _(LACKING[self.lacking]).format(n=i18n.number(self.n), least=i18n.number(self.least))


@dataclass(frozen=True)
class Worth:
    """clv_12m of the clients asked for. Without an estimate `reason` says why (`lacking`: as in Fitted), `total` is None and the estimates of
    `table` are empty.

    `table`: client_id, frequency, recency, T (days), monetary, p_alive, expected_purchases, expected_value, clv_12m (currency), greatest
    first; clients who never bought are not in it. `total` = Σ clv_12m to the cent.
    """

    table: "pd.DataFrame"
    total: Decimal | None
    currency: str | None = None
    reason: str | None = None
    purchases: BgNbd | None = None
    amounts: GammaGamma | None = None
    lacking: str | None = None


def fitted(observed: Summary, settings: Settings) -> Fitted:
    """Both models, fitted to everyone who has bought.

    Too little to tell, and then no number: fewer than `value_min_clients` clients who bought; fewer than `value_min_repeat` who bought on
    several days, or who did for a positive amount; no convergence; a parameter at its limit; a mean amount that does not exist (q ≤ 1).
    """
    counts = (
        ("clients", len(observed), settings.value_min_clients),
        ("repeat", int(np.isfinite(observed.monetary).sum()), settings.value_min_repeat),
    )
    for lacking, n, least in counts:
        if n < least:
            return Fitted(observed, lacking=lacking, n=n, least=least)
    purchases = fit_bgnbd(observed)
    if purchases is None:
        return Fitted(observed, lacking="purchases")
    amounts = fit_gamma_gamma(observed)
    if amounts is None:
        return Fitted(observed, purchases, lacking="amounts")
    return Fitted(observed, purchases, amounts)


def estimates(models: Fitted, as_of: dt.date) -> dict[str, Numbers]:
    """ESTIMATES of each client, over the 12 months that follow `as_of`; amounts to the cent. NaN without models."""
    seen, purchases, amounts = models.observed, models.purchases, models.amounts
    if purchases is None or amounts is None:
        return {name: np.full(len(seen), np.nan) for name in ESTIMATES}
    days = float((months_before(as_of, -12) - as_of).days)
    expected = purchases.expected_purchases(days, seen.frequency, seen.recency, seen.T)
    value = amounts.expected_value(seen.frequency, seen.monetary)
    alive = purchases.p_alive(seen.frequency, seen.recency, seen.T)
    columns = (alive, expected, np.round(value, 2), np.round(expected * value, 2))
    return dict(zip(ESTIMATES, columns, strict=True))


def worth(models: Fitted, as_of: dt.date, clients: Sequence[str] | None, currency: str | None) -> Worth:
    """The answer for `clients` (None: everyone); the models stay everyone's, so that a filter changes nobody's value."""
    seen = models.observed
    observed = {name: getattr(seen, name) for name in ("frequency", "recency", "T", "monetary")}
    frame = pl.DataFrame({"client_id": list(seen.client_id)} | observed | estimates(models, as_of))
    frame = frame.with_columns(pl.col("client_id").cast(pl.String)).fill_nan(None)
    if clients is not None:
        frame = frame.filter(pl.col("client_id").is_in(list(clients)))
    frame = frame.sort("clv_12m", "client_id", descending=[True, False], nulls_last=True)
    total = sum((Decimal(f"{each:.2f}") for each in frame["clv_12m"].drop_nulls()), Decimal("0.00"))
    reason = models.reason
    table: pd.DataFrame = frame.to_arrow().to_pandas()
    known = None if reason else total
    return Worth(table, known, currency, reason, models.purchases, models.amounts, models.lacking)


def fitted_in(frames: Frames, as_of: dt.date, currency: str | None, settings: Settings) -> Fitted:
    """The models of the purchases in `currency`; None when there are several, and then nothing is fitted."""
    if currency is None:
        nothing = summary(frames.documents.clear(), as_of)
        return Fitted(nothing, lacking="currencies", currencies=tuple(frames.currencies))
    return fitted(summary(frames.documents.filter(pl.col("currency") == currency), as_of), settings)
