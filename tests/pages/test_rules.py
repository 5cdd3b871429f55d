"""A segment is composed condition by condition, counted before it is kept, then filters every page and groups the clients; one that no longer applies says why."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fiche.analysis.rule import Condition, Rule, as_text
from fiche.store import Store
from tests.pages.small import company
from tests.pages.test_filters import chips, to
from tests.pages.test_portfolio import rows
from tests.pages.test_segments import asked, frame, many, select

OpenPage = Callable[..., AppTest]


def test_a_segment_is_composed_kept_and_filters(open_page: OpenPage, root: Path, tmp_path: Path) -> None:
    app = open_page("segments", many(), vue="regles")
    app.selectbox(key="rule_field").set_value("revenue_12m").run()
    app.text_input(key="rule_value_revenue_12m_ge").set_value("1 000,00").run()
    app.button(key="rule_add").click().run()
    app.selectbox(key="rule_field").set_value("zone").run()
    app.multiselect(key="rule_value_zone_in").set_value(["Sud"]).run()
    app.button(key="rule_add").click().run()
    said = next(m.value for m in app.markdown if "clients sur 133" in m.value)
    app.text_input(key="rule_name").set_value("Gros du Sud")
    app.text_input(key="author_typed_rule").set_value("Léa")
    app.button(key="rule_keep").click().run()
    assert not app.exception
    (saved,) = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}").saved("segment", "")
    assert saved.name == "Gros du Sud" and saved.by == "Léa"
    assert any("**Gros du Sud**" in m.value and said.split("**")[1] in m.value for m in app.markdown)
    app.button(key=f"rule_open_{saved.id}").click().run()
    assert chips(app) == ["Segment : Gros du Sud"] and asked(app, "regle") == [str(saved.id)]
    app = to(app, root, "portfolio")
    assert chips(app) == ["Segment : Gros du Sud"]


def test_any_column_and_a_saved_segment_group_and_open_their_clients(open_page: OpenPage) -> None:
    app = open_page("segments", company(), vue="groupes", par="extra:Couleur")
    assert not app.exception
    table = frame(app, "share")
    assert table["name"].tolist() == ["rouge", "Non renseigné"] and table["clients"].tolist() == [1, 2]
    select(app, "groups_extra:Couleur_table_0", 1)
    assert sorted(rows(app)) == ["C2", "C3"]


def test_a_segment_that_no_longer_applies_says_why(open_page: OpenPage, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    gone = Rule((Condition("extra:Absente", "in", ("x",)),))
    made = store.save_as("segment", "Vieux", as_text(gone), shared=True, by="Léa")
    store.close()
    app = open_page("segments", company(), vue="regles", regle=str(made.id))
    assert not app.exception and chips(app) == []
    assert any("Absente" in w.value and "pas appliqué" in w.value for w in app.warning)
    assert any("Ne s’applique pas" in m.value for m in app.markdown)
    app = open_page("segments", company(), vue="groupes", par=f"regle:{made.id}")
    assert not app.exception and any("ne s’applique pas" in w.value for w in app.warning)
