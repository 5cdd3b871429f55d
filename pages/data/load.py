"""Load files: what was recognised, what will change, keep it."""

from fiche.i18n import _
from fiche.web.load_view import load_page
from fiche.web.page import page

page(_("Importer"), needs_data=False)
load_page()
