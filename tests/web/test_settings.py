"""The page of settings: a change says what it changes, is kept with its date, holds everywhere, and can be taken back."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fiche.store import Store

Session = Callable[..., AppTest]
PAGE = "data/settings.py"


def test_a_change_is_shown_kept_and_holds_everywhere(demo_record: Path, session: Session) -> None:
    app = session(PAGE, date="2026-06-30")
    assert not app.exception
    assert not [b for b in app.button if b.key == "save_settings"], "nothing to keep before a change"
    app.text_input(key="setting_serious_days").set_value("5").run()
    preview = app.dataframe[-1].value
    assert len(preview) > 0 and set(preview.columns) == {"what", "before", "after"}
    app.button(key="save_settings").click().run()
    store = Store.open(f"sqlite:///{demo_record / 'fiche.db'}")
    assert [(c.name, c.value) for c in store.setting_changes()] == [("serious_days", "5")]
    again = session(PAGE, date="2026-06-30")
    assert again.text_input(key="setting_serious_days").value == "5"
    again.text_input(key="setting_serious_days").set_value("60").run()
    again.button(key="save_settings").click().run()
    assert store.setting_changes()[-1].value is None, "back to the default"
    assert len(store.setting_changes()) == 2, "the trail keeps both"


def test_what_cannot_be_read_is_said_and_nothing_is_kept(demo_record: Path, session: Session) -> None:
    app = session(PAGE)
    app.text_input(key="setting_at_risk_share").set_value("beaucoup").run()
    assert any("ne peut pas valoir" in e.value for e in app.error)
    assert not [b for b in app.button if b.key == "save_settings"]


def test_settings_that_contradict_each_other_are_refused_together(
    demo_record: Path, session: Session
) -> None:
    app = session(PAGE)
    app.text_input(key="setting_vip_share").set_value("97 %").run()
    assert any("ne peuvent pas faire moins" in e.value for e in app.error)
    assert not [b for b in app.button if b.key == "save_settings"]
    app.text_input(key="setting_class_b_share").set_value("99 %").run()
    assert not app.error
    app.button(key="save_settings").click().run()
    store = Store.open(f"sqlite:///{demo_record / 'fiche.db'}")
    assert {c.name: c.value for c in store.setting_changes()} == {
        "vip_share": "0.97",
        "class_b_share": "0.99",
    }


def test_settings_without_data(empty_record: Path, session: Session) -> None:
    app = session(PAGE)
    app.text_input(key="setting_inactive_days").set_value("90").run()
    app.button(key="save_settings").click().run()
    assert not app.exception
