"""What people do in the application laid over what the files say: their own rows, corrections, clients that are one, rows put away; pure, it reads and writes nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from fiche.dataset import Dataset
from fiche.decisions import Merge, OwnRow
from fiche.edits import Edit, Field, applied
from fiche.model import TableName
from fiche.overlay.again import again
from fiche.overlay.derived import derived
from fiche.overlay.merged import with_merges
from fiche.overlay.own import as_told, held, with_own
from fiche.overlay.shown import without

__all__ = ["Overlay", "as_told", "held"]


@dataclass(frozen=True)
class Overlay:
    """`edits` and `merges`: those in force; `archived`: (table, record) put away. `month_first`: the reading of «45 jours fin
    de mois» that the settings ask for; see fiche.terms.
    """

    own: tuple[OwnRow, ...] = ()
    edits: tuple[Edit, ...] = ()
    merges: tuple[Merge, ...] = ()
    archived: frozenset[tuple[TableName, str]] = frozenset()
    month_first: bool = False

    def uncorrected(self, files: Dataset) -> Dataset:
        """`files` with the own rows alone: what a correction's `before` is."""
        return with_own(files, self.own, self.month_first)

    def laid(self, files: Dataset) -> Dataset:
        """`files`, what they say together, with all of it laid over. Whatever concerns a client or a row that is not there waits for it."""
        corrected = applied(self.uncorrected(files), self.edits)
        fields: list[Field] = [e.field for e in self.edits]
        found = derived(corrected, fields, self.month_first)
        return with_merges(without(found, self.archived), self.merges)

    def again(
        self, before: "Overlay", files: Dataset, present: Dataset, clients: Collection[str]
    ) -> tuple[Dataset, frozenset[str]] | None:
        """What `laid` gives, for what the rows of `clients` cost; see fiche.overlay.again."""
        return again(before, self, files, present, clients)
