"""Where the application's own files and the company's data are; it reads none of them."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder of app.py, pages/ and sample_data/: beside the package in a checkout, <prefix>/share/fiche when installed."""
    beside = PACKAGE.parent
    return beside if (beside / "app.py").exists() else Path(sys.prefix) / "share" / "fiche"


def data_folder() -> Path:
    """Where the record lies: FICHE_DATA, else data/ in the folder the application was started from."""
    found = Path(os.environ.get("FICHE_DATA") or Path.cwd() / "data")
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def store_url() -> str:
    """FICHE_STORE, else SQLite in the data folder."""
    return os.environ.get("FICHE_STORE") or f"sqlite:///{data_folder() / 'fiche.db'}"
