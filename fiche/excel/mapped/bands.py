"""Where a sheet gains rows so that each of a template's tables has as many as it needs; tables side by side gain them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fiche.excel.mapped.mapping import Block
from fiche.excel.references import Growth


@dataclass
class _Band:
    """Rows that some tables have in common: where they gain some."""

    first: int
    last: int
    members: list[Block] = field(default_factory=list)
    extra: int = 0


def growths(blocks: Sequence[Block], counts: Mapping[Block, int]) -> list[Growth]:
    """The growths of one sheet. `counts`: how many lines each of its blocks is to hold."""
    bands: list[_Band] = []
    for block in sorted(blocks, key=lambda b: (b.last, b.first)):
        if bands and block.first <= bands[-1].last:
            band = bands[-1]
            band.first = max(band.first, block.first)
        else:
            bands.append(band := _Band(block.first, block.last))
        band.members.append(block)
    for place, band in enumerate(bands):
        before = {b: sum(o.extra for o in bands[:place] if _crosses(b, o)) for b in band.members}
        band.extra = max(0, *(counts[b] - (b.last - b.first + 1) - before[b] for b in band.members))
    return [
        Growth(band.first, band.last, band.extra, frozenset(c for b in blocks if _crosses(b, band) for c in range(b.left, b.right + 1)))
        for band in bands
        if band.extra
    ]  # fmt: skip


def _crosses(block: Block, band: _Band) -> bool:
    return block.first <= band.last and band.first <= block.last
