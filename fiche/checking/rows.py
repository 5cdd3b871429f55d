"""One confirmed sheet to a typed table: every cell read or said, every row loaded or set aside; it joins nothing to anything."""

from dataclasses import dataclass

import polars as pl

from fiche.checking.aside import set_aside
from fiche.checking.dates import order_evidence
from fiche.checking.names import keep_names
from fiche.checking.parsed import Parsed, as_text, present
from fiche.checking.postcodes import restore_zeros
from fiche.checking.values import parse
from fiche.columns import Column
from fiche.dataset import FINDINGS_SCHEMA
from fiche.findings import FINDINGS
from fiche.matching import SheetMatch, body_rows
from fiche.model import POLARS, PROVENANCE, TABLES
from fiche.reading.raw import Kind, RawColumn, RawSheet

UNREADABLE = {
    "date": "unreadable_date",
    "money": "unreadable_amount",
    "number": "unreadable_number",
    "integer": "unreadable_number",
    "rate": "unreadable_rate",
    "flag": "unreadable_flag",
}
# «Total», «Sous-total client :», «TOTAL GÉNÉRAL TTC», never «Total Énergies».
TOTAL_WORDS = (
    r"(?i)^\W*(sous[\s-]*|grand\s+)?tota(l|ux)"
    r"(\s+(g[ée]n[ée]ral|ht|ttc|tva|net|brut|clients?|factures?|du|de|des|mois|page|ann[ée]e|cumul[ée]?|amount|invoices?)\b.*)?\W*$"
)


@dataclass(frozen=True)
class TypedSheet:
    """A sheet's loaded rows (`frame`: declared columns and provenance), what was set aside, what was found, and how many rows it held."""

    match: SheetMatch
    frame: pl.DataFrame
    set_aside: pl.DataFrame
    findings: pl.DataFrame
    rows: int


def type_sheet(sheet: RawSheet, match: SheetMatch) -> TypedSheet:
    """Type the body of `sheet` as `match` says. A table of None sets every row aside for `match.reason`."""
    indexes = body_rows(sheet, match)
    position = (indexes + sheet.first_row).cast(pl.Int64)
    body = {c.index: sheet.columns[c.index].take(indexes) for c in match.columns}
    if match.table is None:
        aside = set_aside(
            match,
            sheet,
            body,
            position,
            pl.Series([match.reason or "not_recognised"]).new_from_index(0, len(indexes)),
        )
        return TypedSheet(match, pl.DataFrame(), aside, pl.DataFrame(schema=FINDINGS_SCHEMA), len(indexes))
    parsed, notes = _parse_columns(sheet, match, body, position)
    parsed = keep_names(match, body, parsed)
    frame = _frame(match, body, parsed, position)
    frame, restored = restore_zeros(frame)
    if bool(restored.any()):
        notes.append(
            _column_finding(
                match,
                "zeros_restored",
                match.mapped["postal_code"].header if "postal_code" in match.mapped else "",
            )
        )
    reason = _reasons(match, body, frame, parsed)
    keep = reason.is_null()
    findings = [_on_rows(note, keep, position) for note in notes] + [_sheet_notes(sheet, match)]
    return TypedSheet(
        match,
        frame.filter(keep),
        set_aside(match, sheet, body, position, reason),
        pl.concat([f for f in findings if len(f)] or [pl.DataFrame(schema=FINDINGS_SCHEMA)]),
        len(indexes),
    )


def _parse_columns(
    sheet: RawSheet, match: SheetMatch, body: dict[int, RawColumn], position: pl.Series
) -> tuple[dict[str, Parsed], list[pl.DataFrame]]:
    columns = TABLES[match.table].by_name if match.table else {}
    day_first = _sheet_order(match, body, columns)
    parsed: dict[str, Parsed] = {}
    notes: list[pl.DataFrame] = []
    for name, found in match.mapped.items():
        column, raw = columns[name], body[found.index]
        parsed[name] = parse(raw, column, found.header, day_first)
        notes.append(_bad_cells(sheet, match, column, found.index, raw, parsed[name], position))
        notes += [_column_finding(match, code, found.header) for code in dict.fromkeys(parsed[name].codes)]
    for column_match in match.unmapped:
        raw = body[column_match.index]
        notes.append(
            _bad_cells(
                sheet,
                match,
                None,
                column_match.index,
                raw,
                Parsed(as_text(raw), raw.kinds == Kind.ERROR),
                position,
            )
        )
    return parsed, notes


def _sheet_order(match: SheetMatch, body: dict[int, RawColumn], columns: dict[str, Column]) -> bool | None:
    """What all the dates of the sheet say of the order of day and month; None when nothing, or when they disagree."""
    votes = {
        order_evidence(body[m.index]) for name, m in match.mapped.items() if columns[name].type == "date"
    } - {None}
    return votes.pop() if len(votes) == 1 else None


def _bad_cells(
    sheet: RawSheet,
    match: SheetMatch,
    column: Column | None,
    index: int,
    raw: RawColumn,
    parsed: Parsed,
    position: pl.Series,
) -> pl.DataFrame:
    """A finding per cell that could not be read: its address and what it holds."""
    bad = parsed.bad.fill_null(False)
    if not bool(bad.any()):
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    at = bad.arg_true()
    error = (raw.kinds == Kind.ERROR).gather(at)
    code = UNREADABLE.get(column.type, "cell_error") if column else "cell_error"
    seen = raw.text.gather(at) if raw.text is not None else as_text(raw).gather(at)
    letters = sheet.cell(0, index).rstrip("0123456789")
    header = next(c.header for c in match.columns if c.index == index)
    return pl.DataFrame(
        {
            "code": pl.select(pl.when(error).then(pl.lit("cell_error")).otherwise(pl.lit(code))).to_series(),
            "source_row": position.gather(at),
            "value": pl.select(pl.coalesce(seen, as_text(raw).gather(at))).to_series(),
        }
    ).select(
        "code",
        pl.col("code")
        .replace_strict({k: v.severity for k, v in FINDINGS.items()}, return_dtype=pl.String)
        .alias("severity"),
        pl.lit(match.file).alias("source_file"),
        pl.lit(match.sheet).alias("source_sheet"),
        "source_row",
        pl.lit(header).alias("column"),
        (pl.lit(letters) + pl.col("source_row").cast(pl.String)).alias("cell"),
        pl.col("value").str.slice(0, 200),
        pl.lit(None, dtype=pl.String).alias("detail"),
    )


def finding(
    code: str,
    file: str,
    sheet: str,
    *,
    row: int | None = None,
    column: str | None = None,
    cell: str | None = None,
    value: str | None = None,
    detail: str | None = None,
) -> pl.DataFrame:
    """One finding as a frame of one row."""
    values = (code, FINDINGS[code].severity, file, sheet, row, column, cell, value, detail)
    return pl.DataFrame([values], schema=FINDINGS_SCHEMA, orient="row")


def _column_finding(match: SheetMatch, code: str, header: str) -> pl.DataFrame:
    return finding(code, match.file, match.sheet, column=header)


def _sheet_notes(sheet: RawSheet, match: SheetMatch) -> pl.DataFrame:
    """What reading noted on the sheet (ragged lines, NULs) and headers that stand twice."""
    notes = [
        finding(n.code, sheet.file, sheet.name, row=None if n.row is None else int(n.row), value=n.value)
        for n in sheet.notes
        if n.code in FINDINGS
    ]
    notes += [
        _column_finding(match, "duplicate_header", c.header)
        for c in match.columns
        if c.header.endswith(")") and _is_repeated(c.header, match)
    ]
    return pl.concat(notes) if notes else pl.DataFrame(schema=FINDINGS_SCHEMA)


def _is_repeated(header: str, match: SheetMatch) -> bool:
    stem, _space, number = header.rpartition(" (")
    return number[:-1].isdigit() and any(c.header == stem for c in match.columns)


def _on_rows(notes: pl.DataFrame, keep: pl.Series, position: pl.Series) -> pl.DataFrame:
    """The findings of rows that were loaded; a row set aside has its own reason."""
    dropped = position.filter(~keep)
    return (
        notes
        if len(dropped) == 0 or len(notes) == 0
        else notes.filter(~pl.col("source_row").is_in(dropped.implode()) | pl.col("source_row").is_null())
    )


def _frame(
    match: SheetMatch, body: dict[int, RawColumn], parsed: dict[str, Parsed], position: pl.Series
) -> pl.DataFrame:
    """The declared columns (null where the file has none), then provenance and what nobody recognised."""
    assert match.table is not None
    height = len(position)
    data = {name: p.values.alias(name) for name, p in parsed.items()}
    columns = [
        data.get(c.name, pl.Series(c.name, [None], dtype=POLARS[c.type]).new_from_index(0, height))
        for c in TABLES[match.table]
    ]
    frame = pl.DataFrame(columns)
    return frame.with_columns(
        pl.lit(match.file).alias("source_file"),
        pl.lit(match.sheet).alias("source_sheet"),
        position.alias("source_row"),
        extra(match, body, height),
    ).cast(PROVENANCE)  # type: ignore[arg-type]


def extra(match: SheetMatch, body: dict[int, RawColumn], height: int) -> pl.Series:
    """The columns nobody recognised, one JSON object a row ({header: text}); null entries stand for empty cells."""
    kept = [as_text(body[c.index]).alias(c.header) for c in match.unmapped]
    if not kept:
        return pl.Series("extra", [None], dtype=pl.String).new_from_index(0, height)
    return pl.DataFrame(kept).select(pl.struct(pl.all()).struct.json_encode().alias("extra")).to_series()


def _reasons(
    match: SheetMatch, body: dict[int, RawColumn], frame: pl.DataFrame, parsed: dict[str, Parsed]
) -> pl.Series:
    """For each row the code of the reason to set it aside, or null."""
    identity = [c for c in ("document_id", "client_id", "source_id", "payment_id") if c in parsed]
    texts = {index: present(raw) for index, raw in body.items() if raw.text is not None}
    total = _any([t.str.contains(TOTAL_WORDS).fill_null(False) for t in texts.values()], len(frame))
    named = _any(
        [frame[c].is_not_null() & ~frame[c].str.contains(TOTAL_WORDS).fill_null(False) for c in identity],
        len(frame),
    )
    dated = _any([frame[c].is_not_null() for c in ("date", "due_date") if c in parsed], len(frame))
    repeated = _repeated_header(match, texts, len(frame))
    useful = _any([p.values.is_not_null() for p in parsed.values()], len(frame))
    amount = next((parsed[c] for c in ("gross_amount", "net_amount", "amount") if c in parsed), None)
    unreadable = (
        amount.bad.fill_null(False) & _no_amount(frame)
        if amount is not None
        else pl.Series([False]).new_from_index(0, len(frame))
    )
    return frame.select(
        pl.when(total & ~named & ~dated)
        .then(pl.lit("total_row"))
        .when(repeated)
        .then(pl.lit("repeated_header"))
        .when(~useful)
        .then(pl.lit("empty_record"))
        .when(unreadable)
        .then(pl.lit("unreadable_amount"))
        .alias("reason")
    ).to_series()


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


def _repeated_header(match: SheetMatch, texts: dict[int, pl.Series], height: int) -> pl.Series:
    """Rows in which most cells repeat their own header."""
    same = pl.Series([0]).new_from_index(0, height)
    for column in match.columns:
        if column.index in texts:
            same = same + (texts[column.index] == column.header).fill_null(False).cast(pl.Int64)
    return (same > 1) & (same * 2 > len(match.columns))
