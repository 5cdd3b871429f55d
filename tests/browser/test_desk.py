"""What a salesperson does around a call, in a real browser: find and prepare, correct beside a colleague, note a dispute and a promise, attach and undo."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from fiche.store import Store
from tests.browser.conftest import Server
from tests.browser.test_journey import AS_OF, go, ready, text
from tests.documents.read import read

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
CLIENT = "C-00221"  # the one that is the most late
SEVERE = ("serious", "critical")
# Streamlit's own markup, seen with 1.67: nothing that a page can say changes it.
NOT_OURS = ("stSidebarNav",)


@pytest.fixture
def server(tmp_path: Path, recorded: Path) -> Iterator[Server]:
    """A server on a record that holds the made-up company."""
    server = Server(tmp_path / "data")
    server.data.mkdir()
    for file in recorded.parent.iterdir():
        if file.is_file():
            shutil.copy(file, server.data)
    server.start()
    yield server
    server.stop()


def record(server: Server) -> Store:
    return Store.open(f"sqlite:///{server.data / 'fiche.db'}")


def sheet(server: Server) -> str:
    return f"{server.url}/fiche?client={CLIENT}&date={AS_OF}"


def window(page: Page, opener: str) -> None:
    page.locator(f".st-key-{opener} button").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=30_000)
    ready(page)


def field(page: Page, key: str, value: str) -> None:
    box = (
        page.get_by_role("dialog")
        .locator(f'[class*="st-key-form_"][class*="{key}"]')
        .locator("input, textarea")
        .first
    )
    box.fill(value)
    if box.get_attribute("role") == "combobox":  # a list that takes another word too
        box.press("Enter")


def save(page: Page, words: str) -> None:
    name = page.get_by_role("dialog").get_by_label("Votre nom")
    if name.count():
        name.fill("A. Martin")
    page.get_by_role("dialog").get_by_role("button", name=words).click()
    ready(page)


def test_a_call_is_prepared_with_the_keyboard_alone(server: Server, visit: Visit) -> None:
    page = visit()
    go(page, f"{server.url}/clients?date={AS_OF}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.placeholder || ''").startswith("Rechercher un client"):
            break
    else:
        pytest.fail("the search is not reached by the keyboard")
    page.keyboard.type("lyc")
    ready(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if CLIENT in str(page.evaluate("document.activeElement.innerText || ''")):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/fiche**", timeout=30_000)
    ready(page)
    said = text(page)
    for part in (
        "À dire, à proposer",
        "Ce qu’il achète",
        "Ce qui est en retard, et pourquoi",
        "Dernier échange",
    ):
        assert part in said, part
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF").first.focus()
        page.keyboard.press("Enter")
    printed = read(Path(waiting.value.path()).read_bytes())
    assert printed.pages == 1 and "Marvenne" in printed.text
    page.get_by_role("link", name="Liste des clients").click()
    ready(page)
    page.get_by_role("button", name="Vus récemment").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Lycée de Marvenne · {CLIENT}")).to_be_visible(timeout=30_000)


def test_an_address_is_corrected_while_a_colleague_corrects_it_too(server: Server, visit: Visit) -> None:
    mine, theirs = visit(), visit()
    for page in (mine, theirs):
        go(page, sheet(server))
        window(page, "sheet_edit")
        page.get_by_role("dialog").get_by_role("tab", name="Contact et adresse").click()
    field(theirs, f"{CLIENT}_city", "Cholet")
    theirs.get_by_role("dialog").get_by_label("Votre nom").fill("B. Durand")
    theirs.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    ready(theirs)
    field(mine, f"{CLIENT}_city", "Saumur")
    save(mine, "Enregistrer")
    dialog = mine.get_by_role("dialog")
    expect(dialog.get_by_text("B. Durand").first).to_be_visible(timeout=30_000)
    expect(dialog.get_by_text("Cholet").first).to_be_visible()
    dialog.get_by_text("Vous : Saumur").click()
    save(mine, "Enregistrer ces choix")
    expect(mine.get_by_role("dialog")).to_have_count(0, timeout=30_000)
    assert "Saumur" in text(mine)
    (edit,) = record(server).edits(("clients", CLIENT))
    assert (edit.value, edit.by) == ("Saumur", "A. Martin")


def test_a_dispute_and_a_promise_are_noted_in_the_call(server: Server, visit: Visit) -> None:
    page = visit()
    go(page, sheet(server))
    page.get_by_role("tab", name="Échanges, litiges, promesses").click()
    ready(page)
    window(page, "add_disputes")
    field(page, "dispute_reason", "Livraison incomplète")
    save(page, "Ajouter")
    window(page, "add_promises")
    field(page, "amount", "5 000")
    dialog = page.get_by_role("dialog")
    dialog.locator('[class*="st-key-form_"][class*="promised_on"] [role="spinbutton"]').first.click()
    page.keyboard.type("15122026")
    save(page, "Ajouter")
    kept = {row.table: row.values for row in record(server).own_rows(CLIENT)}
    assert kept["disputes"]["dispute_reason"] == "Livraison incomplète"
    assert (kept["promises"]["amount"], kept["promises"]["promised_on"]) == ("5000.00", "2026-12-15")
    said = text(page)
    assert "Livraison incomplète" in said and "5 000,00 €" in said.replace("\u202f", " ").replace(
        "\u00a0", " "
    )


def test_a_document_is_attached_archived_and_the_archiving_undone(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    contract = tmp_path / "contrat.pdf"
    contract.write_bytes(bytes(range(256)) * 40)
    page = visit()
    go(page, sheet(server))
    page.get_by_role("tab", name="Documents").click()
    ready(page)
    page.set_input_files('.st-key-attach_files input[type="file"]', str(contract))
    ready(page)
    page.get_by_label("Votre nom").fill("A. Martin")
    page.get_by_role("button", name="Joindre", exact=True).click()
    ready(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger", exact=True).last.click()
    assert Path(waiting.value.path()).read_bytes() == contract.read_bytes()
    page.locator('[class*="st-key-attached_away_"] button').click()
    ready(page)
    assert record(server).attachments(CLIENT) == []
    page.locator("summary", has_text="Documents archivés").click()
    page.locator('[class*="st-key-attached_back_"] button').click()
    ready(page)
    assert [a.name for a in record(server).attachments(CLIENT)] == ["contrat.pdf"]


def violations(page: Page) -> list[str]:
    """What axe finds serious, but in the components of Streamlit that no page can change."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async ([severe, theirs]) => {
            const answer = await axe.run(document, {resultTypes: ['violations']});
            const ours = node => {
                const at = document.querySelector(node.target[0]);
                return !at || !theirs.some(id => at.closest(`[data-testid="${id}"]`));
            };
            return answer.violations.filter(v => severe.includes(v.impact))
                .flatMap(v => v.nodes.filter(ours).map(n => `${v.id}: ${n.html.slice(0, 300)}`));
        }""",
        [SEVERE, NOT_OURS],
    )
    return [str(each) for each in found]


def test_axe_finds_nothing_serious_that_is_ours(server: Server, visit: Visit) -> None:
    """The pages of a call and a form, light and dark, on a desk and on two phones."""
    found = {}
    for width, dark, paths in (
        (1440, False, ("fiche", "clients", "portefeuille")),
        (390, True, ("fiche", "portefeuille")),
        (320, True, ("alertes",)),
    ):
        page = visit(width=width, dark=dark)
        for path in paths:
            go(page, f"{server.url}/{path}?client={CLIENT}&date={AS_OF}")
            found[width, dark, path] = violations(page)
        if width != 390:
            go(page, sheet(server))
            window(page, "sheet_edit")
            found[width, dark, "form"] = violations(page)
        page.context.close()
    assert {at: faults for at, faults in found.items() if faults} == {}


def test_several_invoices_typed_one_after_the_other_lose_no_edit(server: Server, visit: Visit) -> None:
    """In the component itself, twice as fast as anyone types: a word a row, down the column, and all of it is kept."""
    page = visit()
    go(page, sheet(server))
    window(page, "edit_documents")
    grid = page.get_by_role("dialog").locator(".st-key-several_documents .dvn-scroller")
    grid.click(position={"x": 60, "y": 52})
    page.keyboard.press("End")
    for n in range(6):
        page.keyboard.type(f"note {n}", delay=40)
        page.keyboard.press("Enter", delay=40)
        page.wait_for_timeout(100)
    save(page, "Enregistrer")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=30_000)
    edits = [e for e in record(server).edits() if e.table == "documents"]
    assert sorted((e.column, e.value) for e in edits) == [("description", f"note {n}") for n in range(6)]
    assert len({e.record for e in edits}) == 6


def test_a_small_phone_has_nothing_off_the_side(server: Server, visit: Visit) -> None:
    page = visit(width=320, height=640)
    go(page, sheet(server))
    fits = "document.scrollingElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    for opener in ("sheet_edit", "add_documents", "edit_documents"):
        window(page, opener)
        dialog = page.get_by_role("dialog")
        assert page.evaluate(fits), opener
        assert dialog.evaluate(
            "d => [...d.querySelectorAll('input, textarea, button')].every(e => e.closest('[role=tablist]') || e.getBoundingClientRect().right <= window.innerWidth + 1)"
        ), opener
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0, timeout=30_000)
        ready(page)
