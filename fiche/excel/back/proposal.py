"""What a workbook that comes back would change: field by field against what it was and what the record says now; rows added and removed; it decides nothing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from fiche.decisions import NewRow
from fiche.errors import Refused
from fiche.excel.back.differences import Added, Field, Ignored, Proposal, Removed
from fiche.excel.back.fields import CONVERTED, SCHEDULED
from fiche.excel.back.shown import State, as_shown, own_texts
from fiche.excel.back.told import Lines, Told
from fiche.excel.stamp import COMPUTED, EVERYONE, Stamp, digest
from fiche.model import TableName
from fiche.records import SEPARATOR
from fiche.store.archives import COUNTED
from fiche.store.own import MAKEABLE, checked


def propose(told: Told, base: State, now: State) -> Proposal:
    """What `told` would change. `base`: the record when it was exported; `now`: as it is. Raises Refused when its client is no longer there."""
    made = Proposal(told.stamp)
    client = _client(told.stamp, base, now)
    own = {client} if client is not None else _clients(told, base)
    for lines in told.lists:
        _List(lines, base, now, made, own).compare()
    made.ignored += [Ignored(place, "computed") for place in told.altered]
    if client is not None:
        made.ignored += _extras(told, base, client)
    return made


def propose_new(told: Told, now: State) -> Proposal:
    """The client that a blank model was filled in for, and its rows; those of a client without a number follow the number that it is given."""
    made = Proposal(told.stamp)
    head = next(lines for lines in told.lists if lines.table == "clients")
    number = head.rows.item(0, "client_id")
    values = {c: v for c in head.columns if (v := head.rows.item(0, f"{c} value")) is not None}
    bad = next((head.columns[c] for c in head.columns if head.rows.item(0, f"{c} bad")), None)
    place = f"{head.rows.item(0, 'sheet')}!{bad or head.columns['name']}"
    refusal = Refused("back_unreadable_row").message if bad else _refused("clients", values)
    if number is not None and (now.rows("clients")["owner"] == number).any():
        refusal = Refused("number_taken", client_id=number).message
    made.added.append(Added(NewRow("clients", number, values), place, refusal))
    for lines in told.lists:
        if lines.table != "clients":
            _List(lines, now, now, made, {number or ""}).typed()
    return made


def _refused(table: TableName, values: Mapping[str, str]) -> str:
    """Why such a row cannot be made, «» when it can."""
    try:
        checked(table, values)
    except Refused as refusal:
        return refusal.message
    return ""


def _client(stamp: Stamp, base: State, now: State) -> str | None:
    """The one client of a sheet, None for the client file."""
    if stamp.kind == "file":
        return None
    numbers = base.rows("clients")["owner"]
    found = next((number for number in numbers if digest(number) == stamp.client), None)
    if found is None or not (now.rows("clients")["owner"] == found).any():
        raise Refused("back_client_gone")
    return str(found)


def _extras(told: Told, base: State, client: str) -> Iterator[Ignored]:
    """The file's own columns of a client that were changed: no correction keeps them."""
    held = base.rows("clients").filter(pl.col("owner") == client)["extra"][0]
    said = [(str(h), str(v)) for h, v in json.loads(held or "{}").items()]
    headers, values = (
        as_shown(pl.Series([pair[n] for pair in said], dtype=pl.String)).to_list() for n in (0, 1)
    )
    known = set(zip(headers, values, strict=True))
    for place, header, value in told.extras:
        if (header, value) not in known:
            yield Ignored(place, "extra", value or "")


def _clients(told: Told, base: State) -> set[str]:
    """The clients of whom a client file was exported; those that it lists, where it was of some only."""
    if told.stamp.client == EVERYONE:
        return set(base.rows("clients")["owner"])
    return {
        n for lines in told.lists if lines.table == "clients" for n in lines.rows["record"] if n is not None
    }


class _List:
    """One list of the workbook, of the clients `own`."""

    def __init__(self, lines: Lines, base: State, now: State, made: Proposal, own: set[str]) -> None:
        self.lines, self.made, self.known = lines, made, now
        self.client = next(iter(own)) if made.stamp.kind != "file" else None  # «»: numbered when it is made
        self.table, self.columns = lines.table, list(lines.columns)
        mine = pl.col("owner").is_in(list(own))
        self.base, self.now = base.rows(self.table).filter(mine), now.rows(self.table).filter(mine)
        self.converted = bool(made.stamp.currency)

    def compare(self) -> None:
        """Add what this list says to the proposal."""
        rows = self._numbered(self.lines.rows)
        known = rows.join(self.base.select("record"), on="record", how="semi")
        typed_ = rows.join(self.base.select("record"), on="record", how="anti").filter(
            (pl.col("record") != COMPUTED).fill_null(True)
        )
        for column in self.columns:
            self._column(column, known)
        self._own_columns(rows)
        self._added(typed_)
        self._removed(rows)

    def typed(self) -> None:
        """Add its rows as new ones, all of them."""
        for added in self._new(self.lines.rows):
            self.made.added.append(added)

    def _numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, the client of a sheet under its number; of one record that stands twice (a row was copied), the first."""
        if self.table == "clients" and self.client is not None:
            return rows.with_columns(pl.lit(self.client).alias("record"))
        again = (
            pl.col("record").is_not_null()
            & (pl.col("record") != COMPUTED)
            & ~pl.col("record").is_first_distinct()
        )
        return rows.with_columns(pl.when(~again).then("record").alias("record"))

    # ── fields ──

    def _column(self, column: str, known: pl.DataFrame) -> None:
        """One column of the rows that both have."""
        also = (
            pl.col(f"{column} or") if f"{column} or" in self.base.columns else pl.lit(None, dtype=pl.String)
        )
        base = self.base.select(
            "record", "key", "owner", "fixed", "parts", pl.col(column).alias("before"), also.alias("also")
        )
        now = self.now.select("record", pl.col(column).alias("now"), pl.lit(True).alias("there"))
        cells = known.select(
            "record",
            "sheet",
            "row",
            pl.col(column).alias("excel"),
            pl.col(f"{column} value").alias("value"),
            pl.col(f"{column} bad").alias("bad"),
        )
        both = cells.join(base, on="record").join(now, on="record", how="left")
        excel, before = pl.col("excel"), pl.col("before")
        same = excel.eq_missing(before)
        if f"{column} or" in self.base.columns:
            same |= excel.eq_missing(pl.col("also"))
        if column == "currency":
            same |= (
                excel.is_null()
            )  # a currency is never unsaid: the client file leaves out the one that all share
        same = same & ~(pl.col("bad") & excel.is_null())
        moved = pl.col("now").ne_missing(before)
        rows = both.with_columns(same.alias("same"), moved.alias("moved")).filter(
            ~pl.col("same") | pl.col("moved")
        )
        for row in rows.iter_rows(named=True):
            self._cell(column, row)

    def _cell(self, column: str, row: dict[str, Any]) -> None:
        place = f"{row['sheet']}!{self._cell_of(column, row['row'])}"
        changed = not row["same"]
        why = self._why_not(column, row) if changed else ""
        if why:
            self.made.ignored.append(Ignored(place, why, str(row["excel"] or ""), column))
            return
        if changed and row["excel"] == row["now"]:
            return
        excel = row["value"] if changed else row["before"]
        made = Field(
            self.table, str(row["key"]), str(row["owner"]), column, row["before"], excel, row["now"], place
        )
        if not changed:
            self.made.since.append(made) if row["there"] else None
        else:
            (self.made.conflicts if row["moved"] else self.made.changes).append(made)

    def _own_columns(self, rows: pl.DataFrame) -> None:
        """The file's own columns that were changed: no correction keeps them."""
        if not self.lines.extra:
            return
        told = self.base.select("record", own_texts(self.base["extra"]).alias("told"))
        changed = rows.join(told, on="record", how="left").filter(
            pl.col("extra").ne_missing(pl.col("told")) & (pl.col("record") != COMPUTED).fill_null(True)
        )
        for row in changed.select("sheet", "row", "extra").iter_rows(named=True):
            place = f"{row['sheet']}!{self.lines.extra}{row['row']}"
            self.made.ignored.append(Ignored(place, "extra", str(row["extra"] or "")))

    def _cell_of(self, column: str, row: object) -> str:
        letters = self.lines.columns[column]
        return letters if letters[-1].isdigit() else f"{letters}{row}"

    def _why_not(self, column: str, row: dict[str, Any]) -> str:
        """Why a changed cell is not brought back, «» when it is."""
        if row["fixed"]:
            return "implied"
        if row["bad"]:
            return "unreadable"
        if row["parts"] and column in SCHEDULED:
            return "parts"
        if self.converted and self.table in COUNTED and column in CONVERTED:
            return "converted"
        return "" if row["there"] else "gone"

    # ── rows ──

    def _added(self, rows: pl.DataFrame) -> None:
        """The rows that were typed or copied, those that the record already has said apart."""
        if self.table not in MAKEABLE or rows.is_empty():
            return
        made = list(self._new(rows))
        there = _already(self.table, [added.row for added in made], self.known)
        for added, known in zip(made, there, strict=True):
            if known:
                self.made.ignored.append(Ignored(added.place, "known"))
            else:
                self.made.added.append(added)

    def _new(self, rows: pl.DataFrame) -> Iterator[Added]:
        for row in rows.iter_rows(named=True):
            values = {c: row[f"{c} value"] for c in self.columns if row[f"{c} value"] is not None}
            place = f"{row['sheet']}!{row['row']}"
            client = (self.client or None) if self.client is not None else row["client_id"]
            if not values and not any(row[f"{c} bad"] for c in self.columns):
                continue
            yield Added(NewRow(self.table, client, values), place, self._refusal(values, client, row))

    def _refusal(self, values: dict[str, str], client: str | None, row: dict[str, Any]) -> str:
        if self.converted and self.table in COUNTED:
            return Refused("back_converted", currency=self.made.stamp.currency).message
        if any(row[f"{c} bad"] for c in self.columns):
            return Refused("back_unreadable_row").message
        if self.table != "clients" and client is None and self.made.stamp.kind == "file":
            return Refused("back_row_without_client").message
        return _refused(self.table, values)

    def _removed(self, rows: pl.DataFrame) -> None:
        """The rows exported that the workbook no longer has and that are still in the record."""
        gone = self.base.join(rows.select("record").drop_nulls(), on="record", how="anti")
        gone = gone.join(self.now.select("record"), on="record", how="semi").filter(~pl.col("fixed"))
        if (
            self.table == "clients"
        ):  # one of a sheet is not a row; one who is archived already has nothing to become
            away = self.now.filter(pl.col("archived_on").is_not_null()).select("record")
            gone = gone.join(away, on="record", how="anti") if self.client is None else gone.clear()
        for row in gone.iter_rows(named=True):
            words = " · ".join(str(row[c]) for c in self.columns if row[c] is not None)[:120]
            own = SEPARATOR * 2 in row["key"]
            possible = self.table not in COUNTED or own
            self.made.removed.append(Removed(self.table, row["key"], row["owner"], words, possible))


def _already(table: TableName, rows: list[NewRow], now: State) -> list[bool]:
    """Whether the record has each row already, by the words that make its key: a workbook may be brought back twice."""
    if table == "clients":
        known = set(now.rows("clients")["owner"])
        return [row.client_id in known for row in rows]
    return now.holds(table, rows)
