"""The door to what people name to find it again: views and segments, personal or the team's; every write names its author and is audited."""

from fiche.decisions import Saved, SavedKind
from fiche.store import saved
from fiche.store.place import Place


class SavedDoor(Place):
    """Views and segments by rules."""

    def saved(self, kind: SavedKind, by: str) -> list[Saved]:
        """Those that `by` sees, by name: the team's, and their own."""
        with self._read() as connection:
            return [s for s in saved.all_saved(connection) if s.kind == kind and s.seen_by(by)]

    def save_as(self, kind: SavedKind, name: str, content: str, *, shared: bool, by: str) -> Saved:
        """Keep something under a name. Refused «saved_name» or «saved_name_taken»."""
        with self._write(by, named=True) as writing:
            return saved.save(writing, kind, name, content, shared=shared)

    def change_saved(
        self,
        number: int,
        *,
        by: str,
        name: str | None = None,
        content: str | None = None,
        shared: bool | None = None,
    ) -> Saved:
        """Another name, content or public. Refused «saved_gone» when it no longer holds, or is someone else's alone."""
        with self._write(by, named=True) as writing:
            return saved.change(writing, number, name, content, shared)

    def remove_saved(self, number: int, *, by: str) -> None:
        """List it no more. Refused as `change_saved`."""
        with self._write(by, named=True) as writing:
            saved.remove(writing, number)

    def restore_saved(self, number: int, *, by: str) -> Saved:
        """List again what was removed. Refused «saved_gone» or «saved_name_taken»."""
        with self._write(by, named=True) as writing:
            return saved.bring_back(writing, number)

    def default_view(self, by: str) -> int | None:
        """The number of the view that a person begins with."""
        with self._read() as connection:
            return saved.default_of(connection, by)

    def set_default_view(self, number: int | None, *, by: str) -> None:
        """Begin with that view; None: with none."""
        with self._write(by, named=True) as writing:
            saved.set_default(writing, number)
