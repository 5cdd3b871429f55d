"""What a call brief holds, as values; it words nothing and computes no indicator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.disputes import Dispute
from fiche.analysis.dunning import Case
from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, ClientStatus, Figure
from fiche.analysis.late import LateInvoice
from fiche.analysis.offers import Offer
from fiche.analysis.purchases import Bought
from fiche.analysis.risk import RiskScore

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Person:
    """Someone to ask for. `phones`: those the file gives, direct line first."""

    name: str
    role: str | None = None
    phones: tuple[str, ...] = ()
    email: str | None = None


@dataclass(frozen=True)
class Talk:
    """A past exchange."""

    date: dt.date | None
    channel: str | None = None
    contact: str | None = None
    author: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class Planned:
    """A next action that an exchange promised, for a day still to come."""

    on: dt.date
    action: str


@dataclass(frozen=True)
class Promise:
    """A promise to pay `amount` by `promised_on`. `kept`: None as long as that day has not passed."""

    amount: Decimal | None
    promised_on: dt.date
    made_on: dt.date | None = None
    document_id: str | None = None
    kept: bool | None = None


@dataclass(frozen=True)
class Brief:
    """One client at `as_of`, in one currency: `others` are those left out. Lists are whole; whoever shows fewer says how many more there are.

    `late`: the latest in paying first; `dunning`: what may be asked for, None when nothing is late; `talks`: the most recent first; `products`: 12 months, most money first; `evolution`: as
    Portfolio.evolution, 24 months. `asleep`: the alerts that people do not want to hear of before a day, which are not among `alerts`.
    """

    client_id: str
    as_of: dt.date
    currency: str
    others: tuple[str, ...]
    basis: str
    serious_days: int
    record: ClientRecord
    status: ClientStatus
    figures: Mapping[str, Figure]
    aged: AgedBalance
    late: tuple[LateInvoice, ...]
    disputes: tuple[Dispute, ...]
    promises: tuple[Promise, ...]
    products: tuple[Bought, ...]
    offers: tuple[Offer, ...]
    alerts: tuple[Alert, ...]
    dunning: Case | None
    people: tuple[Person, ...]
    talks: tuple[Talk, ...]
    planned: tuple[Planned, ...]
    risk: RiskScore
    evolution: "pd.DataFrame"
    asleep: tuple[Alert, ...] = ()

    @property
    def name(self) -> str:
        """What the client is called: its number when the file gives no name."""
        return str(self.record.fields["name"] or self.client_id)
