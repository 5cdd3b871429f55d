"""Where one starts: drop a file, or what needs someone today."""

from fiche.i18n import _
from fiche.web.home_view import home_page
from fiche.web.page import page

home_page(page(_("Accueil"), needs_data=False))
