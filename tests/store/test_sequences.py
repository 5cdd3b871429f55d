"""Whatever is done in whatever order (imports, corrections, rows, merges, undoing all of them), the record holds together; hypothesis chooses."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from polars.testing import assert_frame_equal

from fiche.dataset import Dataset
from fiche.decisions import OwnRow
from fiche.edits import Edit, current_values
from fiche.errors import Refused, Stale
from fiche.model import STORED, TABLES, TableName
from fiche.records import with_records
from fiche.store import Store, Terms
from tests.engines.postgres import Server
from tests.store.test_own_rows import load

DAY = dt.date(2025, 6, 30)
HEAD = "Numéro client;Raison sociale;Ville;E-mail\n"
INVOICES = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC\n"
CONTACTS = "Numéro client;Nom du contact;Téléphone\n"
FILES: tuple[dict[str, str], ...] = (
    {
        "clients": HEAD + "C1;Alpha;Lyon;a@alpha.fr\nC2;Beta;Nice;\nC3;Gamma;;g@gamma.fr\n",
        "factures": INVOICES + "F1;C1;01/04/2025;01/05/2025;100,00\nF2;C2;02/04/2025;02/05/2025;80,00\n",
        "contacts": CONTACTS + "C1;Dupont;01\nC1;Dupont;02\nC2;Petit;03\n",
    },
    {
        "clients": HEAD + "C1;Alpha;Metz;a@alpha.fr\nC4;Delta;Brest;\n",
        "factures": INVOICES + "F1;C1;01/04/2025;01/05/2025;100,00\nF3;C4;03/05/2025;03/06/2025;55,50\n",
    },
    {
        "clients": HEAD + "C2;Beta;Nice;b@beta.fr\nF-00001;Neuf;Lens;\n",
        "contacts": CONTACTS + "C2;Petit;04\n",
    },
)
LOADED = tuple(load(DAY, **sheets) for sheets in FILES)
NUMBERS = ("C1", "C2", "C3", "C4", "F-00001", "F-00002")
PEOPLE = st.sampled_from(("Léa", "Max", "Zoé"))
VALUES = st.sampled_from((None, "Nice", "Lens", "a@b.fr", "09"))
MAKING: dict[TableName, dict[str, str]] = {
    "contacts": {"contact_name": "Roux"},
    "interactions": {"date": "2025-06-01", "summary": "Appel"},
    "payments": {"date": "2025-06-02", "amount": "10.00"},
}
SHOWN: tuple[TableName, ...] = ("clients", "contacts", "interactions", "payments", "documents")


@contextmanager
def on_disk() -> Iterator[str]:
    """The address of an empty place for a record."""
    with tempfile.TemporaryDirectory(prefix="fiche-") as folder:
        yield f"sqlite:///{Path(folder) / 'fiche.db'}"


class Sequences(RuleBasedStateMachine):
    """A record, and what is known of it without asking it."""

    place = staticmethod(on_disk)

    @initialize()
    def begin(self) -> None:
        self.held = ExitStack()
        self.url = self.held.enter_context(self.place())
        self.store = Store.open(self.url)
        self.revision = self.entries = 0
        self.seen: tuple[Store, int, tuple[Dataset, Dataset, tuple[OwnRow, ...]]] | None = None

    # ── what people do ──

    @rule(
        which=st.integers(0, 2),
        mode=st.sampled_from(("replace", "update")),
        absent=st.sampled_from(("paid", "outside")),
    )
    def load(self, which: int, mode: str, absent: Any) -> None:
        names = [(f"{name}.csv", "0") for name in FILES[which]]
        self.store.save(LOADED[which], names, terms=Terms(mode, absent))

    @rule(which=st.integers(0, 9))
    def undo(self, which: int) -> None:
        imports = self.store.imports()
        if imports:
            self.store.undo(imports[which % len(imports)].id)

    @rule(by=PEOPLE)
    def new_client(self, by: str) -> None:
        self.store.add("clients", {"name": "Neuf", "city": "Paris"}, by=by)

    @rule(table=st.sampled_from(sorted(MAKING)), number=st.sampled_from(NUMBERS), by=PEOPLE)
    def new_row(self, table: TableName, number: str, by: str) -> None:
        self.store.add(table, MAKING[table], client_id=number, by=by)

    @rule(data=st.data(), value=VALUES, by=PEOPLE, stale=st.booleans())
    def correct(self, data: st.DataObject, value: str | None, by: str, stale: bool) -> None:
        table: TableName = data.draw(st.sampled_from(("clients", "contacts")))
        records = with_records(self.store.dataset()[table], table)["record"].to_list()
        if not records:
            return
        record = data.draw(st.sampled_from(records))
        column = data.draw(
            st.sampled_from(("city", "email") if table == "clients" else ("contact_name", "phone"))
        )
        before = current_values(self.store.dataset(edited=False), [(table, record, column)])
        edit = Edit(table, record, column, before.get((table, record, column)), value)
        key = (table, record)
        known = self.store.versions([key])
        seen = {key: max(known[key] - 1, 0)} if stale else known
        try:
            self.store.edit([edit], by=by, seen=seen)
        except Stale as refused:
            assert stale and all(c.by != by and c.theirs != c.mine for c in refused.clashes)
            assert self.store.edit([edit], by=by, seen=refused.versions)

    @rule(which=st.integers(0, 9), by=PEOPLE)
    def take_back(self, which: int, by: str) -> None:
        edits = self.store.edits()
        if edits:
            self.store.take_back([edits[which % len(edits)].id], by=by)

    @rule(kept=st.sampled_from(NUMBERS), gone=st.sampled_from(NUMBERS), by=PEOPLE)
    def merge(self, kept: str, gone: str, by: str) -> None:
        before = self.store.revision
        try:
            self.store.merge_clients(kept, gone, by=by)
        except Refused:
            assert self.store.revision == before

    @rule(kept=st.sampled_from(NUMBERS), gone=st.sampled_from(NUMBERS), by=PEOPLE)
    def merge_and_think_better(self, kept: str, gone: str, by: str) -> None:
        before = self.store.dataset()
        try:
            made = self.store.merge_clients(kept, gone, by=by)
        except Refused:
            return
        self.store.unmerge(made.id, by=by)
        same(self.store.dataset(), before)

    @rule(which=st.integers(0, 9), by=PEOPLE)
    def unmerge(self, which: int, by: str) -> None:
        merges = self.store.merges()
        if merges:
            self.store.unmerge(merges[which % len(merges)].id, by=by)

    @rule(which=st.integers(0, 9), by=PEOPLE)
    def put_away(self, which: int, by: str) -> None:
        rows = [r for r in self.store.own_rows() if r.table != "clients"]
        if rows:
            row = rows[which % len(rows)]
            self.store.archive(row.table, row.record, by=by)

    @rule(by=PEOPLE)
    def bring_back(self, by: str) -> None:
        for table, record in sorted(self.store.archived())[:1]:
            self.store.restore(table, record, by=by)

    @precondition(lambda self: self.store.revision % 5 == 0)
    @rule()
    def open_again(self) -> None:
        before = self.store.dataset()
        self.store.close()
        self.store = Store.open(self.url)
        same(self.store.dataset(), before)

    # ── what always holds ──

    def read(self) -> tuple[Dataset, Dataset, tuple[OwnRow, ...]]:
        """The files, what is shown and the rows made here, read once for all that must hold at this revision of this opening."""
        if self.seen is None or self.seen[:2] != (self.store, self.store.revision):
            read = self.store.files(), self.store.dataset(), tuple(self.store.own_rows())
            self.seen = (self.store, self.store.revision, read)
        return self.seen[2]

    @invariant()
    def counts_agree(self) -> None:
        """Rows = those of the files + those made here − those put away; clients, one a number, less those who are another."""
        files, shown, own = self.read()
        there = set(files.clients["client_id"]) | {r.client_id for r in own if r.table == "clients"}
        away = self.store.archived()
        for name in SHOWN[1:]:
            mine = [
                r for r in own if r.table == name and r.client_id in there and (name, r.record) not in away
            ]
            assert len(shown[name]) == len(files[name]) + len(mine), name
        clients = shown.clients["client_id"].to_list()
        gone = there - set(clients)
        assert len(clients) == len(set(clients)) and set(clients) <= there
        assert gone <= {m.gone for m in self.store.merges()}
        for name in SHOWN:
            assert set(shown[name]["client_id"]) <= set(clients), "nobody's row"

    @invariant()
    def no_cent_moves(self) -> None:
        files, shown, own = self.read()
        away = {record for table, record in self.store.archived() if table == "payments"}
        there = set(files.clients["client_id"]) | {r.client_id for r in own if r.table == "clients"}
        typed = [r for r in own if r.table == "payments" and r.client_id in there and r.record not in away]
        assert shown.documents["gross"].sum() == files.documents["gross"].sum()
        assert Decimal(shown.payments["amount"].sum()) == Decimal(files.payments["amount"].sum()) + 10 * len(
            typed
        )

    @invariant()
    def corrections_are_shown(self) -> None:
        _, shown, _ = self.read()
        edits = self.store.edits()
        for name in ("clients", "contacts"):
            rows = {r["record"]: r for r in with_records(shown[name], name).iter_rows(named=True)}  # type: ignore[arg-type, index]
            assert len(rows) == len(shown[name]), "a key each"  # type: ignore[index]
            for edit in edits:
                if edit.table == name and edit.record in rows:
                    assert rows[edit.record][edit.column] == edit.value

    @invariant()
    def the_audit_is_whole(self) -> None:
        verdict = self.store.verify()
        assert verdict.faults == () and verdict.entries >= self.entries
        assert self.store.revision >= self.revision
        if verdict.entries > self.entries:
            assert self.store.revision > self.revision
        self.entries, self.revision = verdict.entries, self.store.revision

    def teardown(self) -> None:
        if hasattr(self, "held"):
            self.store.close()
            self.held.close()


def same(one: Dataset, other: Dataset) -> None:
    for name in STORED:
        assert_frame_equal(one[name], other[name])
        assert set(TABLES[name].by_name) <= set(one[name].columns)


Sequences.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestSequences = Sequences.TestCase


@pytest.mark.engines
def test_the_same_holds_on_postgresql(postgres: Server) -> None:
    class OnServer(Sequences):
        place = staticmethod(postgres.database)

    fewer = settings(max_examples=6, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(OnServer, settings=fewer)
