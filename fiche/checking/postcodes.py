"""French postcodes that a spreadsheet robbed of their leading zero; it leaves other countries' postcodes alone."""

import polars as pl

from fiche.words import unaccented

FRANCE = frozenset({"", "fr", "fra", "france", "base.fr", "fr france"})
PLACES = (("postal_code", "country"), ("delivery_postal_code", "delivery_country"))


def restore_zeros(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """`frame` with «1000» as «01000» where the country is France or not said and most postcodes have five digits; and the rows changed."""
    changed = pl.Series("changed", [False], dtype=pl.Boolean).new_from_index(0, len(frame))
    for code, country in PLACES:
        if code in frame.columns and _mostly_five(frame[code]):
            short = frame[code].str.contains(r"^\d{4}$").fill_null(False) & _in_france(frame, country)
            frame = frame.with_columns(
                pl.when(short).then(frame[code].str.zfill(5)).otherwise(frame[code]).alias(code)
            )
            changed = changed | short
    return frame, changed


def _mostly_five(codes: pl.Series) -> bool:
    known = codes.drop_nulls()
    return len(known) > 0 and int(known.str.contains(r"^\d{5}$").sum()) * 2 >= len(known)


def _in_france(frame: pl.DataFrame, country: str) -> pl.Series:
    if country not in frame.columns:
        return pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(frame))
    french = {c: unaccented(c).strip() in FRANCE for c in frame[country].drop_nulls().unique().to_list()}
    return frame[country].replace_strict(french, default=True, return_dtype=pl.Boolean).fill_null(True)
