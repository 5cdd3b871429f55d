"""What a credit manager does each week, in a real browser: read a letter, take them all, note them as sent; and a dispute noted on a sheet stops the reminder."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fiche.i18n import NBSP
from tests.browser.conftest import Server
from tests.browser.test_desk import CLIENT, field, record, save, server, sheet, window  # noqa: F401 - the fixture too
from tests.browser.test_journey import AS_OF, go, ready, text

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def close(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=30_000)
    ready(page)


def test_this_week_s_reminders_are_read_taken_and_noted(server: Server, visit: Visit) -> None:  # noqa: F811
    page = visit()
    go(page, f"{server.url}/relances?date={AS_OF}")
    assert "clients à relancer pour" in text(page) and "À voir d’abord" in text(page)
    page.get_by_role("tab", name="À relancer").wait_for(timeout=30_000)
    box = page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 160, box["y"] + 35 + 17)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Total à régler")).to_be_visible(timeout=30_000)
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="PDF", exact=True).click()
    assert Path(waiting.value.path()).read_bytes()[:5] == b"%PDF-"
    close(page)
    page.locator(".st-key-dunning_prepare button").click()
    page.locator(".st-key-dunning_start button").click()
    ready(page)
    link = page.get_by_role("link", name="Télécharger")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as opened:
        names = opened.namelist()
    assert len(names) > 100 and {Path(name).suffix for name in names} == {".pdf", ".eml"}
    page.locator(".st-key-dunning_mark button").click()
    page.get_by_role("dialog").get_by_label("Votre nom").fill("A. Martin")
    page.get_by_role("dialog").get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_text("relances notées comme envoyées.")).to_be_visible(timeout=30_000)
    ready(page)
    assert "Aucune relance à envoyer" in text(page)
    assert 2 * len(record(server).own_rows()) == len(names)


def test_a_dispute_noted_on_the_sheet_stops_the_reminder(server: Server, visit: Visit) -> None:  # noqa: F811
    page = visit()
    go(page, sheet(server))
    expect(page.get_by_text("niveau 1 à envoyer")).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Échanges, litiges, promesses").click()
    ready(page)
    window(page, "add_disputes")
    field(page, "dispute_reason", "Livraison incomplète")
    save(page, "Ajouter")
    expect(page.get_by_text("niveau 1 à envoyer")).to_have_count(0, timeout=30_000)
    go(page, f"{server.url}/relances?date={AS_OF}&client={CLIENT}")
    said = text(page).replace(NBSP, " ")
    assert "À relancer · 0" in said and "À voir d’abord · 1" in said
