"""The outlines of France as polygons, drawn without any network: departments, borders of regions, insets; it knows no amount.

Bundled (france.json, made by tools/geography.py from MapSVG’s map, CC BY 4.0; see NOTICE.md), in a plane of WIDTH × HEIGHT whose y goes down.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fiche.places import known

WIDTH, HEIGHT = 1226, 1170
AROUND_PARIS = (
    "75",
    "92",
    "93",
    "94",
)  # too small to be seen or touched: drawn a second time, larger, in a corner
_LARGER, _CORNER = 5.6, (8.0, 8.0)
# Overseas, squares in the Bay of Biscay: departments always, other territories when they are asked for.
DEPARTMENTS_OVERSEAS = ("971", "972", "973", "974", "976")
_SQUARE, _STEP, _COLUMNS = 76, 96, 2
Ring = np.ndarray[Any, np.dtype[np.int64]]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A place to draw: its SVG path and where its mark stands."""

    path: str
    centre: Spot


@cache
def rings() -> dict[str, list[Ring]]:
    """The rings of each department of the mainland and Corsica, as points."""
    source = json.loads(Path(__file__).with_name("france.json").read_text("utf-8"))
    return {
        code: [np.cumsum(np.array(ring).reshape(-1, 2), axis=0) for ring in found]
        for code, found in source.items()
    }


@cache
def mainland() -> dict[str, Outline]:
    """Each department where it is."""
    return {
        code: Outline(_path(found), centre(max(found, key=lambda ring: abs(area(ring)))))
        for code, found in rings().items()
    }


@cache
def inset() -> dict[str, Outline]:
    """The departments around Paris, larger, in the corner."""
    points = np.vstack([ring for code in AROUND_PARIS for ring in rings()[code]])
    low = points.min(axis=0)
    moved = {
        code: [np.rint((ring - low) * _LARGER + np.array(_CORNER)).astype(np.int64) for ring in rings()[code]]
        for code in AROUND_PARIS
    }
    return {code: Outline(_path(found), centre(found[0])) for code, found in moved.items()}


def overseas(codes: Iterable[str]) -> dict[str, Outline]:
    """A square for each department overseas, and for each other of `codes` that is overseas."""
    more = sorted({code for code in codes if len(code) == 3} - set(DEPARTMENTS_OVERSEAS))
    made = {}
    for place, code in enumerate([*DEPARTMENTS_OVERSEAS, *more]):
        x = 10 + _STEP * (place % _COLUMNS)
        y = HEIGHT - _SQUARE - 10 - _STEP * (place // _COLUMNS)
        far, low = x + _SQUARE, y + _SQUARE
        square = np.array([(x, y), (far, y), (far, low), (x, low)])
        made[code] = Outline(_path([square]), centre(square))
    return made


@cache
def borders() -> str:
    """The lines between regions, as one path: the sides that two departments of two regions share."""
    sides: dict[frozenset[tuple[int, int]], list[str]] = defaultdict(list)
    for code, found in rings().items():
        for ring in found:
            corners = [(int(x), int(y)) for x, y in ring]
            for side in zip(corners, [*corners[1:], corners[0]], strict=True):
                sides[frozenset(side)].append(known()["departments"][code][1])
    parting = (sorted(side) for side, regions in sides.items() if len(side) == 2 and len(set(regions)) > 1)
    return "".join(f"M{a[0]},{a[1]}L{b[0]},{b[1]}" for a, b in parting)


def area(ring: Ring) -> float:
    """The signed surface of a ring."""
    x, y = ring[:, 0].astype(float), ring[:, 1].astype(float)
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def centre(ring: Ring) -> Spot:
    """The centre of gravity of a ring."""
    x, y = ring[:, 0].astype(float), ring[:, 1].astype(float)
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    whole = cross.sum() * 3
    return (
        float(((x + np.roll(x, -1)) * cross).sum() / whole),
        float(((y + np.roll(y, -1)) * cross).sum() / whole),
    )


@cache
def regions() -> frozenset[str]:
    """The regions of the mainland and Corsica."""
    return frozenset(known()["departments"][code][1] for code in rings())


def region_centre(region: str) -> Spot:
    """The middle of a region: the centres of its departments, by their surface."""
    codes = [code for code in rings() if known()["departments"][code][1] == region]
    weights = [sum(abs(area(ring)) for ring in rings()[code]) for code in codes]
    spots = np.array([mainland()[code].centre for code in codes])
    x, y = np.average(spots, axis=0, weights=weights)
    return (float(x), float(y))


def _path(found: Iterable[Ring]) -> str:
    return "".join("M" + "L".join(f"{x},{y}" for x, y in ring) + "Z" for ring in found)
