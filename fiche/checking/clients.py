"""One row per client, whatever the files say of it, and the way from any mention of a client to that row; it reads no amount."""

from dataclasses import dataclass, field

import polars as pl

from fiche.checking.rows import TypedSheet, finding
from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA
from fiche.model import PROVENANCE, TABLES, schema
from fiche.words import comparable, formatted

DETAIL = 50  # findings of one kind shown one by one


@dataclass
class Ledger:
    """What joining sets aside and finds as it goes: frames to be put together at the end."""

    set_aside: list[pl.DataFrame] = field(default_factory=list)
    findings: list[pl.DataFrame] = field(default_factory=list)

    def aside(self, rows: pl.DataFrame, code: str) -> None:
        """Set `rows` aside for `code`; the content is what the row said, as JSON."""
        if len(rows):
            content = [c for c in rows.columns if c not in ("source_file", "source_sheet", "source_row")]
            self.set_aside.append(
                rows.select(
                    "source_file",
                    "source_sheet",
                    "source_row",
                    pl.lit(code).alias("code"),
                    pl.lit(None, dtype=pl.String).alias("detail"),
                    pl.struct(pl.col(content).cast(pl.String)).struct.json_encode().alias("content"),
                ).cast(SET_ASIDE_SCHEMA)  # type: ignore[arg-type]
            )

    def note(
        self, rows: pl.DataFrame, code: str, column: str | None = None, value: str | None = None
    ) -> None:
        """A finding per row of `rows` (its provenance), with the value of the column `value`."""
        if len(rows):
            severity = finding(code, "", "")["severity"][0]
            self.findings.append(
                rows.select(
                    pl.lit(code).alias("code"),
                    pl.lit(severity).alias("severity"),
                    pl.lit(None, dtype=pl.String).alias("table"),
                    pl.lit(None, dtype=pl.String).alias("record"),
                    "source_file",
                    "source_sheet",
                    "source_row",
                    pl.lit(column, dtype=pl.String).alias("column"),
                    pl.lit(None, dtype=pl.String).alias("cell"),
                    (pl.col(value).cast(pl.String) if value else pl.lit(None, dtype=pl.String)).alias(
                        "value"
                    ),
                    pl.lit(None, dtype=pl.String).alias("detail"),
                    pl.lit(None, dtype=pl.String).alias("proposal"),
                ).cast(FINDINGS_SCHEMA)  # type: ignore[arg-type]
            )


def split(frame: pl.DataFrame, condition: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows where `condition` holds, and the others (null counts as false)."""
    mask = frame.select(condition.fill_null(False).alias("m")).to_series()
    if not mask.any():
        return frame.clear(), frame
    return frame.filter(mask), frame.filter(~mask)


def stack(sheets: list[TypedSheet], table: str) -> pl.DataFrame:
    """The rows of every sheet of `table`, with the columns of its schema."""
    frames = [s.frame for s in sheets if s.match.table == table]
    wanted = {n: t for n, t in schema(table).items() if n in TABLES[table].by_name or n in PROVENANCE}  # type: ignore[index]
    return pl.concat([f.select(list(wanted)) for f in frames]) if frames else pl.DataFrame(schema=wanted)


def build_clients(sheets: list[TypedSheet], ledger: Ledger) -> pl.DataFrame:
    """The clients of the client sheets; client_id unique and never null."""
    listed = stack(sheets, "clients")
    listed, others = _only_customers(listed)
    ledger.aside(others, "not_a_customer")
    listed = listed.with_columns(
        pl.coalesce("client_id", "source_id", "name").alias("client_id"),
        pl.coalesce("name", "client_id").alias("name"),
    )
    nobody, listed = split(listed, pl.col("client_id").is_null())
    ledger.aside(nobody, "missing_client")
    return _without_repeats(listed, ledger)


def _only_customers(listed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Those the file does not say are no customers, and those it does."""
    others, customers = split(listed, ~pl.col("is_customer"))
    return (listed, others.clear()) if len(customers) == 0 else (customers, others)


def _without_repeats(listed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The first row of each client number; identical names under other numbers are said, not merged."""
    numbered = listed.with_columns(pl.int_range(pl.len()).over("client_id").alias("nth"))
    # Without a number column the name stands in for it: two rows of one name are then two clients as far as anyone can tell.
    by_name_only = pl.col("client_id") == pl.col("name")
    repeated = numbered.filter((pl.col("nth") > 0) & ~by_name_only).drop("nth")
    ledger.aside(repeated, "duplicate_client")
    kept = numbered.filter((pl.col("nth") == 0) | by_name_only)
    renamed = (
        pl.when(pl.col("nth") > 0)
        .then(formatted("{} ({})", "client_id", pl.col("nth") + 1))
        .otherwise("client_id")
    )
    kept = kept.with_columns(renamed.alias("client_id")).drop("nth")
    same = kept.filter(comparable(pl.col("name")).is_duplicated() & pl.col("name").is_not_null())
    ledger.note(same, "same_name", value="name")
    return kept


def name_key(name: pl.Expr) -> pl.Expr:
    """A name made comparable; one of punctuation alone stays as it is."""
    return pl.when(comparable(name) != "").then(comparable(name)).otherwise(name)


def _first_rows(frame: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The first row of `frame` for each pair of number and name of `mentions`."""
    pair = ["client_id", "client_name"]
    rows = frame.join(mentions.select(pair), on=pair, how="semi", nulls_equal=True, maintain_order="left")
    return rows.unique(pair, keep="first", maintain_order=True)


class Directory:
    """From any way a row names its client (number, source identifier, reference, SIRET, name) to the client's number; opens a sheet for strangers."""

    def __init__(self, clients: pl.DataFrame, ledger: Ledger) -> None:
        self.clients = clients
        self.ledger = ledger
        # Names alone that led to nobody, or to several: each has a sheet of its own from then on.
        self.opened = pl.DataFrame(schema={"key": pl.String, "hit": pl.String})

    def resolve(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with client_id resolved; rows that name nobody keep null. New clients are added for names and numbers not known."""
        if len(frame) == 0:
            return frame
        mentions = self.look_up(frame.select("client_id", "client_name").unique(maintain_order=True))
        numbered, named = pl.col("client_id").is_not_null(), pl.col("client_name").is_not_null()
        # Numbers first: a name alone may then lead to one of them.
        for these in (numbered, ~numbered & named):
            strangers = mentions.filter(pl.col("resolved").is_null() & these)
            if len(strangers):
                self._add(_first_rows(frame, strangers))
                mentions = self.look_up(mentions.select("client_id", "client_name"))
        self._say(frame, mentions)
        joined = frame.join(
            mentions, on=["client_id", "client_name"], how="left", nulls_equal=True, maintain_order="left"
        )
        return joined.with_columns(pl.col("resolved").alias("client_id")).drop("resolved", "way")

    def look_up(self, mentions: pl.DataFrame) -> pl.DataFrame:
        """`mentions` with `resolved` and the `way` it was found, the surest way first."""
        found = mentions.with_columns(
            pl.lit(None, dtype=pl.String).alias("resolved"), pl.lit(None, dtype=pl.String).alias("way")
        )
        ways = [(way, mention, self._keys(key)) for way, mention, key in self._ways()]
        alone = pl.when(pl.col("client_id").is_null()).then(name_key(pl.col("client_name")))
        for way, mention, table in (*ways, ("opened", alone, self.opened)):
            words = mention.alias("key")
            found = found.with_columns(words).join(table, on="key", how="left", maintain_order="left")
            fresh = pl.col("resolved").is_null() & pl.col("hit").is_not_null()
            found = found.with_columns(
                pl.when(fresh).then(pl.lit(way)).otherwise("way").alias("way"),
                pl.coalesce("resolved", "hit").alias("resolved"),
            ).drop("key", "hit")
        return found

    @staticmethod
    def _ways() -> list[tuple[str, pl.Expr, pl.Expr]]:
        number, name = pl.col("client_id"), pl.col("client_name")
        # A number that is there and not found must not fall back on a name shared by several.
        return [
            ("number", number, pl.col("client_id")),
            ("source", number, pl.col("source_id")),
            ("reference", number, pl.col("file_reference")),
            ("zeros", number.str.strip_chars_start("0"), pl.col("client_id").str.strip_chars_start("0")),
            ("siret", number, pl.col("siret")),
            ("number_is_name", comparable(number), comparable(pl.col("name"))),
            ("name", pl.when(number.is_null()).then(comparable(name)), comparable(pl.col("name"))),
        ]

    def _keys(self, key: pl.Expr) -> pl.DataFrame:
        """Keys that lead to one client only."""
        table = (
            self.clients.select(key.alias("key"), pl.col("client_id").alias("hit"))
            .drop_nulls()
            .filter(pl.col("key") != "")
        )
        return table.filter(~pl.col("key").is_duplicated())

    def _add(self, strangers: pl.DataFrame) -> None:
        """Open a sheet for clients whom only documents or payments mention: all by number, or all by name alone."""
        alone = strangers["client_id"].null_count() > 0
        new = strangers.select(
            pl.coalesce("client_id", "client_name").alias("client_id"),
            pl.coalesce("client_name", "client_id").alias("name"),
            "source_file",
            "source_sheet",
            "source_row",
            name_key(pl.col("client_name")).alias("key"),
        ).unique("key" if alone else "client_id", keep="first", maintain_order=True)
        if alone:
            new = self._apart(new)
        elif len(self.clients):
            self.ledger.note(new, "client_from_documents", value="client_id")
        new = new.drop("key").unique("client_id", keep="first", maintain_order=True)
        new = new.filter(~pl.col("client_id").is_in(self.clients["client_id"].implode()))
        missing = [
            pl.lit(None, dtype=t).alias(n) for n, t in schema("clients").items() if n not in new.columns
        ]
        self.clients = pl.concat([self.clients, new.with_columns(missing).select(self.clients.columns)])

    def _apart(self, new: pl.DataFrame) -> pl.DataFrame:
        """`new` with the numbers that names alone get: the name, numbered when a client has it already; said when several bear it."""
        same = self.clients.group_by(name_key(pl.col("name")).alias("key")).agg(pl.len().alias("same"))
        new = new.join(same, on="key", how="left", maintain_order="left")
        several = new.filter(pl.col("same") > 0)
        self.ledger.note(several, "ambiguous_name", value="name")
        others = new.filter(pl.col("same").is_null())
        self.ledger.note(others, "client_from_documents", value="client_id") if len(self.clients) else None
        taken = pl.col("client_id").is_in(self.clients["client_id"].implode())
        numbered = formatted("{} ({})", "client_id", pl.col("same").fill_null(1) + 1)
        new = new.with_columns(pl.when(taken).then(numbered).otherwise("client_id").alias("client_id"))
        self.opened = pl.concat([self.opened, new.select("key", pl.col("client_id").alias("hit"))])
        return new.drop("same")

    def _say(self, frame: pl.DataFrame, mentions: pl.DataFrame) -> None:
        """Say the matches that rest on less than the number itself."""
        codes = {"zeros": "client_number_zeros", "number_is_name": "client_by_name"}
        for way, code in codes.items():
            these = mentions.filter(pl.col("way") == way)
            if way == "number_is_name":
                these = these.filter(pl.col("client_id") != pl.col("resolved"))
            if len(these):
                first = frame.join(
                    these.select("client_id", "client_name"),
                    on=["client_id", "client_name"],
                    how="semi",
                    nulls_equal=True,
                )
                self.ledger.note(
                    first.unique("client_id", keep="first", maintain_order=True).head(DETAIL),
                    code,
                    value="client_id",
                )
