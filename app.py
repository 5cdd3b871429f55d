"""The ASGI application: Streamlit behind our headers, with a health route and our own static files; it holds no page and no figure.

`streamlit run app.py` and `uvicorn app:app` both start it.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from fiche.errors import FicheError
from fiche.place import PACKAGE, store_url
from fiche.reading.limits import Limits
from fiche.store.attachments import most
from fiche.store.room import room
from fiche.web.middleware import MIDDLEWARE, ROUTES, failed
from fiche.web.state import read_ahead

ROUTER = PACKAGE / "web" / "router.py"

try:
    Limits.from_environment()
    room(store_url())
    most()
except (
    FicheError
) as wrong:  # a setting that holds no number or no address: said at once, rather than at the first file
    sys.exit(wrong.message)


@asynccontextmanager
async def started(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """With the server, the record begins to be read: the first to come waits less."""
    read_ahead()
    yield {}


app = st.App(ROUTER, routes=ROUTES, middleware=MIDDLEWARE, lifespan=started, on_script_error=failed)

if __name__ == "__main__":
    app.run()
