"""The import page on a ledger of one collective account: the refusal, and the button beside it that takes the names of the labels."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.checking import ledgers
from tests.pages.small import company


def test_the_names_of_the_labels_in_one_click(open_page: Callable[..., AppTest]) -> None:
    sale = ledgers.sale("1", "20260113", "C1", "120.00", "FA1", label="Facture DUPONT SARL FA1")
    rows = [{**x, "CompAuxNum": "", "CompAuxLib": "", "CompteLib": "CLIENTS"} for x in sale]
    app = open_page("data/load", company())
    file = ("123456782FEC20261231.txt", ledgers.written(rows), "text/plain")
    app.file_uploader(key="upload_0").set_value([file]).run()
    assert not app.exception
    assert any("un seul compte" in str(w.value) and "DUPONT SARL" in str(w.value) for w in app.warning)
    app.button(key="names_from_labels").click().run()
    assert not app.exception
    assert not any("un seul compte" in str(w.value) for w in app.warning)
    assert any("**1** client, **1** facture" in str(m.value) for m in app.markdown)
    assert not [b for b in app.button if b.key == "names_from_labels"]
