"""Texts that hold the character NUL, which PostgreSQL refuses: written with an escape there, and given back as they were; it knows no table."""

from typing import Any

from psycopg.types.string import StrDumper, TextLoader

# Unicode sets U+FDD0 aside for a program's own use: no text holds it, and one that does is escaped too.
MARK = "\ufdd0"
NUL, ITSELF = MARK + "0", MARK + "1"


class _Dumper(StrDumper):
    def dump(self, obj: str) -> Any:
        if "\0" in obj or MARK in obj:
            obj = obj.replace(MARK, ITSELF).replace("\0", NUL)
        return super().dump(obj)


class _Loader(TextLoader):
    def load(self, data: Any) -> str:
        text = str(super().load(data))
        return text.replace(NUL, "\0").replace(ITSELF, MARK) if MARK in text else text


def allow(connection: Any) -> None:
    """From now on, texts may hold NUL on this connection."""
    connection.adapters.register_dumper(str, _Dumper)
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, _Loader)
