"""The blank model to fill in and load again."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.templates_view import templates_page

page(_("Modèles Excel"), needs_data=False)
templates_page()
