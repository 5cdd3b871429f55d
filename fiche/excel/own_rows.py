"""The rows that a client's workbook lists, as the file has them: for clients asked about together, read once for all of them; it works nothing out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fiche.analysis.frames import Frames
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.record import by_client
from fiche.analysis.together import Together
from fiche.dataset import Dataset
from fiche.model import TableName
from fiche.records import with_records

Rows = list[dict[str, Any]]
_LISTS: tuple[TableName, ...] = ("contacts", "addresses", "interactions")


@dataclass(frozen=True)
class OwnRows:
    """The rows of some clients with their `record`, by client: those of a client without any are not there. `documents`, `payments`: latest first,
    undated last, the order in which the portfolio gives them too; `disputes`: latest first, those that the analysis leaves out (said closed
    without a day) without their document. `lists`: contacts, addresses and interactions. `private`: the clients that the file says are no business."""

    documents: Mapping[str, pl.DataFrame]
    payments: Mapping[str, pl.DataFrame]
    disputes: Mapping[str, pl.DataFrame]
    kept: frozenset[tuple[Any, ...]]
    private: frozenset[str]
    lists: Mapping[TableName, Mapping[str, pl.DataFrame]]

    def list_of(self, name: TableName, client_id: str) -> Rows:
        """A client's rows in one of its lists."""
        return _of(self.lists[name], client_id)

    def documents_of(self, client_id: str) -> Rows:
        """A client's documents."""
        return _of(self.documents, client_id)

    def payments_of(self, client_id: str) -> Rows:
        """A client's payments."""
        return _of(self.payments, client_id)

    def disputes_of(self, client_id: str) -> Rows:
        """A client's disputes."""
        return [
            row
            if (row["document_key"], row["opened_on"], row["closed_on"]) in self.kept
            else row | {"document_key": None}
            for row in _of(self.disputes, client_id)
        ]


def own_rows(portfolio: Portfolio, client_id: str) -> OwnRows:
    """The rows of a client, with those of the others that it is asked about with."""
    frames, dataset = portfolio._frames, portfolio._dataset  # noqa: SLF001 - the links between rows stand nowhere else
    if isinstance(portfolio, Together):
        found: OwnRows = portfolio.once("own rows", lambda: _read(frames, dataset, None))
        return found
    return _read(frames, dataset, client_id)


def _read(frames: Frames, dataset: Dataset, client_id: str | None) -> OwnRows:
    """The rows of one client; None: of all that there are."""

    def mine(frame: pl.DataFrame) -> pl.DataFrame:
        return frame if client_id is None else frame.filter(pl.col("client_id") == client_id)

    documents, payments, clients = mine(frames.documents), mine(frames.payments), mine(frames.clients)
    documents = documents if "record" in documents.columns else with_records(documents, "documents")
    payments = payments if "record" in payments.columns else with_records(payments, "payments")
    disputes = with_records(mine(dataset["disputes"]), "disputes")
    return OwnRows(
        _by_client(documents, "date", "document_key"),
        _by_client(payments, "date", "payment_key"),
        _by_client(disputes, "opened_on"),
        frozenset(frames.disputes.rows()),
        frozenset(clients.filter("private")["client_id"]),
        {name: by_client(mine(dataset[name]), name) for name in _LISTS},
    )


def _by_client(frame: pl.DataFrame, *latest: str) -> dict[str, pl.DataFrame]:
    rows = frame.sort(*latest, descending=True, nulls_last=True, maintain_order=True)
    return {str(key[0]): part for key, part in rows.partition_by("client_id", as_dict=True).items()}


def _of(found: Mapping[str, pl.DataFrame], client_id: str) -> Rows:
    return found[client_id].to_dicts() if client_id in found else []
