"""Everything about one client, on one page."""

from fiche.i18n import _
from fiche.web.fiche_view import fiche_page
from fiche.web.page import page

fiche_page(page(_("Fiche client"), titled=False))
