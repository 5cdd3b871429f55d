"""A balance above the credit limit, or close to it; a limit of zero is none, and a limit is only compared with its own currency."""

from collections.abc import Iterator
from decimal import Decimal

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    share = Decimal(str(situation.settings.limit_share))
    limited = [row for row in situation.limited if row["credit_limit"] and row["credit_limit"] > 0]
    above = [row for row in limited if row["balance"] > row["credit_limit"]]
    near = [row for row in limited if row["credit_limit"] * share <= row["balance"] <= row["credit_limit"]]
    since = situation.above_since({row["client_id"]: row["credit_limit"] for row in above})
    for row in above:
        excess = row["balance"] - row["credit_limit"]
        message = _(SENTENCES["limit"]).format(
            excess=i18n.money(excess, situation.currency), **_amounts(row, situation)
        )
        message += _contested(row, situation)
        client_id = row["client_id"]
        yield Alert("credit_limit", "serious", client_id, message, excess, since.get(client_id))
    for row in near:
        left = row["credit_limit"] - row["balance"]
        message = _(SENTENCES["near_limit"]).format(
            share=i18n.percent(float(row["balance"] / row["credit_limit"]), 0),
            left=i18n.money(left, situation.currency),
            **_amounts(row, situation),
        )
        yield Alert("near_limit", "info", row["client_id"], message + _contested(row, situation), left)


def _amounts(row: Row, situation: Situation) -> dict[str, str]:
    return {
        "balance": i18n.money(row["balance"], situation.currency),
        "limit": i18n.money(row["credit_limit"], situation.currency),
    }


def _contested(row: Row, situation: Situation) -> str:
    """What of the balance is contested, said apart."""
    amount = situation.contested(row["client_id"])
    return (
        _(SENTENCES["limit_contested"]).format(amount=i18n.money(amount, situation.currency))
        if amount
        else ""
    )


RULE = Rule(2, {"credit_limit": N_("Plafond dépassé"), "near_limit": N_("Plafond bientôt atteint")}, _find)
