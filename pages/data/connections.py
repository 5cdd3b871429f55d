"""The connections to other systems: added, tried, followed, removed."""

from fiche.i18n import _
from fiche.web.connections_view import connections_page
from fiche.web.page import page

connections_page(page(_("Connexions"), needs_data=False))
