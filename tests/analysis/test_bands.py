"""Any column makes groups: every client in one of them, their figures add up to the portfolio's, and what holds of a group gives exactly its clients."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.analysis.bands import MOST, grouped_by, grouped_by_rule
from fiche.analysis.groups import groups
from fiche.analysis.rule import Condition, Rule
from tests.analysis.build import dataset, invoice
from tests.pages.test_segments import many

DAY = dt.date(2026, 11, 24)


def columns() -> Portfolio:
    """Columns that nobody recognised: a number with a gap and a word, a text of many values, a code with its zeros."""
    clients = [
        {
            "client_id": f"C{n:03d}",
            "name": f"N{n}",
            "created_on": dt.date(2015 + n % 9, 1, 5) if n % 7 else None,
            "extra": {
                "Effectif": f"{n},5" if n % 10 else ("" if n % 20 else "NC"),
                "Libre": f"v{n}",
                "Code": f"{n:03d}",
            },
        }
        for n in range(1, 61)
    ]
    return Portfolio(dataset([invoice(n, 10 * n, "2026-10-01", client=f"C{n:03d}") for n in range(1, 61)], [], clients))  # fmt: skip


MANY, OTHERS = Portfolio(many(60)), columns()
ASKED = [(MANY, c) for c in MANY.fields.listed] + [(OTHERS, c) for c in ("extra:Effectif", "extra:Libre", "extra:Code", "created_on")]  # fmt: skip


@pytest.mark.parametrize("case", range(len(ASKED)))
def test_every_client_is_in_one_group_and_the_sum_is_the_portfolio(case: int) -> None:
    portfolio, code = ASKED[case]
    parts = grouped_by(portfolio.fields, code, DAY, None)
    assert set(parts.of) == set(portfolio.names())
    sizes = Counter(parts.of.values())
    for name, rule in parts.rules.items():
        if sizes[name]:
            assert portfolio.counted(DAY, Filters(rules=(rule,)))[0] == sizes[name], name
            assert {c for c, n in parts.of.items() if n == name} == set(portfolio.clients(DAY, Filters(rules=(rule,)))["client_id"])  # fmt: skip
    if case % 6 == 0 or portfolio is OTHERS:
        where = Filters(zone=("Nord",)) if portfolio is MANY else Filters()
        found = groups(portfolio.tabulate(DAY, parts, where), portfolio.figures(DAY, None, where))
        assert found.difference == 0


def test_numbers_are_bands_words_that_are_many_are_one_group_and_codes_stay_words() -> None:
    fields = OTHERS.fields
    assert fields.listed["extra:Effectif"].kind == "number" and fields.listed["extra:Code"].kind == "text"
    assert len(set(grouped_by(fields, "extra:Effectif", DAY, None).of.values())) == 6  # five bands and «—»
    names = Counter(grouped_by(fields, "extra:Libre", DAY, None).of.values())
    assert names["Autres (30 valeurs)"] == 30 and len(names) == MOST + 1
    assert Counter(grouped_by(fields, "created_on", DAY, None).of.values())[None] == 8


def test_a_rule_makes_two_groups_that_add_up() -> None:
    rule = Rule(
        (Condition("revenue_12m", "ge", ("300",)), Condition("zone", "in", ("Sud",))), name="Gros du Sud"
    )
    parts = grouped_by_rule(MANY.fields, rule, DAY, None)
    found = groups(MANY.tabulate(DAY, parts), MANY.figures(DAY))
    assert found.difference == 0 and set(found.table["key"]) == {"Gros du Sud", "Hors du segment"}
    inside = MANY.figures(DAY, None, Filters(rules=(rule,)))["revenue_12m"].value
    assert (
        isinstance(inside, Decimal) and inside == found.table.set_index("key")["revenue_12m"]["Gros du Sud"]
    )
