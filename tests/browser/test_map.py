"""The marketing manager finds the region to develop: the map in a real browser that may speak to this machine only, on a screen and on a phone."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from fiche.analysis import Portfolio
from fiche.charts.area_words import in_france, region_name
from fiche.charts.theme import brief
from fiche.i18n import money
from fiche.loading import check, prepare
from fiche.store import Store
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
AS_OF = dt.date(2026, 11, 24)
READY = '.stApp[data-test-script-state="notRunning"]'


def press(page: Page, mark: Locator) -> None:
    """Press where a mark stands: plotly listens over it."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_region_to_develop_is_found_and_its_clients_are_shown(
    server: Server, visit: Callable[..., Page], demo: Path, width: int
) -> None:
    reading = prepare([(demo.name, demo)])
    dataset = check(reading, loaded_on=AS_OF)
    store = Store.open(f"sqlite:///{server.data / 'fiche.db'}")
    store.save(dataset, [(file.name, file.sha256) for file in reading.loaded])
    store.close()
    found = Portfolio(dataset).areas(AS_OF, "region")
    regions = found.table[[in_france(key) for key in found.table["key"]]]
    best = regions.iloc[int(regions["potential"].astype(float).argmax())]

    page = visit(width=width)
    page.goto(f"{server.url}/carte?date={AS_OF.isoformat()}")
    page.wait_for_selector(READY, timeout=60_000)
    page.get_by_role("radio", name="Potentiel").or_(
        page.get_by_role("button", name="Potentiel", exact=True)
    ).first.click()
    page.get_by_role("radio", name="Régions").or_(
        page.get_by_role("button", name="Régions", exact=True)
    ).first.click()
    expect(page.get_by_text(re.compile(f"« {region_name(best['key'])} » porte")).first).to_be_visible(
        timeout=30_000
    )
    label = brief(float(best["potential"]), "EUR")
    press(page, page.locator(".js-plotly-plot .textpoint text", has_text=label).first)
    heading = f"{region_name(best['key'])} ({best['clients']})"
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(money(best["potential"], "EUR")).last).to_be_visible()
