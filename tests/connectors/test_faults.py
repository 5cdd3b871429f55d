"""What befalls a synchronisation: refusals, waits, cuts, changes within a second, deletions, a stop in the middle; nothing is lost, nothing doubled."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from fiche.connectors import pull
from fiche.connectors.sync import LEASE, Run, synchronise
from fiche.connectors.transport import Bounds
from fiche.errors import Refused
from fiche.store import connections, remote_records
from tests.connectors.conftest import Bench, now
from tests.connectors.odoo_server import Odoo, slow_answer

Told = tuple[int, dict[str, str], bytes]


def answers(*told: Told | None, to: str = "") -> Any:
    """Answers one after the other to the calls whose path holds `to`; None: Odoo’s own, as are all those after."""
    left = list(told)

    def fault(_odoo: Odoo, path: str, _kw: dict[str, Any]) -> Told | None:
        return left.pop(0) if left and to in path else None

    return fault


def clients(bench: Bench) -> list[str]:
    return sorted(bench.store.dataset().clients["client_id"])


def many(bench: Bench, count: int) -> None:
    """`count` more clients, each with its number for reference."""
    like = {**bench.odoo.models["res.partner"][11]}
    for name in ("write_date", "create_date", "id"):
        like.pop(name)
    for n in range(1000, 1000 + count):
        bench.odoo.put(
            "res.partner", n, **{**like, "name": f"Client {n}", "commercial_partner_id": [n, f"Client {n}"]}
        )


def test_a_key_that_is_refused_says_so_and_reads_nothing(bench: Bench) -> None:
    bench.odoo.fault = answers((401, {}, b'{"message": "Invalid apikey"}'))
    made = bench.sync()
    assert (made.status, made.code) == ("failed", "source_unauthorised")
    assert bench.waits == []
    assert bench.store.imports() == []
    bench.done()
    assert clients(bench) == ["11", "12", "C001"]


def test_it_waits_as_long_as_it_is_asked_to(bench: Bench) -> None:
    bench.odoo.fault = answers(
        (429, {"Retry-After": "7"}, b"{}"),
        (503, {"Retry-After": "3"}, b"{}"),
        (502, {}, b"{}"),
        (500, {}, b"{}"),
        to="search_read",
    )
    bench.done()
    assert bench.waits == [7.5, 3.5, 3.0, 6.0]


def test_a_date_to_wait_until_counts_by_the_servers_clock(bench: Bench) -> None:
    until = {"Retry-After": "Tue, 24 Nov 2026 03:05:51 GMT"}
    bench.odoo.fault = answers((429, until, b"{}"), to="search_read")
    bench.done()
    assert bench.waits == [30.5]


def test_one_that_stays_down_is_given_up_in_words(bench: Bench) -> None:
    bench.odoo.fault = answers(*[(503, {}, b"<html>")] * 5)
    made = bench.sync()
    assert (made.status, made.code, len(bench.waits)) == ("failed", "source_busy", 4)
    assert bench.store.remote(bench.number).lease_until is None  # type: ignore[union-attr]


@pytest.mark.parametrize("fault", [(0, {}, b"[{"), (200, {}, b"<html>connexion</html>")])
def test_an_answer_cut_in_the_middle_is_asked_again_and_one_that_is_none_refused(
    bench: Bench, fault: Told
) -> None:
    bench.odoo.fault = answers(None, None, fault, to="search_read")
    made = bench.sync()
    assert made.code == (None if fault[0] == 0 else "source_answer")
    bench.done()
    assert clients(bench) == ["11", "12", "C001"]


def test_a_page_that_takes_too_long_is_asked_again_smaller(bench: Bench) -> None:
    many(bench, 45)
    bench.bounds = Bounds(0.2, 0.5)
    odoo = bench.odoo

    def late(_odoo: Odoo, path: str, kw: dict[str, Any]) -> None:
        if path.endswith("res.partner/search_read") and kw["limit"] > 250:
            slow_answer(0.6)(_odoo, path, kw)

    odoo.fault = late
    bench.done()
    assert len(clients(bench)) == 48


def test_pages_give_each_record_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    many(bench, 2_345)
    made = bench.done()
    assert made.counts["partners"] == {"new": 2_351, "changed": 0, "same": 0, "gone": 0}
    assert len(clients(bench)) == 2_348


def test_only_what_changed_is_read_again(bench: Bench) -> None:
    many(bench, 50)
    first = bench.done()
    bench.odoo.tick(3_600)
    bench.odoo.put("res.partner", 11, email="beta@exemple.fr")
    second = bench.done()
    assert (second.counts["partners"]["new"], second.counts["partners"]["changed"]) == (0, 1)
    assert second.import_id != first.import_id
    assert bench.store.dataset().clients.filter(pl.col("client_id") == "11")["email"][0] == "beta@exemple.fr"
    assert [made.active for made in bench.store.imports()] == [True, False]
    third = bench.done()
    assert third.import_id is None
    # Later than the last change less the overlap: one client.
    assert third.counts["partners"] == {"new": 0, "changed": 0, "same": 1, "gone": 0}


def test_rows_changed_within_the_same_second_are_not_missed(bench: Bench) -> None:
    """One is written after the reading, in the second of the last change seen: «later than» would lose it."""
    bench.odoo.put("res.partner", 10, city="Lyon")
    bench.done()
    bench.odoo.tick(0.3)
    bench.odoo.put("res.partner", 11, city="Nice")
    made = bench.done()
    assert made.counts["partners"]["changed"] == 1
    assert bench.store.dataset().clients.filter(pl.col("client_id") == "11")["city"][0] == "Nice"


def test_rows_changed_while_they_are_read_are_read_again(bench: Bench) -> None:
    """A record that was passed changes before the reading ends, and another, later in the list, changes after it: the next reading has both."""
    many(bench, 1_500)
    odoo = bench.odoo

    def meanwhile(_odoo: Odoo, path: str, kw: dict[str, Any]) -> None:
        if (
            path.endswith("res.partner/search_read")
            and ["id", ">", 10] not in kw["domain"]
            and len(kw["domain"]) == 1
        ):
            odoo.tick(3_600)
            odoo.put("res.partner", 11, city="Brest")
            odoo.tick(7_200)
            odoo.put("res.partner", 2_499, city="Metz")

    odoo.fault = meanwhile
    bench.done()
    odoo.fault = None
    bench.done()
    found = bench.store.dataset().clients.filter(pl.col("client_id").is_in(["11", "2499"]))
    assert dict(found.select("client_id", "city").iter_rows()) == {"11": "Brest", "2499": "Metz"}


def test_what_was_deleted_is_marked_and_stays(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Odoo says nothing of deletions: what it no longer has is asked for now and then. A client is archived, an invoice no longer counts."""
    monkeypatch.setattr(pull, "CHECK_EVERY", 1)
    bench.done()
    bench.odoo.delete("res.partner", 12)
    bench.odoo.delete("account.move", 2)
    bench.odoo.delete("account.move.line", 102)
    bench.odoo.delete("account.partial.reconcile", 1)
    made = bench.done()
    assert {k: c["gone"] for k, c in made.counts.items() if c["gone"]} == {
        "partners": 1,
        "moves": 1,
        "receivables": 1,
        "partials": 1,
    }
    dataset = bench.store.dataset()
    assert dataset.clients.filter(pl.col("client_id") == "12")["archived_on"].is_not_null().all()
    assert "FAC/2026/00002" not in dataset.documents["document_id"].to_list()
    aside = dataset.set_aside.filter(pl.col("code") == "gone_at_source")
    assert "FAC/2026/00002" in aside["content"][0]
    with bench.store.looking() as connection:
        kept = remote_records.one(connection, (bench.number, "partners", "1"), "12")
    assert kept is not None
    bench.odoo.put(
        "res.partner",
        12,
        **{k: v for k, v in kept.raw.items() if k not in ("id", "write_date", "create_date")},
    )
    bench.done()
    assert bench.store.dataset().clients.filter(pl.col("client_id") == "12")["archived_on"].is_null().all()


def test_rights_taken_away_are_no_deletions(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "CHECK_EVERY", 1)
    many(bench, 30)
    bench.done()
    for number in range(1000, 1030):
        bench.odoo.delete("res.partner", number)
    made = bench.done()
    assert made.code == "many_gone"
    assert bench.store.dataset().clients["archived_on"].is_null().all()


def test_a_stop_in_the_middle_goes_on_where_it_was(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies right after a page was committed: rows and place are of one transaction, and the next one reads the rest only."""
    many(bench, 2_500)

    class Killed(BaseException):
        pass

    calls = 0
    whole = remote_records.set_reach

    def dies(connection: Any, key: Any, reached: Any) -> None:
        nonlocal calls
        whole(connection, key, reached)
        calls += key[1] == "partners"
        if calls == 3:
            raise Killed

    monkeypatch.setattr(remote_records, "set_reach", dies)
    with pytest.raises(Killed):
        bench.sync()
    monkeypatch.setattr(remote_records, "set_reach", whole)
    with bench.store.looking() as connection:
        assert len(remote_records.present(connection, (bench.number, "partners", "1"))) == 2_000
        last = remote_records.reach(connection, (bench.number, "partners", "1")).resume
    assert last is not None
    bench.odoo.calls.clear()
    made = bench.done()
    assert made.counts["partners"]["new"] == 506
    asked = [kw["domain"] for path, kw in bench.odoo.calls if path == "res.partner/search_read"]
    assert asked == [[["id", ">", last["token"]]]]
    assert len(clients(bench)) == 2_503
    assert [s.status for s in bench.store.syncs(bench.number)] == ["done", "cut"]


def test_one_synchronisation_at_a_time(bench: Bench) -> None:
    then = dt.datetime(2026, 11, 24, 9, 0)  # noqa: DTZ001
    with bench.store.gathering() as connection:
        assert connections.hold(connection, bench.number, "another:1:1:x", then, then + LEASE)
        assert not connections.hold(connection, bench.number, "me", then, then + LEASE)
        assert connections.hold(
            connection, bench.number, "me", then + LEASE + dt.timedelta(seconds=1), then + 2 * LEASE
        )
    with bench.store.gathering() as connection:
        far = dt.datetime(2099, 1, 1)  # noqa: DTZ001
        connections.hold(connection, bench.number, "me", far, far)
    with pytest.raises(Refused, match="déjà en cours"):
        synchronise(bench.store, bench.number, Run(now))


def test_a_lease_of_a_process_that_is_gone_is_taken(bench: Bench) -> None:
    import socket

    with bench.store.gathering() as connection:
        far = dt.datetime(2099, 1, 1)  # noqa: DTZ001
        connections.hold(connection, bench.number, f"{socket.gethostname()[:20]}:999999:1:x", far, far)
    bench.done()


def test_an_undone_import_stays_out_until_asked_by_hand(bench: Bench) -> None:
    made = bench.done()
    bench.store.undo(int(made.import_id or 0))
    bench.odoo.put("res.partner", 11, city="Nice")
    assert bench.done().import_id is None
    assert clients(bench) == []
    assert bench.sync(again=True).import_id is not None
    assert clients(bench) == ["11", "12", "C001"]


def test_corrections_stay_over_what_is_read_again(bench: Bench) -> None:
    from fiche.edits import Edit

    bench.done()
    bench.store.edit([Edit("clients", "C001", "phone", "+33 1 44 55 66 77", "+33 1 00 00 00 00")], by="Nadia")
    bench.odoo.tick(60)
    bench.odoo.put("res.partner", 10, city="Lille", ref="C777")
    bench.done()
    alpha = bench.store.dataset().clients.filter(pl.col("client_id") == "C001").row(0, named=True)
    assert (alpha["phone"], alpha["city"]) == ("+33 1 00 00 00 00", "Lille")
