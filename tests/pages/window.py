"""Windows in a session without a browser: what happens in an open one runs its part of the page alone, as a browser asks for it; it checks nothing."""

from typing import Any

import streamlit.testing.v1.local_script_runner as local
from streamlit.testing.v1 import AppTest

SIGN = "author_typed_window"


def within(app: AppTest) -> AppTest:
    """Run the window that was opened last; when it asks for the page to run, that runs whole."""
    whole = local.RerunData
    (*_others, window) = app._fragment_storage._fragments

    def request(**options: Any) -> Any:
        return whole(**options, fragment_id=window)

    local.RerunData = request  # type: ignore[misc, assignment]
    try:
        return app.run()
    finally:
        local.RerunData = whole  # type: ignore[misc]


def press(app: AppTest, words: str) -> AppTest:
    """Press the button of a form, or of the window, that says `words`."""
    [b for b in app.button if b.label == words][-1].click()
    return within(app)


def fill(app: AppTest, by: str = "A. Martin", **values: Any) -> None:
    """Type values in the fields whose key ends so, and sign where nobody has yet."""
    for name, value in values.items():
        kinds = (app.text_input, app.text_area, app.date_input, app.selectbox)
        found = [
            f
            for kind in kinds
            for f in kind
            if (f.key or "").startswith("form_") and f.key.endswith(f"_{name}")
        ]
        field = min(found, key=lambda f: len(f.key))  # «city» is not «delivery_city»
        field.set_value(value)
    for field in app.text_input:
        if field.key == SIGN:
            field.set_value(by)
