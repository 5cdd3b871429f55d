"""Which part of a workbook's package hangs on which; it reads no sheet and changes nothing."""

import posixpath
from collections.abc import Mapping

from lxml import etree

from fiche.archive import Part
from fiche.excel.cells import PARSER


def relations_of(parts: Mapping[str, Part], path: str) -> dict[str, tuple[str, str]]:
    """The relations of a part («»: of the whole): id → (kind, path of the target); outside targets are left out."""
    where = relations_path(path)
    if where not in parts:
        return {}
    root = etree.fromstring(parts[where].content, PARSER)
    inside = [r for r in root if isinstance(r.tag, str) and r.get("TargetMode") != "External"]
    return {
        r.get("Id", ""): (r.get("Type", "").rpartition("/")[2], _target(path, r.get("Target", "")))
        for r in inside
    }


def relations_path(path: str) -> str:
    """The part that says what hangs on `path`."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(path: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
