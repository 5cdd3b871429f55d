"""Every threshold, weight and rate that the figures rest on."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.settings_view import settings_page

settings_page(page(_("Réglages"), needs_data=False))
