"""The rows of a very long sheet as XML, thousands at a time and column by column; it knows no sheet and computes no value.

A row looks like its block's model row: the styles, and the formulas. A formula about its own row and the one above is shared by the rows of a
run. One about a stretch of another sheet (a client's own documents, a document's own payments) is written out on each row that has such a
stretch; where there is none, the value stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from fiche.excel.cells import Row
from fiche.excel.references import column_letters, moved, pieces_of
from fiche.excel.values import LONGEST, clean, escaped, plain_xml

RUN = 32_000  # rows written at a time, and sharing a formula
_SPECIAL = r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
_RISKY = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
_DAY_ZERO, _LEAP_BUG = 25_569, 61


@dataclass(frozen=True)
class Link:
    """Where a row finds its own stretch of another sheet: frame columns that hold its first and last rows there, null where it has none, and
    the sheet's name as a formula writes it («'Factures 2'!»), a frame column too when `sheet` is one."""

    first: str
    last: str
    sheet: str


@dataclass(frozen=True)
class Links:
    """The links of a block, by the sheet that the model row names; `apart`: those of some columns of it, by (sheet, letters)."""

    sheets: Mapping[str, Link] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], Link] = field(default_factory=dict)

    def of(self, sheet: str, letters: str) -> Link | None:
        """The link that a reference to a column of a sheet follows."""
        return self.apart.get((sheet, letters), self.sheets.get(sheet))


@dataclass(frozen=True)
class Slice:
    """One column of the block: where it stands, how it looks, its formula as the model row has it, and what that shows for no value."""

    name: str
    place: int
    style: str
    text: bool
    formula: str = ""
    empty: str = ""
    day: bool = False

    @property
    def head(self) -> str:
        """How its cells begin, before the row's number."""
        return f'<c r="{column_letters(self.place)}'

    @property
    def dressed(self) -> str:
        """What follows the row's number."""
        return f'" s="{self.style}"' if self.style else '"'


def slices(looks: Mapping[str, str], model: Row, empty: Mapping[str, str]) -> list[Slice]:
    """The columns of a block from their looks and its model row, in order. `empty`: what a column's formula shows for no value, «» if not said."""
    found = []
    for place, (name, look) in enumerate(looks.items()):
        cell, text = model.cells[place], look in {"code", "text", "long"}
        found.append(Slice(name, place, cell.style, text, cell.formula or "", empty.get(name, ""), look == "date"))
    return found


class Rows:
    """Writes a block's rows one run after another. `first`: the row of the next one."""

    def __init__(self, columns: Sequence[Slice], links: Links, model_row: int, first: int) -> None:
        self._columns = columns
        self._links = links
        self._model_row = model_row
        self._shared = 0
        self.next_row = first

    def written(self, frame: pl.DataFrame) -> Iterator[bytes | memoryview]:
        """The rows of `frame`, a run at a time: its columns are the block's, dates and amounts as they are, and those that links name."""
        for start in range(0, len(frame), RUN):
            run = frame.slice(start, RUN)
            own = _own_formulas(self._columns, self._links, run)
            values = _values(self._columns, run)
            for piece, opening in ((slice(0, 1), True), (slice(1, None), False)):
                chosen = values[piece]
                if len(chosen):
                    formulas = {name: f[piece] for name, f in own.items()}
                    yield self._joined(chosen, formulas, len(run) if opening else 0)
            self._shared += len(self._columns)

    def _joined(self, values: pl.DataFrame, own: Mapping[str, pl.Series], opening: int) -> memoryview:
        """Rows, put together. `opening`: how many rows will share the formulas that these write in full; 0: they share those before."""
        row = pl.Series(range(self.next_row, self.next_row + len(values)), dtype=pl.Int64).cast(pl.String)
        joiner = _Joiner()
        joiner.add('<row r="', row, '">')
        for number, column in enumerate(self._columns):
            joiner.add(column.head, row)
            if column.name in own:
                _add_own(joiner, column, values[column.name], own[column.name])
            elif column.formula:
                si = self._shared + number
                shared = self._opening(column, si, opening) if opening else f'<f t="shared" si="{si}"/>'
                _add_formula(joiner, column, values[column.name], shared)
            else:
                _add_value(joiner, column, values[column.name])
        joiner.add("</row>")
        self.next_row += len(values)
        return joiner.joined()

    def _opening(self, column: Slice, si: int, rows: int) -> str:
        """The formula that the run's other rows share: written in full on its first row."""
        letters = column_letters(column.place)
        text = plain_xml(moved(column.formula, self.next_row - self._model_row))
        area = f"{letters}{self.next_row}:{letters}{self.next_row + rows - 1}"
        return f'<f t="shared" ref="{area}" si="{si}">{text}</f>'


def _add_formula(joiner: "_Joiner", column: Slice, value: pl.Series, formula: str) -> None:
    if column.text:
        joiner.add(f'{column.dressed} t="str">{formula}<v>', value.fill_null(column.empty), "</v></c>")
    elif value.null_count():
        said = _chosen(value.is_null(), ' t="str">', ">")
        joiner.add(column.dressed, said, f"{formula}<v>", value.fill_null(column.empty), "</v></c>")
    else:
        joiner.add(f"{column.dressed}>{formula}<v>", value, "</v></c>")


def _add_value(joiner: "_Joiner", column: Slice, value: pl.Series) -> None:
    opened = ' t="inlineStr"><is><t xml:space="preserve">' if column.text else "><v>"
    closed = "</t></is></c>" if column.text else "</v></c>"
    missing = value.null_count()
    if column.day and value.str.contains("-", literal=True).any():
        joiner.add(column.dressed, _days(column, value))
    elif missing == len(value):
        joiner.add(f"{column.dressed}/>")
    elif missing:
        absent = value.is_null()
        joiner.add(column.dressed, _chosen(absent, "/>", opened), value.fill_null(""), _chosen(absent, "", closed))
    else:
        joiner.add(column.dressed + opened, value, closed)


def _add_own(joiner: "_Joiner", column: Slice, value: pl.Series, formula: pl.Series) -> None:
    """A cell whose formula is the row's own; where there is none, as a value."""
    if formula.null_count() == len(formula):
        _add_value(joiner, column, value)
        return
    kind = _chosen(value.is_null() if not column.text else pl.repeat(True, len(value), eager=True), ' t="str"', "")
    shown = value.fill_null(column.empty)
    cell = pl.select(
        pl.when(formula.is_not_null())
        .then(pl.concat_str(kind, pl.lit("><f>"), formula, pl.lit("</f><v>"), shown, pl.lit("</v></c>")))
        .otherwise(_alone(column, value))
    ).to_series()
    joiner.add(column.dressed, cell)


def _days(column: Slice, value: pl.Series) -> pl.Series:
    """Cells of days of which some have no number: those are texts."""
    said = pl.select(_alone(replace(column, text=True), value)).to_series()
    number = pl.select(_alone(column, value)).to_series()
    return pl.select(pl.when(value.str.contains("-", literal=True)).then(said).otherwise(number)).to_series()


def _alone(column: Slice, value: pl.Series) -> pl.Expr:
    opened = ' t="inlineStr"><is><t xml:space="preserve">' if column.text else "><v>"
    closed = "</t></is></c>" if column.text else "</v></c>"
    return (
        pl.when(value.is_null())
        .then(pl.lit("/>"))
        .otherwise(pl.concat_str(pl.lit(opened), value.fill_null(""), pl.lit(closed)))
    )


def _chosen(where: pl.Series, yes: str, no: str) -> pl.Series:
    return pl.select(pl.when(where).then(pl.lit(yes)).otherwise(pl.lit(no))).to_series()


# ── values as text ──


def _values(columns: Sequence[Slice], run: pl.DataFrame) -> pl.DataFrame:
    """Every value as a cell's body, null where the cell is empty."""
    return pl.DataFrame({c.name: _bodies(run[c.name], c.text) for c in columns})


def _bodies(values: pl.Series, text: bool) -> pl.Series:
    kind = values.dtype
    if text:
        return xml_texts(values)
    if kind == pl.Date:
        return _serials(values)
    if kind.is_float():
        values = values.fill_nan(None)
    return values.cast(pl.String)


def _serials(days: pl.Series) -> pl.Series:
    """Days as a workbook numbers them; «1850-01-01» for one that its calendar lacks."""
    number = days.cast(pl.Int32) + _DAY_ZERO
    if len(number) and (number.min() or _LEAP_BUG) < _LEAP_BUG:  # type: ignore[operator]
        number = pl.select(pl.when(number < _LEAP_BUG).then(number - 1).otherwise(number)).to_series()
        odd = days.cast(pl.String)
        return pl.select(pl.when(number < 1).then(odd).otherwise(number.cast(pl.String))).to_series()
    return number.cast(pl.String)


def xml_texts(texts: pl.Series) -> pl.Series:
    """Texts as XML content, cleaned as fiche.excel.values does it; an empty text is none."""
    texts = texts.cast(pl.String)
    if not len(texts):
        return texts
    longest = texts.str.len_chars().max() or 0
    special = texts.str.contains(_SPECIAL).any() or 2 * longest > LONGEST  # type: ignore[operator]
    if special:
        hard = texts.str.contains(_RISKY) | (texts.str.len_chars() * 2 > LONGEST)
        easy = texts.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
        texts = easy if not hard.any() else _hard(texts, easy, hard)
    return pl.select(pl.when(texts != "").then(texts)).to_series()  # noqa: PLC1901 - an expression, not a text


def _hard(texts: pl.Series, easy: pl.Series, hard: pl.Series) -> pl.Series:
    """The few texts that have characters no file may hold, or are too long, one by one."""
    found = {t: escaped(clean(t)) for t in texts.filter(hard).unique().to_list() if t is not None}
    done = texts.replace_strict(found, default=None, return_dtype=pl.String)
    return pl.select(pl.when(hard.fill_null(False)).then(done).otherwise(easy)).to_series()


# ── formulas ──


def _own_formulas(columns: Sequence[Slice], links: Links, run: pl.DataFrame) -> dict[str, pl.Series]:
    """The formulas that speak of other sheets' stretches, written out for each row; null where the row has no such stretch."""
    found = {}
    for column in columns:
        if column.formula and (parts := _parts(column.formula, links)):
            found[column.name] = run.select(pl.concat_str(parts).alias(column.name)).to_series()
    return found


def _parts(formula: str, links: Links) -> list[pl.Expr]:
    """A formula as text and columns; [] when it speaks of its own row only."""
    parts: list[pl.Expr] = []
    linked = False
    for piece in pieces_of(formula):
        if isinstance(piece, str):
            parts.append(pl.lit(plain_xml(piece)))
            continue
        sheet, reference = piece
        head, _, tail = reference.replace("$", "").partition(":")
        letters = head.rstrip("0123456789")
        link = links.of(sheet, letters)
        if link is None:
            raise ValueError(formula)
        linked = True
        name = pl.lit(link.sheet) if link.sheet.endswith("!") else pl.col(link.sheet)
        parts += [name, pl.lit(f"${letters}$"), pl.col(link.first).cast(pl.String)]
        if tail:
            parts += [pl.lit(f":${tail.rstrip('0123456789')}$"), pl.col(link.last).cast(pl.String)]
    return parts if linked else []


class _Joiner:
    """Constant texts and columns of texts, put end to end row by row in one pass."""

    def __init__(self) -> None:
        self._pieces: list[Any] = []

    def add(self, *pieces: str | pl.Series) -> None:
        """Add pieces; constants in a row become one."""
        for piece in pieces:
            if isinstance(piece, str) and self._pieces and isinstance(self._pieces[-1], str):
                self._pieces[-1] += piece
            else:
                self._pieces.append(piece)

    def joined(self) -> memoryview:
        """The bytes of all rows, in order."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        arrays = [
            pa.scalar(p, pa.large_string()) if isinstance(p, str) else p.to_arrow(compat_level=pl.CompatLevel.oldest())
            for p in self._pieces
        ]
        made = pc.binary_join_element_wise(*arrays, pa.scalar("", pa.large_string()))
        offsets = np.frombuffer(made.buffers()[1], dtype=np.int64)[made.offset : made.offset + len(made) + 1]
        return memoryview(made.buffers()[2])[offsets[0] : offsets[-1]]
