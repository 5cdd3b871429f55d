"""`python -m fiche` is the `fiche` command; nothing else lives here."""

import sys

from fiche.cli import main

if __name__ == "__main__":
    sys.exit(main())
