"""The rows of a sheet that add up others; it adds up nothing itself."""

import polars as pl

from fiche.checking.parsed import Cells, Parsed

# «Total», «Sous-total client :», «TOTAL GÉNÉRAL TTC», never «Total Énergies».
TOTAL_WORDS = (
    r"(?i)^\W*(sous[\s-]*|grand\s+)?tota(l|ux)"
    r"(\s+(g[ée]n[ée]ral|ht|ttc|tva|net|brut|clients?|factures?|du|de|des|mois|page|ann[ée]e|cumul[ée]?|amount|invoices?)\b.*)?\W*$"
)


def total_rows(
    cells: dict[int, Cells], texts: dict[int, pl.Series], frame: pl.DataFrame, parsed: dict[str, Parsed]
) -> pl.Series:
    """Rows that say «total» and have neither a number nor a date of their own."""
    height = len(frame)
    total = any_of([cells[i].holds(t.str.contains(TOTAL_WORDS), height) for i, t in texts.items()], height)
    if not bool(total.any()):
        return total
    identity = [c for c in ("document_id", "client_id", "source_id", "payment_id") if c in parsed]
    named = any_of(
        [frame[c].is_not_null() & ~frame[c].str.contains(TOTAL_WORDS).fill_null(False) for c in identity],
        height,
    )
    dated = any_of([frame[c].is_not_null() for c in ("date", "due_date") if c in parsed], height)
    return total & ~named & ~dated


def any_of(masks: list[pl.Series], height: int) -> pl.Series:
    result = pl.Series([False]).new_from_index(0, height)
    for mask in masks:
        result = result | mask
    return result
