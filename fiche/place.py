"""Where the application's own files are, in a checkout and when installed; it reads none of them."""

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder of app.py, pages/ and sample_data/: beside the package in a checkout, <prefix>/share/fiche when installed."""
    beside = PACKAGE.parent
    return beside if (beside / "app.py").exists() else Path(sys.prefix) / "share" / "fiche"
