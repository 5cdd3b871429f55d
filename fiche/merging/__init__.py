"""A second load of the same portfolio: what it changes, and the two put together; pure, it reads no file and writes nothing."""

from fiche.merging.alignment import aligned
from fiche.merging.comparison import Counts, Difference, compare
from fiche.merging.union import Absent, merge

__all__ = ["Absent", "Counts", "Difference", "aligned", "compare", "merge"]
