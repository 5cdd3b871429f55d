"""Every cap on reading a file, with its default; it enforces none of them itself."""

from dataclasses import dataclass

MB, GB = 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """Caps on one file. Sizes are bytes, durations seconds.

    `upload`: the file itself. `unpacked`, `entries`, `ratio`: the declared total, the number of parts and the compression of an archive
    (the ratio counts only for parts above `ratio_from`). `memory`: address space of the child, or its resident memory where the system
    has no such limit. `cells`: height × width summed over the sheets. `children`: files read at once; the others wait in line.
    `watch`: True makes the parent watch the child's memory instead of the system (None: only where the system cannot).
    """

    upload: int = 150 * MB
    unpacked: int = GB
    entries: int = 5_000
    ratio: int = 200
    ratio_from: int = 50 * MB
    memory: int = 3 * GB
    cpu: int = 120
    wall: float = 120.0
    output: int = 2 * GB
    cells: int = 40_000_000
    children: int = 2
    watch: bool | None = None
