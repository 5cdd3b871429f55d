"""What a change of some clients' rows changes in the frames, worked out on those rows alone; it says when it concerns everyone."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from fiche.analysis.follow_up import broken
from fiche.analysis.frames import Frames, by_currency, counted, disputed, fallback, frames, stated_in
from fiche.analysis.patch import Changed
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.parts import part, placed, rows_of

_KEY = "payment_key"


def amended(
    known: Frames, before: Dataset, after: Dataset, clients: Collection[str], settings: Settings
) -> tuple[Frames, Changed] | None:
    """The frames of `after`, which differs from `before` (whose frames are `known`) in rows of `clients` only, and the change for the copy.

    None when everyone's rows may read otherwise: another default currency, amounts that are converted.
    """
    touched = frozenset(clients) | _reached(known, before, after, clients)
    at = {name: rows_of(getattr(known, name), touched) for name in ("clients", "documents", "payments")}
    rows = part(after, touched)
    own = frames(rows, settings, known.default, _named(known, rows, touched))
    stated = _moved(known.stated, _stated(before, touched), own.stated)
    if fallback(stated, settings) != known.default or _converts(known) or _converts(own):
        return None
    gone, paid = known.documents[at["documents"]], known.payments[at["payments"]]
    disputes = disputed(after)
    own = replace(own, payments=_keyed(own.payments, paid[_KEY], known.payments[_KEY]), disputes=disputes)
    payments = _moved(known.paid, by_currency(paid), own.paid)
    made = replace(
        known,
        clients=placed(known.clients, at["clients"], own.clients),
        documents=placed(known.documents, at["documents"], own.documents),
        payments=placed(known.payments, at["payments"], own.payments),
        disputes=disputes,
        broken=_broken(known, after, rows, touched),
        currencies=counted(
            _moved(known.currencies, by_currency(gone), own.currencies), payments, _shown(known)
        ),
        stated=stated,
        paid=payments,
    )
    return made, Changed(touched, own, gone)


def _reached(known: Frames, before: Dataset, after: Dataset, clients: Collection[str]) -> frozenset[str]:
    """The other clients whose figures rest on rows of `clients`: a payment may take its currency from a document of another's, a promise its
    amount, and a dispute may be about one."""
    documents = [rows["document_key"][rows_of(rows, clients)] for rows in (known.documents, after.documents)]
    keys = pl.concat(documents).implode()
    payers, promisers = (
        rows["client_id"][rows["document_key"].is_in(keys).fill_null(False).arg_true()]
        for rows in (known.payments, after["promises"])
    )
    named = [
        d["document_key"][rows_of(d, clients)].drop_nulls() for d in (before["disputes"], after["disputes"])
    ]
    contested = known.documents["client_id"][
        known.documents["document_key"].is_in(pl.concat(named).implode()).arg_true()
    ]
    return frozenset(pl.concat([payers, promisers, contested]).drop_nulls().unique().to_list())


def _named(known: Frames, rows: Dataset, touched: Collection[str]) -> pl.DataFrame | None:
    """[document_key, currency] of the documents of clients other than `touched` that payments name."""
    keys = rows.payments["document_key"].drop_nulls()
    outside = keys.filter(~keys.is_in(rows.documents["document_key"].implode()))
    if outside.is_empty():
        return None
    found = known.documents.select("document_key", "currency", "client_id").filter(
        pl.col("document_key").is_in(outside.implode())
    )
    mine = pl.col("client_id").is_in(list(touched)).fill_null(False)
    return found.filter(~mine).drop("client_id")


def _broken(known: Frames, after: Dataset, rows: Dataset, touched: Collection[str]) -> pl.DataFrame | None:
    """The promises that were not kept, those of `touched` worked out again."""
    if after["promises"].is_empty():
        return None
    named = rows["promises"]["document_key"].drop_nulls()
    if known.broken is None or not named.is_in(rows.documents["document_key"].implode()).all():
        return broken(after)
    others = known.broken.filter(~pl.col("client_id").is_in(list(touched)))
    return pl.concat([others, broken(rows)])


def _stated(dataset: Dataset, clients: Collection[str]) -> dict[str, int]:
    documents = dataset.documents.select("client_id", "currency")[rows_of(dataset.documents, clients)]
    mine = dataset.clients.select("client_id", "currency")[rows_of(dataset.clients, clients)]
    return by_currency(stated_in(documents, mine).to_frame())


def _keyed(payments: pl.DataFrame, freed: pl.Series, taken: pl.Series) -> pl.DataFrame:
    """`payments` under the keys that their clients' payments had, the others after all that were taken."""
    more = max(0, len(payments) - len(freed))
    first = int(taken[-1]) + 1 if len(taken) else 0
    fresh = pl.int_range(first, first + more, dtype=pl.Int64, eager=True)
    return payments.with_columns(pl.concat([freed.head(len(payments)), fresh]).alias(_KEY))


def _moved(counts: Mapping[str, int], gone: Mapping[str, int], come: Mapping[str, int]) -> dict[str, int]:
    found = Counter(counts)
    found.subtract(gone)
    found.update(come)
    return {code: n for code, n in found.items() if n}


def _converts(rows: Frames) -> bool:
    """Whether amounts of another currency are among the rows, which a rate converts or fails to."""
    made = rows.conversion
    return made is not None and (made.converted or bool(made.missing))


def _shown(rows: Frames) -> str:
    return rows.conversion.target if rows.conversion else rows.default
