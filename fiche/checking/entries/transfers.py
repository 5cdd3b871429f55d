"""What moves a debt from one account of a client to another (a bill accepted, 413; a client grown doubtful, 416): no payment, and the letters of both
accounts are then one; it changes no balance."""

import polars as pl

UNIT = "unit"
DOUBTFUL = "416"
_OWNED = (UNIT, "client_id")


def lettered(mine: pl.DataFrame) -> pl.DataFrame:
    """`mine` with `lettering`: what tells the lines lettered together. Letters begin again with each closing and are an account's own, but for those that a
    transfer of the same client brings together."""
    key = pl.concat_str(
        "client_id", "ledger", "account", pl.col("letter").str.strip_chars(), separator="\x1f"
    )
    blank = pl.col("letter").str.strip_chars().fill_null("") == ""
    mine = mine.with_columns(pl.when(~blank).then(key).alias("lettering"))
    met = (
        mine.filter(_moves() & pl.col("lettering").is_not_null() & ~pl.col("opens"))
        .group_by(_OWNED, maintain_order=True)
        .agg(pl.col("lettering").unique(maintain_order=True))
    )
    head = _together(met["lettering"].to_list())
    return mine.with_columns(pl.col("lettering").replace(head)) if head else mine


def _together(groups: list[list[str]]) -> dict[str, str]:
    """Each key that is not its own head, and the head of those that the groups connect it to."""
    head: dict[str, str] = {}

    def of(key: str) -> str:
        while key in head:
            key = head[key]
        return key

    for group in groups:
        first = of(group[0])
        for key in group[1:]:
            if (other := of(key)) != first:
                head[other] = first
    return {key: of(key) for key in head}


def doubtful(documents: pl.DataFrame, mine: pl.DataFrame) -> pl.Series:
    """For each document whether the ledger moved it to the doubtful clients: it stands on 416, or a transfer to 416 has its letter or its piece."""
    on_416 = pl.col("account").str.starts_with(DOUBTFUL)
    moved = mine.filter(on_416.any().over(_OWNED))
    letters = moved["lettering"].drop_nulls().unique().implode()
    pieces = moved.filter(pl.col("piece").str.contains(r"\d")).select("client_id", "piece").unique()
    named = documents.select("client_id", "piece").join(
        pieces.with_columns(pl.lit(True).alias("moved")),
        on=["client_id", "piece"],
        how="left",
        maintain_order="left",
    )["moved"]
    told = documents.select(on_416 | pl.col("lettering").is_in(letters).fill_null(False)).to_series()
    return (told | named.fill_null(False)).alias("doubtful")


def settled(payments: pl.DataFrame) -> pl.DataFrame:
    """`payments` without what only moved: the lines of one client on several accounts in a unit, of both sides, are one of what they add up to, or none."""
    moved = payments.select(_moves().alias("moved")).to_series()
    if not moved.any():
        return payments
    both = payments.filter(moved)
    total = pl.col("signed").sum().over(_OWNED)
    same_side = (pl.col("signed") > 0) == (total > 0)
    both = both.with_columns(total.alias("total"), same_side.alias("stands")).filter(
        (pl.col("total") != 0) & pl.col("stands")
    )
    largest = both.sort(pl.col("signed").abs(), descending=True, maintain_order=True).unique(
        _OWNED, keep="first", maintain_order=True
    )
    net = largest.with_columns(pl.col("total").alias("signed")).select(payments.columns)
    return pl.concat([payments.filter(~moved), net])


def _moves() -> pl.Expr:
    """Whether a line is of a unit that holds both sides of one client, on several accounts."""
    signed, root = pl.col("signed"), pl.col("account").str.slice(0, 3)
    return (
        (root.n_unique().over(_OWNED) > 1) & (signed > 0).any().over(_OWNED) & (signed < 0).any().over(_OWNED)
    )
