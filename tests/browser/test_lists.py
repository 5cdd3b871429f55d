"""What a sales director does on Monday, in a real browser: find who stopped buying, plan the calls, save the view and have a colleague open it by its link."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.test_desk import Visit, record
from tests.browser.test_desk import server as server  # noqa: PLC0414 - the same record of the made-up company
from tests.browser.test_journey import AS_OF, go, ready, text

pytestmark = pytest.mark.browser


def test_the_sales_director_plans_the_calls_and_shares_the_view(server: Server, visit: Visit) -> None:
    page = visit()
    go(page, f"{server.url}/listes?date={AS_OF}&zone=Nord")
    assert "Qui n’achète plus" in text(page) and "clients filtrés" in text(page)
    page.locator(".st-key-lists_plan_all button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=30_000)
    ready(page)
    dialog.get_by_label("Prochaine action").fill("Appeler cette semaine")
    dialog.get_by_label("Votre nom").fill("Solène Brévaux")
    dialog.get_by_role("button", name="Planifier").click()
    expect(dialog).to_have_count(0, timeout=30_000)
    ready(page)
    rows = record(server).own_rows()
    assert rows and {row.values["next_action"] for row in rows} == {"Appeler cette semaine"}
    assert "planifiée" in text(page)
    page.locator(".st-key-views button").first.click()
    page.locator(".st-key-view_save button").click()
    expect(dialog).to_be_visible(timeout=30_000)
    dialog.get_by_label("Nom de la vue").fill("Le Nord qui n’achète plus")
    dialog.get_by_text("Partagée avec l’équipe").click()
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog).to_have_count(0, timeout=30_000)
    (view,) = record(server).saved("view", "")
    other = visit()
    go(other, f"{server.url}/?enregistree={view.id}")
    expect(other.get_by_role("heading", name="Listes à travailler")).to_be_visible(timeout=30_000)
    ready(other)
    said = text(other).replace("\u00a0", " ")
    assert "Zone : Nord" in said and "clients filtrés" in said
