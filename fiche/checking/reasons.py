"""Why a row of a recognised table is no record of it: a total, a repeated header, a note below the table, nothing useful; it sets none aside."""

import polars as pl

from fiche.checking.parsed import Cells, Parsed, present
from fiche.checking.system import uncounted
from fiche.matches import SheetMatch
from fiche.reading.raw import Kind, RawColumn

# «Total», «Sous-total client :», «TOTAL GÉNÉRAL TTC», never «Total Énergies»; «Total Alpha» and «Alpha Total» where Alpha is in the column too.
TOTAL_WORDS = (
    r"(?i)^\W*(sous[\s-]*|grand\s+)?tota(l|ux)"
    r"(\s+(g[ée]n[ée]ral|ht|ttc|tva|net|brut|clients?|factures?|du|de|des|mois|page|ann[ée]e|cumul[ée]?|amount|invoices?)\b.*)?\W*$"
)


SUBTOTAL = r"(?i)^\W*(sous|sub)[\s-]*tota(l|ux)\b"
TOTAL_OF, TOTAL_BEHIND = r"(?i)^\W*total\s+(?:de\s+)?(.+?)\W*$", r"(?i)^\W*(.+?)\s+(?:sub)?total\W*$"


def says_total(texts: pl.Series) -> pl.Series:
    """Where a column's text says that the row adds up others."""
    if not texts.str.contains("(?i)tota").any():
        return texts.is_not_null() & False
    known = texts.drop_nulls().str.strip_chars().unique().to_list()
    of, behind = (texts.str.extract(pattern, 1).is_in(known) for pattern in (TOTAL_OF, TOTAL_BEHIND))
    said = texts.str.contains(TOTAL_WORDS) | texts.str.contains(SUBTOTAL)
    return (said | of.fill_null(False) | behind.fill_null(False)).fill_null(False)


def reasons(
    match: SheetMatch,
    body: dict[int, RawColumn],
    cells: dict[int, Cells],
    frame: pl.DataFrame,
    parsed: dict[str, Parsed],
    indexes: pl.Series,
) -> pl.Series:
    """For each row the code of the reason to set it aside, or null."""
    texts = {index: present(few.raw) for index, few in cells.items() if few.raw.text is not None}
    total = _total_rows(cells, texts, frame, parsed)
    repeated = _repeated_header(match, cells, texts, len(frame))
    useful = _any([p.values.is_not_null() for p in parsed.values()], len(frame))
    amount = next((parsed[c] for c in ("gross_amount", "net_amount", "amount") if c in parsed), None)
    unreadable = (
        amount.bad.fill_null(False) & _no_amount(frame)
        if amount is not None
        else pl.Series([False]).new_from_index(0, len(frame))
    )
    return frame.select(
        pl.when(total)
        .then(pl.lit("total_row"))
        .when(repeated)
        .then(pl.lit("repeated_header"))
        .when(uncounted(match, body, len(frame)))
        .then(pl.lit("deal_not_won" if match.deals else "not_counted"))
        .when(_after_table(indexes, body, len(match.mapped)))
        .then(pl.lit("footer_row"))
        .when(~useful)
        .then(pl.lit("empty_record"))
        .when(unreadable)
        .then(pl.lit("unreadable_amount"))
        .alias("reason")
    ).to_series()


def _total_rows(
    cells: dict[int, Cells], texts: dict[int, pl.Series], frame: pl.DataFrame, parsed: dict[str, Parsed]
) -> pl.Series:
    """Rows that say «total» and have neither a number nor a date of their own."""
    height = len(frame)
    total = _any([cells[i].holds(says_total(t), height) for i, t in texts.items()], height)
    if not total.any():
        return total
    identity = [c for c in ("document_id", "client_id", "source_id", "payment_id") if c in parsed]
    named = _any(
        [frame[c].is_not_null() & ~says_total(frame[c]) for c in identity],
        height,
    )
    dated = _any([frame[c].is_not_null() for c in ("date", "due_date") if c in parsed], height)
    return total & ~named & ~dated


def _after_table(indexes: pl.Series, body: dict[int, RawColumn], columns: int) -> pl.Series:
    """Rows of one cell below the last blank line of a table of three columns or more: «Édité le…», «Source :…», a signature."""
    gaps = (indexes.diff() > 1).fill_null(False).arg_true()
    nowhere = pl.Series([False]).new_from_index(0, len(indexes))
    if columns < 3 or len(gaps) == 0:
        return nowhere
    last = gaps[-1]
    tail = [raw.slice(last) for raw in body.values()]
    filled = sum(
        ((raw.kinds != Kind.EMPTY).cast(pl.Int64) for raw in tail),
        pl.Series([0]).new_from_index(0, len(indexes) - last),
    )
    alone = filled <= 1
    return pl.concat([nowhere.head(last), alone]) if bool(alone.all()) else nowhere


def _any(masks: list[pl.Series], height: int) -> pl.Series:
    result = pl.Series([False]).new_from_index(0, height)
    for mask in masks:
        result = result | mask
    return result


def _no_amount(frame: pl.DataFrame) -> pl.Series:
    names = [
        c for c in ("gross_amount", "net_amount", "amount", "open_amount", "unit_price") if c in frame.columns
    ]
    return frame.select(pl.all_horizontal([pl.col(c).is_null() for c in names]).alias("none")).to_series()


def _repeated_header(
    match: SheetMatch, cells: dict[int, Cells], texts: dict[int, pl.Series], height: int
) -> pl.Series:
    """Rows in which most cells repeat their own header."""
    same = pl.Series([0]).new_from_index(0, height)
    for column in match.columns:
        if column.index in texts:
            found = (texts[column.index] == column.header).fill_null(False)
            if found.any():
                same = same + cells[column.index].spread(found).cast(pl.Int64)
    return (same > 1) & (same * 2 > len(match.columns))
