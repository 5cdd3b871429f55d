"""The child process that opens a user's template for the first time: it limits itself, outlines, proposes, fills it once to see; it keeps nothing.

Run as `python -m fiche.excel.mapped.worker FOLDER`, as fiche.reading.worker is; the result is one JSON object.
"""

import datetime as dt
import json
import sys
import zipfile
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from fiche.excel.mapped.fill import Filling, filled
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.mapping import Mapping, unknown
from fiche.excel.mapped.outline import SheetSeen, TooLarge, outlined
from fiche.excel.mapped.vocabulary import KINDS, Field, Kind, lists, values
from fiche.excel.values import Value
from fiche.reading import worker
from fiche.reading.kinds import Stop

_ROWS, _COLUMNS, _LETTERS = 400, 60, 200  # of a sheet and of a cell, for the page where one points at cells
_SAMPLES: dict[str, Value] = {"date": dt.date(2026, 1, 1), "text": "x", "code": "0", "flag": "Oui"}


def read(folder: Path, job: worker.Job) -> None:
    """Open the template of `folder`, and write what it shows and suggests. Raises Stop."""
    data = (folder / str(job["source"])).read_bytes()
    try:
        outline = outlined(data)
    except TooLarge:
        raise Stop("template_too_large") from None
    except (
        zipfile.BadZipFile,
        KeyError,
        StopIteration,
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
    ) as fault:
        raise Stop("damaged_file") from fault
    mappings = {kind: proposed(outline, kind) for kind in KINDS}  # type: ignore[arg-type]
    for mapping in mappings.values():
        filled(data, mapping, _sample(mapping))
    texts = [seen.text for sheet in outline.sheets for seen in sheet.cells.values() if "{{" in seen.text]
    around = [one.text for _sheet_name, one in outline.captions]
    said = {
        "sheets": [_sheet(sheet) for sheet in outline.sheets],
        "proposals": {kind: asdict(mapping) for kind, mapping in mappings.items()},
        "unknown": {kind: _unknown(kind, texts, around) for kind in KINDS},  # type: ignore[arg-type]
    }
    (folder / "result").write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _unknown(kind: Kind, texts: list[str], around: list[str]) -> list[str]:
    """What means nothing in the cells, then outside them."""
    return list(dict.fromkeys([*unknown(kind, texts), *unknown(kind, around, alone=True)]))


def _sample(mapping: Mapping) -> Filling:
    """Something for every place, and more rows than any table has."""
    known = {code: _value(field) for code, field in values(mapping.kind).items()}
    most = max((block.last - block.first + 3 for block in mapping.blocks), default=0)
    told = {
        code: [{f.code: _value(f) for f in listed.fields}] * most
        for code, listed in lists(mapping.kind).items()
    }
    return Filling(mapping.kind, known, told, "EUR")


def _value(field: Field) -> Value:
    return _SAMPLES.get(field.unit, Decimal("1.00"))


def _sheet(sheet: SheetSeen) -> dict[str, Any]:
    """What the page shows of a sheet: [row, column, text, what] of each cell that is not empty or that is merged."""
    cells = [
        [row, column, seen.text[:_LETTERS], seen.what]
        for (row, column), seen in sorted(sheet.cells.items())
        if row <= _ROWS and column < _COLUMNS and seen.what != "empty"
    ]
    merges = [[*first, *last] for first, last in sorted(sheet.merges.items())]
    return {"name": sheet.name, "hidden": sheet.hidden, "cells": cells, "merges": merges}


if __name__ == "__main__":
    sys.exit(worker.main(Path(sys.argv[1]), read))
