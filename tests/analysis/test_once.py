"""What is made once is made once, whoever asks, and again where it failed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fiche.analysis.once import Once


def test_one_makes_and_the_others_wait() -> None:
    made, barrier = [], threading.Barrier(4)
    once = Once(lambda: made.append(None) or len(made))

    def ask(_n: int) -> int:
        barrier.wait()
        return once()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [1] * 4
    assert once.made == [1]


def test_what_failed_is_tried_again() -> None:
    answers = iter((0, 1))
    once = Once(lambda: 1 // next(answers))
    with pytest.raises(ZeroDivisionError):
        once()
    assert (once.made, once()) == ([], 1)
