"""The door to the workbooks that people drew to be filled in: the team's templates, their versions, who made them and when; every write is audited."""

from fiche.decisions import Drawn, SavedTemplate, TemplateVersion
from fiche.store import templates
from fiche.store.place import Place


class TemplatesDoor(Place):
    """The templates of the team."""

    def templates(self, *, removed: bool = False) -> list[SavedTemplate]:
        """The templates in use, by name, each with its latest version; `removed`: those that were removed instead."""
        with self._read() as connection:
            return templates.templates(connection, removed=removed)

    def template_versions(self, template_id: int) -> list[TemplateVersion]:
        """The versions of a template, latest first."""
        with self._read() as connection:
            return templates.all_versions(connection, template_id)

    def template_version(
        self, template_id: int, number: int | None = None
    ) -> tuple[TemplateVersion, bytes] | None:
        """A version (None: the latest) and its file as it came; None when there is none."""
        with self._read() as connection:
            found = templates.version(connection, template_id, number)
            return None if found is None else (found, templates.content(connection, found))

    def add_template(self, name: str, drawn: Drawn, *, by: str) -> SavedTemplate:
        """Keep a new template. Raises Refused when its name is empty or taken."""
        with self._write(by, named=True) as writing:
            return templates.add(writing, name, drawn)

    def change_template(self, template_id: int, drawn: Drawn, *, seen: int, by: str) -> TemplateVersion:
        """Keep another version of a template, by someone who saw version `seen`. Raises Refused when another one came meanwhile."""
        with self._write(by, named=True) as writing:
            return templates.change(writing, template_id, drawn, seen)

    def template_back(self, template_id: int, number: int, *, by: str) -> TemplateVersion:
        """An earlier version in force again, as a new version."""
        with self._write(by, named=True) as writing:
            return templates.go_back(writing, template_id, number)

    def rename_template(self, template_id: int, name: str, *, by: str) -> None:
        """Give a template another name."""
        with self._write(by, named=True) as writing:
            templates.rename(writing, template_id, name)

    def remove_template(self, template_id: int, *, by: str) -> None:
        """Take a template out of the lists; nothing of it is erased."""
        with self._write(by, named=True) as writing:
            templates.remove(writing, template_id, away=True)

    def restore_template(self, template_id: int, *, by: str) -> None:
        """Bring a template back."""
        with self._write(by, named=True) as writing:
            templates.remove(writing, template_id, away=False)
