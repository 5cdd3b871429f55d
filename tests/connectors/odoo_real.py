"""A real Odoo spoken to as its own users do, over XML-RPC: what is written in it by the seed and by the tests, and what it says that each owes; it imports nothing of the application."""

import os
import xmlrpc.client
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

NOT_WRITTEN = "cannot marshal"  # None, or records: the call was made all the same
Values = Mapping[str, Any]


@dataclass
class Real:
    """One user of one database. `key`: a password or an API key. `context`: sent with each call."""

    url: str
    database: str
    login: str
    key: str
    context: dict[str, Any] = field(default_factory=lambda: {"lang": "fr_FR", "tz": "Europe/Paris"})

    @classmethod
    def of_environment(cls) -> "Real":
        """The one that tools/odoo.sh started, as its administrator."""
        return cls(os.environ["FICHE_ODOO_URL"], os.environ["FICHE_ODOO_DATABASE"], "admin", "admin")

    @cached_property
    def version(self) -> int:
        """19, 14…"""
        told: Any = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common").version()
        return int(str(told["server_version_info"][0]).rpartition("~")[2].partition(".")[0])

    @cached_property
    def user(self) -> int:
        """The number of the user."""
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        found: Any = common.authenticate(self.database, self.login, self.key, {})
        assert found, f"{self.login} is refused"
        return int(found)

    @cached_property
    def _models(self) -> xmlrpc.client.ServerProxy:
        return xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True)

    def call(self, model: str, method: str, *args: Any, **kw: Any) -> Any:
        """A method; None where Odoo cannot write its answer."""
        kw["context"] = {**self.context, **kw.get("context", {})}
        try:
            return self._models.execute_kw(self.database, self.user, self.key, model, method, list(args), kw)
        except xmlrpc.client.Fault as fault:
            if NOT_WRITTEN in str(fault.faultString):
                return None
            raise

    def make(self, model: str, values: Values, **context: Any) -> int:
        """A new record."""
        found = self.call(model, "create", [dict(values)], context=context)
        return int(found[0] if isinstance(found, list) else found)

    def write(self, model: str, number: int | Sequence[int], values: Values, **context: Any) -> None:
        """Change records."""
        self.call(model, "write", [number] if isinstance(number, int) else list(number), dict(values), context=context)  # fmt: skip

    def find(self, model: str, *domain: Any, **context: Any) -> list[int]:
        """Numbers, archived ones too."""
        found = self.call(model, "search", list(domain), order="id", context={"active_test": False, **context})  # fmt: skip
        return [int(n) for n in found]

    def rows(self, model: str, domain: Sequence[Any], fields: str, **context: Any) -> list[dict[str, Any]]:
        """Records, archived ones too."""
        context = {"active_test": False, **context}
        return list(
            self.call(model, "search_read", list(domain), fields=fields.split(), order="id", context=context)
        )

    def named(self, xml_id: str) -> int:
        """The record of an external identifier."""
        module, _dot, name = xml_id.partition(".")
        (found,) = self.rows("ir.model.data", [["module", "=", module], ["name", "=", name]], "res_id")
        return int(found["res_id"])

    def has(self, model: str, *names: str) -> list[str]:
        """Those of these fields that a model has."""
        known = self.call(model, "fields_get", list(names), ["type"])
        return [n for n in names if n in known]


def receivable(real: Real, prefix: str = "") -> list[Any]:
    """The condition of the customers' account."""
    kind = ("account_type", "asset_receivable") if real.version >= 16 else ("internal_type", "receivable")
    return [f"{prefix}{kind[0]}", "=", kind[1]]


def owed(real: Real, companies: Sequence[int]) -> dict[tuple[int, str], Decimal]:
    """{(client, currency): what Odoo leaves open on the customers' account}, by the company or person that is billed."""
    context = {"allowed_company_ids": list(companies)}
    billed = {
        p["id"]: p["commercial_partner_id"][0]
        for p in real.rows("res.partner", [], "commercial_partner_id", **context)
    }
    lines = real.rows(
        "account.move.line", [receivable(real, "account_id."), ["parent_state", "=", "posted"], ["company_id", "in", list(companies)]],
        "partner_id amount_residual amount_residual_currency currency_id company_currency_id", **context,
    )  # fmt: skip
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        if not line["partner_id"]:
            continue
        own = bool(line["currency_id"])
        currency = (line["currency_id"] or line["company_currency_id"])[1]
        rest = line["amount_residual_currency"] if own else line["amount_residual"]
        found[billed[line["partner_id"][0]], currency] += Decimal(str(rest)).quantize(Decimal("0.01"))
    return {k: v for k, v in found.items() if v}
