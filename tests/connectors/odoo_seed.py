"""A made-up French company written in a real Odoo: two companies, clients of every kind, and every way of invoicing, crediting and paying; it tests nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.odoo_real import Real, receivable

NAMES = ("Atelier Martel SARL", "Martel Services SAS")
Line = tuple[str, float, float, float]  # label, quantity, price, discount in per cent


@dataclass
class Seed:
    """What was written, by short names: numbers of partners and of moves. `companies`: the two companies."""

    real: Real
    companies: list[int] = field(default_factory=list)
    partners: dict[str, int] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)
    _accounts: dict[tuple[int, str], int] = field(default_factory=dict)

    # ── the accounts ──

    def inside(self, company: int) -> dict[str, Any]:
        """The context of a company."""
        return {"allowed_company_ids": [company, *(c for c in self.companies if c != company)]}

    def account(self, company: int, code: str) -> int:
        """The first account whose number begins so."""
        key = (company, code)
        if key not in self._accounts:
            found = self.real.find("account.account", ["code", "=like", f"{code}%"], *self._of(company), **self.inside(company))  # fmt: skip
            self._accounts[key] = found[0]
        return self._accounts[key]

    def _of(self, company: int) -> list[Any]:
        shared = "company_ids" if self.real.version >= 18 else "company_id"
        return [[shared, "in", [company]]]

    def journal(self, company: int, kind: str) -> int:
        """The journal of a kind: sale, bank, general."""
        return self.real.find("account.journal", ["type", "=", kind], ["company_id", "=", company])[0]

    def tax(self, company: int) -> int:
        """20 % on sales."""
        return self.real.find(
            "account.tax", ["type_tax_use", "=", "sale"], ["amount", "=", 20.0], ["company_id", "=", company],
            ["active", "=", True], **self.inside(company),
        )[0]  # fmt: skip

    # ── what is written ──

    def partner(self, key: str, name: str, **values: Any) -> int:
        """A partner; a field that this version has not is left out."""
        known = self.real.has("res.partner", *values)
        self.partners[key] = self.real.make("res.partner", {"name": name, **{k: values[k] for k in known}})
        return self.partners[key]

    def invoice(
        self,
        key: str,
        partner: str,
        day: str,
        lines: Sequence[Line],
        *,
        company: int = 0,
        kind: str = "out_invoice",
        post: bool = True,
        **values: Any,
    ) -> int:
        """An invoice of the first company, or of the second; posted unless said otherwise."""
        here = self.companies[company]
        tax, income = self.tax(here), self.account(here, "707" if kind != "in_invoice" else "607")
        made = [
            (0, 0, {"name": label, "quantity": quantity, "price_unit": price, "discount": discount, "account_id": income, "tax_ids": [(6, 0, [tax])]})
            for label, quantity, price, discount in lines
        ]  # fmt: skip
        number = self.real.make(
            "account.move",
            {"move_type": kind, "partner_id": self.partners[partner], "invoice_date": day, "date": day, "invoice_date_due": day, "invoice_line_ids": made, **values},
            **self.inside(here),
        )  # fmt: skip
        self.moves[key] = number
        if post:
            self.post(number)
        return number

    def entry(self, key: str, day: str, journal: str, lines: Sequence[Mapping[str, Any]], company: int = 0) -> int:  # fmt: skip
        """A posted entry by hand: lines by account prefix, client and debit less credit."""
        here = self.companies[company]
        made = []
        for line in lines:
            amount = line["amount"]
            partner = self.partners.get(line.get("partner", ""), False)
            values = {"name": line.get("name", key), "account_id": self.account(here, line["account"]), "partner_id": partner,
                      "debit": max(amount, 0.0), "credit": max(-amount, 0.0), "date_maturity": line.get("due", False)}  # fmt: skip
            made.append((0, 0, values))
        move = {"move_type": "entry", "journal_id": self.journal(here, journal), "date": day, "ref": key, "line_ids": made}  # fmt: skip
        self.moves[key] = self.real.make("account.move", move, **self.inside(here))
        self.post(self.moves[key])
        return self.moves[key]

    def post(self, number: int) -> None:
        """Post a move."""
        self.real.call("account.move", "action_post", [number])

    def pay(self, keys: Sequence[str], day: str, amount: float | None = None, *, company: int = 0, **values: Any) -> list[int]:  # fmt: skip
        """What Odoo's own button does: a payment of these moves, by bank. Returns the payments."""
        numbers = [self.moves[k] for k in keys]
        context = {"active_model": "account.move", "active_ids": numbers, **self.inside(self.companies[company])}  # fmt: skip
        told = {"payment_date": day, "journal_id": self.journal(self.companies[company], "bank"), **values}
        if amount is not None:
            told["amount"] = amount
        before = self.real.find("account.payment")
        wizard = self.real.make("account.payment.register", told, **context)
        self.real.call("account.payment.register", "action_create_payments", [wizard], context=context)
        return [n for n in self.real.find("account.payment") if n not in before]

    def payment(self, partner: str, day: str, amount: float, kind: str = "inbound", **values: Any) -> int:
        """A payment that names no invoice."""
        told = {"payment_type": kind, "partner_type": "customer", "partner_id": self.partners[partner], "amount": amount, "date": day,
                "journal_id": self.journal(self.companies[0], "bank"), **values}  # fmt: skip
        number = self.real.make("account.payment", told, **self.inside(self.companies[0]))
        self.real.call("account.payment", "action_post", [number])
        return number

    def open_lines(self, *moves: int) -> list[int]:
        """The lines of the customers' account of moves, that are not settled."""
        return self.real.find("account.move.line", ["move_id", "in", list(moves)], receivable(self.real, "account_id."), ["reconciled", "=", False])  # fmt: skip

    def reconcile(self, *moves: int) -> None:
        """Match what moves leave open on the customers' account."""
        self.real.call("account.move.line", "reconcile", self.open_lines(*moves))

    def credit(self, key: str, of: str, day: str, *, whole: bool = False) -> int:
        """The credit note of an invoice, by Odoo's own wizard; `whole`: used on it at once."""
        context = {"active_model": "account.move", "active_ids": [self.moves[of]], **self.inside(self.companies[0])}  # fmt: skip
        told: dict[str, Any] = {"reason": "Retour", "date": day}
        if self.real.version >= 17:
            told["journal_id"] = self.journal(self.companies[0], "sale")
        else:
            told["refund_method"] = "cancel" if whole else "refund"
        wizard = self.real.make("account.move.reversal", told, **context)
        method = "refund_moves" if self.real.version >= 17 else "reverse_moves"
        before = self.real.find("account.move", ["move_type", "=", "out_refund"])
        self.real.call("account.move.reversal", method, [wizard], context=context)
        (number,) = set(self.real.find("account.move", ["move_type", "=", "out_refund"])) - set(before)
        self.moves[key] = number
        (state,) = self.real.rows("account.move", [["id", "=", number]], "state")
        if state["state"] == "draft":
            self.post(number)
        if whole and (left := self.open_lines(number, self.moves[of])) and len(left) > 1:
            self.real.call("account.move.line", "reconcile", left)
        return number
