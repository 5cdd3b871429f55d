"""The ASGI application: Streamlit behind our headers, with a health route and our own static files; it holds no page and no figure.

`streamlit run app.py` and `uvicorn app:app` both start it.
"""

import sys

import streamlit as st

from fiche.errors import Refused
from fiche.place import PACKAGE
from fiche.reading.limits import Limits
from fiche.web.middleware import MIDDLEWARE, ROUTES, failed

ROUTER = PACKAGE / "web" / "router.py"

try:
    Limits.from_environment()
except Refused as refusal:  # a setting that holds no number: said at once, rather than at the first file
    sys.exit(refusal.message)

app = st.App(ROUTER, routes=ROUTES, middleware=MIDDLEWARE, on_script_error=failed)

if __name__ == "__main__":
    app.run()
