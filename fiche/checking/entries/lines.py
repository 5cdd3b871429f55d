"""The lines of every ledger of a load in one frame: signed amounts, whose client account each one is, what opens a year; it derives no document.

Source: A47 A-1 of the Livre des procédures fiscales; the chart of accounts for classes 4, 5 and 7.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fiche.checking.entries.labels import client_named
from fiche.checking.rows import TypedSheet
from fiche.columns_entries import ENTRIES
from fiche.model import PROVENANCE
from fiche.words import comparable

CLIENTS = "411"
OWED = (CLIENTS, "413", "416")  # invoiced, accepted as a bill, doubtful: the client owes all three
BESIDE = ("418", "419")  # not invoiced yet, received in advance: never set against what is owed
ENTRY = ("journal", "entry", "date")
_GENERIC = r"^(clients?|effets?|traites?|billets?|douteux|customers?|patients?|usagers?|adherents?|acheteurs?|honoraires|creances|comptes? collectifs?|collectif|ventes?)\b|^$"
_OPENING_CODES = ("an", "ran", "ano", "anc", "anouv", "ouv", "oua", "open", "a n", "a nv", "anx", "rep an")
_OPENING_NAME = r"\b(nouveaux?|ouverture|reouverture|opening|initiale?)\b"
_OPENING_LABEL = (
    r"^(report )?(a|an|aux?) nouveaux?\b|^solde d ouverture\b|^bilan d ouverture\b|^ecritures? d ouverture\b"
)
_DEBIT, _CREDIT = ("d", "debit", "1", "+1", "+"), ("c", "credit", "-1", "-")
_FILE_NAME = re.compile(r"(?<!\d)(\d{9})FEC(\d{8})(?!\d)", re.IGNORECASE)
_OFFICIAL = re.compile(r"\d{9}FEC\d{8}(?:_\d+)?(?:\.[A-Za-z]+)?(?: \(\d+\))?", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """What the name of a FEC says: SIREN and closing day as they are written; `official` when it says nothing else."""

    siren: str
    closing: str
    official: bool


def file_name(name: str) -> Name | None:
    """The SIREN and the closing day that a file's name states; of one from an archive, its own name."""
    own = name.rpartition(" · ")[2].rpartition("/")[2]
    found = _FILE_NAME.search(own)
    return Name(found[1], found[2], bool(_OFFICIAL.fullmatch(own))) if found else None


def lines(sheets: Sequence[TypedSheet]) -> pl.DataFrame:
    """Every line with its columns, provenance, `ledger` (the closing that its letters belong to), `signed` (Int64, cents, debit above zero), `is_client` and
    `is_beside` (OWED, BESIDE), `by_entry` (nothing but its entry names its client), `opens` (it carries a balance forward) and `opens_on` (to which day), `client_id` and `client_name` (null when nothing names the client)."""
    frame = pl.concat([_of_sheet(s) for s in sheets])
    amount = (pl.col("amount").cast(pl.Float64) * 100).round().cast(pl.Int64)
    side = pl.col("side").str.strip_chars().str.to_lowercase()
    sides = pl.when(side.is_in(_DEBIT)).then(amount).when(side.is_in(_CREDIT)).then(-amount).otherwise(amount)
    both = [(pl.col(c) * 100).cast(pl.Int64).fill_null(0) for c in ("debit", "credit")]
    no_side = pl.col("debit").is_null() & pl.col("credit").is_null()
    frame = frame.with_columns(
        pl.when(no_side).then(sides.fill_null(0)).otherwise(both[0] - both[1]).alias("signed"),
        pl.col("account").fill_null("").str.replace_all(r"\s", "").alias("account"),
        pl.coalesce("date", "piece_date").alias("date"),
    )
    root = pl.col("account").str.slice(0, 3)
    frame = frame.with_columns(root.is_in(OWED).alias("is_client"), root.is_in(BESIDE).alias("is_beside"))
    frame = frame.with_columns(_opens(frame).alias("opens"))
    return _with_clients(frame.with_columns(_opened_on(frame)))


def _of_sheet(sheet: TypedSheet) -> pl.DataFrame:
    said = file_name(sheet.match.file)
    by_label = "label" not in sheet.match.mapped and "auxiliary_name" in sheet.match.mapped
    frame = sheet.frame.select(*(c.name for c in ENTRIES), *PROVENANCE).with_columns(
        pl.lit(f"{said.siren} {said.closing}" if said else "").alias("ledger"),
        pl.lit(by_label).alias("by_label"),
    )
    return frame.with_columns(pl.col("auxiliary_name").alias("label")) if by_label else frame


def _words(frame: pl.DataFrame, column: str) -> pl.Series:
    """A column made comparable, through its distinct values."""
    known = frame.select(pl.col(column).unique().alias("text")).with_columns(
        comparable(pl.col("text")).fill_null("").alias("words")
    )
    joined = frame.select(pl.col(column).alias("text")).join(
        known, on="text", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["words"].fill_null("")


def _opens(frame: pl.DataFrame) -> pl.Series:
    """The lines of a journal that carries balances forward, those whose label says so, and entries of the first day that touch the capital or the result
    and no charge nor product."""
    code, name = _words(frame, "journal"), _words(frame, "journal_name")
    by_journal = code.is_in(_OPENING_CODES) | name.str.contains(_OPENING_NAME)
    by_label = _words(frame, "label").str.contains(_OPENING_LABEL)
    first = frame.select(
        (pl.col("date") == pl.col("date").min().over("source_file")).fill_null(False)
    ).to_series()
    marked = frame.select(
        *ENTRY,
        "source_file",
        (first & pl.col("account").str.contains(r"^1[0-2]")).alias("capital"),
        pl.col("account").str.contains("^[67]").alias("result"),
    )
    structural = pl.Series([False]).new_from_index(0, len(frame))
    if bool(marked["capital"].any()):
        key = [*ENTRY, "source_file"]
        structural = marked.select(
            pl.col("capital").any().over(key) & ~pl.col("result").any().over(key)
        ).to_series()
    return by_journal | by_label | structural.fill_null(False)


def _opened_on(frame: pl.DataFrame) -> pl.Series:
    """The day that each opening line carries its balance to: its own, unless the balances are detailed at the days that they come from, all before the
    first movement of the ledger: then the first day of that movement's month, or the last of theirs."""
    ledger = pl.when(pl.col("ledger") != "").then("ledger").otherwise("source_file")
    keyed = frame.select("date", "opens", ledger.alias("of")).with_columns(
        pl.col("date").filter(~pl.col("opens")).min().over("of").alias("moved")
    )
    older = pl.col("opens") & (pl.col("date") < pl.col("moved")).fill_null(False)
    block = pl.col("date").filter(older)
    to = pl.max_horizontal(block.max().over("of"), pl.col("moved").dt.month_start())
    day = pl.when(older & (block.n_unique().over("of") > 1)).then(to).otherwise("date")
    return keyed.select(pl.when("opens").then(day).alias("opens_on")).to_series()


def _with_clients(frame: pl.DataFrame) -> pl.DataFrame:
    """`client_id` and `client_name` on the lines of client accounts and of those beside them: the subsidiary account, else an account of the client's own,
    else the name that the reader said is in a column, else, off the accounts 411, the only client of the entry."""
    aux = pl.col("auxiliary").str.strip_chars()
    aux = pl.when(aux != "").then(aux)
    own = own_accounts(frame)
    names = pl.col("auxiliary_name")
    read = pl.col("by_label") & aux.is_null()
    mine = frame.filter("is_client")
    named = client_named(mine.filter(read)["auxiliary_name"]) if bool(mine["by_label"].any()) else {}
    from_label = names.replace_strict(named, default=None, return_dtype=pl.String)
    name = pl.when(read).then(from_label).otherwise(names)
    known = pl.col("is_client") | pl.col("is_beside")
    by_account = pl.when(aux.is_null()).then(
        pl.col("account").replace_strict(own, default=None, return_dtype=pl.String)
    )
    frame = frame.with_columns(
        pl.when(known).then(pl.coalesce(aux, by_account, name)).alias("client_id"),
        pl.when(known)
        .then(pl.coalesce(name, pl.when(by_account.is_not_null()).then("account_name"), aux))
        .alias("client_name"),
    )
    return _one_name(_by_entry(frame))


def _by_entry(frame: pl.DataFrame) -> pl.DataFrame:
    """The client of the lines that name nobody on an account of bills or of doubtful clients, when each of that account's has an entry with one client
    only; else none of them, and they stay their account's: half of a balance would be wrong on both sides."""
    lost = pl.col("is_client") & pl.col("client_id").is_null() & ~pl.col("account").str.starts_with(CLIENTS)
    bare = frame.select(lost.alias("lost")).to_series()
    if not bare.any():
        return frame.with_columns(pl.lit(False).alias("by_entry"))
    owners = (
        frame.filter(pl.col("is_client") & pl.col("client_id").is_not_null())
        .group_by(ENTRY)
        .agg(
            pl.col("client_id").n_unique().alias("several"),
            pl.col("client_id", "client_name").first().name.prefix("only_"),
        )
        .filter(pl.col("several") == 1)
    )
    joined = frame.with_columns(bare.alias("lost")).join(
        owners, on=ENTRY, how="left", nulls_equal=True, maintain_order="left"
    )
    whole = (pl.col("only_client_id").is_not_null() | ~pl.col("lost")).all().over("account")
    joined = joined.with_columns((pl.col("lost") & whole).alias("by_entry"))
    given = [
        pl.when("by_entry").then(f"only_{c}").otherwise(c).alias(c) for c in ("client_id", "client_name")
    ]
    return joined.with_columns(given).drop("several", "only_client_id", "only_client_name", "lost")


def _one_name(frame: pl.DataFrame) -> pl.DataFrame:
    """Each client under the latest name that its lines give."""
    latest = (
        frame.filter(pl.col("client_id").is_not_null())
        .sort("date", "client_name", nulls_last=False)
        .group_by("client_id")
        .agg(pl.col("client_name").drop_nulls().last().alias("name"))
    )
    joined = frame.join(latest, on="client_id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("name", "client_name").alias("client_name")).drop("name")


def own_accounts(frame: pl.DataFrame) -> dict[str, str]:
    """The accounts without a subsidiary that are one client's each («411DUPONT»), not a collective one («411000», «Clients»), and the client that each is:
    itself, or the account 411 of the same ending, so that «416DUPONT» is the same client."""
    about = pl.col("is_client") | pl.col("is_beside")
    bare = frame.filter(about & (pl.col("auxiliary").str.strip_chars().fill_null("") == ""))
    known = (
        bare.group_by("account")
        .agg(pl.col("account_name").drop_nulls().first().alias("name"))
        .sort("account")
    )
    known = known.with_columns(
        pl.col("account").str.slice(3).str.strip_chars_end("0").alias("end"),
        pl.col("account").str.starts_with(CLIENTS).alias("main"),
        _words(known, "name").str.contains(_GENERIC).alias("generic"),
    ).with_columns(pl.col("end").str.contains(r"[A-Za-z].*[A-Za-z].*[A-Za-z]").alias("letters"))
    main, others = known.filter("main"), known.filter(~pl.col("main"))
    clients = frame.filter("is_client")
    alone = len(main) == 1 and clients["auxiliary"].null_count() == len(clients)
    own = (pl.col("end") != "") & ~pl.col("generic") & (pl.col("letters") | pl.lit(not alone))
    own = own | (pl.col("letters") & pl.lit(len(main) > 1))
    ends = {end: account for account, end in main.filter(own).select("account", "end").iter_rows()}
    found = {account: account for account in ends.values()}
    for account, end, letters in (
        others.filter(~pl.col("generic")).select("account", "end", "letters").iter_rows()
    ):
        if end in ends or letters:
            found[account] = ends.get(end, CLIENTS + account[3:])
    return found
