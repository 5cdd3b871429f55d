"""The way of many electronic invoices through one limited child: a thousand cost one start; it parses no uploaded byte in this process."""

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from fiche.errors import REFUSALS, ReadingRefused
from fiche.i18n import _, megabytes
from fiche.reading import archive, child, invoice_signs
from fiche.reading.decode import Result
from fiche.reading.invoice_signs import HEAD
from fiche.reading.jobs import LINE, folder
from fiche.reading.limits import Limits
from fiche.reading.raw import RawColumn, RawFile, RawSheet

FORMAT = "invoices"
ZIP = b"PK\x03\x04"
MOST = 20_000  # parts of an archive that is looked into
Source = bytes | Path
_AGAIN = re.compile(r" \(\d+\)$")  # the second file of a name


def is_invoice(name: str, source: Source) -> bool:
    """Whether a file is one to read as electronic invoices, by its content: a PDF, an XML of an invoice, an archive that holds some."""
    head = _head(source)
    if head.startswith(ZIP):
        return _holds_invoices(source)
    return invoice_signs.is_invoice(head, _AGAIN.sub("", name))


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD]
    try:
        with source.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _holds_invoices(source: Source) -> bool:
    return any(is_one for _name, is_one, _data in members(source))


def members(source: Source, most: int = HEAD) -> Iterator[tuple[str, bool, bytes]]:
    """The files of an archive that is no workbook: (name, whether it is an electronic invoice, its first `most` bytes). None of one that cannot be opened;
    a part that cannot be read is as if it were empty. The archive's claims are to be checked before it is read further than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as found:
            parts = [p for p in found.infolist() if not (p.is_dir() or invoice_signs.is_hidden(p.filename))]
            if len(parts) > MOST or any(p.flag_bits & 1 for p in parts) or archive.is_one_file(found):
                return
            for part in parts:
                data = archive.beginning(found, part, most)
                yield part.filename, invoice_signs.is_invoice(data[:HEAD], part.filename), data
    except archive.BROKEN:
        return


def unpacked(name: str, source: Source, limits: Limits | None = None) -> list[tuple[str, Source]]:
    """The file itself; of an archive that is no workbook, what it holds, each under the archive’s name and its own: the archive for its electronic invoices,
    the other files (a FEC, a list of clients) apart. One that asks too much, or holds nothing, is left whole for its reader to refuse."""
    limits = limits or Limits.from_environment()
    if not _head(source).startswith(ZIP) or _checked(name, source, limits) is not None:
        return [(name, source)]
    found: list[tuple[str, Source]] = []
    room, electronic = limits.upload, False
    for part, is_one, _beginning in members(source):
        electronic = electronic or is_one
        if not is_one:
            data = _part(source, part, room)
            if data is None:
                return [(name, source)]
            room -= len(data)
            found.append((f"{name} · {part}", data))
    return [*([(name, source)] if electronic or not found else []), *found]


def _part(source: Source, part: str, room: int) -> bytes | None:
    """A part of an archive; None when it takes more than `room`."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as found:
        data = archive.beginning(found, found.getinfo(part), room + 1)
    return data if len(data) <= room else None


def read_invoices(
    files: Sequence[tuple[str, Source]],
    limits: Limits | None = None,
    progress: Callable[[float | None, str, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[RawFile | None, list[ReadingRefused]]:
    """The table of the invoices that could be read, None when none could, and a refusal for each that could not. Raises ReadingRefused for all at once."""
    limits = limits or Limits.from_environment()
    told, stop = progress or _nothing, cancelled or _never
    whole = files[0][0] if len(files) == 1 else _("Factures électroniques ({n})").format(n=len(files))
    refusals: list[ReadingRefused] = []
    with folder() as here:
        digest, listed = hashlib.sha256(), []
        for at, (name, source) in enumerate(files):
            fault = _checked(name, source, limits)
            if fault is not None:
                refusals.append(fault)
                continue
            target = here / f"invoice{at}"
            _copied(source, target)
            digest.update(hashlib.sha256(target.read_bytes()).digest())
            listed.append([target.name, name])
        (here / f"source.{FORMAT}").write_text(json.dumps(listed), "utf-8")
        if not listed:
            return None, refusals
        with LINE.turn(limits.children, lambda place: told(None, "queue", str(place)), lambda: None):
            told(None, "reading", "")
            _job(here, limits)
            outcome = child.run(here, limits, lambda f: told(f, "reading", ""), stop)
        if outcome.code is not None:
            raise ReadingRefused(
                outcome.code, name=whole, seconds=round(limits.wall), reason=outcome.why, why=outcome.why
            )
        try:
            (sheet,) = Result(here / "result").sheets(whole, _("Factures électroniques"))
        except (OSError, ValueError, KeyError, TypeError):
            raise ReadingRefused("damaged_file", name=whole) from None
    kept, refused = _apart(sheet)
    raw = RawFile(whole, FORMAT, (kept,), digest.hexdigest()) if kept.height > 1 else None
    return raw, [*refusals, *refused]


def _nothing(fraction: float | None, phase: str, detail: str) -> None:
    """Nobody listens."""


def _never() -> bool:
    return False


def _checked(name: str, source: Source, limits: Limits) -> ReadingRefused | None:
    """An archive's claims, before anything of it is unpacked."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.upload:
        return ReadingRefused(
            "file_too_large", name=name, size=megabytes(size), limit=megabytes(limits.upload)
        )
    try:
        if _head(source).startswith(b"PK"):
            with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
                archive.check(name, file, limits)
    except ReadingRefused as refusal:
        return refusal
    return None


def _copied(source: Source, target: Path) -> None:
    if isinstance(source, bytes):
        target.write_bytes(source)
    else:
        shutil.copyfile(source, target)


def _job(here: Path, limits: Limits) -> None:
    job = {
        "source": f"source.{FORMAT}", "format": FORMAT, "again": False, "cells": limits.cells,
        "memory": 0 if child.watches_memory(limits) else limits.memory, "limited": limits.watch is not True,
        "cpu": limits.cpu, "output": limits.output,
    }  # fmt: skip
    (here / "job.json").write_text(json.dumps(job), "utf-8")


def _apart(sheet: RawSheet) -> tuple[RawSheet, list[ReadingRefused]]:
    """The rows of invoices, with the header, and the refusals that the others are."""
    name, code = (sheet.columns[i].text for i in (-2, -1))
    if name is None or code is None:
        raise ReadingRefused("damaged_file", name=sheet.file)
    refused = [
        ReadingRefused(_code(c, n or ""), name=n or "", size="", limit="")
        for n, c in zip(name.to_list()[1:], code.to_list()[1:], strict=True)
        if c
    ]
    keep = code.is_null() | (code == "") | (pl.Series(range(len(code))) == 0)
    at = keep.arg_true().cast(pl.UInt32)
    columns = tuple(RawColumn(c.kinds, c.text, c.number, c.moment).take(at) for c in sheet.columns[:-1])
    return replace(sheet, columns=columns, height=len(at)), refused


def _code(code: str, name: str) -> str:
    """The refusal of a file; a broken one that is not named as an invoice is first of all no table."""
    known = code if code in REFUSALS else "damaged_file"
    own = _AGAIN.sub("", name.lower()).endswith((".pdf", ".xml", ".zip"))
    return "not_a_spreadsheet" if known == "damaged_file" and not own else known
