"""Corrections sent back: what is shown is what is written, a record that changed there is not touched, a fault is looked into and never tried again, the journal tells."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from sqlalchemy import func, select

from fiche.connectors.push import Change, open_push, pending, send
from fiche.connectors.systems.odoo import SYSTEM
from fiche.edits import Edit
from fiche.errors import FicheError, Refused
from fiche.store.tables_connections import connection_states
from tests.connectors.conftest import Bench

OLD, NEW = "+33 1 44 55 66 77", "+33 1 99 88 77 66"


@pytest.fixture
def ready(bench: Bench) -> Bench:
    """A client corrected after a first reading."""
    bench.done()
    bench.store.edit(
        [Edit("clients", "C001", "phone", OLD, NEW), Edit("clients", "C001", "city", "Paris", "Lille")],
        by="Nadia",
    )
    bench.store.edit([Edit("clients", "C001", "payment_terms", "30 jours", "45 jours")], by="Nadia")
    bench.odoo.tick(60)
    return bench


def offered(bench: Bench) -> list[Change]:
    remote = bench.store.remote(bench.number)
    assert remote is not None
    assert SYSTEM.push is not None
    return pending(bench.store, remote, SYSTEM.push)


def sent(bench: Bench, changes: list[Change], by: str = "Nadia") -> None:
    remote = bench.store.remote(bench.number)
    assert remote is not None
    session, push = open_push(bench.store, remote, bench.world)
    with session:
        send(bench.store, remote, session, push, changes, by=by)


def there(bench: Bench) -> dict[str, Any]:
    return bench.odoo.models["res.partner"][10]


def test_only_the_fields_that_may_go_are_offered(ready: Bench) -> None:
    assert {(c.column, c.there, c.here) for c in offered(ready)} == {
        ("phone", OLD, NEW),
        ("city", "Paris", "Lille"),
    }


def test_what_is_sent_is_written_once_told_and_no_longer_offered(ready: Bench) -> None:
    sent(ready, offered(ready))
    assert (there(ready)["phone"], there(ready)["city"]) == (NEW, "Lille")
    writes = [kw for path, kw in ready.odoo.calls if path.endswith("/write")]
    assert writes == [{"ids": [10], "vals": {"phone": NEW, "city": "Lille"}}]
    told = [c for c in ready.store.history(client_id="C001") if c.action == "push"]
    assert {(c.column, c.before, c.after, c.by) for c in told} == {
        ("phone", OLD, NEW, "Nadia"),
        ("city", "Paris", "Lille", "Nadia"),
    }
    assert offered(ready) == []
    ready.done()
    assert ready.store.dataset().clients.filter(pl.col("client_id") == "C001")["phone"][0] == NEW


def test_a_note_is_sent_as_it_reads_and_a_site_is_not_asked_for_again(ready: Bench) -> None:
    """Odoo keeps notes in HTML, and puts «http://» before a site by itself: neither is a correction that it still lacks."""
    note, site = "Remise < 5 %\nVoir « Léa » & co", "alpha.example"
    ready.store.edit([Edit("clients", "C001", c, None, v) for c, v in (("notes", note), ("website", site))], by="Nadia")  # fmt: skip
    changes = [c for c in offered(ready) if c.column in ("notes", "website")]
    sent(ready, changes)
    assert there(ready)["comment"] == "<p>Remise &lt; 5 %</p><p>Voir « Léa » &amp; co</p>"
    ready.odoo.put("res.partner", 10, website=f"http://{site}")
    ready.done()
    assert {c.column for c in offered(ready)} == {"phone", "city"}


def test_a_record_that_changed_there_is_not_touched(ready: Bench) -> None:
    changes = offered(ready)
    ready.odoo.put("res.partner", 10, phone="+33 1 11 11 11 11")
    with pytest.raises(FicheError, match="a changé dans Odoo"):
        sent(ready, changes)
    assert there(ready)["phone"] == "+33 1 11 11 11 11"
    assert not [p for p, _kw in ready.odoo.calls if p.endswith("/write")]
    ready.odoo.delete("res.partner", 10)
    with pytest.raises(FicheError, match="n’existe plus"):
        sent(ready, changes)


def test_nobody_sends_without_a_name_nor_another_field(ready: Bench) -> None:
    with pytest.raises(Refused, match="nom de son auteur"):
        sent(ready, offered(ready), by=" ")
    with pytest.raises(FicheError, match="ne se renvoie pas"):
        sent(ready, [Change("C001", "credit_limit", "0", "9", "10")])


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize(
    "fault", [(500, {}, b'{"message": "boom"}'), (0, {}, b"tr"), (400, {}, b'{"message": "Invalid phone"}')]
)
def test_a_fault_is_looked_into_and_never_tried_again(ready: Bench, fault: Any, committed: bool) -> None:
    """The write may be done although the answer says otherwise: what is read after says so."""
    tried = 0

    def broken(odoo: Any, path: str, kw: dict[str, Any]) -> Any:
        nonlocal tried
        if not path.endswith("/write"):
            return None
        tried += 1
        if committed:
            odoo.put("res.partner", 10, **kw["vals"])
        return fault

    ready.odoo.fault = broken
    if committed:
        sent(ready, offered(ready))
        assert there(ready)["phone"] == NEW
    else:
        with pytest.raises(FicheError) as refusal:
            sent(ready, offered(ready))
        assert refusal.value.code in ("source_failed", "push_uncertain", "source_said_no")
        assert there(ready)["phone"] == OLD
    assert tried == 1
    told = [c for c in ready.store.history(client_id="C001") if c.action == "push"]
    assert len(told) == (2 if committed else 0)


def test_a_value_written_its_own_way_is_written(ready: Bench) -> None:
    ready.store.edit([Edit("clients", "C001", "website", None, "alpha.fr")], by="Nadia")
    whole = ready.odoo.call

    def call(model: str, method: str, kw: dict[str, Any]) -> Any:
        if method == "write":
            kw = {**kw, "vals": {k: f"http://{v}" if k == "website" else v for k, v in kw["vals"].items()}}
        return whole(model, method, kw)

    ready.odoo.call = call  # type: ignore[method-assign]
    sent(ready, offered(ready))
    assert there(ready)["website"] == "http://alpha.fr"


def _lists_read(bench: Bench) -> int:
    """How many lists are known to have been read up to some point."""
    with bench.store.looking() as connection:
        return int(connection.execute(select(func.count()).select_from(connection_states)).scalar_one())


def test_the_background_does_what_is_due_and_only_that(bench: Bench) -> None:
    """Asked for, then every quarter of an hour, whatever happened before: what is due is in the record."""
    from fiche.connectors.schedule import Scheduler

    clock = [dt.datetime(2026, 11, 24, 9, 0)]  # noqa: DTZ001
    scheduler = Scheduler(bench.store, lambda: clock[0], bench.world)
    assert scheduler.round() == 0
    scheduler.ask(bench.number)
    assert scheduler.round() == 1
    assert scheduler.round() == 0
    bench.store.change_remote(bench.number, {"every": 15}, by="Nadia")
    clock[0] += dt.timedelta(minutes=14)
    assert Scheduler(bench.store, lambda: clock[0], bench.world).round() == 0
    clock[0] += dt.timedelta(minutes=1)
    assert Scheduler(bench.store, lambda: clock[0], bench.world).round() == 1
    assert len(bench.store.syncs(bench.number)) == 2
    assert _lists_read(bench)
    scheduler.ask(bench.number, whole=True)
    assert not _lists_read(bench), "the next reading is of everything"
    scheduler.start()
    for _ in range(200):
        if len(bench.store.syncs(bench.number)) == 3 and bench.store.syncs(bench.number)[0].status == "done":
            break
        scheduler._over.wait(0.05)
    scheduler.stop()
    again, _little, first = bench.store.syncs(bench.number)
    assert again.status == "done" and again.rows == first.rows, "all of it again"
    assert not any(again.counts[name].get("new") for name in again.counts), "and nothing twice"


def test_what_a_connection_sees_and_the_fields_that_may_be_chosen(bench: Bench) -> None:
    from fiche.connectors.look import choosable, look

    bench.odoo.put("res.partner", 10, x_segment="Or")
    bench.odoo.labels["res.partner"] = {"x_segment": "Segment"}
    remote = bench.store.remote(bench.number)
    assert remote is not None
    session, _push = open_push(bench.store, remote, bench.world)
    with session:
        seen = look(session)
        assert choosable(session, SYSTEM.entity("partners"))["x_segment"] == "Segment"
    assert (seen.version, seen.companies) == ("19.0", {"1": "Société 1"})
    assert dict(seen.counts)["Factures et avoirs"] == 6
    own = {
        "partners": {
            "x_segment": {"column": "category", "label": "Segment"},
            "name": {"column": "", "label": "Nom d’usage"},
        }
    }
    bench.store.change_remote(bench.number, {"settings": {**remote.settings, "own": own}}, by="Nadia")
    bench.done()
    alpha = bench.store.dataset().clients.filter(pl.col("client_id") == "C001").row(0, named=True)
    assert alpha["category"] == "Or"
    assert '"Nom d’usage":"Alpha"' in alpha["extra"]
