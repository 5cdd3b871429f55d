"""What Odoo's customer account says: which line paid which, what is left, and the documents that are no invoices; amounts are of the document's own currency; it draws up no sheet.

Payments come from the account itself (what pays what is `account.partial.reconcile`): a bank entry reconciled by hand makes no `account.payment`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fiche.connectors.odoo_values import link, money, named, text

Record = Mapping[str, Any]
_IS_INVOICE = frozenset({"out_invoice", "out_receipt"})
LEDGER_ENTRY = "account.move.line"


def _entry(value: Any) -> str | None:
    """The number of an entry, of which a link's label also says the reference: «BNK1/2026/00001 (FAC/2026/00004)»."""
    label = named(value)
    return label.partition(" (")[0] if label else None


def _in_its_own(partial: Record, side: str) -> Decimal:
    """What a match settles of one of its two lines, in that line's currency: nothing for a difference of exchange rates, which is of the company's alone."""
    name = f"{side}_amount_currency"
    return money(partial[name] if name in partial else partial.get("amount"))


@dataclass(frozen=True, slots=True)
class Move:
    """An invoice or credit note that is posted. `key`: what payments name it by."""

    key: str
    number: str
    client: int | None
    is_credit: bool
    total: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the customers' account. `debit`: it is owed to us; `move`: the entry it is in; amounts in its own currency."""

    move: int | None
    client: int | None
    date: str | None
    due: str | None
    amount: Decimal
    rest: Decimal
    debit: bool
    currency: str | None
    label: str | None
    entry: str | None
    journal: str | None
    company: str | None


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as Odoo names it: its number, method and note; `inbound`: we received it."""

    number: str | None
    method: str | None
    note: str | None
    inbound: bool


@dataclass
class Ledger:
    """Everything the account says, by number."""

    moves: dict[int, Move] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    paid: dict[int, Paid] = field(default_factory=dict)
    _credits: dict[int, list[tuple[str, Decimal, Decimal, str | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add_move(self, record: Record, client: int | None) -> None:
        """A posted invoice or credit note."""
        kind = str(record.get("move_type"))
        number = int(record["id"])
        self.moves[number] = Move(
            f"account.move,{number}",
            str(record.get("name") or number),
            client,
            kind == "out_refund",
            money(record.get("amount_total")),
        )

    def add_line(self, record: Record, client: int | None) -> None:
        """A posted line."""
        own = record.get("currency_id") not in (None, False) and "amount_currency" in record
        amount = money(record["amount_currency"] if own else record.get("balance"))
        rest = money(record.get("amount_residual_currency") if own else record.get("amount_residual"))
        self.lines[int(record["id"])] = Line(
            link(record.get("move_id")), client, text(record.get("date")), text(record.get("date_maturity")), amount, rest,
            money(record.get("balance")) > 0 or amount > 0, named(record.get("currency_id")) or named(record.get("company_currency_id")),
            text(record.get("name")) or text(record.get("ref")), _entry(record.get("move_id")), named(record.get("journal_id")),
            named(record.get("company_id")),
        )  # fmt: skip

    def add_payment(self, record: Record) -> bool:
        """A payment with its entry; False for one that Odoo has not entered in the account yet."""
        move = link(record.get("move_id"))
        if move is None:
            return False
        self.paid[move] = Paid(
            text(record.get("name")), named(record.get("payment_method_line_id")) or named(record.get("journal_id")),
            text(record.get("memo")) or text(record.get("ref")) or text(record.get("payment_reference")),
            record.get("payment_type") != "outbound",
        )  # fmt: skip
        return True

    def is_entry(self, line: Line) -> bool:
        """Whether a line is of no invoice nor credit note."""
        return line.move not in self.moves

    def opened(self) -> Iterator[tuple[int, Line]]:
        """The debits that are no invoice and no money returned: balances brought forward, entries by hand."""
        for number, line in self.lines.items():
            if line.debit and self.is_entry(line) and not self._returned(line) and line.amount > 0:
                yield number, line

    def _returned(self, line: Line) -> bool:
        paid = self.paid.get(line.move or 0)
        return paid is not None and not paid.inbound

    def _key(self, number: int, line: Line) -> str | None:
        """What payments name a debit by."""
        move = self.moves.get(line.move or 0)
        if move is not None:
            return move.key
        return None if self._returned(line) else f"{LEDGER_ENTRY},{number}"

    def payments(self, partials: Iterable[Record]) -> Iterator[dict[str, Any]]:
        """Rows of payments: what pays which document, then what pays none yet. Fills `credited`."""
        for partial in partials:
            debit, credit = link(partial.get("debit_move_id")), link(partial.get("credit_move_id"))
            owed, given = self.lines.get(debit or 0), self.lines.get(credit or 0)
            if owed is None or given is None or debit is None:
                continue
            mine, theirs = _in_its_own(partial, "debit"), _in_its_own(partial, "credit")
            note = self.moves.get(given.move or 0)
            if note is not None and note.is_credit:
                yield from self._credit(debit, owed, given, mine, theirs)
            elif (key := self._key(debit, owed)) is not None and mine:
                yield self._row(given, key, mine, owed)
        for line in self.lines.values():
            if self.is_entry(line) and line.rest and (not line.debit or self._returned(line)):
                yield self._row(line, None, -line.rest, line)

    def _credit(
        self, debit: int, owed: Line, given: Line, mine: Decimal, theirs: Decimal
    ) -> Iterator[dict[str, Any]]:
        """A credit note used on an invoice, or paid back."""
        assert given.move is not None
        if self._returned(owed) and self.is_entry(owed):
            yield self._row(owed, self.moves[given.move].key, -theirs, given)
        elif (key := self._key(debit, owed)) is not None:
            self._credits[given.move].append((key, mine, theirs, owed.currency))

    def credited(self) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """{credit note's key: the invoice it is used on, whole}, and the rows that share out those used on several."""
        whole: dict[str, str] = {}
        rows: list[dict[str, Any]] = []
        of = {line.move: line for line in reversed(self.lines.values())}
        for number, uses in self._credits.items():
            note, line = self.moves[number], of[number]
            keys = {key for key, *_ in uses}
            same = all(currency == line.currency for *_, currency in uses)
            if (
                len(keys) == 1
                and same
                and sum(theirs for _k, _m, theirs, _c in uses) == note.total
                and note.client == line.client
            ):
                whole[note.key] = keys.pop()
                continue
            for key, mine, theirs, currency in uses:
                shown = {
                    "date": line.date,
                    "payment_id": note.number,
                    "reference": note.number,
                    "client": line.client,
                }
                rows.append(
                    {**shown, "document": key, "amount": mine, "currency": currency, "credit_note": True}
                )
                rows.append(
                    {
                        **shown,
                        "document": note.key,
                        "amount": -theirs,
                        "currency": line.currency,
                        "credit_note": True,
                    }
                )
        return whole, rows

    def _row(self, line: Line, document: str | None, amount: Decimal, paying: Line) -> dict[str, Any]:
        """A row of payment: `line` is the money, `paying` what it pays, whose currency counts."""
        paid = self.paid.get(line.move or 0)
        return {
            "document": document, "amount": amount, "date": line.date, "client": paying.client or line.client, "currency": paying.currency,
            "payment_id": (paid.number if paid else None) or line.entry, "method": (paid.method if paid else None) or line.journal,
            "reference": (paid.note if paid else None) or line.label, "company": line.company,
        }  # fmt: skip
