"""What the forecast of receipts answers with: its back-test, its frames, and why there is none; it computes nothing."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Window:
    """The receipts of the `days` after each cut-off, all together.

    `error`: Σ|forecast − received| / Σ received over the cut-offs (0.1 = 10 %); `naive_error`: the same if each invoice were paid on its
    due date, at once when past due; `coverage`: share of the cut-offs whose receipts fell in the 80 % range.
    """

    days: int
    error: float
    naive_error: float
    coverage: float


@dataclass(frozen=True)
class Backtest:
    """What the model would have said at each of `cut_offs` with what was known then, against what came.

    `settled`: invoices with a known payment date at the date of the forecast. `weekly_error`, `naive_weekly_error`, `coverage`: as in
    Window, week by week. `brier`: mean (probability of being settled within 30 days − what came)² over `invoices` open at the cut-offs;
    `base_brier`: the same if each were given their overall share. The range that `coverage` judges at a cut-off is set on the others.
    """

    cut_offs: tuple[dt.date, ...]
    settled: int
    invoices: int
    weekly_error: float
    naive_weekly_error: float
    coverage: float
    windows: tuple[Window, ...]
    brier: float
    base_brier: float


@dataclass(frozen=True)
class Receipts:
    """What the invoices open at a date should bring in thirteen weeks: estimates, never amounts of the file. Invoices to come are not there.

    `invoices`: [document_key, document_id, client_id, open_amount (Decimal), due_date, days_late, within_30, within_60, within_90
    (probabilities of being settled), expected_on (the day on which it is as likely settled as not; null when that is beyond thirteen
    weeks)], by due date; null probabilities where the invoice has no date at all, or no
    due date in a file that settled hardly any such. `weeks`: [week, expected, low, high], seven
    days from `week`, the first the day after the date; 80 % range; floats rounded to the cent. `open_amount`: the outstanding;
    `total` = Σ weeks.expected, between `low` and `high` four times out of five; `within_30`: what of it should come in thirty days; `never_share`: what of the outstanding is not expected
    within thirteen weeks. `reason`: why there is no forecast; then there is no number, but the back-test where that is the reason.
    """

    invoices: "pd.DataFrame"
    weeks: "pd.DataFrame"
    currency: str | None = None
    open_amount: Decimal | None = None
    total: float | None = None
    low: float | None = None
    high: float | None = None
    within_30: float | None = None
    never_share: float | None = None
    backtest: Backtest | None = None
    reason: str | None = None
