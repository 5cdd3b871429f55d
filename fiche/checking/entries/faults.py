"""What the checks of a ledger find: entries that do not balance, dates outside of the year, a name that is not a FEC's; it corrects nothing."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from fiche.checking.entries.lines import BESIDE, ENTRY, file_name
from fiche.checking.rows import TypedSheet, finding
from fiche.i18n import money, number

SHOWN = 50  # entries that do not balance, said one by one
YEAR = 24  # months: the longest that a financial year may be


def faults(frame: pl.DataFrame, sheets: Sequence[TypedSheet]) -> Iterator[pl.DataFrame]:
    """Findings on the lines (fiche.checking.entries.lines) of `sheets`."""
    for sheet in sheets:
        mine = frame.filter(
            (pl.col("source_file") == sheet.match.file) & (pl.col("source_sheet") == sheet.match.sheet)
        )
        if len(mine):
            yield from _unbalanced(mine, sheet)
            yield from _doubled(mine, sheet)
            yield from _named(mine, sheet)
            yield from _other_accounts(mine, sheet)


def _said(code: str, sheet: TypedSheet, **more: object) -> pl.DataFrame:
    return finding(code, sheet.match.file, sheet.match.sheet, **more)  # type: ignore[arg-type]


def _euros(cents: int) -> str:
    return money(Decimal(cents).scaleb(-2))


def _unbalanced(mine: pl.DataFrame, sheet: TypedSheet) -> Iterator[pl.DataFrame]:
    if "entry" not in sheet.match.mapped or not bool(mine["account"].str.starts_with("7").any()):
        return  # a ledger of clients alone balances nowhere
    sums = mine.group_by("journal", "entry", maintain_order=True).agg(
        pl.col("signed").sum(), pl.col("source_row").min()
    )
    wrong = sums.filter(pl.col("signed") != 0).sort("source_row")
    for journal, entry, signed, row in wrong.head(SHOWN).iter_rows():
        name = " ".join(str(w) for w in (journal, entry) if w)
        yield _said("unbalanced_entry", sheet, row=row, value=name, detail=_euros(signed))
    if len(wrong) > SHOWN:
        yield _said("unbalanced_entry", sheet, value=f"+ {number(len(wrong) - SHOWN)}")
    total = int(mine["signed"].sum())
    if total:
        yield _said("unbalanced_ledger", sheet, value=_euros(total))


def _doubled(mine: pl.DataFrame, sheet: TypedSheet) -> Iterator[pl.DataFrame]:
    """Entries of several lines, each of which is there as many times: two or more."""
    line = pl.struct("account", "auxiliary", "piece", "label", "signed")
    counts = mine.group_by(*ENTRY, line.alias("line"), maintain_order=True).agg(
        pl.len().alias("times"), pl.col("source_row").min()
    )
    entries = counts.group_by(*ENTRY, maintain_order=True).agg(
        pl.col("times").min(),
        pl.col("times").n_unique().alias("kinds"),
        pl.len().alias("lines"),
        pl.col("source_row").min(),
    )
    doubled = entries.filter((pl.col("times") > 1) & (pl.col("kinds") == 1) & (pl.col("lines") > 1))
    for journal, entry, day, times, row in (
        doubled.head(SHOWN).select(*ENTRY, "times", "source_row").iter_rows()
    ):
        name = " ".join(str(w) for w in (journal, entry, day) if w)
        yield _said("doubled_entry", sheet, row=row, value=name, detail=f"× {number(times)}")
    if len(doubled) > SHOWN:
        yield _said("doubled_entry", sheet, value=f"+ {number(len(doubled) - SHOWN)}")


def _named(mine: pl.DataFrame, sheet: TypedSheet) -> Iterator[pl.DataFrame]:
    """The name, and the days against the closing that it states."""
    if sheet.match.recognised is None or sheet.match.recognised.source != "FEC":
        return
    name = file_name(sheet.match.file)
    if name is None or not name.official:
        yield _said("ledger_file_name", sheet, value=sheet.match.file)
    if name is None:
        return
    try:
        closing = dt.datetime.strptime(name.closing, "%Y%m%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:  # no such day
        return
    first = pl.select(pl.lit(closing).dt.offset_by(f"-{YEAR}mo")).item()
    outside = mine.filter((pl.col("date") > closing) | (pl.col("date") <= first))
    if len(outside):
        row = outside.sort("source_row").row(0, named=True)
        yield _said(
            "ledger_dates", sheet, row=row["source_row"], value=str(row["date"]), detail=number(len(outside))
        )


def _other_accounts(mine: pl.DataFrame, sheet: TypedSheet) -> Iterator[pl.DataFrame]:
    """Accounts of clients that are not the balance: advances, invoices and credit notes to come."""
    account = pl.col("account").str.slice(0, 3)
    found = (
        mine.filter(account.is_in(BESIDE))
        .group_by(account.alias("of"))
        .agg(pl.col("signed").sum())
        .sort("of")
    )
    for of, signed in found.iter_rows():
        if signed:
            yield _said("other_client_account", sheet, value=of, detail=_euros(signed))
