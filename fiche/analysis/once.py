"""A value made when it is first asked for, once, whoever asks meanwhile; it makes none itself."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """What `make` gives. Those who ask while it is being made wait for it; where making failed, the next one tries again."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._lock = threading.RLock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """The value."""
        with self._lock:
            if self._make is not None:
                self._made.append(self._make())
                self._make = None  # what it was made from is kept no longer than that
            return self._made[0]

    @property
    def made(self) -> list[T]:
        """The value where it is made, nothing before."""
        return list(self._made)
