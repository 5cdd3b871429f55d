"""What a manager does, in a real browser: load, confirm, read, open a client, take its sheet away, come back to it."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from fiche.cli import main
from fiche.i18n import money
from tests.documents.read import flat, read

if TYPE_CHECKING:
    from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
AS_OF = "2026-11-20"
ENGLISH = (
    "Upload",
    "Browse files",
    "Drag and drop",
    "Running...",
    "No results",
    "Choose an option",
    "Press Enter",
)


def ready(page: Page) -> None:
    """Wait until the script has run and its words are drawn."""
    for _ in range(2):
        page.wait_for_timeout(600)
        page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=60_000)


def go(page: Page, url: str) -> None:
    page.goto(url)
    ready(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    ready(page)


def drop(page: Page, *files: Path, then: str = "Enregistrer") -> None:
    page.set_input_files('input[type="file"]', [str(f) for f in files])
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible(timeout=60_000)
    ready(page)


def text(page: Page) -> str:
    return str(page.evaluate("document.body.innerText"))


def figures(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main(["indicators", *map(str, arguments), "--as-of", AS_OF, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_from_a_file_to_a_client_s_sheet(
    server: "Server", visit: Visit, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [demo.parent / "clients.csv", demo.parent / "factures.csv"]
    expected = figures(capsys, *files)
    page = visit()
    go(page, f"{server.url}/?date={AS_OF}")
    drop(page, *files)
    assert "mises de côté" in text(page)
    press(page, "Enregistrer")
    page.wait_for_url("**/portefeuille**")
    ready(page)
    shown = money(Decimal(str(expected["outstanding"])))
    expect(page.get_by_text(shown).first).to_be_visible()
    assert not [word for word in ENGLISH if word in text(page)]

    client = expected["top_clients"][0]["client_id"]  # type: ignore[index]
    go(page, f"{server.url}/fiche?client={client}&date={AS_OF}")
    one = figures(capsys, *files, "--client", client)
    expect(page.get_by_text(money(Decimal(str(one["outstanding"])))).first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").first.click()
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()), data_only=True)
    numbers = {
        Decimal(str(cell)).quantize(Decimal("0.01"))
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    }
    assert Decimal(str(one["outstanding"])) in numbers
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF").first.click()
    printed = read(Path(waiting.value.path()).read_bytes())
    assert printed.pages == 1 and flat(money(Decimal(str(one["outstanding"])))) in printed.text

    page.reload()
    ready(page)
    expect(page.get_by_text(money(Decimal(str(one["outstanding"])))).first).to_be_visible()
    page.context.close()
    server.restart()
    page = visit()
    go(page, f"{server.url}/portefeuille?date={AS_OF}")
    expect(page.get_by_text(shown).first).to_be_visible()


def test_a_trial_survives_reloading_and_is_left(server: "Server", visit: Visit) -> None:
    page = visit()
    go(page, server.url)
    press(page, "Ouvrir l’entreprise de démonstration")
    page.wait_for_url("**/portefeuille**", timeout=60_000)
    ready(page)
    assert "Essai" in text(page)
    page.reload()
    ready(page)
    assert "Essai" in text(page) and "302" in text(page)
    press(page, "Quitter l’essai")
    assert "Aucun fichier client n’est chargé" in text(page)


def test_a_second_file_updates_and_what_is_proposed_is_applied(
    server: "Server", visit: Visit, tmp_path: Path
) -> None:
    head = "Numéro client;Raison sociale;E-mail;Ville\n"
    first, second = tmp_path / "clients.csv", tmp_path / "clients-juin.csv"
    first.write_text(head + "C1;Alpha;contact@alpha.fr;Lyon\nC2;Beta;mailto:beta@beta.fr;Nice\n", "utf-8")
    second.write_text(
        head + "C1;Alpha;contact@alpha.fr;Villeurbanne\nC2;Beta;mailto:beta@beta.fr;Nice\n", "utf-8"
    )
    page = visit()
    go(page, f"{server.url}/importer")
    drop(page, first)
    press(page, "Enregistrer")
    go(page, f"{server.url}/importer")
    drop(page, second, then="Mettre à jour")
    assert "1 champ modifié" in text(page)
    press(page, "Mettre à jour")
    go(page, f"{server.url}/qualite")
    assert "en vigueur, mise à jour" in text(page)
    page.locator("summary", has_text="E-mail invalide").click()
    press(page, "Tout appliquer (1)")
    expect(page.get_by_text("Corrections faites ici").first).to_be_visible(timeout=60_000)
    go(page, f"{server.url}/fiche?client=C2")
    assert "beta@beta.fr" in text(page) and "mailto:" not in text(page)
    go(page, f"{server.url}/fiche?client=C1")
    assert "Villeurbanne" in text(page)


HOSTILE = (
    '<img src=x onerror="window.__pwn=1">',
    "![x](http://evil.invalid/a.png)",
    "=1+1",
    "**gras** $A$ `b`",
)


def test_hostile_names_are_shown_and_run_nothing(server: "Server", visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    rows = [f'C{i};"{name.replace(chr(34), chr(34) * 2)}"' for i, name in enumerate(HOSTILE)]
    invoices = [f"F{i};C{i};01/02/2026;03/03/2026;{100 + i},00" for i in range(len(HOSTILE))]
    file.write_text("\n".join(["Numéro client;Raison sociale", *rows]), "utf-8")
    bills = tmp_path / "factures.csv"
    head = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC"
    bills.write_text("\n".join([head, *invoices]), "utf-8")
    page = visit()
    go(page, f"{server.url}/?date={AS_OF}")
    drop(page, file, bills)
    press(page, "Essayer sans enregistrer")
    page.wait_for_url("**/portefeuille**")
    trial = page.url.split("essai=")[1].split("&")[0]
    for place, name in enumerate(HOSTILE):
        go(page, f"{server.url}/fiche?client=C{place}&date={AS_OF}&essai={trial}")
        assert name in text(page)
        assert page.evaluate("window.__pwn") is None
    go(page, f"{server.url}/accueil?date={AS_OF}&essai={trial}")
    assert page.evaluate("window.__pwn") is None


PAGES = ("accueil", "portefeuille", "clients", "fiche", "importer", "qualite", "modeles")


def test_on_a_phone_nothing_runs_off_the_side(server: "Server", visit: Visit) -> None:
    page = visit(width=390, height=844)
    go(page, server.url)
    press(page, "Ouvrir l’entreprise de démonstration")
    page.wait_for_url("**/portefeuille**", timeout=60_000)
    trial = page.url.split("essai=")[1].split("&")[0]
    wide = []
    for path in PAGES:
        go(page, f"{server.url}/{path}?essai={trial}&date={AS_OF}&client=C-00001")
        if not page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"):
            wide.append(path)
    assert not wide
