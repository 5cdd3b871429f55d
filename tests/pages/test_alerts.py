"""What must be dealt with, put to sleep and woken, on its page, at home and on the sheet; and the journal that tells it all."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Portfolio
from fiche.brief import gather
from fiche.decisions import Change
from fiche.documents.brief import content
from fiche.store import Store
from fiche.web.alerts_sleep import listened, watched
from fiche.web.journal_view import as_csv
from tests.analysis.build import frame, money
from tests.pages.small import company
from tests.pages.window import press

OpenPage = Callable[..., AppTest]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The record that the pages of this test read."""
    kept = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    yield kept
    kept.close()


def lead(app: AppTest) -> str:
    return next(str(h.proto.body) for h in app.get("html") if "fiche-lead" in str(h.proto.body))


def plain(markdown: str) -> str:
    """Without the escapes of Markdown."""
    return markdown.replace("\\", "").replace("\u00a0", " ")


def codes(app: AppTest) -> list[str]:
    return [str(kind) for kind in app.dataframe[-1].value["kind"]]


def test_worst_first_with_its_reason(open_page: OpenPage) -> None:
    """C1 is 1 200,00 late since 54 days, above its limit of 1 000, its discounts 15 points above what was granted; C2 owes, cannot be reached and has no SIRET."""
    app = open_page("alerts", company())
    assert not app.exception
    assert "5 alertes chez 2 clients, dont 1 urgente." in lead(app)
    assert codes(app) == [
        "Plafond dépassé", "Retard de paiement, niveau 2", "Client injoignable", "Remise au-delà de l’accord", "SIRET manquant",
    ]  # fmt: skip
    assert float(app.dataframe[-1].value["amount"].iloc[1]) == 1200


def test_filtered_by_kind_and_by_manager(open_page: OpenPage) -> None:
    app = open_page("alerts", company(), alerte="late_payment")
    assert codes(app) == ["Retard de paiement, niveau 2"]
    app = open_page("alerts", company(), responsable="A. Martin")
    assert set(app.dataframe[-1].value["client_id"]) == {"C1"}


def test_asleep_it_is_counted_shown_and_woken(open_page: OpenPage, store: Store) -> None:
    store.snooze("C1", "late_payment_2", dt.date(2026, 12, 1), by="A. Martin", note="virement annoncé")
    app = open_page("alerts", company())
    assert "1 autre est en sommeil" in lead(app) and "Retard de paiement, niveau 2" not in codes(app)
    app.toggle(key="alerts_asleep").set_value(True).run()
    row = app.dataframe[-1].value.iloc[0]
    assert (row["kind"], row["by"], row["note"]) == (
        "Retard de paiement, niveau 2",
        "A. Martin",
        "virement annoncé",
    )
    store.wake("C1", "late_payment_2", by="A. Martin")
    assert "en sommeil" not in lead(app.run())


def test_a_level_passed_wakes_it(open_page: OpenPage, store: Store) -> None:
    """Asleep at the first level, the second is another alert."""
    store.snooze("C1", "late_payment_1", dt.date(2026, 12, 31), by="A. Martin")
    assert "Retard de paiement, niveau 2" in codes(open_page("alerts", company()))


def test_put_to_sleep_from_home(open_page: OpenPage, store: Store) -> None:
    app = open_page("home", company())
    assert not app.exception
    app.button(key="alert_sleep_0").click().run()
    app.text_input(key="author_typed_sleep").set_value("L. Durand")
    app.text_input(key="sleep_note").set_value("accord du directeur")
    press(app, "Mettre en sommeil")
    assert not app.exception
    (asleep,) = store.snoozes(DAY)
    assert (asleep.client_id, asleep.code, asleep.until) == ("C1", "credit_limit", dt.date(2026, 12, 1))
    assert (asleep.by, asleep.note) == ("L. Durand", "accord du directeur")


def test_asleep_on_the_sheet(open_page: OpenPage, store: Store) -> None:
    store.snooze("C1", "credit_limit", dt.date(2026, 12, 1), by="A. Martin", note="plafond relevé lundi")
    app = open_page("sheet", company(), client="C1")
    assert not app.exception
    said = [m.value for m in app.markdown]
    assert not any("dépasse le plafond" in text and "À dire" in text for text in said)
    assert any("plafond relevé lundi" in text for text in said)
    app.button(key="wake_credit_limit").click().run()
    assert store.snoozes(DAY) == []


@pytest.mark.parametrize(("on", "heard"), [("2026-11-24", False), ("2026-12-01", True)])
def test_asleep_it_is_told_neither_on_screen_nor_on_paper_until_its_day(
    on: str, heard: bool, open_page: OpenPage, store: Store
) -> None:
    """A promise that was not kept is said by its alert and by the promise itself: both sleep, and what is promised for later is still said."""
    promises = [
        {"client_id": "C1", "amount": money(amount), "promised_on": dt.date.fromisoformat(day), "made_on": dt.date(2026, 10, 1)}
        for amount, day in ((400, "2026-11-10"), (300, "2026-12-20"))
    ]  # fmt: skip
    tables = dict(company().tables)
    kept = replace(company(), tables={**tables, "promises": frame("promises", promises)})
    store.snooze("C1", "broken_promise", dt.date(2026, 12, 1), by="A. Martin", note="virement annoncé")
    app = open_page("sheet", kept, client="C1", date=on)
    assert not app.exception
    screen = plain(next(m.value for m in app.markdown if m.value.startswith("1. ")))
    day = dt.date.fromisoformat(on)
    brief = gather(Portfolio(kept), "C1", day)
    paper = [p["text"] for p in content(listened(brief, watched(store, brief.alerts, day)))["points"]["rows"]]
    assert any("10/11/2026" in text for text in paper) is heard is ("10/11/2026" in screen)
    assert any("20/12/2026" in text for text in paper) and "20/12/2026" in screen
    assert bool([b for b in app.button if b.key == "wake_broken_promise"]) is not heard


def test_the_journal_says_who_did_what(open_page: OpenPage, store: Store) -> None:
    store.snooze("C1", "late_payment_2", dt.date(2026, 12, 1), by="A. Martin")
    store.wake("C1", "late_payment_2", by="L. Durand")
    app = open_page("journal", company())
    assert not app.exception
    rows = app.dataframe[-1].value
    assert list(rows["action"]) == ["Import", "Alerte réveillée", "Alerte mise en sommeil"]
    assert rows["detail"].iloc[2] == "Retard de paiement, niveau 2 · jusqu’au 01/12/2026"
    app.selectbox(key="journal_by").set_value("L. Durand").run()
    assert list(app.dataframe[-1].value["action"]) == ["Alerte réveillée"]
    app.selectbox(key="journal_by").set_value(None)
    app.selectbox(key="journal_action").set_value("snooze").run()
    assert list(app.dataframe[-1].value["name"]) == ["Dupont & Fils"]
    app.date_input(key="journal_until").set_value(dt.date(2020, 1, 1)).run()
    assert "Aucune entrée" in app.info[0].value


def test_the_journal_in_csv_runs_nothing() -> None:
    at = dt.datetime.fromisoformat("2026-07-01T22:30")
    made = Change(7, at, "=Léa", "edit", "C1", "clients", "C1", "city", None, "=1+1", None)
    assert as_csv([replace(made, client_id=None)], {}).decode("utf-8-sig").count("\r\n") == 2, "of no client"
    head, row = as_csv([made], {"C1": "+SUM(A1)"}).decode("utf-8-sig").split("\r\n")[:2]
    assert head.startswith('"Entrée";"Date";"Auteur"')
    assert row.startswith('"7";"02/07/2026 à 00:30";"\'=Léa";') and '"\'+SUM(A1)"' in row


def test_the_journal_is_verified(open_page: OpenPage, store: Store, tmp_path: Path) -> None:
    """Intact, then an entry edited behind the application's back is named."""
    store.snooze("C1", "late_payment_2", dt.date(2026, 12, 1), by="A. Martin")
    app = open_page("journal", company())
    app.button(key="journal_verify").click().run()
    assert "Le journal est entier : 2 entrées" in plain(app.success[0].value)
    with sqlite3.connect(tmp_path / "fiche.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute('UPDATE audit SET "by" = ? WHERE seq = 1', ("quelqu’un",))
    app.button(key="journal_verify").click().run()
    assert "L’entrée 1 a été modifiée." in plain(app.error[0].value)


def test_an_empty_journal_says_so(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FICHE_DATA", str(tmp_path))
    app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=60).run()
    app.switch_page(str(root / "pages" / "data" / "journal.py")).run()
    assert not app.exception and "Aucune entrée" in app.info[0].value
