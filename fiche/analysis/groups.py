"""Groups of clients side by side: the main figures of each, its share, and the proof that they add up; it puts nobody into a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fiche.analysis.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

CODES = (
    "clients", "revenue_12m", "growth", "outstanding", "overdue", "discount_rate", "margin", "margin_rate",
)  # fmt: skip
ADDED = ("revenue_12m", "outstanding", "overdue")


@dataclass(frozen=True)
class Groups:
    """`table`: key (None: not filled in), CODES and `share` of the revenue, by revenue descending; amounts are Decimal, what is undefined is
    None. `proof`: for each of ADDED, the sum of the groups and the portfolio's own figure, worked out apart."""

    table: "pd.DataFrame"
    proof: Mapping[str, tuple[Decimal, Decimal]]

    @property
    def difference(self) -> Decimal:
        """The widest gap between a sum and the portfolio's figure: 0.00, or a fault of ours."""
        return max(abs(added - whole) for added, whole in self.proof.values())


def groups(found: Mapping[Any, Mapping[str, Figure]], whole: Mapping[str, Figure]) -> Groups:
    """From Portfolio.tabulate and Portfolio.figures of the same clients at the same date, in one currency."""
    import pandas as pd

    total = _amount(whole["revenue_12m"])
    ranked = sorted(found.items(), key=lambda pair: -_amount(pair[1]["revenue_12m"]))
    rows = [
        {"key": key, "share": float(_amount(each["revenue_12m"]) / total) if total > 0 else None}
        | {code: each[code].value for code in CODES}
        for key, each in ranked
    ]
    proof = {
        code: (sum((_amount(each[code]) for each in found.values()), Decimal("0.00")), _amount(whole[code]))
        for code in ADDED
    }
    return Groups(pd.DataFrame(rows, columns=["key", *CODES, "share"], dtype=object), proof)


def _amount(figure: Figure) -> Decimal:
    return figure.value if isinstance(figure.value, Decimal) else Decimal("0.00")
