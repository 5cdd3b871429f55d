"""An Odoo that answers on a real socket: models in memory, searched as Odoo 19 does (false for empty, UTC times to the second, archived hidden), over JSON-2 or XML-RPC; faults on demand. It tests nothing."""

import datetime as dt
import json
import threading
import time
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY, LOGIN, DATABASE = "SECRET-CANARY-odoo-key", "nadia@exemple.fr", "base"
LINKS = {
    "country_id": "res.country", "company_id": "res.company", "partner_id": "res.partner", "commercial_partner_id": "res.partner",
}  # fmt: skip
Handler = Callable[["Odoo", str, dict[str, Any]], tuple[int, dict[str, str], bytes] | None]


class Odoo:
    """Its models: {model: {id: record}}; `fault` may answer in its place. `stamp` moves its clock; micro-seconds are kept, and not shown."""

    def __init__(self, version: int = 19) -> None:
        self.version = version
        self.models: dict[str, dict[int, dict[str, Any]]] = {}
        self.moment = dt.datetime(2026, 11, 24, 3, 5, 21)  # noqa: DTZ001 - as Odoo has them: UTC, without a zone
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fault: Handler | None = None
        self.labels: dict[str, dict[str, str]] = {}
        self.hidden: set[str] = set()
        self.url = ""

    # ── what it holds ──

    def put(self, model: str, number: int, **values: Any) -> None:
        """Create or change a record, dated now."""
        record = self.models.setdefault(model, {}).setdefault(number, {"id": number, "active": True})
        record |= {**values, "write_date": self.moment}
        record.setdefault("create_date", self.moment)

    def tick(self, seconds: float = 1) -> None:
        self.moment += dt.timedelta(seconds=seconds)

    def delete(self, model: str, number: int) -> None:
        del self.models[model][number]

    # ── what it is asked ──

    def call(self, model: str, method: str, kw: dict[str, Any]) -> Any:
        """One method of a model."""
        self.calls.append((f"{model}/{method}", kw))
        if model in self.hidden:
            raise PermissionError(model)
        if (model, method) == ("res.users", "context_get"):
            if self.version < 15:
                raise LookupError("cannot marshal <class 'odoo.tools.misc.frozendict'>")
            return {"lang": "fr_FR", "tz": "Europe/Paris", "uid": 2}
        if (model, method) == ("res.users", "read"):
            return [{"id": 2, "lang": "fr_FR"}]
        if model not in self.models:
            raise LookupError(model)
        rows = self.models[model]
        if method == "fields_get":
            names = {k for r in rows.values() for k in r} | set(self.labels.get(model, {}))
            return {n: {"string": self.labels.get(model, {}).get(n, n), "type": "char"} for n in names}
        if method == "write":
            for number in kw["ids"]:
                self.put(model, number, **kw["vals"])
            return True
        if method == "read":
            return [self._shown(rows[n], kw["fields"]) for n in kw["ids"] if n in rows]
        found = [r for r in rows.values() if self._matches(r, kw.get("domain", []), kw.get("context", {}))]
        if method == "search_count":
            return len(found)
        order = [o.strip() for o in kw.get("order", "id").split(",")]
        found.sort(key=lambda r: [r[o.split()[0]] for o in order])
        found = found[kw.get("offset", 0) :][: kw.get("limit") or None]
        return (
            [r["id"] for r in found] if method == "search" else [self._shown(r, kw["fields"]) for r in found]
        )

    def _matches(self, record: dict[str, Any], domain: list[Any], context: dict[str, Any]) -> bool:
        if context.get("active_test", True) and not record.get("active", True):
            return False
        allowed = context.get("allowed_company_ids")
        company = record.get("company_id")
        if allowed and company and company[0] not in allowed:
            return False
        return all(self._holds(record, *clause) for clause in domain)

    def _holds(self, record: dict[str, Any], name: str, operator: str, value: Any) -> bool:
        mine = self._value(record, name)
        if name == "write_date":  # by whole seconds: 03:09:30.793 is not later than 03:09:30
            mine, value = mine.replace(microsecond=0), dt.datetime.fromisoformat(value)
        if operator == "in":
            return mine in value
        return (
            {"=": mine == value, ">": mine > value, ">=": mine >= value}[operator]
            if operator != "="
            else mine == value
        )

    def _value(self, record: dict[str, Any], path: str) -> Any:
        first, _dot, rest = path.partition(".")
        value = record.get(first, False)
        if not rest:
            return value
        model = {
            "move_id": "account.move",
            "account_id": "account.account",
            "debit_move_id": "account.move.line",
        }[first]
        other = self.models[model].get(value[0] if value else 0, {})
        return self._value(other, rest)

    def _shown(self, record: dict[str, Any], fields: list[str]) -> dict[str, Any]:
        for name in fields:
            if not any(name in r for r in (record,)) and name not in self._all_fields(record):
                raise KeyError(name)
        shown = {n: record.get(n, False) for n in ["id", *fields]}
        return {
            n: v.strftime("%Y-%m-%d %H:%M:%S") if isinstance(v, dt.datetime) else False if v is None else v
            for n, v in shown.items()
        }

    def _all_fields(self, record: dict[str, Any]) -> set[str]:
        model = next(m for m, rows in self.models.items() if any(r is record for r in rows.values()))
        return {k for r in self.models[model].values() for k in r} | set(self.labels.get(model, {}))


class _Answer(BaseHTTPRequestHandler):
    odoo: Odoo
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Its own clock, which dates its changes too."""
        return self.odoo.moment.strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, *_: Any) -> None:
        pass

    def _send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        if self.path == "/web/version":
            info = [self.odoo.version, 0, 0, "final", 0, ""]
            self._send(200, json.dumps({"version_info": info, "version": f"{self.odoo.version}.0"}).encode())
        else:
            self._send(404, b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/xmlrpc/2/"):
            return self._xmlrpc(body)
        if self.odoo.fault and (told := self.odoo.fault(self.odoo, self.path, json.loads(body or b"{}"))):
            status, headers, content = told
            if status == 0:  # cut in the middle of an answer
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(content)
                self.wfile.flush()
                self.connection.close()
                return None
            return self._send(status, content, headers)
        if self.odoo.version < 19 or self.headers.get("Authorization") != f"bearer {KEY}":
            return self._send(
                401, b'{"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey"}'
            )
        model, method = self.path.removeprefix("/json/2/").split("/")
        try:
            self._send(200, json.dumps(self.odoo.call(model, method, json.loads(body))).encode())
        except PermissionError as no:
            self._send(403, json.dumps({"name": "odoo.exceptions.AccessError", "message": str(no)}).encode())
        except LookupError as no:
            self._send(404, json.dumps({"name": "werkzeug.exceptions.NotFound", "message": str(no)}).encode())
        return None

    def _xmlrpc(self, body: bytes) -> None:
        params, method = xmlrpc.client.loads(body, use_builtin_types=True)
        try:
            answer = self._rpc(str(method), params)
            content = xmlrpc.client.dumps((answer,), methodresponse=True, allow_none=True)
        except PermissionError as no:
            content = xmlrpc.client.dumps(xmlrpc.client.Fault(4, str(no)))
        except LookupError as no:
            content = xmlrpc.client.dumps(xmlrpc.client.Fault(2, f"Object {no} doesn't exist"))
        self._send(200, content.encode(), {"Content-Type": "text/xml"})

    def _rpc(self, method: str, params: tuple[Any, ...]) -> Any:
        if method == "version":
            return {
                "server_version": f"{self.odoo.version}.0",
                "server_version_info": [self.odoo.version, 0, 0, "final", 0],
            }
        if method == "authenticate":
            return 2 if params[:3] == (DATABASE, LOGIN, KEY) else False
        database, user, key, model, name, args, kw = params
        assert (database, user, key) == (DATABASE, 2, KEY)
        named = "domain" if name in ("search", "search_read", "search_count") else "ids"
        if named == "domain" and "domain" in kw and name != "search_read":  # until 16, it is called «args»
            raise LookupError(f"{name}() got an unexpected keyword argument 'domain'")
        if "vals" in kw:
            raise LookupError("write() got an unexpected keyword argument 'vals'")
        return self.odoo.call(model, name, {**kw, **dict(zip((named, "vals"), args, strict=False))})


@contextmanager
def serving(odoo: Odoo) -> Iterator[str]:
    """The address where it answers."""
    handler = type("Answer", (_Answer,), {"odoo": odoo})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    odoo.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield odoo.url
    finally:
        server.shutdown()
        server.server_close()


def company(odoo: Odoo) -> Odoo:
    """A made-up company: three clients, a supplier, a contact, a delivery address, invoices, a credit note, payments and what pays what."""
    eur, here = [1, "EUR"], [1, "Société 1"]
    odoo.put(
        "res.company",
        1,
        name="Société 1",
        currency_id=eur,
        partner_id=[1, "Société 1"],
        vat=False,
        company_registry=False,
    )
    odoo.put("res.partner.category", 7, name="Fidèle", display_name="Fidèle")
    odoo.put("account.account", 41, account_type="asset_receivable", internal_type="receivable")
    odoo.put("account.account", 70, account_type="income", internal_type="other")
    nobody = dict.fromkeys(
        "ref parent_id street street2 zip city state_id country_id country_code phone email website vat company_registry function "
        "property_payment_term_id user_id comment company_id industry_id".split(),
        False,
    )

    def partner(number: int, name: str, **values: Any) -> None:
        base = {
            "name": name,
            "complete_name": name,
            "is_company": True,
            "type": "contact",
            "customer_rank": 1,
            "category_id": [],
            "credit_limit": 0.0,
        }
        odoo.put(
            "res.partner", number, **{**nobody, **base, "commercial_partner_id": [number, name], **values}
        )

    partner(10, "Alpha", ref="C001", street="1 rue Haute", zip="75001", city="Paris", country_id=[75, "France"], country_code="FR",
            phone="+33 1 44 55 66 77", vat="FR40303265045", company_registry="30326504500017", category_id=[7],
            property_payment_term_id=[4, "30 jours"], comment="<p>Livrer avant <b>9 h</b></p><p>Sonner</p>")  # fmt: skip
    partner(11, "Bêta", zip="69001", city="Lyon")
    partner(12, "Gamma", active=False)
    partner(13, "Fournisseur", customer_rank=0)
    partner(14, "Marie Curie", parent_id=[10, "Alpha"], commercial_partner_id=[10, "Alpha"], is_company=False, function="Achats",
            email="marie@alpha.fr", customer_rank=0)  # fmt: skip
    partner(15, "Quai", parent_id=[10, "Alpha"], commercial_partner_id=[10, "Alpha"], type="delivery", street="2 quai Bas", zip="33000",
            city="Bordeaux", customer_rank=0)  # fmt: skip

    def move(
        number: int,
        name: str,
        client: int,
        total: float,
        day: str,
        due: str,
        kind: str = "out_invoice",
        state: str = "posted",
        **more: Any,
    ) -> None:
        who = [client, odoo.models["res.partner"][client]["name"]]
        values = {
            "name": name, "ref": False, "move_type": kind, "state": state, "payment_state": "not_paid", "partner_id": who, "commercial_partner_id": who,
            "invoice_date": day, "invoice_date_due": due, "date": day, "currency_id": eur, "amount_untaxed": round(total / 1.2, 2),
            "amount_tax": round(total - round(total / 1.2, 2), 2), "amount_total": total, "amount_residual": total, "invoice_origin": False,
            "payment_reference": name, "invoice_payment_term_id": False, "invoice_user_id": False, "reversed_entry_id": False, "company_id": here,
        }  # fmt: skip
        odoo.put("account.move", number, **{**values, **more})
        if state == "posted":
            signed = -total if kind == "out_refund" else total
            line(100 + number, number, name, client, signed, day, due)

    def line(
        number: int,
        of: int,
        name: str,
        client: int,
        amount: float,
        day: str,
        due: Any,
        rest: float | None = None,
    ) -> None:
        odoo.put(
            "account.move.line", number, move_id=[of, name], partner_id=[client, "…"], date=day, date_maturity=due, name=name, ref=False, balance=amount,
            amount_currency=amount, amount_residual=amount if rest is None else rest, amount_residual_currency=amount if rest is None else rest,
            currency_id=eur, company_currency_id=eur, journal_id=[6, "Banque"], parent_state="posted", company_id=here, account_id=[41, "411"],
            display_type="payment_term", exclude_from_invoice_tab=True, discount=0.0, quantity=0.0, price_unit=0.0, price_subtotal=0.0,
            price_total=0.0, product_id=False,
        )  # fmt: skip

    move(1, "FAC/2026/00001", 10, 1200.0, "2026-09-01", "2026-10-01", payment_state="partial")
    move(2, "FAC/2026/00002", 11, 600.0, "2026-09-15", "2026-10-15")
    move(3, "FAC/2026/00003", 10, 240.0, "2026-10-02", "2026-11-02")
    move(4, "RFAC/2026/00001", 10, 240.0, "2026-10-20", "2026-10-20", "out_refund")
    move(5, "/", 11, 60.0, "2026-11-01", "2026-12-01", state="draft")
    move(6, "FAC/2026/00004", 12, 36.0, "2026-06-01", "2026-07-01", state="cancel")
    odoo.put(
        "account.move.line", 500, move_id=[1, "FAC/2026/00001"], name="Vis", product_id=[3, "Vis"], quantity=10.0, price_unit=111.11, discount=10.0,
        price_subtotal=1000.0, price_total=1200.0, display_type="product", exclude_from_invoice_tab=False, account_id=[70, "707"], partner_id=[10, "Alpha"],
        parent_state="posted",
    )  # fmt: skip
    line(201, 50, "BNK/2026/00001", 10, -500.0, "2026-10-10", False, 0.0)
    line(202, 51, "BNK/2026/00002", 11, -75.5, "2026-11-05", False)
    odoo.put("account.payment", 1, name="BNK/2026/00001", date="2026-10-10", amount=500.0, payment_type="inbound", partner_type="customer",
             partner_id=[10, "Alpha"], state="paid", memo="FAC/2026/00001", payment_method_line_id=[1, "Virement"], journal_id=[6, "Banque"],
             currency_id=eur, move_id=[50, "BNK/2026/00001"], company_id=here)  # fmt: skip
    partial = {"company_currency_id": eur}
    odoo.put("account.partial.reconcile", 1, debit_move_id=[101, "…"], credit_move_id=[201, "…"], amount=500.0, debit_amount_currency=500.0,
             credit_amount_currency=500.0, max_date="2026-10-10", **partial)  # fmt: skip
    odoo.put("account.partial.reconcile", 2, debit_move_id=[103, "…"], credit_move_id=[104, "…"], amount=240.0, debit_amount_currency=240.0,
             credit_amount_currency=240.0, max_date="2026-10-20", **partial)  # fmt: skip
    return odoo


def slow_answer(seconds: float) -> Handler:
    """Answers late."""

    def late(_odoo: Odoo, _path: str, _kw: dict[str, Any]) -> None:
        time.sleep(seconds)

    return late
