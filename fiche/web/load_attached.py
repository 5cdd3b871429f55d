"""The files of electronic invoices kept beside the invoices that they gave, from an import to the record; it opens none of them but archives."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from fiche.dataset import Dataset
from fiche.loading import Reading
from fiche.sources.e_invoices import FILE
from fiche.store.attachments import Attached, most

INSIDE = " · "  # between an archive's name and that of what it holds


def attached(reading: Reading, dataset: Dataset) -> list[Attached]:
    """What to attach to whom: each electronic invoice's own file, as `dataset` (aligned with the record) names its client and its number."""
    if not reading.invoices:
        return []
    contents, limit = dict(reading.invoices), most()
    found = []
    for client, number, extra in _told(dataset):
        name = str(json.loads(extra).get(FILE) or "")
        data = _content(contents, name, limit)
        if data:
            kind = "application/pdf" if data.startswith(b"%PDF-") else "application/xml"
            found.append(
                Attached(client, number, name.rpartition("/")[2].rpartition(INSIDE)[2] or name, data, kind)
            )
    return found


def _told(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    rows = dataset.documents.filter(pl.col("extra").str.contains(f'"{FILE}":', literal=True))
    yield from rows.select("client_id", "document_id", "extra").iter_rows()


def _content(contents: dict[str, bytes | Path], name: str, limit: int) -> bytes | None:
    """The bytes of an invoice, from the drop or from the archive that held it; None when there are too many of them, or none."""
    whole, _inside, part = name.partition(INSIDE)
    source = contents.get(name)
    if source is not None:
        data = source if isinstance(source, bytes) else source.read_bytes()
        return data if len(data) <= limit else None
    archive = contents.get(whole)
    if archive is None:
        return None
    with (
        zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as opened,
        opened.open(part) as file,
    ):
        data = file.read(limit + 1)
    return data if len(data) <= limit else None
