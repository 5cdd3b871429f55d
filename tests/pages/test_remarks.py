"""What must be read beside figures stands under them, wherever tiles are drawn: what converts amounts is said once, the rest with its figure's name."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.store import Store
from fiche.web.tiles import Tile, remarks
from tests.analysis.build import dataset, invoice

OpenPage = Callable[..., AppTest]
NBSP = "\u00a0"
CONVERTED = "Montants convertis en EUR, au taux de la date de chaque document."


def test_what_several_share_is_said_once_the_rest_with_its_name() -> None:
    one = Tile("A", "1", remarks=(("A", "commun."), ("B", "propre à B.")))
    two = Tile("C", "2", remarks=(("C", "commun."),))
    assert remarks([one, two]) == ["commun.", f"B{NBSP}: propre à B."]
    assert remarks([Tile("A", "1")]) == []


@pytest.mark.parametrize(
    ("page", "parameters"), [("portfolio", {}), ("money/outstanding", {}), ("sheet", {"client": "C1"})]
)
def test_converted_amounts_say_so_under_the_tiles(
    open_page: OpenPage, tmp_path: Path, page: str, parameters: dict[str, str]
) -> None:
    rate = {"currency": "USD", "since": "2026-01-01", "rate": "0.5", "source": "essai"}
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    store.set_settings({"convert_to": "EUR", "currency_rates": json.dumps([rate])})
    store.close()
    two = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD")]
    app = open_page(page, dataset(two), **parameters)
    assert not app.exception
    assert [c.value.replace("\\", "") for c in app.caption].count(CONVERTED) == 1
    assert any(f">550,00{NBSP}€<" in str(block.proto.body) for block in app.get("html"))


def test_the_month_of_a_rate_stands_with_it(open_page: OpenPage) -> None:
    app = open_page("money/outstanding", dataset([invoice(1, 100, "2026-03-01", "2026-04-01")]))
    assert any("Factures de mars 2026." in str(block.proto.body) for block in app.get("html"))
