"""The workbooks to take away: the client file, sheets and statements, blank models."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.templates_view import templates_page

templates_page(page(_("Modèles Excel"), needs_data=False))
