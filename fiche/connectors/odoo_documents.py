"""Odoo's invoices, credit notes, their lines and what pays them, as rows; what pays what is fiche.connectors.odoo_ledger's to say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fiche.connectors.odoo_ledger import LEDGER_ENTRY
from fiche.connectors.odoo_lists import Lists, Record
from fiche.connectors.odoo_values import day, link, money, named, shared, text

DRAFT, CANCELLED = "Brouillon", "Annulée"
PAYMENT_STATES = {
    "not_paid": "Non payé", "in_payment": "En cours de paiement", "paid": "Payé", "partial": "Partiellement réglé",
    "reversed": "Extourné", "blocked": "Bloqué", "invoicing_legacy": "Ancienne application de facturation",
}  # fmt: skip
DOCUMENT = (
    "document_id source_id client_id kind date due_date payment_terms net_amount vat_amount gross_amount discount_amount currency payment_status "
    "related_document order_reference description"
).split()
LINE = "document_id source_id product description quantity unit_price discount_rate line_amount line_gross_amount".split()
PAYMENT = "payment_id client_id document_id date amount currency method reference".split()
OPENING = "Écriture reprise du compte client"


class Documents:
    """The rows of the documents and payments of a connection."""

    def __init__(self, lists: Lists) -> None:
        self.lists, self.g = lists, lists.g
        self.discounts: dict[int, Decimal] = {}
        self.credited: dict[str, str] = {}
        self._paid: list[dict[str, Any]] = []

    def write(self) -> None:
        """Lines, then invoices and credit notes, a row a due date; then what the account brings forward."""
        self._lines()
        paid = list(self.lists.ledger.payments(r for _c, r, _g in self.g.records("partials")))
        self.credited, shared_out = self.lists.ledger.credited()
        self._paid = [*paid, *shared_out]
        own = self.g.own("moves")
        extra = ("Société", "Statut du paiement", "Référence du client", "Vendeur")
        sheet = self.g.sheet("documents", (*DOCUMENT, *own.columns), (*extra, *own.extra))
        for _company, record, gone in self.g.records("moves", gone=True):
            words = (
                named(record.get("company_id")), PAYMENT_STATES.get(str(record.get("payment_state"))),
                text(record.get("ref")), named(record.get("invoice_user_id")),
            )  # fmt: skip
            for row in self._document(record):
                if gone is not None:
                    self.g.aside("documents", "gone_at_source", row)
                else:
                    sheet.add(
                        row | own.values(record), dict(zip(extra, words, strict=True)) | own.extras(record)
                    )
        for number, line in self.lists.ledger.opened():
            row = {
                "document_id": line.entry or f"{LEDGER_ENTRY},{number}", "source_id": f"{LEDGER_ENTRY},{number}", "kind": "Facture",
                "client_id": self.g.client(line.client), "date": day(line.date), "due_date": day(line.due), "net_amount": Decimal(0),
                "gross_amount": line.amount, "currency": line.currency, "description": OPENING,
            }  # fmt: skip
            sheet.add(row, {extra[0]: line.company})
        self._payments()

    def _lines(self) -> None:
        sheet = None
        for _company, r, _gone in self.g.records("invoice_lines"):
            sheet = sheet or self.g.sheet("lines", LINE)
            move = link(r.get("move_id"))
            rate, net = Decimal(str(r.get("discount") or 0)) / 100, money(r.get("price_subtotal"))
            if move not in self.lists.ledger.moves:
                continue
            full = (
                net / (1 - rate)
                if rate < 1
                else Decimal(str(r.get("quantity") or 0)) * Decimal(str(r.get("price_unit") or 0))
            )
            self.discounts[move] = self.discounts.get(move, Decimal(0)) + full - net
            sheet.add({
                "document_id": self.lists.ledger.moves[move].key, "source_id": r["id"], "product": named(r.get("product_id")),
                "description": text(r.get("name")), "quantity": r.get("quantity"), "unit_price": r.get("price_unit"), "discount_rate": rate,
                "line_amount": r.get("price_subtotal"), "line_gross_amount": r.get("price_total"),
            })  # fmt: skip

    def _document(self, r: Record) -> Iterator[dict[str, Any]]:
        """The rows of a document: one, or one a due date when there are several."""
        number = int(r["id"])
        move = self.lists.ledger.moves.get(number)
        client = move.client if move else link(r.get("commercial_partner_id")) or self.lists.billed(r)
        refund = r.get("move_type") == "out_refund"
        state = {"draft": DRAFT, "cancel": CANCELLED}.get(str(r.get("state")))
        net, tax, gross = (money(r.get(f"amount_{name}")) for name in ("untaxed", "tax", "total"))
        discount = self.discounts.get(number)
        row = {
            "document_id": text(r.get("name")) or f"account.move,{number}", "source_id": f"account.move,{number}",
            "client_id": self.g.client(client), "kind": "Avoir" if refund else "Facture", "date": day(r.get("invoice_date")) or day(r.get("date")),
            "due_date": day(r.get("invoice_date_due")), "payment_terms": named(r.get("invoice_payment_term_id")), "net_amount": net,
            "vat_amount": tax, "gross_amount": gross, "currency": named(r.get("currency_id")), "payment_status": state,
            "related_document": self._named(self.credited.get(f"account.move,{number}")), "order_reference": text(r.get("invoice_origin")),
            "discount_amount": None if discount is None else money(discount),
        }  # fmt: skip
        parts = sorted(self.lists.instalments.get(number, ()))
        days = {due for due, _n, _a in parts}
        if (
            refund
            or len(parts) < 2
            or len(days) != len(parts)
            or sum(a for _d, _n, a in parts) != gross
            or min(a for *_x, a in parts) <= 0
        ):
            yield row
            return
        each = [amount for _d, _n, amount in parts]
        nets = shared(net, each)
        taxes = [amount - mine for amount, mine in zip(each, nets, strict=True)]
        cuts = shared(money(discount), each) if discount is not None else [None] * len(each)
        for (due, _n, amount), mine, theirs, cut in zip(parts, nets, taxes, cuts, strict=True):
            own = {
                "due_date": day(due),
                "gross_amount": amount,
                "net_amount": mine,
                "vat_amount": theirs,
                "discount_amount": cut,
            }
            yield row | own

    def _named(self, key: str | None) -> str | None:
        """The number of the document of that key."""
        model, _comma, number = (key or "").partition(",")
        if model == "account.move":
            return self.lists.ledger.moves[int(number)].number
        return self.lists.ledger.lines[int(number)].entry if number else None

    def _payments(self) -> None:
        """What was received, by the document it pays."""
        sheet = self.g.sheet("payments", PAYMENT, ("Société",))
        for record in self.lists.unposted:
            row = {
                "payment_id": text(record.get("name")), "client_id": self.g.client(self.lists.billed(record)), "date": day(record.get("date")),
                "amount": record.get("amount"), "currency": named(record.get("currency_id")),
            }  # fmt: skip
            self.g.aside("payments", "payment_not_posted", row)
        for row in self._paid:
            method = "Avoir" if row.get("credit_note") else row.get("method")
            values = {
                **row,
                "method": method,
                "client_id": self.g.client(row["client"]),
                "document_id": row["document"],
                "date": day(row["date"]),
            }
            sheet.add(values, {"Société": row.get("company")})
