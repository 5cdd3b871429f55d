"""Odoo's partners as clients, contacts and addresses; it reads no amount."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from fiche.connectors.odoo_lists import Lists, Record
from fiche.connectors.odoo_values import country, day, named, plain, text

CLIENT = (
    "client_id source_id name status category sector account_manager created_on siret vat_number email phone mobile website address address_more "
    "postal_code city region country delivery_address delivery_postal_code delivery_city delivery_country carrier payment_method payment_terms "
    "credit_limit is_customer archived_on notes"
).split()
CONTACT = "client_id contact_id contact_name role email phone mobile notes".split()
ADDRESS = "client_id address_kind address_name address address_more postal_code city region country".split()


class Clients:
    """The rows of the clients of a connection."""

    def __init__(self, lists: Lists) -> None:
        self.lists, self.g = lists, lists.g

    def write(self) -> None:
        """Clients, contacts and addresses."""
        tags = {
            int(r["id"]): text(r.get("name")) or text(r.get("display_name"))
            for _c, r, _g in self.g.records("categories")
        }
        own = self.g.own("partners")
        clients = self.g.sheet("clients", (*CLIENT, *own.columns), own.extra)
        contacts, addresses = self.g.sheet("contacts", CONTACT), self.g.sheet("addresses", ADDRESS)
        delivered = self._deliveries()
        for number, record, gone in self._partners():
            client = self.lists.parent[number]
            if client == number:
                mine = self._client(record, tags, delivered.get(number)) | own.values(record)
                clients.add(mine | {"archived_on": gone}, own.extras(record))
            elif gone is not None:
                self.g.aside(
                    "contacts",
                    "gone_at_source",
                    {"client_id": self.g.client(client), "contact_name": record.get("name")},
                )
            elif record.get("type") in ("delivery", "invoice"):
                addresses.add(self._address(record, client))
                if record.get("type") == "invoice" and text(record.get("email")):
                    contacts.add(self._contact(record, client))
            else:
                contacts.add(self._contact(record, client))

    def _partners(self) -> Iterator[tuple[int, Record, Any]]:
        """Each partner once: what several companies say of it differs by what is each one's own, and the one that bills it counts."""
        for number, group in groupby(
            self.g.records("partners", gone=True), key=lambda each: int(each[1]["id"])
        ):
            told = {company: (record, gone) for company, record, gone in group}
            mine = self.lists.company_of.get(self.lists.parent[number], "")
            here = [told[mine]] if mine in told else list(told.values())
            record, gone = next((each for each in here if each[1] is None), here[0])
            yield number, record, None if any(g is None for _r, g in told.values()) else day(gone)

    def _deliveries(self) -> dict[int, Record]:
        """The first delivery address of each client."""
        found: dict[int, Record] = {}
        for _company, record, _gone in self.g.records("partners"):
            client = self.lists.parent[int(record["id"])]
            if record.get("type") == "delivery" and client != record["id"] and record.get("active", True):
                found.setdefault(client, record)
        return found

    def _client(self, r: Record, tags: Mapping[int, str | None], delivery: Record | None) -> dict[str, Any]:
        number, d = int(r["id"]), delivery or {}
        limit = r.get("credit_limit") or 0
        limited = bool(limit) and r.get("use_partner_credit_limit", True)
        return {
            "client_id": self.g.client(number), "source_id": number, "name": text(r.get("complete_name")) or r.get("name"),
            "status": "Actif" if r.get("active", True) else "Archivé", "sector": named(r.get("industry_id")),
            "category": ", ".join(filter(None, (tags.get(t) for t in r.get("category_id") or ()))) or None,
            "account_manager": named(r.get("user_id")), "created_on": day(r.get("create_date")),
            "siret": text(r.get("siret")) or text(r.get("company_registry")), "vat_number": text(r.get("vat")),
            "email": text(r.get("email")), "phone": text(r.get("phone")), "mobile": text(r.get("mobile")), "website": text(r.get("website")),
            "address": text(r.get("street")), "address_more": text(r.get("street2")), "postal_code": text(r.get("zip")),
            "city": text(r.get("city")), "region": named(r.get("state_id")), "country": country(r),
            "delivery_address": " ".join(filter(None, (text(d.get("street")), text(d.get("street2"))))) or None,
            "delivery_postal_code": text(d.get("zip")), "delivery_city": text(d.get("city")), "delivery_country": country(d),
            "carrier": named(r.get("property_delivery_carrier_id")), "payment_method": named(r.get("property_inbound_payment_method_line_id")),
            "payment_terms": named(r.get("property_payment_term_id")), "credit_limit": limit if limited else None,
            "is_customer": number in self.lists.customers, "notes": plain(r.get("comment")),
        }  # fmt: skip

    def _contact(self, r: Record, client: int) -> dict[str, Any]:
        return {
            "client_id": self.g.client(client), "contact_id": r["id"], "contact_name": text(r.get("name")), "role": text(r.get("function")),
            "email": text(r.get("email")), "phone": text(r.get("phone")), "mobile": text(r.get("mobile")), "notes": plain(r.get("comment")),
        }  # fmt: skip

    def _address(self, r: Record, client: int) -> dict[str, Any]:
        kind = "Livraison" if r.get("type") == "delivery" else "Facturation"
        return {
            "client_id": self.g.client(client), "address_kind": kind, "address_name": text(r.get("name")), "address": text(r.get("street")),
            "address_more": text(r.get("street2")), "postal_code": text(r.get("zip")), "city": text(r.get("city")),
            "region": named(r.get("state_id")), "country": country(r),
        }  # fmt: skip
