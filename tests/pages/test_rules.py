"""A segment is composed condition by condition, counted before it is kept, then filters every page and groups the clients; one that no longer applies says why."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fiche.analysis.fields import Field
from fiche.analysis.rule import Condition, Rule, as_text
from fiche.store import Store
from fiche.web.rule_condition import operators, said
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
    count = next(m.value for m in app.markdown if "clients sur 133" in m.value)
    app.text_input(key="rule_name").set_value("Gros du Sud")
    app.text_input(key="author_typed_rule").set_value("Léa")
    app.button(key="rule_keep").click().run()
    assert not app.exception
    (saved,) = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}").saved("segment", "")
    assert saved.name == "Gros du Sud" and saved.by == "Léa"
    assert any("**Gros du Sud**" in m.value and count.split("**")[1] in m.value for m in app.markdown)
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


def add(app: AppTest, code: str, value: str) -> AppTest:
    app.selectbox(key="rule_field").set_value(code).run()
    app.multiselect(key=f"rule_value_{code}_in").set_value([value]).run()
    assert any("Cette condition seule" in c.value and "clients sur 133" in c.value for c in app.caption)
    return app.button(key="rule_add").click().run()


def test_groups_are_composed_counted_changed_and_taken_back(open_page: OpenPage, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    app = add(open_page("segments", many(), vue="regles"), "zone", "Sud")
    app.segmented_control(key="rule_where").set_value(-2).run()
    app = add(app, "abc", "A")
    app = add(app, "segment", "champions")  # into the group that was just begun
    assert not app.exception
    any_of = Rule((Condition("abc", "in", ("A",)), Condition("segment", "in", ("champions",))), any_of=True)
    wanted = Rule((Condition("zone", "in", ("Sud",)), any_of))
    app.text_input(key="rule_name").set_value("Sud, gros ou fidèles")
    app.text_input(key="author_typed_rule").set_value("Léa")
    app.button(key="rule_keep").click().run()
    (saved,) = store.saved("segment", "")
    assert saved.content == as_text(wanted)
    app.button(key=f"rule_edit_{saved.id}").click().run()
    app.button(key="rule_row_1_0").click().run()
    app.button(key="rule_keep").click().run()
    assert store.saved("segment", "")[0].content == as_text(replace(wanted, conditions=(wanted.conditions[0], replace(any_of, conditions=any_of.conditions[1:]))))  # fmt: skip
    app.button(key="fiche_undo").click().run()
    assert store.saved("segment", "")[0].content == as_text(wanted), "a change is taken back"
    app.button(key=f"rule_away_{saved.id}").click().run()
    assert store.saved("segment", "") == []
    app.button(key="fiche_undo").click().run()
    assert [each.id for each in store.saved("segment", "")] == [saved.id] and not app.exception


def test_what_a_field_may_be_compared_with() -> None:
    dates, words = Field("last_purchase", "date", "indicator"), Field("city", "text", "file")
    assert operators(dates, known=False)[:2] == ["older", "recent"] and said(dates, "ge") == "à partir du"
    assert operators(words, known=True) == ["in", "not_in", "missing", "present"]
    assert operators(words, known=False) == ["contains", "not_contains", "missing", "present"]


def test_a_number_of_days_is_read_or_asked_for_again(open_page: OpenPage) -> None:
    app = open_page("segments", many(), vue="regles")
    app.selectbox(key="rule_field").set_value("last_purchase").run()
    app.text_input(key="rule_value_last_purchase_older").set_value("trois").run()
    assert "nombre de jours" in app.error[0].value and not app.exception
    app.text_input(key="rule_value_last_purchase_older").set_value(" 1 000 ").run()
    app.button(key="rule_add").click().run()
    assert not app.error and any("il y a plus de 1000 j" in m.value for m in app.markdown)
