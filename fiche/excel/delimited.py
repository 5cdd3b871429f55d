"""Tables as .csv that a spreadsheet opens without running anything of them; it reads no file.

A spreadsheet runs a cell of a .csv that looks like a formula: such a text is preceded by an apostrophe, unless it is a number or a phone.
"""

import re

import polars as pl

from fiche.i18n import language

_INVISIBLE = " \u00a0\u200b\ufeff"
_DANGEROUS = "=+-@\t\r\n\0＝＋－＠|%"
_NUMBER = r"[+-]?\d[\d \u00a0\u202f.,]*\s?[€%]?"
_PHONE = r"\+\d[\d .\-()\u00a0]{5,20}"
_HARMLESS = re.compile(f"{_NUMBER}|{_PHONE}")
_BEGINS = r"^[ \x{a0}\x{200b}\x{feff}]*[=+\-@\t\r\n\x00＝＋－＠|%]"
MARK = "\ufeff"  # how a spreadsheet knows UTF-8


def harmless(text: str) -> str:
    """A text that no spreadsheet will run."""
    start = text.lstrip(_INVISIBLE)[:1]
    if not start or start not in _DANGEROUS or _HARMLESS.fullmatch(text):
        return text
    return f"'{text}"


def harmless_texts(column: str) -> pl.Expr:
    """The same, for a whole column of texts."""
    text = pl.col(column)
    suspect = text.str.contains(_BEGINS) & ~text.str.contains(f"^(?:{_NUMBER}|{_PHONE})$")
    return pl.when(suspect).then(pl.lit("'") + text).otherwise(text).alias(column)


def delimited(frame: pl.DataFrame, headers: dict[str, str], *, head: bool = True) -> bytes:
    """The columns of `headers`, each called what it says: UTF-8 with its mark, semicolons, every field quoted, numbers and days as the reader writes
    them. `head`: with the line of headers; without it, what follows other lines."""
    shown = frame.select(_written(name, frame.schema[name]) for name in headers)
    lines = shown.write_csv(separator=";", quote_style="always", line_terminator="\r\n", include_header=False)
    if not head:
        return lines.encode()
    titles = ('"{}"'.format(harmless(title).replace('"', '""')) for title in headers.values())
    return f"{MARK}{';'.join(titles)}\r\n{lines}".encode()


def _written(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as texts."""
    column = pl.col(name)
    if kind == pl.Null:  # a column of which no row holds anything
        return column.cast(pl.String).fill_null("").alias(name)
    if kind == pl.Date:
        return column.dt.strftime("%d/%m/%Y").fill_null("")
    if kind.is_float():
        column = column.round(6)
    if kind.is_numeric():
        text = column.cast(pl.String)
        return (text.str.replace(".", ",", literal=True) if language() == "fr" else text).fill_null("")
    if kind == pl.Boolean:
        return column.cast(pl.String).fill_null("").alias(name)
    return harmless_texts(name).fill_null("")
