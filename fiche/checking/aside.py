"""Rows set aside, each with its reason and its whole content, so that nothing is lost; it decides no reason."""

import json

import polars as pl

from fiche.checking.parsed import as_text
from fiche.dataset import SET_ASIDE_SCHEMA
from fiche.matching import SheetMatch, body_rows
from fiche.reading.raw import RawColumn, RawSheet


def set_aside(
    match: SheetMatch, sheet: RawSheet, body: dict[int, RawColumn], position: pl.Series, reason: pl.Series
) -> pl.DataFrame:
    """The rows with a reason, each with its whole content as JSON so that nothing is lost."""
    at = reason.is_not_null().arg_true()
    if len(at) == 0:
        return pl.DataFrame(schema=SET_ASIDE_SCHEMA)
    headers = {c.index: c.header for c in match.columns} or {
        i: sheet.cell(0, i).rstrip("0123456789") for i in range(len(sheet.columns))
    }
    cells = body or {i: raw.take(body_rows(sheet, match)) for i, raw in enumerate(sheet.columns)}
    texts = {headers[i]: _whole_text(raw.take(at)) for i, raw in cells.items()}
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


def _whole_text(raw: RawColumn) -> list[str | None]:
    """Each cell as text, errors included."""
    text = as_text(raw)
    if raw.text is None:
        return text.to_list()
    return pl.select(pl.coalesce(text, raw.text)).to_series().to_list()
