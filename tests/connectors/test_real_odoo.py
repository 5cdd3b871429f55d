"""The connector against a real Odoo, 19 or 14, that tools/odoo.sh starts: what each client owes is what Odoo leaves open, whatever happens in it next; left out of the other runs."""

import base64
import csv
import datetime as dt
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fiche import loading
from fiche.analysis import Filters, Portfolio
from fiche.connectors.hosts import listed
from fiche.connectors.look import look
from fiche.connectors.push import open_push, pending, send
from fiche.connectors.session import Session, World
from fiche.connectors.sync import Run, synchronise
from fiche.connectors.systems.odoo import SYSTEM
from fiche.connectors.vault import Vault
from fiche.edits import Edit
from fiche.errors import ConnectionRefused
from fiche.store import Store
from fiche.store.connections import Sync
from tests.connectors.conftest import now
from tests.connectors.odoo_real import Real, owed
from tests.connectors.odoo_seed import Seed
from tests.connectors.odoo_story import told

pytestmark = pytest.mark.odoo
LATER = dt.date(2027, 6, 1)  # after every date of the story


@pytest.fixture(scope="session")
def seed() -> Seed:
    """The story, told once."""
    return told(Real.of_environment())


class Here:
    """A record of ours connected to that Odoo, as the user of a key."""

    def __init__(self, store: Store, real: Real, who: str = "lecture", **settings: Any) -> None:
        keys = json.loads(Path(os.environ["FICHE_ODOO_KEYS"]).read_text("ascii"))
        secrets = {"key": settings.pop("key", keys.get(who, ""))}
        plain = {"database": real.database, "login": who, **settings}
        self.store, self.real = store, real
        self.world = World(allowed=listed(f"{real.url}=127.0.0.0/8"), sleep=lambda _s: None)
        self.number = store.add_remote("odoo", "Odoo", real.url, plain, lambda n: Vault.open().seal(n, secrets), by="Nadia")  # fmt: skip

    @property
    def remote(self) -> Any:
        found = self.store.remote(self.number)
        assert found is not None
        return found

    def sync(self, *, whole: bool = False) -> Sync:
        """One synchronisation, whatever it gives."""
        return synchronise(self.store, self.number, Run(now, "Nadia", whole, world=self.world))

    def read(self, *, whole: bool = False) -> Sync:
        """One that must succeed."""
        made = self.sync(whole=whole)
        assert made.status == "done", made.message
        return made

    def balances(self) -> dict[tuple[int, str], Decimal]:
        """{(client there, currency): what it owes here}, without those who owe nothing."""
        dataset = self.store.dataset()
        assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
        there = dict(dataset.clients.select("client_id", "source_id").iter_rows())
        portfolio, found = Portfolio(dataset), {}
        for currency in portfolio.currencies():
            for row in portfolio.clients(LATER, Filters(currency=currency), reasons=False).to_dict("records"):
                if balance := Decimal(str(row["balance"])).quantize(Decimal("0.01")):
                    found[int(there[row["client_id"]]), currency] = balance
        return found

    def row(self, table: str, **where: Any) -> dict[str, Any]:
        """The only row that is so."""
        frame = self.store.dataset()[table]  # type: ignore[index]
        for name, value in where.items():
            frame = frame.filter(pl.col(name) == value)
        assert len(frame) == 1, frame
        return frame.row(0, named=True)


@pytest.fixture
def here(seed: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    """Everything read once, by a user who reads the accounts and changes contacts. Changes are read without an overlap: what was written a moment
    ago must not be read again for that alone."""
    monkeypatch.setattr("fiche.connectors.session.system_of", lambda _code: replace(SYSTEM, overlap=0))
    made = Here(Store.open(f"sqlite:///{tmp_path / 'fiche.db'}"), seed.real)
    assert made.read().code is None
    yield made


def test_what_is_owed_is_what_odoo_leaves_open(seed: Seed, here: Here) -> None:
    """Each client, in each currency, to the cent; each document too."""
    assert here.balances() == owed(seed.real, seed.companies)
    dataset = here.store.dataset()
    portfolio, keys = (
        Portfolio(dataset),
        dict(dataset.documents.select("document_key", "source_id").iter_rows()),
    )
    left: dict[str, Decimal] = defaultdict(Decimal)
    for currency in portfolio.currencies():
        for client in dataset.clients["client_id"]:
            rows = portfolio.open_rows(LATER, client, Filters(currency=currency)).to_dict("records")
            for row in rows:
                left[str(keys.get(row["document_key"]))] += Decimal(str(row["open_amount"])) + Decimal(
                    str(row["unapplied"])
                )
    moves = seed.real.rows(
        "account.move", [["state", "=", "posted"], ["move_type", "in", ["out_invoice", "out_refund", "out_receipt"]]], "move_type amount_residual",
        allowed_company_ids=seed.companies,
    )  # fmt: skip
    there = {
        f"account.move,{m['id']}": Decimal(str(m["amount_residual"])) * (-1 if m["move_type"] == "out_refund" else 1)
        for m in moves
        if m["amount_residual"]
    }  # fmt: skip
    assert {k: v for k, v in left.items() if k.startswith("account.move,") and v} == there


def test_who_and_where_clients_are(seed: Seed, here: Here) -> None:
    """The fields of a client, its contacts and addresses, who is archived, who is no client."""
    client = here.row("clients", client_id="C001")
    assert (client["name"], client["siret"], client["vat_number"]) == ("Boulangerie Quenon SARL", "33417522101010", "FR23334175221")  # fmt: skip
    assert (client["category"], client["notes"]) == ("Fidèle", "Livrer avant 9 h\nSonner & attendre")  # fmt: skip
    (terms,) = seed.real.rows("account.payment.term", [["id", "=", seed.real.named("account.account_payment_term_30days")]], "display_name")  # fmt: skip
    assert client["payment_terms"] == terms["display_name"]
    assert (client["delivery_address"], client["delivery_city"]) == ("4 quai Bas", "Lille")
    assert here.row("clients", client_id="C009")["status"] == "Archivé"
    dataset = here.store.dataset()
    names = set(dataset.clients["name"])
    assert "Quincaillerie Grossiste" not in names
    assert {"Quenon Traiteur SAS", "Odile Carpentier", "Prospect Sans Facture"} <= names
    twins = dataset.clients.filter(pl.col("name").str.starts_with("Garage"))["client_id"]
    assert set(twins) == {str(seed.partners[k]) for k in ("twin_one", "twin_two")}
    contacts = dataset["contacts"].filter(pl.col("client_id") == "C001")
    assert set(contacts["contact_name"]) == {"Odile Quenon", "Comptabilité Quenon"}
    assert set(dataset["addresses"]["address_kind"]) == {"Livraison", "Facturation"}
    reasons = dict(dataset.set_aside.group_by("code").len().iter_rows())
    assert (reasons["draft_document"], reasons["cancelled_document"]) == (1, 1)
    invoice = here.row("documents", source_id=f"account.move,{seed.moves['unpaid']}")
    assert (invoice["discount"], invoice["order_reference"]) == (Decimal("111.11"), "S00012")
    parts = here.row("documents", source_id=f"account.move,{seed.moves['parts']}")
    assert parts["schedule"] == "2026-08-03=900.00 2026-10-02=2100.00"


def test_what_changes_is_read_alone(seed: Seed, here: Here) -> None:
    """A partner, an invoice, a payment, a draft again, a match undone, what is deleted: each time the balances are Odoo's."""
    real = seed.real

    def again(*, whole: bool = False) -> dict[str, dict[str, int]]:
        made = here.read(whole=whole)
        time.sleep(1.1)  # what is written next is of another second
        assert here.balances() == owed(real, seed.companies)
        counts: Any = made.counts
        return dict(counts)

    real.write("res.partner", seed.partners["brisson"], {"city": "Villeurbanne", "phone": "04 78 00 00 00"})
    again()
    client = here.row("clients", client_id=str(seed.partners["brisson"]))
    assert (client["city"], client["phone"]) == ("Villeurbanne", "04 78 00 00 00")
    seed.invoice("new", "brisson", "2026-11-10", [("Fenêtre", 1.0, 410.0, 0.0)])
    assert again()["moves"]["new"] == 1
    seed.pay(["new"], "2026-11-12", 92.0)
    again()
    assert here.row("payments", document_id=_number(real, seed.moves["new"]))["amount"] == Decimal("92.00")
    lines = real.find("account.move.line", ["move_id", "=", seed.moves["new"]])
    real.call("account.move.line", "remove_move_reconcile", lines)
    again()
    real.call("account.move", "button_draft", [seed.moves["new"]])
    again()
    moves = set(here.store.dataset().documents["source_id"])
    assert f"account.move,{seed.moves['new']}" not in moves
    real.call("account.move", "button_cancel", [seed.moves["new"]])
    again()
    seed.partner("short", "Client éphémère", is_company=True, customer_rank=1)
    seed.invoice("gone", "brisson", "2026-11-11", [("Brouillon", 1.0, 5.0, 0.0)], post=False)
    again()
    assert here.row("clients", name="Client éphémère")["archived_on"] is None
    real.call("account.move", "unlink", [seed.moves["gone"]])
    real.call("res.partner", "unlink", [seed.partners["short"]])
    again(whole=True)
    assert here.row("clients", name="Client éphémère")["archived_on"] is not None
    aside = here.store.dataset().set_aside.filter(pl.col("code") == "gone_at_source")
    assert len(aside) == 1
    same = again()
    assert not sum(c["new"] + c["changed"] + c["gone"] for c in same.values())


def _number(real: Real, move: int) -> str:
    (found,) = real.rows("account.move", [["id", "=", move]], "name")
    return str(found["name"])


def test_a_key_a_base_a_right_that_are_not_good_are_said(seed: Seed, tmp_path: Path) -> None:
    """Each refusal in its own words, and nothing kept."""
    for name, settings, code in (
        ("key", {"key": "wrong"}, "source_unauthorised"),
        ("base", {"database": "other"}, "source_missing"),
        ("right", {"who": "contacts"}, "source_forbidden"),
    ):
        made = Here(Store.open(f"sqlite:///{tmp_path / f'{name}.db'}"), seed.real, **settings)  # type: ignore[arg-type]
        told_ = made.sync()
        assert (told_.status, told_.code) == ("failed", code), (name, told_.message)
        assert not made.store.in_force()
        with (
            Session.of(made.store, made.remote, made.world) as session,
            pytest.raises(ConnectionRefused) as refusal,
        ):
            look(session)
        assert refusal.value.code == code


def test_one_company_alone_is_read(seed: Seed, tmp_path: Path) -> None:
    first, second = seed.companies
    for company in (first, second):
        store = Store.open(f"sqlite:///{tmp_path / f'{company}.db'}")
        made = Here(store, seed.real, companies=[str(company)])
        made.read()
        assert made.balances() == owed(seed.real, [company])
    with Session.of(made.store, made.remote, made.world) as session:
        seen = look(session)
    assert set(seen.companies) == {str(first), str(second)}
    assert not seen.refused


def test_a_correction_goes_back_unless_it_changed_there(seed: Seed, here: Here) -> None:
    """What is shown is what is written; a client changed in Odoo meanwhile is not touched; the journal tells."""
    real, number = seed.real, seed.partners["twin_two"]
    client = str(number)
    wanted = {"phone": "02 40 00 00 01", "city": "Rezé", "notes": "Remise < 5 %\nVoir « Léa » & co", "website": "garage-gare.example"}  # fmt: skip
    here.store.edit([Edit("clients", client, c, None, v) for c, v in wanted.items()], by="Nadia")
    session, push = open_push(here.store, here.remote, here.world)
    with session:
        changes = pending(here.store, here.remote, push)
        assert {c.column: (c.there, c.here) for c in changes} == {
            "phone": (None, wanted["phone"]), "city": ("Nantes", "Rezé"), "notes": (None, wanted["notes"]), "website": (None, wanted["website"]),
        }  # fmt: skip
        real.write("res.partner", number, {"function": "changed there"})
        with pytest.raises(ConnectionRefused) as refusal:
            send(here.store, here.remote, session, push, changes, by="Nadia")
        assert refusal.value.code == "changed_at_source"
        (there,) = real.rows("res.partner", [["id", "=", number]], "phone city")
        assert (there["phone"], there["city"]) == (False, "Nantes")
        here.read()
        send(here.store, here.remote, session, push, pending(here.store, here.remote, push), by="Nadia")
        (there,) = real.rows("res.partner", [["id", "=", number]], "phone city website comment")
        assert (there["phone"], there["city"]) == (wanted["phone"], "Rezé")
        assert there["comment"] == "<p>Remise &lt; 5 %</p><p>Voir « Léa » &amp; co</p>"
        assert pending(here.store, here.remote, push) == []
        here.read()
        assert pending(here.store, here.remote, push) == []
    assert here.row("clients", client_id=client)["notes"] == wanted["notes"]


@pytest.mark.parametrize("lists", ["FEC res.partner", "res.partner account.move"])
def test_its_exports_are_the_same_records(seed: Seed, tmp_path: Path, lists: str) -> None:
    """What Odoo exports by hand, its FEC and its lists in French, then the connection: no client, document or payment twice."""
    real, first = seed.real, seed.companies[0]
    inside = {"allowed_company_ids": [first]}
    folder = tmp_path / "exports"
    folder.mkdir()
    made = Here(Store.open(f"sqlite:///{tmp_path / 'fiche.db'}"), real, companies=[str(first)])
    made.read()
    alone = made.store.dataset()
    paths = [_ledger(real, folder, inside) if name == "FEC" else _export(real, folder, inside, name) for name in lists.split()]  # fmt: skip
    both = Here(Store.open(f"sqlite:///{tmp_path / 'both.db'}"), real, companies=[str(first)])
    reading = loading.prepare([(path.name, path) for path in paths])
    checked = loading.check(reading, loaded_on=dt.date(2026, 11, 24))
    both.store.save(checked, [(path.name, "0" * 64) for path in paths])
    both.read()
    expected, found = owed(real, [first]), both.balances()
    dollars = seed.partners[
        "german"
    ]  # a ledger is in euros, what it says of exchange rates is no payment in dollars
    assert {k: v for k, v in found.items() if k[0] != dollars} == {
        k: v for k, v in expected.items() if k[0] != dollars
    }
    twins = both.store.dataset().clients.group_by("name").len().filter(pl.col("len") > 1)
    assert twins.is_empty(), twins
    here_, alone_ = both.store.dataset().documents, alone.documents
    # One reference for two clients: a ledger puts what is one's on the other.
    other = {_number(real, seed.moves[k]) for k in ("returned", "returned_credit")}
    twice = here_.filter(~pl.col("document_id").is_in(other)).group_by("document_id").len()
    assert twice.filter(pl.col("len") > 1).is_empty(), twice
    assert set(here_["document_id"]) >= set(alone_["document_id"])


def _ledger(real: Real, folder: Path, inside: dict[str, Any]) -> Path:
    """The FEC of the year, as Odoo's own wizard writes it."""
    if real.version >= 17:
        model, method = "l10n_fr.fec.export.wizard", "generate_fec"
    else:
        model, method = "account.fr.fec", "generate_fec"
    more = {} if real.version >= 17 else {"test_file": True}  # it would lock the period
    wizard = real.make(
        model,
        {**more, "date_from": "2026-01-01", "date_to": min("2026-12-31", now().date().isoformat())},
        **inside,
    )
    told_ = real.call(model, method, [wizard], context=inside)
    if isinstance(told_, dict) and "file_content" in told_:
        content, name = told_["file_content"], told_["file_name"]
    else:
        (kept,) = real.rows(model, [["id", "=", wizard]], "fec_data filename", **inside)
        content, name = base64.b64decode(kept["fec_data"]), kept["filename"]
    path = folder / str(name)
    path.write_bytes(content.data if hasattr(content, "data") else content if isinstance(content, bytes) else content.encode())  # fmt: skip
    return path


_EXPORTED = {
    "res.partner": ([["customer_rank", ">", 0]], "name complete_name ref vat email phone street zip city country_id customer_rank"),
    "account.move": (
        [["move_type", "in", ["out_invoice", "out_refund"]], ["state", "=", "posted"]],
        "name partner_id commercial_partner_id invoice_date invoice_date_due amount_untaxed_signed amount_total_signed amount_residual_signed state payment_state move_type currency_id",
    ),
}  # fmt: skip


def _export(real: Real, folder: Path, inside: dict[str, Any], model: str) -> Path:
    """A list as the Export window of Odoo writes it: CSV, in French."""
    domain, fields = _EXPORTED[model]
    names = real.has(model, *fields.split())
    labels = real.call(model, "fields_get", names, ["string"])
    ids = real.call(model, "search", domain, context=inside)
    rows = real.call(model, "export_data", ids, names, context=inside)["datas"]
    path = folder / f"{model}.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow([labels[n]["string"] for n in names])
        writer.writerows(["" if v is False else v for v in row] for row in rows)
    return path
