"""One confirmed sheet to a typed table: every cell read or said, every row loaded or set aside; it joins nothing to anything."""

from dataclasses import dataclass

import polars as pl

from fiche.checking.aside import set_aside, titles_aside, whole_aside
from fiche.checking.dates import order_evidence
from fiche.checking.names import keep_names
from fiche.checking.parsed import Cells, Parsed, as_text, distinct
from fiche.checking.postcodes import restore_zeros
from fiche.checking.reasons import reasons
from fiche.checking.system import completed
from fiche.checking.values import parse
from fiche.columns import Column
from fiche.dataset import FINDINGS_SCHEMA
from fiche.findings import FINDINGS
from fiche.matches import SheetMatch, body_rows
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


@dataclass(frozen=True)
class TypedSheet:
    """A sheet's loaded rows (`frame`: declared columns and provenance), what was set aside, what was found, and how many rows it held."""

    match: SheetMatch
    frame: pl.DataFrame
    set_aside: pl.DataFrame
    findings: pl.DataFrame
    rows: int


def type_sheet(sheet: RawSheet, match: SheetMatch) -> TypedSheet:
    """Type the body of `sheet` as `match` says; the lines above its header are set aside as titles. A table of None sets every row aside."""
    if match.table is None:
        return _nothing_of(sheet, match)
    indexes = body_rows(sheet, match)
    position = (indexes + sheet.first_row).cast(pl.Int64)
    body = {c.index: sheet.columns[c.index].take(indexes) for c in match.columns}
    cells = {index: distinct(raw) for index, raw in body.items()}
    parsed, notes = _parse_columns(sheet, match, body, cells, position)
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
    reason = reasons(match, body, cells, frame, parsed, indexes)
    keep = reason.is_null()
    if match.deals:
        notes.append(finding("deals_as_sales", match.file, match.sheet))
    findings = [_on_rows(note, keep, position) for note in notes] + [_sheet_notes(sheet, match)]
    titles = titles_aside(sheet, match)
    return TypedSheet(
        match,
        completed(match, frame if bool(keep.all()) else frame.filter(keep)),
        pl.concat([titles, set_aside(match, sheet, body, position, reason)]),
        pl.concat([f for f in findings if len(f)] or [pl.DataFrame(schema=FINDINGS_SCHEMA)]),
        len(indexes) + len(titles),
    )


def _nothing_of(sheet: RawSheet, match: SheetMatch) -> TypedSheet:
    """Every row of a table that is not loaded, set aside for `match.reason`."""
    aside = whole_aside(sheet, match, match.reason or "not_recognised")
    return TypedSheet(match, pl.DataFrame(), aside, pl.DataFrame(schema=FINDINGS_SCHEMA), len(aside))


def _parse_columns(
    sheet: RawSheet,
    match: SheetMatch,
    body: dict[int, RawColumn],
    cells: dict[int, Cells],
    position: pl.Series,
) -> tuple[dict[str, Parsed], list[pl.DataFrame]]:
    columns = TABLES[match.table].by_name if match.table else {}
    day_first = _sheet_order(match, cells, columns)
    parsed: dict[str, Parsed] = {}
    notes: list[pl.DataFrame] = []
    for name, found in match.mapped.items():
        column, few = columns[name], cells[found.index]
        read = parse(few.raw, column, found.header, day_first)
        bad = few.holds(read.bad, len(position))
        parsed[name] = Parsed(few.spread(read.values), bad, read.codes)
        notes.append(_bad_cells(sheet, match, column, found.index, body[found.index], bad, position))
        notes += [_column_finding(match, code, found.header) for code in dict.fromkeys(parsed[name].codes)]
    for column_match in match.unmapped:
        raw = body[column_match.index]
        error = raw.kinds == Kind.ERROR
        notes.append(_bad_cells(sheet, match, None, column_match.index, raw, error, position))
    return parsed, notes


def _sheet_order(match: SheetMatch, cells: dict[int, Cells], columns: dict[str, Column]) -> bool | None:
    """What all the dates of the sheet say of the order of day and month; None when nothing, or when they disagree."""
    votes = {
        order_evidence(cells[m.index].raw) for name, m in match.mapped.items() if columns[name].type == "date"
    } - {None}
    return votes.pop() if len(votes) == 1 else None


def _bad_cells(
    sheet: RawSheet,
    match: SheetMatch,
    column: Column | None,
    index: int,
    raw: RawColumn,
    bad: pl.Series,
    position: pl.Series,
) -> pl.DataFrame:
    """A finding per cell that could not be read: its address and what it holds."""
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
            "code": pl.select(
                pl.when(error & seen.str.starts_with("="))
                .then(pl.lit("formula_not_computed"))
                .when(error)
                .then(pl.lit("cell_error"))
                .otherwise(pl.lit(code))
            ).to_series(),
            "source_row": position.gather(at),
            "value": pl.select(pl.coalesce(seen, as_text(raw).gather(at))).to_series(),
        }
    ).select(
        "code",
        pl.col("code")
        .replace_strict({k: v.severity for k, v in FINDINGS.items()}, return_dtype=pl.String)
        .alias("severity"),
        pl.lit(None, dtype=pl.String).alias("table"),
        pl.lit(None, dtype=pl.String).alias("record"),
        pl.lit(match.file).alias("source_file"),
        pl.lit(match.sheet).alias("source_sheet"),
        "source_row",
        pl.lit(header).alias("column"),
        (pl.lit(letters) + pl.col("source_row").cast(pl.String)).alias("cell"),
        pl.col("value").str.slice(0, 200),
        pl.lit(None, dtype=pl.String).alias("detail"),
        pl.lit(None, dtype=pl.String).alias("proposal"),
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
    values = (code, FINDINGS[code].severity, None, None, file, sheet, row, column, cell, value, detail, None)
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
    nothing = {
        type: pl.Series([None], dtype=dtype).new_from_index(0, height) for type, dtype in POLARS.items()
    }
    columns = [data[c.name] if c.name in data else nothing[c.type].alias(c.name) for c in TABLES[match.table]]
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
