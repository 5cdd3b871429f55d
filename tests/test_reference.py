"""The reference in docs/ is what the code declares, in both languages; it judges no wording."""

import pytest

from fiche.analysis.measure import measures
from fiche.analysis.metric import metrics
from fiche.model import TABLES
from tools.reference import DOCS, WORDS, written


@pytest.mark.parametrize("tongue", WORDS)
def test_the_reference_is_what_the_code_declares(tongue: str) -> None:
    assert (DOCS / f"reference.{tongue}.md").read_text(encoding="utf-8") == written(tongue), "make docs"


@pytest.mark.parametrize("tongue", WORDS)
def test_every_column_indicator_and_measure_is_there(tongue: str) -> None:
    text = written(tongue)
    for code in (*metrics(), *measures(), *(column.name for table in TABLES.values() for column in table)):
        assert f"| {code} |" in text
