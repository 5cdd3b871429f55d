"""Typed ledgers of a load to typed documents and payments, with what became of each line; see lines, pieces and allocation for the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from fiche.checking.clients import Directory, Ledger, build_clients
from fiche.checking.entries.accounts import held
from fiche.checking.entries.faults import faults
from fiche.checking.entries.frames import documents_frame, payments_frame
from fiche.checking.entries.labels import names_in
from fiche.checking.entries.lines import CLIENTS, ENTRY, lines
from fiche.checking.entries.payments import allocated, with_ids
from fiche.checking.entries.pieces import numbered, pieces
from fiche.checking.rows import TypedSheet, finding
from fiche.dataset import SET_ASIDE_SCHEMA, Dataset
from fiche.errors import MatchingRefused
from fiche.i18n import money, number
from fiche.model import empty
from fiche.words import comparable

KEPT = (
    *ENTRY,
    "account",
    "debit",
    "credit",
    "amount",
    "side",
)  # of a line that concerns no client: labels may name employees
SHOWN = 30  # letters of an account’s name in a refusal


@dataclass(frozen=True)
class Terms:
    """`days` after the invoice when nothing else is known of its due date; `month_first`: see fiche.terms."""

    days: int = 30
    month_first: bool = False


def derived(sheets: Sequence[TypedSheet], known: Dataset | None, terms: Terms) -> list[TypedSheet]:
    """`sheets` with the documents and payments of their ledgers in the place of those. `known`: the portfolio that they update, if any.

    Raises MatchingRefused: «no_client_account», «collective_account» when nothing says whose the client lines are.
    """
    ledgers = [s for s in sheets if s.match.table == "entries"]
    if not ledgers:
        return list(sheets)
    others = [s for s in sheets if s.match.table != "entries"]
    frame, repeated = _without_repeats(lines(ledgers))
    _refuse(frame, ledgers)
    frame, notes = _nobody(frame)
    listed = _listed(others, known)
    frame = _as_listed(frame, listed)
    made = pieces(frame)
    documents = _dated(made.documents)
    documents = numbered(documents, empty("documents") if known is None else known.documents)
    payments = with_ids(made.payments)
    documents, payments = allocated(documents, payments, known)
    documents = documents.with_columns(_settled(payments))
    documents = documents_frame(documents, listed, terms.days, terms.month_first, _foreign(ledgers))
    notes += [*faults(frame, ledgers), *held(frame), *_estimates(frame, documents, payments)]
    aside = [apart(repeated, "duplicate_row"), apart(frame.filter(~made.used), "not_of_a_client")]
    first = replace(ledgers[0].match, table="documents")
    whole = TypedSheet(
        first,
        documents,
        pl.concat([*(s.set_aside for s in ledgers), *aside]),
        pl.concat([*(s.findings for s in ledgers), *notes]),
        sum(s.rows for s in ledgers),
    )
    paid = TypedSheet(
        replace(first, table="payments"),
        payments_frame(payments),
        aside[0].clear(),
        whole.findings.clear(),
        0,
    )
    return [*others, whole, paid]


def _foreign(ledgers: Sequence[TypedSheet]) -> list[str]:
    """The files whose amounts are not said to be in euros: a FEC is kept in euros by law, another ledger in whatever the company counts in."""
    return [s.match.file for s in ledgers if s.match.recognised is None or s.match.recognised.source != "FEC"]


def _without_repeats(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines, and those that another file of the load repeats: the same line of an entry that balances in both files. The latest file's stay."""
    place = ["source_file", "source_sheet"]
    if frame.select(pl.struct(place).n_unique()).item() < 2:
        return frame, frame.clear()
    same = [*ENTRY, "account", "auxiliary", "piece", "piece_date", "label", "signed"]
    latest = frame.group_by(place).agg(pl.col("date").max().alias("until")).sort("until", *place)
    latest = latest.with_row_index("rank")
    marked = frame.join(latest.drop("until"), on=place, how="left", maintain_order="left").with_columns(
        pl.struct(same).hash().alias("line"),
        (pl.col("signed").sum().over([*ENTRY, *place]) == 0).alias("balances"),
    )
    marked = marked.with_columns(pl.int_range(pl.len()).over("line", *place).alias("nth"))
    told = pl.col("rank") < pl.col("rank").max().over("line", "nth")
    marked = marked.with_columns(told.alias("told"))
    # An entry cut between two files that overlap balances once what both hold is counted once, and only then.
    once = (pl.col("signed").filter(~pl.col("told")).sum().over(ENTRY) == 0) & (
        pl.col("signed").sum().over(ENTRY) != 0
    )
    again = pl.col("told") & (pl.col("balances").all().over("line", "nth") | once)
    repeated = marked.select(again.alias("again")).to_series().fill_null(False)
    return frame.filter(~repeated), frame.filter(repeated)


def _refuse(frame: pl.DataFrame, ledgers: Sequence[TypedSheet]) -> None:
    """No client line at all, or none of which anything says whose it is."""
    files = ", ".join(dict.fromkeys(s.match.file for s in ledgers))
    mine = frame.filter(pl.col("account").str.starts_with(CLIENTS))
    if not bool(frame["is_client"].any()):
        raise MatchingRefused("no_client_account", name=files)
    if len(mine) and mine["client_id"].null_count() == len(mine):
        account = mine.row(0, named=True)
        said = " ".join(str(w) for w in (account["account"], account["account_name"]) if w)[:SHOWN]
        names = ", ".join(names_in(mine["label"])) or "—"
        raise MatchingRefused("collective_account", name=files, account=said, names=names)


def _nobody(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Client lines that name nobody, beside others that do: they are their account's, so that the total of the balances stays the ledger's."""
    lost = pl.col("is_client") & pl.col("client_id").is_null()
    mine = frame.filter(lost)
    notes = []
    for (file, sheet, account), rows in mine.partition_by(
        ["source_file", "source_sheet", "account"], as_dict=True, maintain_order=True
    ).items():
        total = money(rows["signed"].sum() / 100)
        notes.append(
            finding(
                "line_without_auxiliary", str(file), str(sheet), row=rows["source_row"][0], value=str(account),
                detail=f"{number(len(rows))} · {total}",
            )
        )  # fmt: skip
    if any(frame["by_label"]):
        first = frame.filter("by_label").row(0, named=True)
        notes.append(finding("names_from_labels", first["source_file"], first["source_sheet"]))
    name = pl.concat_str(pl.col("account_name").fill_null("Clients"), pl.lit(" ("), "account", pl.lit(")"))
    frame = frame.with_columns(
        pl.when(lost).then(name).otherwise("client_name").alias("client_name"),
        pl.when(lost).then("account").otherwise("client_id").alias("client_id"),
    )
    return frame, notes


def _listed(others: list[TypedSheet], known: Dataset | None) -> pl.DataFrame:
    """The clients of the lists loaded beside the ledgers, then those known."""
    mine = build_clients(others, Ledger())
    if known is None:
        return mine
    return pl.concat([mine, known.clients.select(mine.columns)]).unique(
        "client_id", keep="first", maintain_order=True
    )


def _as_listed(frame: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The number that a listed client has, where the subsidiary account is none of its numbers and one client alone bears its name on both sides."""
    if listed.is_empty():
        return frame
    mine = frame.filter(pl.col("client_id").is_not_null()).select("client_id", "client_name").unique()
    found = Directory(listed, Ledger()).look_up(mine)
    strangers = found.filter(pl.col("resolved").is_null()).select(
        "client_id", comparable(pl.col("client_name")).alias("key")
    )
    strangers = strangers.filter((pl.col("key") != "") & ~pl.col("key").is_duplicated())
    theirs = listed.select(
        comparable(pl.col("name")).alias("key"), pl.col("client_id").alias("theirs")
    ).drop_nulls()
    taken = found["resolved"].drop_nulls().implode()
    theirs = theirs.filter(~pl.col("key").is_duplicated() & ~pl.col("theirs").is_in(taken))
    pairs = dict(strangers.join(theirs, on="key").select("client_id", "theirs").iter_rows())
    resolved = found.filter(pl.col("way").is_in(["source", "reference", "zeros", "siret"]))
    pairs |= dict(resolved.select("client_id", "resolved").iter_rows())
    return frame.with_columns(pl.col("client_id").replace(pairs)) if pairs else frame


def _dated(documents: pl.DataFrame) -> pl.DataFrame:
    """`on`: the day of the piece where it is within a year of the entry's, else the entry's; none for a balance carried forward without detail."""
    near = (pl.col("piece_date") - pl.col("date")).dt.total_days().abs() <= 366
    return documents.with_columns(
        pl.when(near.fill_null(False)).then("piece_date").otherwise("date").alias("on")
    )


def _settled(payments: pl.DataFrame) -> pl.Expr:
    """`settled`: whether the entries say how a document is: it has a letter, or they hold a payment of its client."""
    payers = payments["client_id"].unique().implode()
    lettered = (pl.col("letter").str.strip_chars() != "").fill_null(False)
    return (lettered | pl.col("client_id").is_in(payers)).alias("settled")


def apart(frame: pl.DataFrame, code: str) -> pl.DataFrame:
    """Lines that made nothing, with `code` as their reason and without their label."""
    kept = (
        frame.select(c for c in frame.select(KEPT) if c.null_count() < len(c)).columns if len(frame) else []
    )
    return frame.select(
        "source_file",
        "source_sheet",
        "source_row",
        pl.lit(code).alias("code"),
        pl.lit(None, dtype=pl.String).alias("detail"),
        (pl.struct(pl.col(kept).cast(pl.String)).struct.json_encode() if kept else pl.lit("{}")).alias(
            "content"
        ),
    ).cast(SET_ASIDE_SCHEMA)  # type: ignore[arg-type]


def _estimates(frame: pl.DataFrame, documents: pl.DataFrame, payments: pl.DataFrame) -> list[pl.DataFrame]:
    """What was estimated, once a file, with how many."""
    rows = [
        ("estimated_due_date", documents.filter("due_guessed")),
        ("opening_balance", documents.filter(pl.col("opening").is_not_null())),
        ("estimated_allocation", payments.filter("estimated")),
        ("client_by_entry", frame.filter("by_entry")),
    ]
    return [
        finding(code, str(file), str(sheet), value=number(len(found)))
        for code, estimated in rows
        for (file, sheet), found in estimated.partition_by(
            ["source_file", "source_sheet"], as_dict=True, maintain_order=True
        ).items()
    ]
