"""The engine is general: every system that is declared says what it should, each way of paging and each kind of key works on a real socket, and HubSpot is read by declarations alone."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fiche.connectors.hosts import listed
from fiche.connectors.pages import pages
from fiche.connectors.publish import ASSEMBLERS
from fiche.connectors.session import Session, World
from fiche.connectors.spec import Auth, Clause, Entity, Field, Pager, Query, Request, System, systems
from fiche.connectors.sync import Run, synchronise
from fiche.connectors.transport import Bounds
from fiche.connectors.vault import Vault
from fiche.errors import ConnectionRefused
from fiche.model import TABLES
from fiche.store import Store
from tests.connectors.conftest import now

Call = Callable[[str, dict[str, str], Any, dict[str, str]], tuple[int, Any]]


@contextmanager
def served(answer: Call) -> Iterator[str]:
    """A server whose answers `answer` gives to (path, query, body, headers)."""

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            pass

        def _any(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body: Any = None
            if raw:
                is_json = "json" in self.headers.get("Content-Type", "")
                body = json.loads(raw) if is_json else {k: v[0] for k, v in parse_qs(raw.decode()).items()}
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            status, told = answer(parts.path, query, body, dict(self.headers))
            content = b"" if told is None else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _any  # noqa: N815 - the names that the library looks for

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def world(address: str) -> World:
    return World(
        sleep=lambda _s: None,
        jitter=lambda: 0.5,
        allowed=listed(f"{address}=127.0.0.0/8"),
        bounds=Bounds(2, 5),
    )


def session(auth: Auth, entity: Entity, address: str, secrets: dict[str, str], kept: Any = None) -> Session:
    system = System(
        "x", "X", tried="", fields=(Field("key", "Key", secret=True),), auth=auth, entities=(entity,)
    )
    return Session(system, address, {}, secrets, kept, world(address))


def ids(made: Session, query: Query | None = None, **values: Any) -> list[Any]:
    entity = made.system.entities[0]
    with made:
        found = list(pages(made.caller, entity, query or entity.full, {**made.variables(entity), **values}))
    return [r["id"] for page in found for r in page.records]


@pytest.mark.parametrize("system", systems().values(), ids=lambda system: system.code)
def test_every_system_says_what_it_should(system: System) -> None:
    """Columns are of their tables; secrets are marked; a list that names a client gives its number or its name."""
    assert system.assemble in ASSEMBLERS
    assert any(f.secret for f in system.fields)
    if system.push is not None:
        assert set(system.push.columns) <= {
            "phone",
            "mobile",
            "email",
            "website",
            "address",
            "address_more",
            "postal_code",
            "city",
            "notes",
            "payment_terms",
        }
        assert not system.push.write.read
        wants = system.entity(system.push.entity).wants
        assert not wants or set(system.push.columns.values()) <= set(wants)
    tables = set()
    for entity in system.entities:
        for mapped in entity.maps:
            tables.add(mapped.table)
            assert set(mapped.columns) <= set(TABLES[mapped.table].by_name), entity.name
            assert set(mapped.columns) & {"client_id", "client_name", "name", "document_id"}
    assert "clients" in tables or system.assemble


PEOPLE = [{"id": n} for n in range(1, 8)]


def _offset(_p: str, q: dict[str, str], _b: Any, _h: Any) -> tuple[int, Any]:
    start = int(q["offset"])
    return 200, {"value": PEOPLE[start : start + int(q["limit"])]}


def _numbered(_p: str, q: dict[str, str], _b: Any, _h: Any) -> tuple[int, Any]:
    at = (int(q["page"]) - 1) * 3
    return 200, {"value": PEOPLE[at : at + 3], "more": at + 3 < len(PEOPLE)}


def _cursor(_p: str, q: dict[str, str], _b: Any, _h: Any) -> tuple[int, Any]:
    at = int(q.get("after", 0))
    return 200, {
        "value": PEOPLE[at : at + 3],
        "paging": {"next": {"after": str(at + 3)}} if at + 3 < len(PEOPLE) else None,
    }


def _keyset(_p: str, q: dict[str, str], _b: Any, _h: Any) -> tuple[int, Any]:
    last = int(q["filter"].rpartition(" ")[2]) if "filter" in q else 0
    return 200, {"value": [p for p in PEOPLE if p["id"] > last][: int(q["limit"])]}


def _linked(p: str, q: dict[str, str], _b: Any, _h: Any) -> tuple[int, Any]:
    at = int(p.rpartition("/")[2]) if p[-1].isdigit() else 0
    following = f"/people/{at + 3}" if at + 3 < len(PEOPLE) else None
    return 200, {"value": PEOPLE[at : at + 3], "@odata.nextLink": following, "nextRecordsUrl": following}


@pytest.mark.parametrize(
    ("pager", "query", "answer"),
    [
        (Pager("offset_limit", 3), {"offset": "{offset}", "limit": "{limit}"}, _offset),
        (Pager("page_number", 3, "more"), {"page": "{page}"}, _numbered),
        (Pager("cursor", 3, "paging.next.after"), {"after": "{after}"}, _cursor),
        (Pager("keyset", 3), {"filter": "{filters}", "limit": "{limit}"}, _keyset),
        (Pager("odata_next", 3), {}, _linked),
        (Pager("next_url", 3, "nextRecordsUrl"), {}, _linked),
    ],
    ids=lambda value: value.kind if isinstance(value, Pager) else "",
)
def test_each_way_of_paging_gives_each_record_once(pager: Pager, query: dict[str, str], answer: Call) -> None:
    clauses = (Clause("id gt {last}", "last"),)
    entity = Entity(
        "people", "People", Query(Request("/people", query=query), pager, "value", clauses, " and ")
    )
    with served(answer) as address:
        assert ids(session(Auth("none"), entity, address, {})) == list(range(1, 8))


def test_a_search_that_is_capped_slides_over_the_rest() -> None:
    """25 changes, 10 a search at most, two at the same moment on the edge: each is seen."""
    changed = [{"id": n, "at": 1_000_000_000_000 + 1000 * (n - n % 2)} for n in range(25)]

    def answer(_p: str, _q: Any, body: Any, _h: Any) -> tuple[int, Any]:
        found = [c for c in changed if c["at"] >= body["since"]][:10]
        at = int(body["after"])
        assert at + 3 <= 10 + 3
        more = {"next": {"after": str(at + 3)}} if at + 3 < len(found) else {}
        return 200, {"results": found[at : at + 3], "paging": more}

    request = Request("/search", "POST", body={"since": "{since}", "after": "{after}", "limit": "{limit}"})
    entity = Entity(
        "x",
        "X",
        Query(request, Pager("window", 3, "paging.next.after", cap=9), "results"),
        modified="at",
        clock="ms",
    )
    with served(answer) as address:
        found = ids(session(Auth("none"), entity, address, {}), since=1_000_000_000_000)
    assert sorted(set(found)) == list(range(25))


def test_a_refresh_token_that_is_renewed_is_kept_before_it_serves() -> None:
    """The token of the moment is refused once: it is asked anew, and the new refresh token is kept before any call uses it."""
    order: list[str] = []
    tokens = iter(["old", "new"])

    def answer(path: str, _q: Any, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        if path == "/token":
            order.append(f"asked with {body['refresh_token']}")
            token = next(tokens)
            return 200, {
                "access_token": token,
                "refresh_token": f"r-{token}",
                "token_type": "Bearer",
                "expires_in": 3600,
            }
        order.append(f"called with {headers['Authorization']}")
        return (200, {"value": PEOPLE}) if headers["Authorization"] == "Bearer new" else (401, {})

    entity = Entity("people", "People", Query(Request("/people"), Pager("one"), "value"))
    auth = Auth("oauth2_refresh", token_url="{base}/token")
    with served(answer) as address:
        secrets = {"client_id": "c", "client_secret": "s", "refresh_token": "r-0"}
        made = session(
            auth, entity, address, secrets, lambda kept: order.append(f"kept {kept['refresh_token']}")
        )
        assert len(ids(made)) == 7
    assert order == [
        "asked with r-0",
        "kept r-old",
        "called with Bearer old",
        "asked with r-old",
        "kept r-new",
        "called with Bearer new",
    ]


def test_a_system_that_gives_no_token_is_said() -> None:
    entity = Entity("people", "People", Query(Request("/people"), Pager("one"), "value"))
    with served(lambda *_: (400, {"error": "invalid_client"})) as address:
        made = session(
            Auth("oauth2_client_credentials", token_url="{base}/token"),
            entity,
            address,
            {"client_id": "c", "client_secret": "s"},
        )
        with pytest.raises(ConnectionRefused, match="refuse la clé"):
            ids(made)


class HubSpot:
    """What HubSpot answers, by the shapes of its own description."""

    def __init__(self) -> None:
        self.companies = {
            str(n): {
                "name": f"Société {n}",
                "city": "Paris",
                "phone": None,
                "hs_lastmodifieddate": "2026-11-20T10:00:00.123Z",
            }
            for n in range(1, 131)
        }
        self.contacts = {
            "9": {
                "firstname": "Marie",
                "lastname": "Curie",
                "associatedcompanyid": "7",
                "lastmodifieddate": "2026-11-20T10:00:00Z",
            }
        }
        self.asked: list[str] = []

    def __call__(
        self, path: str, query: dict[str, str], body: Any, headers: dict[str, str]
    ) -> tuple[int, Any]:
        self.asked.append(path)
        if headers.get("Authorization") != "Bearer pat-SECRET-CANARY":
            return 401, {"message": "nope"}
        _c, kind, version, name, *rest = path.strip("/").split("/")
        if version != "2026-03" or name == "invoices":
            return 404, {"message": "unknown"}
        rows: dict[str, Any] = getattr(self, name)
        if kind == "properties":
            names = {k for r in rows.values() for k in r}
            return 200, {"results": [{"name": n, "label": n.title()} for n in names]}
        if rest == ["search"]:
            filters = [f for g in body["filterGroups"] for f in g["filters"]]
            found = {
                k: r for k, r in rows.items() if not filters or r[filters[0]["propertyName"]] >= "2026-11-23"
            }
            return 200, {
                "total": len(found),
                "results": [self._shown(k, found[k]) for k in found],
                "paging": None,
            }
        start = int(query.get("after", 0))
        chosen = list(rows)[start : start + int(query["limit"])]
        more = {"next": {"after": str(start + len(chosen))}} if start + len(chosen) < len(rows) else None
        return 200, {"results": [self._shown(k, rows[k]) for k in chosen], "paging": more}

    @staticmethod
    def _shown(number: str, properties: dict[str, Any]) -> dict[str, Any]:
        return {"id": number, "properties": properties, "createdAt": "…", "updatedAt": "…", "archived": False}


def test_hubspot_is_read_by_declarations_alone(store: Store) -> None:
    hubspot = HubSpot()
    with served(hubspot) as address:
        number = store.add_remote(
            "hubspot",
            "HubSpot",
            address,
            {},
            lambda n: Vault.open().seal(n, {"key": "pat-SECRET-CANARY"}),
            by="Nadia",
        )
        from dataclasses import replace

        from fiche.connectors import session as sessions

        there = replace(systems()["hubspot"], base=address)
        run = Run(now, "Nadia", world=world(address))
        original = sessions.system_of
        try:
            sessions.system_of = lambda _code: there
            first = synchronise(store, number, run)
            assert first.status == "done", first.message
            dataset = store.dataset()
            assert len(dataset.clients) == 130
            assert dataset["contacts"].select("client_id", "first_name").row(0) == ("7", "Marie")
            hubspot.companies["7"] |= {"city": "Lyon", "hs_lastmodifieddate": "2026-11-23T10:00:00Z"}
            hubspot.asked.clear()
            second = synchronise(store, number, run)
        finally:
            sessions.system_of = original
        assert second.counts["companies"] == {"new": 0, "changed": 1, "same": 0, "gone": 0}
        assert "/crm/objects/2026-03/companies/search" in hubspot.asked
        assert dict(store.dataset().clients.select("client_id", "city").iter_rows())["7"] == "Lyon"
