"""The way of many electronic invoices through one limited child: a thousand cost one start; it parses no uploaded byte in this process."""

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from fiche.errors import REFUSALS, ReadingRefused
from fiche.i18n import _, megabytes
from fiche.reading import archive, child
from fiche.reading.decode import Result
from fiche.reading.jobs import LINE, folder
from fiche.reading.limits import Limits
from fiche.reading.raw import RawColumn, RawFile, RawSheet

FORMAT = "invoices"
HEAD = 8_192
ROOTS = (b"CrossIndustryInvoice", b"CrossIndustryDocument")
UBL = b"urn:oasis:names:specification:ubl:schema:xsd:"
Source = bytes | Path
_AGAIN = re.compile(r" \(\d+\)$")  # the second file of a name


def is_invoice(name: str, source: Source) -> bool:
    """Whether a file is one to read as electronic invoices: a PDF, an XML of an invoice, an archive with no table in it but invoices."""
    ending = _AGAIN.sub("", name.lower()).rpartition(".")[2]
    head = _head(source)
    if ending == "pdf":
        return b"%PDF-" in head[:1_024]
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return any(root in head for root in ROOTS) or UBL in head
    return ending == "zip" and head.startswith(b"PK") and _holds_invoices(source)


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD]
    try:
        with source.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _holds_invoices(source: Source) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as found:
            names = [n.lower() for n in found.namelist()]
    except archive.BROKEN:
        return False
    return (
        "[content_types].xml" not in names
        and "mimetype" not in names
        and any(n.endswith((".pdf", ".xml")) for n in names)
    )


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
        ReadingRefused(c if c in REFUSALS else "damaged_file", name=n or "", size="", limit="")
        for n, c in zip(name.to_list()[1:], code.to_list()[1:], strict=True)
        if c
    ]
    keep = code.is_null() | (code == "") | (pl.Series(range(len(code))) == 0)
    at = keep.arg_true().cast(pl.UInt32)
    columns = tuple(RawColumn(c.kinds, c.text, c.number, c.moment).take(at) for c in sheet.columns[:-1])
    return replace(sheet, columns=columns, height=len(at)), refused
