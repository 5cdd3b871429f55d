"""Rows set aside, each with its reason and its whole content, so that nothing is lost; of its own it knows only titles."""

import json

import polars as pl

from fiche.checking.parsed import as_text
from fiche.dataset import SET_ASIDE_SCHEMA
from fiche.matches import SheetMatch, body_rows, title_rows
from fiche.reading.raw import RawColumn, RawSheet


def set_aside(
    match: SheetMatch, sheet: RawSheet, body: dict[int, RawColumn], position: pl.Series, reason: pl.Series
) -> pl.DataFrame:
    """The rows with a reason, each with its whole content as JSON so that nothing is lost."""
    at = reason.is_not_null().arg_true()
    if len(at) == 0:
        return pl.DataFrame(schema=SET_ASIDE_SCHEMA)
    headers = {c.index: c.header for c in match.columns}
    texts = {
        headers.get(i) or sheet.cell(0, i).rstrip("0123456789"): _whole_text(raw.take(at))
        for i, raw in body.items()
    }
    content = [
        json.dumps({h: t for h, t in zip(texts, row, strict=True) if t is not None}, ensure_ascii=False)
        for row in zip(*texts.values(), strict=True)
    ]
    return pl.DataFrame(
        {
            "source_file": [match.file] * len(at),
            "source_sheet": [match.sheet] * len(at),
            "source_row": position.gather(at),
            "code": reason.gather(at),
            "detail": [None] * len(at),
            "content": content or ["{}"] * len(at),
        },
        schema=SET_ASIDE_SCHEMA,
    )


def titles_aside(sheet: RawSheet, match: SheetMatch) -> pl.DataFrame:
    """The lines above the header."""
    return _lines_aside(sheet, match, title_rows(sheet, match), "title_row")


def whole_aside(sheet: RawSheet, match: SheetMatch, code: str) -> pl.DataFrame:
    """Every filled line of the sheet but its header."""
    lines = pl.concat([title_rows(sheet, match), body_rows(sheet, match)])
    return _lines_aside(sheet, match, lines, code)


def _lines_aside(sheet: RawSheet, match: SheetMatch, lines: pl.Series, code: str) -> pl.DataFrame:
    lines = lines.cast(pl.UInt32)
    body = {i: raw.take(lines) for i, raw in enumerate(sheet.columns)}
    position = (lines + sheet.first_row).cast(pl.Int64)
    return set_aside(match, sheet, body, position, pl.Series([code]).new_from_index(0, len(lines)))


def _whole_text(raw: RawColumn) -> list[str | None]:
    """Each cell as text, errors included."""
    text = as_text(raw)
    if raw.text is None:
        return text.to_list()
    return pl.select(pl.coalesce(text, raw.text)).to_series().to_list()
