"""What makes a row of one import and a row of another the same record: a key of its own words, never a position; it compares no values.

A key is stable from one extract to the next: numbers first, what stands in for them otherwise. Records whose words are equal get «#2», «#3»…
in the order of the frame.
"""

import polars as pl

from fiche.model import TableName

SEPARATOR = "\x1f"
# The columns of each key, the surest first: the first group whose first column is filled is the key, after what `OF` names.
OF: dict[TableName, tuple[str, ...]] = {
    "clients": (),
    "documents": ("client_id", "kind"),
    "lines": ("document_key",),
    "payments": ("client_id",),
    "contacts": ("client_id",),
    "addresses": ("client_id",),
    "interactions": ("client_id",),
    "disputes": ("client_id",),
}
BY: dict[TableName, tuple[tuple[str, ...], ...]] = {
    "clients": (("client_id",),),
    "documents": (("document_id",), ("date", "gross")),
    "lines": (("product", "description"), ("description",)),
    "payments": (("payment_id",), ("document_id", "date", "amount"), ("date", "amount")),
    "contacts": (("contact_id",), ("contact_name", "first_name"), ("email",)),
    "addresses": (("address_kind", "address"), ("address",), ("city",)),
    "interactions": (("date", "channel", "summary"), ("summary",)),
    "disputes": (("document_id", "opened_on", "dispute_reason"), ("opened_on", "dispute_reason")),
}


def with_records(frame: pl.DataFrame, name: TableName) -> pl.DataFrame:
    """`frame` of table `name` with a String column `record`, never null and never twice the same."""
    options = [
        pl.when(pl.col(group[0]).is_not_null()).then(_joined((*OF[name], *group))) for group in BY[name]
    ]
    key = pl.coalesce([*options, _joined(OF[name]) if OF[name] else pl.lit("")]).alias("record")
    nth = pl.int_range(1, pl.len() + 1).over("record")
    again = pl.when(nth > 1).then(pl.format("{}#{}", "record", nth)).otherwise("record")
    return frame.with_columns(key).with_columns(again.alias("record"))


def _joined(columns: tuple[str, ...]) -> pl.Expr:
    parts = [pl.col(c).cast(pl.String).fill_null("") for c in columns]
    return pl.concat_str(parts, separator=SEPARATOR) if parts else pl.lit("")
