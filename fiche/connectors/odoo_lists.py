"""Odoo's lists read once, before any row: who is billed through whom, who is a customer, what the account says; it makes no row."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fiche.connectors.gather import Gathered
from fiche.connectors.odoo_ledger import Ledger
from fiche.connectors.odoo_values import link, text

Record = Mapping[str, Any]


class Lists:
    """What the lists of a connection say together."""

    def __init__(self, gathered: Gathered) -> None:
        self.g = gathered
        self.ledger = Ledger()
        self.parent: dict[int, int] = {}  # partner → the company or person that is billed
        self.customers: set[int] = set()
        self.company_of: dict[int, str] = {}
        self.instalments: dict[int, list[Any]] = defaultdict(list)
        self.unposted: list[Record] = []

    # ── what the lists say, before any row ──

    def read(self) -> None:
        """Who is billed through whom, the account, and who is a customer."""
        references: dict[int, str] = {}
        for _company, record, _gone in self.g.records("partners", gone=True):
            number = int(record["id"])
            self.parent[number] = link(record.get("commercial_partner_id")) or number
            if self.parent[number] == number:
                references[number] = text(record.get("ref")) or ""
            if (record.get("customer_rank") or 0) > 0 or "customer_rank" not in record:
                self.customers.add(self.parent[number])
        for _company, record, _gone in self.g.records("moves"):
            if record.get("state") == "posted":
                client = link(record.get("commercial_partner_id")) or self.billed(record)
                self.ledger.add_move(record, client)
                self.customers |= {client} if client else set()
                self.company_of.setdefault(client or 0, str(link(record.get("company_id")) or ""))
        for _company, record, _gone in self.g.records("receivables"):
            if record.get("parent_state", "posted") == "posted":
                client = self.billed(record)
                self.ledger.add_line(record, client)
                self.customers |= {client} if client else set()
        for _company, record, _gone in self.g.records("payments"):
            if not self.ledger.add_payment(record) and record.get("state") in ("in_process", "paid"):
                self.unposted.append(record)
        for number, line in self.ledger.lines.items():
            if line.debit and line.due and line.move in self.ledger.moves:
                self.instalments[line.move or 0].append((line.due, number, line.amount))
        external = {
            r.get("res_id"): f"{r.get('module')}.{r.get('name')}" for _c, r, _g in self.g.records("externals")
        }
        self.g.number(references, external.get)

    def billed(self, record: Record) -> int | None:
        """The client of a record that names any of its contacts."""
        partner = link(record.get("partner_id"))
        return self.parent.get(partner, partner) if partner is not None else None
